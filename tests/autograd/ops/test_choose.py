"""where, maximum, minimum, fmax, fmin: who gets the gradient."""

import math

import numpy as np
import pytest
from pulled import pulled

import gradcli as torch

NAN = math.nan


def test_where_gives_each_branch_its_part() -> None:
    m = torch.tensor([True, False, True])
    assert pulled(lambda a, b: torch.where(m, a, b), [1.0, 2.0, 3.0], [4.0, 5.0, 6.0]) == (
        [1.0, 5.0, 3.0],
        [[1.0, 0.0, 3.0], [0.0, 2.0, 0.0]],
    )


def test_where_does_not_shield_nan_from_the_dead_branch() -> None:
    x = torch.tensor([0.0], requires_grad=True)
    torch.where(x > 0, x.sqrt() * 0, x).backward()
    assert math.isnan(x.grad.item())


def test_where_takes_the_common_type_of_its_branches() -> None:
    m = torch.tensor([True, False])
    assert torch.where(m, 1, 2.5).dtype is torch.float32
    assert torch.where(m, torch.ones(2, dtype=torch.float64), 0.0).dtype is torch.float64
    assert torch.where(m, torch.tensor([1, 2]), torch.tensor([0.5, 0.5])).dtype is torch.float32


def test_where_refuses_a_condition_of_numbers() -> None:
    with pytest.raises(RuntimeError, match="expected condition to be a boolean tensor"):
        torch.where(torch.ones(2), 1, 2)


def test_where_lists_only_its_branches_as_next_functions() -> None:
    x = torch.ones(2, requires_grad=True)
    assert len(torch.where(x > 0, x, x * 2).grad_fn.next_functions) == 2


def test_equal_operands_of_maximum_share_the_gradient() -> None:
    assert pulled(torch.maximum, [1.0, 2.0, 5.0], [1.0, 3.0, 4.0])[1] == [[0.5, 0.0, 3.0], [0.5, 2.0, 0.0]]
    assert pulled(torch.minimum, [1.0, 2.0, 5.0], [1.0, 3.0, 4.0])[1] == [[0.5, 2.0, 0.0], [0.5, 0.0, 3.0]]


def test_nan_takes_over_maximum_and_both_get_the_gradient() -> None:
    value, gradients = pulled(torch.maximum, [NAN], [1.0])
    assert math.isnan(value[0])
    assert gradients == [[1.0], [1.0]]


def test_fmax_prefers_numbers_and_the_first_of_equal_ones() -> None:
    assert pulled(torch.fmax, [1.0, NAN, 3.0], [1.0, 1.0, NAN]) == ([1.0, 1.0, 3.0], [[1.0, 0.0, 3.0], [0.0, 2.0, 0.0]])
    assert pulled(torch.fmin, [1.0, NAN, 3.0], [1.0, 1.0, NAN]) == ([1.0, 1.0, 3.0], [[1.0, 0.0, 3.0], [0.0, 2.0, 0.0]])


def test_maximum_wants_two_tensors() -> None:
    with pytest.raises(TypeError, match="argument 'other' \\(position 2\\) must be Tensor, not float"):
        torch.maximum(torch.ones(2), 2.0)


def test_numpy_where_works_on_tensors() -> None:
    x = torch.tensor([1.0, -1.0], requires_grad=True)
    y = np.where(np.array([True, False]), x, 0.0)
    y.sum().backward()
    assert y.tolist() == [1.0, 0.0]
    assert x.grad.tolist() == [1.0, 0.0]
