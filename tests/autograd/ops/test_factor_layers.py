"""Matrix norms and what is made of singular values."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

L = torch.linalg
inf = float("inf")
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "nuclear": (
        lambda a: L.matrix_norm(a, "nuc"),
        [[[1.0, 2.0], [3.0, 5.0]]],
        6.403124237,
        [[-0.6246950476, 0.7808688094], [0.7808688094, 0.6246950476]]),
    "largest singular value": (
        lambda a: L.norm(a, 2),
        [[[1.0, 2.0], [3.0, 5.0]]],
        6.242943384,
        [[0.1808494381, 0.3082349111], [0.4726338984, 0.8055444857]]),
    "largest column sum": (lambda a: L.matrix_norm(a, 1), [[[1.0, -2.0], [3.0, 5.0]]], 7, [[0, -1], [0, 1]]),
    "smallest row sum": (lambda a: L.matrix_norm(a, -inf), [[[1.0, -2.0], [3.0, 5.0]]], 3, [[1, -1], [0, 0]]),
    "over chosen axes": (
        lambda a: L.matrix_norm(a, inf, dim=(2, 0), keepdim=True),
        [[[[1.0, -2.0]], [[3.0, 5.0]]]],
        [[[7]]],
        [[[0, -1]], [[0, 1]]]),
    "condition": (L.cond, [[[1.0, 2.0], [3.0, 5.0]]], 38.97434209, [[197.1297761, -113.0744401], [-72.04743085, 49.03227933]]),
    "vandermonde": (lambda x: L.vander(x, N=3), [[2.0, -1.0]], [[1, 2, 4], [1, -1, 1]], [14, -7]),
    "eigenvalues by the lower triangle": (
        L.eigvalsh,
        [[[2.0, 5.0], [1.0, 3.0]]],
        [1.381966011, 3.618033989],
        [[1.276393202, 0.4472135955], [0.4472135955, 1.723606798]]),
    "eigenvalues by the upper triangle": (
        lambda a: L.eigvalsh(a, UPLO="U"),
        [[[2.0, 5.0], [1.0, 3.0]]],
        [-2.524937811, 7.524937811],
        [[1.45024814, 0.4975185951], [0.4975185951, 1.54975186]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_vander_takes_a_number_as_a_vector_of_one() -> None:
    assert L.vander(torch.tensor(2.0), N=3).tolist() == [[1.0, 2.0, 4.0]]


def test_r_alone_has_a_node_but_no_gradient() -> None:
    a = torch.ones(3, 2, requires_grad=True)
    q, r = L.qr(a, mode="r")
    assert (q.shape, type(r.grad_fn).__name__) == ((0,), "LinalgQrBackward0")
    with pytest.raises(RuntimeError, match="depends on Q, which is not computed when mode='r'"):
        r.sum().backward()


def test_without_vectors_svd_gives_square_zeros() -> None:
    u, _, v = torch.svd(torch.ones(4, 3), compute_uv=False)
    assert (u.tolist(), v.tolist()) == ([[0.0] * 4] * 4, [[0.0] * 3] * 3)


def test_norms_and_conditions_of_nothing_are_zero() -> None:
    assert [L.matrix_norm(torch.zeros(0, 3), p).item() for p in (1, 2, inf, "fro", "nuc")] == [0.0] * 5
    assert L.cond(torch.zeros(2, 0, 0)).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: L.cond(torch.eye(2), 3), "linalg.cond got an invalid norm type: 3"),
        (lambda: L.cond(torch.ones(3, 2), "fro"), r"linalg.cond\(ord=fro\): A must be batches of square matrices"),
        (lambda: L.norm(torch.ones(2, 2, 2), "fro"), "the input must be 1D or 2D. Got 3D."),
        (lambda: L.matrix_norm(torch.eye(2).double(), dtype=torch.float32), r"the input \(Double\) should be convertible without narrowing"),
        (lambda: L.vector_norm(torch.eye(2), dtype=torch.int64), "dtype should be floating point or complex, but got Long"),
        (lambda: L.vector_norm(torch.eye(2), dtype=torch.complex64), "dtype should be real for real inputs, but got ComplexFloat"),
        (lambda: L.tensorinv(torch.eye(2), 0), "strictly positive integer for 'ind', but got 0"),
        (lambda: L.svd(torch.eye(2), driver="gesvd"), "only supported on CUDA inputs"),
    ],
)
def test_errors_are_torchs(call: Any, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        call()
