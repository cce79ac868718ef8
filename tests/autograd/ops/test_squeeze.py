"""Axes of length 1 come and go."""

import pytest

import gradcli as torch


def test_squeeze_leaves_longer_axes_alone() -> None:
    x = torch.zeros(1, 2, 1, 3)
    assert [tuple(y.shape) for y in (x.squeeze(), x.squeeze(0), x.squeeze(1), x.squeeze((0, 2)), x.squeeze(-2))] == [
        (2, 3), (2, 1, 3), (1, 2, 1, 3), (2, 3), (1, 2, 3),
    ]  # fmt: skip


def test_each_kind_of_squeeze_has_its_own_node() -> None:
    x = torch.zeros(1, 2, requires_grad=True)
    names = [type(y.grad_fn).__name__ for y in (x.squeeze(), x.squeeze(0), x.squeeze((0, 1)), x.unsqueeze(0))]
    assert names == ["SqueezeBackward0", "SqueezeBackward1", "SqueezeBackward2", "UnsqueezeBackward0"]


def test_unsqueeze_counts_the_new_axis() -> None:
    x = torch.zeros(2, 3)
    assert [tuple(x.unsqueeze(d).shape) for d in (0, 2, -1, -3)] == [(1, 2, 3), (2, 3, 1), (2, 3, 1), (1, 2, 3)]
    with pytest.raises(IndexError, match=r"expected to be in range of \[-3, 2\], but got 3"):
        x.unsqueeze(3)


def test_at_least_so_many_axes() -> None:
    number, vector, matrix = torch.tensor(1.0), torch.zeros(4), torch.zeros(2, 3)
    assert [tuple(y.shape) for y in torch.atleast_1d(number, vector, matrix)] == [(1,), (4,), (2, 3)]
    assert [tuple(y.shape) for y in torch.atleast_2d([number, vector])] == [(1, 1), (1, 4)]
    assert [tuple(torch.atleast_3d(y).shape) for y in (number, vector, matrix)] == [(1, 1, 1), (1, 4, 1), (2, 3, 1)]
