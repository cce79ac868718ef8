"""Elements repeated or reordered."""

import numpy as np
import pytest
from pulled import assert_pulls

import gradcli as torch

A = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


def test_gradient_of_copies_is_summed() -> None:
    assert_pulls(lambda x: x.repeat(2), [[1.0, 2.0]], [1, 2, 1, 2], [1 + 3, 2 + 4])
    assert_pulls(lambda x: x.repeat_interleave(2), [[1.0, 2.0]], [1, 1, 2, 2], [1 + 2, 3 + 4])
    assert_pulls(lambda x: x.repeat_interleave(torch.tensor([1, 2]), 0), [[1.0, 2.0]], [1, 2, 2], [1, 2 + 3])


def test_repeat_adds_axes_in_front_and_tile_fills_them_in() -> None:
    x = torch.zeros(2, 3)
    assert x.repeat(4, 1, 2).shape == (4, 2, 6)
    assert x.tile(2).shape == x.tile((1, 2)).shape == (2, 6)
    with pytest.raises(RuntimeError, match="can not be smaller than number of dimensions"):
        x.repeat(2)


def test_reordering_agrees_with_numpy_and_pulls_back() -> None:
    a = np.array(A)
    assert torch.tensor(A).flip(0, 1).tolist() == np.flip(a).tolist()
    assert torch.tensor(A).fliplr().tolist() == np.fliplr(a).tolist()
    assert torch.tensor(A).roll(1).tolist() == np.roll(a, 1).tolist()
    assert torch.tensor(A).roll((1, -1), (0, 1)).tolist() == np.roll(a, (1, -1), (0, 1)).tolist()
    assert torch.tensor(A).rot90(3, (1, 0)).tolist() == np.rot90(a, 3, (1, 0)).tolist()
    assert_pulls(lambda x: x.roll(1), [[1.0, 2.0, 3.0]], [3, 1, 2], [2, 3, 1])
    assert_pulls(lambda x: x.flip(0), [[1.0, 2.0, 3.0]], [3, 2, 1], [3, 2, 1])


def test_refusals() -> None:
    x = torch.zeros(2, 3)
    with pytest.raises(RuntimeError, match="dim 0 appears multiple times"):
        x.flip(0, 0)
    with pytest.raises(RuntimeError, match="shifts: 1, dims:2"):
        x.roll(1, (0, 1))
    with pytest.raises(RuntimeError, match="Repeats must be non-negative"):
        x.repeat_interleave(-1)


def test_windows_overlap_and_their_gradients_add_up() -> None:
    assert_pulls(lambda x: x.unfold(0, 2, 1), [[1.0, 2.0, 3.0]], [[1, 2], [2, 3]], [1, 2 + 3, 4])
    assert torch.arange(7).unfold(0, 2, 3).tolist() == [[0, 1], [3, 4]]
    with pytest.raises(RuntimeError, match="maximum size for tensor at dimension 0 is 3 but size is 4"):
        torch.zeros(3).unfold(0, 4, 1)


def test_nothing_can_be_rolled_along_any_axis_and_a_number_along_none():
    assert torch.roll(torch.zeros(0), 1, 5).shape == torch.Size([0])
    with pytest.raises(IndexError, match="Dimension specified as 0 but tensor has no dimensions"):
        torch.roll(torch.ones(()), 1, 0)


def test_a_single_number_has_one_window() -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x.unfold(0, 1, 1)
    assert (y.tolist(), type(y.grad_fn).__name__) == ([2.0], "UnfoldBackward0")
    assert torch.autograd.grad(y.sum(), x)[0].item() == 1.0
