"""Distances of rows."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
INF = float("inf")
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "distances of all pairs": (torch.cdist, [[[0.0, 1.0]], [[0.0, 1.0], [3.0, 5.0]]], [[0, 5]], [[[-1.2, -1.6]], [[0, 0], [1.2, 1.6]]]),
    "pdist": (
        F.pdist,
        [[[0.0, 1.0], [3.0, 5.0], [1.0, 1.0]]],
        [5, 1, 4.472135955],
        [[-2.6, -0.8], [1.941640786, 3.483281573], [0.6583592135, -2.683281573]]),
    "how many differ": (lambda x: torch.pdist(x, 0), [[[1.0, 2.0], [1.0, 3.0], [0.0, 2.0]]], [1, 1, 2], [[0, 0], [0, 0], [0, 0]]),
    "how many differ, of two": (
        lambda x, y: torch.cdist(x, y, 0),
        [[[1.0, 2.0], [1.0, 3.0]], [[0.0, 2.0]]],
        [[1], [2]],
        [[[0, 0], [0, 0]], [[0, 0]]]),
    "of rows alike": (
        torch.cdist,
        [[[1.0, 2.0], [1.0, 3.0]], [[1.0, 2.0], [4.0, 6.0]]],
        [[0, 5], [1, 4.242640687]],
        [[[-1.2, -1.6], [-2.828427125, 0.1715728753]], [[0, -3], [4.028427125, 4.428427125]]]),
    "a stack of rows and one": (
        lambda x, y: torch.cdist(x, y, 1.5),
        [[[[1.0, 2.0], [1.0, 3.0]]], [[0.0, 1.0]]],
        [[[1.587401052], [2.447260815]]],
        [[[[0.793700526, 0.793700526], [1.278468016, 1.808026807]]], [[-2.072168542, -2.601727333]]]),
    "several largest differences": (lambda x, y: torch.cdist(x, y, INF), [[[1.0, 2.0]], [[0.0, 1.0]]], [[1]], [[[1, 1]], [[-1, -1]]]),
    "pairs alike": (
        torch.pdist,
        [[[1.0, 2.0], [1.0, 3.0], [4.0, 6.0], [1.0, 2.0]]],
        [1, 5, 0, 4.242640687, 1, 5],
        [[-1.2, -2.6], [-2.828427125, 3.171572875], [7.628427125, 9.228427125], [-3.6, -9.8]]),
    "sums of differences": (
        lambda x: torch.pdist(x, 1), [[[1.0, 2.0], [1.0, 3.0], [4.0, 6.0]]], [1, 7, 6], [[-2, -3], [-3, -2], [5, 5]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_distances_are_one_node() -> None:
    x, y = torch.ones(3, 2, requires_grad=True), torch.ones(2, 2, requires_grad=True)
    assert [node.variable is t for (node, _), t in zip(torch.cdist(x, y).grad_fn.next_functions, (x, y))] == [True, True]
    assert torch.pdist(x).grad_fn.name() == "PdistBackward0"
    assert torch.pdist(x[:1]).shape == (0,)


def test_pdist_wants_a_matrix_and_an_order() -> None:
    with pytest.raises(RuntimeError, match="pdist only supports 2D tensors, got: 1D"):
        torch.pdist(torch.ones(2))
    with pytest.raises(RuntimeError, match="pdist only supports non-negative p values"):
        torch.pdist(torch.ones(2, 2), -1)
