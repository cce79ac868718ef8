"""Products of vectors and matrices."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "matrix times matrix": (
        lambda a, b: a @ b,
        [[[1.0, 2.0], [3.0, 4.0]], [[0.5, -1.0], [2.0, 0.0]]],
        [[4.5, -1], [9.5, -3]],
        [[[-1.5, 2], [-2.5, 6]], [[10, 14], [14, 20]]]),
    "matrix times vector": (lambda a, b: a @ b, [[[1.0, 2.0], [3.0, 4.0]], [0.5, -1.0]], [-1.5, -2.5], [[[0.5, -1], [1, -2]], [7, 10]]),
    "vector times matrix": (
        lambda a, b: a @ b,
        [[0.5, -1.0], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]],
        [-3.5, -4, -4.5],
        [[14, 32], [[0.5, 1, 1.5], [-1, -2, -3]]]),
    "dot": (torch.dot, [[1.0, 2.0], [3.0, 4.0]], 11, [[3, 4], [1, 2]]),
    "stack times matrix": (
        lambda a, b: a @ b,
        [[[[1.0, 2.0]], [[3.0, 4.0]]], [[0.5, -1.0], [2.0, 0.0]]],
        [[[4.5, -1]], [[9.5, -3]]],
        [[[[-1.5, 2]], [[-2.5, 6]]], [[10, 14], [14, 20]]]),
    "stack times vector": (
        lambda a, b: a @ b,
        [[[[1.0, 2.0]], [[3.0, 4.0]]], [0.5, -1.0]],
        [[-1.5], [-2.5]],
        [[[[0.5, -1]], [[1, -2]]], [7, 10]]),
    "vector times stack": (
        lambda a, b: a @ b,
        [[0.5, -1.0], [[[1.0], [2.0]], [[3.0], [4.0]]]],
        [[-1.5], [-2.5]],
        [[7, 10], [[[0.5], [-1]], [[1], [-2]]]]),
    "broadcast stacks": (
        torch.matmul,
        [[[[1.0, 2.0]]], [[[1.0], [2.0]], [[3.0], [4.0]]]],
        [[[5]], [[11]]],
        [[[[7, 10]]], [[[1], [2]], [[2], [4]]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


@pytest.mark.parametrize(
    ("a", "b", "node"),
    [
        ((3,), (3,), "DotBackward0"),
        ((2, 3), (3,), "MvBackward0"),
        ((3,), (3, 2), "SqueezeBackward4"),
        ((2, 3), (3, 2), "MmBackward0"),
        ((2, 3), (2, 3, 2), "CloneBackward0"),
        ((2, 2, 3), (3, 2), "UnsafeViewBackward0"),
        ((2, 2, 3), (2, 3, 2), "UnsafeViewBackward0"),
    ],
)
def test_nodes_of_matmul_are_named_as_torch_ends(a: Any, b: Any, node: str) -> None:
    y = torch.ones(*a, requires_grad=True) @ torch.ones(*b)
    assert type(y.grad_fn).__name__ == node


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: torch.ones(2, 3) @ torch.ones(2, 3), r"mat1 and mat2 shapes cannot be multiplied \(2x3 and 2x3\)"),
        (lambda: torch.ones(2, 3) @ torch.ones(2), r"size mismatch, got input \(2\), mat \(2x3\), vec \(2\)"),
        (lambda: torch.ones(2) @ torch.ones(3), r"expected tensor \[2\] and src \[3\] to have the same number of elements"),
        (lambda: torch.ones(2, 2, 3) @ torch.ones(3, 3, 2), r"tensor a \(2\) must match the size of tensor b \(3\) at non-singleton dimension 0"),
        (lambda: torch.ones(2, 3) @ torch.tensor(1.0), "need to be at least 1D, but they are 2D and 0D"),
        (lambda: torch.ones(2, 3) @ torch.ones(3, 2).double(), "same dtype, but got: float != double"),
        (lambda: torch.ones(2, 3).long() @ torch.ones(3, 2), "same dtype, but got: long int != float"),
        (lambda: torch.bmm(torch.ones(1, 2, 3).double(), torch.ones(1, 3, 2)), "expected scalar type Double but found Float"),
        (lambda: torch.mm(torch.ones(3), torch.ones(3, 2)), "self must be a matrix"),
        (lambda: torch.bmm(torch.ones(2, 2, 3), torch.ones(2, 2, 3)), r"batch2 tensor to be: \[2, 3\] but got: \[2, 2\]"),
    ],
)
def test_what_does_not_fit_is_refused_in_torch_s_words(call: Any, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        call()


def test_complex_gradients_are_conjugated() -> None:
    a = torch.tensor([[1 + 2j]], requires_grad=True)
    (a @ torch.tensor([[3 + 1j]])).abs().sum().backward()
    expected = torch.tensor([[1 + 2j]]) / torch.tensor([[1 + 2j]]).abs() * torch.tensor([[3 + 1j]]).abs()
    assert abs(a.grad.item() - expected.item()) < 1e-6  # float32


@pytest.mark.parametrize("shape", [(3, 0), (0, 4), (0,)])
def test_products_of_stacks_with_empty_matrices_have_gradients(shape):
    a = torch.ones(2, 1, shape[0], requires_grad=True)
    b = torch.ones(*shape, requires_grad=True)
    (a @ b).sum().backward()
    assert (a.grad.shape, b.grad.shape) == (a.shape, b.shape)


def test_the_second_factor_has_the_name_that_torch_gives_it():
    x, m = torch.ones(2), torch.ones(2, 2)
    assert torch.dot(x, tensor=x).item() == torch.vdot(x, other=x).item() == 2
    assert torch.equal(m.mv(vec=x), torch.mm(m, mat2=m)[0])
