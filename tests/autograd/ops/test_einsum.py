"""einsum, tensordot, inner and bilinear."""

from typing import Any

import numpy as np
import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "trace": (lambda a: torch.einsum("ii", a), [[[1.0, 2.0], [3.0, 4.0]]], 5, [[1, 0], [0, 1]]),
    "diagonal": (lambda a: torch.einsum("ii->i", a), [[[1.0, 2.0], [3.0, 4.0]]], [1, 4], [[1, 0], [0, 2]]),
    "batched with ellipsis": (
        lambda a, b: torch.einsum("...ij,jk->...ik", a, b),
        [[[[1.0, 2.0]], [[3.0, 4.0]]], [[0.5], [-1.0]]],
        [[[-1.5]], [[-2.5]]],
        [[[[0.5, -1]], [[1, -2]]], [[7], [10]]]),
    "length 1 broadcasts": (
        lambda a, b: torch.einsum("ij,kj->ik", a, b),
        [[[2.0], [3.0]], [[1.0, 2.0]]],
        [[6], [9]],
        [[[3], [6]], [[8, 8]]]),
    "three operands": (
        lambda a, b, c: torch.einsum("i,ij,j->", a, b, c),
        [[1.0, 2.0], [[1.0, 0.5], [0.2, 3.0]], [3.0, -1.0]],
        -2.3,
        [[2.5, -2.4], [[3, -1], [6, -2]], [1.4, 6.5]]),
    "tensordot": (
        lambda a, b: torch.tensordot(a, b, dims=([1], [0])),
        [[[1.0, 2.0]], [[0.5, -1.0], [2.0, 0.0]]],
        [[4.5, -1]],
        [[[-1.5, 2]], [[1, 2], [2, 4]]]),
    "inner": (torch.inner, [[[1.0, 2.0]], [[0.5, -1.0], [2.0, 0.0]]], [[-1.5, 2]], [[[4.5, -1]], [[1, 2], [2, 4]]]),
    "bilinear": (F.bilinear, [[[1.0, 2.0]], [[3.0]], [[[0.5], [-1.0]]], [0.25]], [[-4.25]], [[[1.5, -3]], [[-1.5]], [[[3], [6]]], [1]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: torch.einsum("ij,jk", torch.ones(2, 3), torch.ones(2, 3)), "subscript j has size 2 for operand 1 which does not broadcast"),
        (lambda: torch.einsum("ij->k", torch.ones(2, 3)), "output subscript k does not appear in the equation"),
        (lambda: torch.einsum("ij", torch.ones(2)), r"number of subscripts in the equation \(2\) does not match the number of dimensions \(1\)"),
        (lambda: torch.einsum("ij,jk", torch.ones(2, 3)), "fewer operands were provided"),
        (lambda: torch.tensordot(torch.ones(2, 3), torch.ones(2, 3), 1), "contracted dimensions need to match"),
        (lambda: torch.inner(torch.ones(2), torch.ones(3)), "last dimension must match"),
    ],
)
def test_what_does_not_fit_is_refused_in_torch_s_words(call: Any, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        call()


@pytest.mark.parametrize(
    ("equation", "shapes"), [("bhqd,bhkd->bhqk", [(2, 2, 3, 4), (2, 2, 5, 4)]), ("i,j,k->kji", [(2,), (3,), (4,)]), ("...i,...i", [(2, 5, 3), (3,)])]
)
def test_contractions_equal_numpy_s(equation: str, shapes: Any) -> None:
    arrays = [np.random.default_rng(0).standard_normal(s) for s in shapes]
    got = torch.einsum(equation, *map(torch.tensor, arrays)).numpy()
    np.testing.assert_allclose(got, np.einsum(equation, *arrays), rtol=1e-12)


def test_tensordot_and_inner_take_one_type_and_enough_axes():
    x, y = torch.ones(2, 3), torch.ones(3, dtype=torch.float64)
    for call in (torch.inner, lambda a, b: torch.tensordot(a, b, 1)):
        with pytest.raises(RuntimeError, match="both inputs should have same dtype"):
            call(x, y)
    with pytest.raises(RuntimeError, match="tensordot expects dims < ndim_a or ndim_b, but got dims=2"):
        torch.tensordot(x, torch.ones(3), 2)


def test_an_axis_of_length_one_is_summed_with_any_other():
    x, y = torch.tensor([1.0, 2.0, 4.0], requires_grad=True), torch.tensor([[1.0, 10.0]], requires_grad=True)
    z = torch.tensordot(x, y, 1)
    assert z.tolist() == [7, 70]
    z.sum().backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([11, 11, 11], [[7, 7]])


def test_an_ellipsis_does_not_stand_for_less_than_nothing():
    with pytest.raises(RuntimeError, match=r"number of subscripts in the equation \(1\) is more than the number of dimensions \(0\)"):
        torch.einsum("...i,...i->...", torch.ones(()), torch.ones(3))


def test_axes_can_be_given_as_lists_of_numbers():
    a, b = torch.arange(6.0).reshape(2, 3), torch.arange(12.0).reshape(3, 4)
    assert torch.equal(torch.einsum(a, [0, 1], b, [1, 2], [0, 2]), a @ b)
    assert torch.equal(torch.einsum(a, [0, 1], b, [1, 2]), a @ b)
    assert torch.equal(torch.einsum(a, [..., 30], [30, ...]), a.T)
    with pytest.raises(ValueError, match=r"not within the valid range \[0, 52\)"):
        torch.einsum(a, [0, 52])
