"""A product added to something, and linear layers."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
nan = float("nan")
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "addmm scaled": (
        lambda c, a, b: torch.addmm(c, a, b, beta=0.5, alpha=2),
        [[1.0, 2.0], [[1.0, 2.0], [3.0, 4.0]], [[0.5, -1.0], [2.0, 0.0]]],
        [[9.5, -1], [19.5, -5]],
        [[2, 3], [[-3, 4], [-5, 12]], [[20, 28], [28, 40]]]),
    "addmm ignores what counts 0 times": (
        lambda c, a, b: torch.addmm(c, a, b, beta=0),
        [[nan, 2.0], [[1.0, 2.0]], [[0.5, -1.0], [2.0, 0.0]]],
        [[4.5, -1]],
        [[0, 0], [[-1.5, 2]], [[1, 2], [2, 4]]]),
    "addbmm": (
        torch.addbmm,
        [[[1.0]], [[[1.0, 2.0]], [[3.0, 4.0]]], [[[0.5], [-1.0]], [[2.0], [0.0]]]],
        [[5.5]],
        [[[1]], [[[0.5, -1]], [[2, 0]]], [[[1], [2]], [[3], [4]]]]),
    "addr": (torch.addr, [[[1.0, 1.0]], [2.0], [3.0, 4.0]], [[7, 9]], [[[1, 2]], [11], [2, 4]]),
    "linear of rows": (
        F.linear,
        [[[1.0, 2.0]], [[0.5, -1.0], [2.0, 0.0]], [0.1, 0.2]],
        [[-1.4, 2.2]],
        [[[4.5, -1]], [[1, 2], [2, 4]], [1, 2]]),
    "linear of a vector": (
        F.linear,
        [[1.0, 2.0], [[0.5, -1.0], [2.0, 0.0]], [0.1, 0.2]],
        [-1.4, 2.2],
        [[4.5, -1], [[1, 2], [2, 4]], [1, 2]]),
    "linear of a stack": (
        F.linear,
        [[[[1.0, 2.0]], [[3.0, 4.0]]], [[0.5, -1.0]], [0.1]],
        [[[-1.4]], [[-2.4]]],
        [[[[0.5, -1]], [[1, -2]]], [[7, 10]], [3]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


@pytest.mark.parametrize(
    ("shape", "bias", "names"),
    [
        ((4, 3), True, ["AddmmBackward0", "AccumulateGrad", "AccumulateGrad", "TBackward0"]),
        ((4, 3), False, ["MmBackward0", "AccumulateGrad", "TBackward0"]),
        ((2, 4, 3), True, ["ViewBackward0", "AddmmBackward0"]),
        ((2, 4, 3), False, ["UnsafeViewBackward0", "AccumulateGrad", "TBackward0"]),
    ],
)
def test_graph_of_linear_is_torch_s(shape: Any, bias: bool, names: list[str]) -> None:
    leaves = [torch.ones(*s, requires_grad=True) for s in (shape, (2, 3), (2,))]
    node = F.linear(*leaves[: 2 + bias]).grad_fn
    assert [type(node).__name__, *(type(n).__name__ for n, _ in node.next_functions)] == names


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: F.linear(torch.ones(4, 5), torch.ones(2, 3)), r"mat1 and mat2 shapes cannot be multiplied \(4x5 and 3x2\)"),
        (lambda: F.linear(torch.ones(2, 3), torch.ones(4, 3), torch.ones(5)), r"expanded size of the tensor \(4\) must match the existing size \(5\)"),
        (lambda: F.linear(torch.ones(2, 3).double(), torch.ones(4, 3), torch.ones(4)), "mat1 and mat2 must have the same dtype, but got Double and Float"),
        (lambda: torch.addmv(torch.ones(4), torch.ones(4, 3), torch.ones(3).double()), "same dtype, but got Float, Float, and Double"),
        (lambda: F.linear(torch.ones(2, 3), torch.ones(4, 3), torch.ones(4).double()), "must have the same dtype, but got Double and Float"),
        (lambda: torch.addmm(torch.ones(2, 2), torch.ones(2, 3), torch.ones(2, 2)), "mat1 and mat2 shapes cannot be multiplied"),
        (lambda: torch.baddbmm(torch.ones(2, 2, 2), torch.ones(2, 2, 3), torch.ones(2, 2, 2)), "Expected size for first two dimensions of batch2"),
    ],
)
def test_what_does_not_fit_is_refused_in_torch_s_words(call: Any, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        call()


def test_factors_of_whole_numbers_are_truncated_or_refused() -> None:
    one, square = torch.ones(2, dtype=torch.int64), torch.ones(2, 2, dtype=torch.int64)
    assert torch.addmv(one, square, one, alpha=1.6, beta=2.7).tolist() == [4, 4]
    assert torch.addr(square.bool(), one.bool(), one.bool(), beta=3, alpha=2).dtype is torch.bool
    with pytest.raises(RuntimeError, match="For integral input tensors, argument beta must not be a floating point number"):
        torch.addr(square, one, one, beta=0.5)
