"""qr, eigenvalues, singular values and the matrix norms made of them, as torch.linalg has them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import public
from gradcli.autograd.ops import factor, refuse
from gradcli.autograd.ops.cholesky import is_hermitian
from gradcli.autograd.ops.norm import converted, vector_norm_face
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.ops.solve import LinAlgError, adjoint, checked, inv
from gradcli.autograd.return_types import named
from gradcli.autograd.tensor import Tensor, make

MODES = "qr received unrecognized mode '{}' but expected one of 'reduced' (default), 'r', or 'complete'"


def matrices(a: Tensor, name: str) -> Tensor:
    """Stacks of floating matrices. Raises RuntimeError for anything else."""
    if a.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor A must have at least 2 dimensions.")
    refuse.whole_numbers(a, name)
    return a


# ---------------------------------------------------------------- factors
@public("linalg")
def qr(A: Tensor, mode: str = "reduced", *, out: Any = None) -> Any:  # named results are not written into
    """Q with orthonormal columns and upper triangular R; mode "complete": Q square; mode "r": R alone, with no gradient."""
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(MODES.format(mode))
    matrices(A, "linalg.qr")
    return named("linalg_qr", "Q", "R")(factor.qr(A, mode=mode))


@public("torch Tensor", "qr")
def torch_qr(input: Tensor, some: bool = True) -> Any:
    """As linalg.qr; `some`: reduced."""
    return named("qr", "Q", "R")(qr(input, "reduced" if some else "complete"))


def checked_triangle(UPLO: str) -> None:
    if UPLO.upper() not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")


@public("linalg")
def eigh(input: Tensor, UPLO: str = "L", *, out: Any = None) -> Any:
    """Eigenvalues, ascending, and orthonormal eigenvectors of symmetric matrices."""
    checked_triangle(UPLO)
    found = factor.eigh(checked(input, "linalg.eigh"), upper=UPLO.upper() == "U", half=not is_hermitian(input))
    return named("linalg_eigh", "eigenvalues", "eigenvectors")(found)


@public("linalg")
def eigvalsh(input: Tensor, UPLO: str = "L", *, out: Tensor | None = None) -> Any:
    """Eigenvalues, ascending, of symmetric matrices."""
    return into(out, eigh(input, UPLO)[0])


@public("linalg")
def eig(input: Tensor, *, out: Any = None) -> Any:
    """Eigenvalues and eigenvectors of square matrices; complex."""
    return named("linalg_eig", "eigenvalues", "eigenvectors")(factor.eig(checked(input, "linalg.eig")))


@public("linalg")
def eigvals(input: Tensor, *, out: Tensor | None = None) -> Any:
    """Eigenvalues of square matrices; complex."""
    return into(out, eig(input)[0])


@public("linalg")
def svd(A: Tensor, full_matrices: bool = True, *, driver: str | None = None, out: Any = None) -> Any:
    """U, singular values, descending, and V^H."""
    if driver is not None:
        raise RuntimeError("torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend.")
    return named("linalg_svd", "U", "S", "Vh")(factor.svd(matrices(A, "linalg.svd"), full=full_matrices))


@public("linalg")
def svdvals(A: Tensor, *, driver: str | None = None, out: Tensor | None = None) -> Any:
    """Singular values, descending."""
    return into(out, factor.svd(matrices(A, "linalg.svdvals"), full=False)[1])


@public("torch Tensor", "svd")
def torch_svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """U, singular values and V (not V^H); `some`: reduced."""
    u, s, vh = factor.svd(matrices(input, "linalg.svd"), full=not some)
    if not compute_uv:
        u, vh = (make(np.zeros((*input.shape[:-2], n, n), input._data.dtype)) for n in input.shape[-2:])
    return named("svd", "U", "S", "V")((u, s, adjoint(vh)))


# ---------------------------------------------------------------- norms
def two_axes(A: Tensor, dim: Any) -> tuple[int, int]:
    """The axes of the matrices, counted from the front. Raises RuntimeError."""
    matrices(A, "linalg.matrix_norm")
    if not isinstance(dim, (tuple, list)) or len(dim) != 2:
        raise RuntimeError(f"linalg.matrix_norm: dim must be a 2-tuple. Got {dim}")
    rows, columns = (axis(d, A.ndim) for d in dim)
    if rows == columns:
        raise RuntimeError(f"linalg.matrix_norm: dims must be different. Got ({dim[0]}, {dim[1]})")
    return rows, columns


@public("linalg")
def matrix_norm(
    input: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None, out: Tensor | None = None
) -> Any:
    """A norm of matrices: "fro", "nuc" (sum of singular values), 2 and -2 (extreme ones), 1 and -1 (columns), inf and -inf (rows)."""
    rows, columns = two_axes(input, dim)
    a = converted("linalg.matrix_norm", input, dtype)
    nothing = not a.shape[rows] * a.shape[columns]
    if ord == "fro" or (nothing and ord in (1, 2, math.inf)):
        return into(out, vector_norm_face(a, 2, (rows, columns), keepdim))
    if ord in ("nuc", 2, -2):
        return into(out, by_singular_values(a, ord, rows, columns, keepdim))
    if ord not in (1, -1, math.inf, -math.inf):
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    summed, chosen = (rows, columns) if abs(ord) == 1 else (columns, rows)
    sums = vector_norm_face(a, 1, summed, keepdim)
    chosen = chosen if keepdim or chosen < summed else chosen - 1
    return into(out, sums.amax(chosen, keepdim) if ord > 0 else sums.amin(chosen, keepdim))


def by_singular_values(a: Tensor, ord: Any, rows: int, columns: int, keepdim: bool) -> Any:
    """The sum, the largest or the smallest of the singular values."""
    order = [i for i in range(a.ndim) if i not in (rows, columns)]
    values = svdvals(a.permute(*order, rows, columns))
    y = values.sum(-1) if ord == "nuc" else values.amax(-1) if ord == 2 else values.amin(-1)
    if not keepdim:
        return y
    places = [*order, rows, columns]
    return y.unsqueeze(-1).unsqueeze(-1).permute(*(places.index(i) for i in range(a.ndim)))


@public("linalg")
def norm(input: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False, *, out: Tensor | None = None, dtype: Any = None) -> Any:
    """A vector norm (without `ord`, or over one axis) or a matrix norm (over two)."""
    if dim is None:
        if ord is None:
            return vector_norm_face(input, 2, None, keepdim, dtype=dtype, out=out)
        if input.ndim not in (1, 2):
            raise RuntimeError(
                f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {input.ndim}D."
            )
    over = dim if dim is not None else tuple(range(input.ndim))
    count = len(over) if isinstance(over, (tuple, list)) else 1
    if isinstance(ord, str):
        return matrix_norm(input, ord, over if input.ndim > 1 else (-2, -1), keepdim, dtype=dtype, out=out)
    if ord is not None and count == 2:
        return matrix_norm(input, ord, over, keepdim, dtype=dtype, out=out)
    return vector_norm_face(input, 2 if ord is None else ord, over, keepdim, dtype=dtype, out=out)


@public("linalg")
def cond(input: Tensor, p: Any = None, *, out: Tensor | None = None) -> Any:
    """The condition number: the ratio of extreme singular values, or |input| |input^-1| in the norm p."""
    if p not in (None, 2, -2, "fro", "nuc", 1, -1, math.inf, -math.inf):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    if not input._data.size:
        return into(out, make(np.zeros(input.shape[:-2], input._data.real.dtype)))
    if p in (None, 2, -2):
        s = svdvals(input)
        first, last = s[..., :1], s[..., -1:]
        return into(out, (last / first if p == -2 else first / last).squeeze(-1))
    checked(input, f"linalg.cond(ord={p})")
    try:
        back = inv(input)
    except LinAlgError:  # a singular matrix among them: inf, where torch has it
        return into(out, make(np.full(input.shape[:-2], np.inf, input._data.real.dtype)))
    return into(out, matrix_norm(input, p) * matrix_norm(back, p))


# ---------------------------------------------------------------- tensors as matrices
@public("linalg")
def tensorinv(input: Tensor, ind: int = 2, *, out: Tensor | None = None) -> Any:
    """The inverse of input as a matrix from its last axes to its first `ind`."""
    if ind <= 0:
        raise RuntimeError(f"Expected a strictly positive integer for 'ind', but got {ind}")
    first, last = tuple(input.shape[:ind]), tuple(input.shape[ind:])
    if math.prod(first) != math.prod(last):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got "
            f"{math.prod(last)} != {math.prod(first)}"
        )
    return into(out, inv(input.reshape(math.prod(first), math.prod(last))).reshape(*last, *first))


@public("linalg")
def tensorsolve(input: Tensor, other: Tensor, dims: Any = None, *, out: Tensor | None = None) -> Any:
    """x with input x = other, summed over the axes of x."""
    from gradcli.autograd.ops.solve import solve

    if dims is not None:
        input = input.movedim(tuple(dims), tuple(range(input.ndim - len(dims), input.ndim)))
    shape = tuple(input.shape[other.ndim :])
    if math.prod(shape) != other._data.size:
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), but got "
            f"{math.prod(shape)} != {other._data.size}"
        )
    return into(out, solve(input.reshape(-1, math.prod(shape)), other.reshape(-1), vector=True).reshape(*shape))


@public("linalg")
def vander(x: Tensor, N: int | None = None, *, out: Tensor | None = None) -> Any:
    """Rows of powers 0 to N - 1 (default: as many as x is long)."""
    from gradcli.autograd.op import OPS

    x = x if x.ndim else x.unsqueeze(0)
    count = x.shape[-1] if N is None else N
    if count <= 1:
        raise RuntimeError("N must be greater than 1.")
    powers = x.unsqueeze(-1).expand(*x.shape, count - 1).cumprod(-1)
    ones = make(np.ones((*x.shape, 1), x._data.dtype))
    return into(out, OPS["cat"](ones, powers, dim=x.ndim))
