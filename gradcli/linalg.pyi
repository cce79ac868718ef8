# made by `python -m gradcli.autograd.stubs`: change the functions, not this file
"""The functions of torch.linalg."""

import builtins
from collections.abc import Sequence
from typing import Any

from gradcli.autograd.ops.solve import LinAlgError as LinAlgError
from gradcli.autograd.tensor import Tensor

def cholesky(input: Tensor, *, upper: builtins.bool = False, out: Tensor | None = None) -> Tensor:
    """The lower triangular L with L @ L^H = input, or with `upper` its conjugate transpose. Raises LinAlgError."""
def cholesky_ex(input: Tensor, *, upper: builtins.bool = False, check_errors: builtins.bool = False, out: Any = None) -> Any:
    """The factor, and per matrix 0 or the order of the first leading minor that is not positive (the factor is then NaN)."""
def cond(input: Tensor, p: Any = None, *, out: Tensor | None = None) -> Any:
    """The condition number: the ratio of extreme singular values, or |input| |input^-1| in the norm p."""
def cross(input: Tensor, other: Tensor, *, dim: builtins.int = -1, out: Tensor | None = None) -> Tensor:
    """The vector product along `dim`. Raises RuntimeError unless both have length 3 there."""
def det(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The determinant of square matrices."""
def diagonal(A: Tensor, *, offset: builtins.int = 0, dim1: builtins.int = -2, dim2: builtins.int = -1) -> Tensor:
    """A view of the diagonals of matrices; they become the last axis."""
def eig(input: Tensor, *, out: Any = None) -> Any:
    """Eigenvalues and eigenvectors of square matrices; complex."""
def eigh(input: Tensor, UPLO: builtins.str = 'L', *, out: Any = None) -> Any:
    """Eigenvalues, ascending, and orthonormal eigenvectors of symmetric matrices."""
def eigvals(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Eigenvalues of square matrices; complex."""
def eigvalsh(input: Tensor, UPLO: builtins.str = 'L', *, out: Tensor | None = None) -> Tensor:
    """Eigenvalues, ascending, of symmetric matrices."""
def householder_product(input: Tensor, tau: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The first columns of H1 @ H2 ..., Hi = I - tau_i v_i v_i^H; v_i: column i of input below its diagonal, with 1 on it."""
def inv(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of square matrices."""
def inv_ex(A: Tensor, *, check_errors: builtins.bool = False, out: Any = None) -> Any:
    """The inverse, and per matrix 0 or the number of the first zero pivot; a singular matrix has no finite inverse."""
def lstsq(input: Tensor, b: Tensor, rcond: Any = None, *, driver: builtins.str | None = None) -> Any:
    """The least squares solution, with residuals, rank and singular values as far as the driver computes them."""
def lu(A: Tensor, *, pivot: builtins.bool = True, out: Any = None) -> Any:
    """(P, L, U) with P @ L @ U = A."""
def lu_factor(A: Tensor, *, pivot: builtins.bool = True, out: Any = None) -> Any:
    """(L and U in one matrix, the row exchanges). Raises RuntimeError for singular matrices."""
def lu_factor_ex(A: Tensor, *, pivot: builtins.bool = True, check_errors: builtins.bool = False, out: Any = None) -> Any:
    """(L and U in one matrix, the row exchanges, the number of the first zero on the diagonal of U or 0)."""
def lu_solve(
    LU: Tensor,
    pivots: Tensor,
    B: Tensor,
    *,
    left: builtins.bool = True,
    adjoint: builtins.bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """X with A @ X = B, or with A^H when `adjoint`; X @ A = B unless `left`; A is given as lu_factor returns it."""
def matmul(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """The matrix product: vectors, matrices and stacks of them, broadcast against each other."""
def matrix_exp(input: Tensor) -> Tensor:
    """The exponential of square matrices."""
def matrix_norm(
    input: Tensor,
    ord: Any = 'fro',
    dim: Any = ...,
    keepdim: builtins.bool = False,
    *,
    dtype: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """A norm of matrices: "fro", "nuc" (sum of singular values), 2 and -2 (extreme ones), 1 and -1 (columns), inf and -inf
    (rows).
    """
def matrix_power(input: Tensor, n: builtins.int, *, out: Tensor | None = None) -> Tensor:
    """Square matrices multiplied n times, by repeated squaring; negative powers by the inverse."""
def matrix_rank(
    input: Tensor,
    tol: Any = None,
    hermitian: builtins.bool = False,
    *,
    atol: Any = None,
    rtol: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """The number of singular values that are not negligible, as for pinv, or above `tol`; never differentiated."""
def multi_dot(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The product of a chain of matrices in the cheapest order; the first and the last may be vectors."""
def norm(
    input: Tensor,
    ord: Any = None,
    dim: Any = None,
    keepdim: builtins.bool = False,
    *,
    out: Tensor | None = None,
    dtype: Any = None,
) -> Tensor:
    """A vector norm (without `ord`, or over one axis) or a matrix norm (over two)."""
def pinv(
    input: Tensor,
    rcond: Any = None,
    hermitian: builtins.bool = False,
    *,
    atol: Any = None,
    rtol: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """The pseudoinverse; singular values up to max(atol, rtol * the largest) count as 0."""
def qr(A: Tensor, mode: builtins.str = 'reduced', *, out: Any = None) -> Any:
    """Q with orthonormal columns and upper triangular R; mode "complete": Q square; mode "r": R alone, with no gradient."""
def slogdet(A: Tensor, *, out: Any = None) -> Any:
    """Sign and logarithm of the determinant of square matrices."""
def solve(A: Tensor, B: Tensor, *, left: builtins.bool = True, out: Tensor | None = None) -> Tensor:
    """x with A @ x = B, or x @ A = B unless `left`; B holds vectors when it has one axis less than A."""
def solve_ex(A: Tensor, B: Tensor, *, left: builtins.bool = True, check_errors: builtins.bool = False, out: Any = None) -> Any:
    """The solution, and per matrix 0 or the number of the first zero pivot; a singular system has no finite solution."""
def solve_triangular(
    input: Tensor,
    B: Tensor,
    *,
    upper: builtins.bool,
    left: builtins.bool = True,
    unitriangular: builtins.bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """x with input @ x = B (x @ input = B unless `left`), reading one triangle of input."""
def svd(A: Tensor, full_matrices: builtins.bool = True, *, driver: builtins.str | None = None, out: Any = None) -> Any:
    """U, singular values, descending, and V^H."""
def svdvals(A: Tensor, *, driver: builtins.str | None = None, out: Tensor | None = None) -> Tensor:
    """Singular values, descending."""
def tensorinv(input: Tensor, ind: builtins.int = 2, *, out: Tensor | None = None) -> Tensor:
    """The inverse of input as a matrix from its last axes to its first `ind`."""
def tensorsolve(input: Tensor, other: Tensor, dims: Any = None, *, out: Tensor | None = None) -> Tensor:
    """x with input x = other, summed over the axes of x."""
def vander(x: Tensor, N: builtins.int | None = None, *, out: Tensor | None = None) -> Tensor:
    """Rows of powers 0 to N - 1 (default: as many as x is long)."""
def vecdot(x: Tensor, y: Tensor, *, dim: builtins.int = -1, out: Tensor | None = None) -> Tensor:
    """The sum of conj(x) * y along `dim`."""
def vector_norm(
    input: Tensor,
    ord: builtins.float = 2,
    dim: builtins.int | Sequence[builtins.int] | None = None,
    keepdim: builtins.bool = False,
    *,
    dtype: Any = None,
    out: Any = None,
) -> Tensor:
    """(sum |x|^ord)^(1/ord) over `dim`, all of it without. Raises RuntimeError for whole numbers, and for inf of nothing."""
