"""The public functions of LU factors: lu_factor, lu, lu_unpack, lu_solve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import public
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.lu import exchanged, lu, lu_factor, lu_solve, lu_unpack
from gradcli.autograd.ops.products import square
from gradcli.autograd.ops.solve import LinAlgError, check_sides, inv, solve_face, zeros_for
from gradcli.autograd.ops.solve import checked as checked_square
from gradcli.autograd.return_types import named
from gradcli.autograd.tensor import Tensor, make

SINGULAR = (
    "torch.linalg.lu_factor: U[{0},{0}] is zero and using it on lu_solve would result in a division by zero. If you still want to perform "
    "the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)"
)


def checked(A: Tensor, pivot: bool, name: str) -> Tensor:
    """Stacks of floating matrices. Raises RuntimeError or NotImplementedError for others, and for factors without exchanges."""
    if A.ndim < 2:
        raise RuntimeError(f"{name}: Expected tensor with 2 or more dimensions. Got size: {list(A.shape)} instead")
    refuse.floating(A._data, "lu_cpu")
    if not pivot:
        raise RuntimeError("linalg.lu_factor: LU without pivoting is not implemented on the CPU")
    return A


def first_zeros(y: Any) -> Any:
    """The number of the first zero on the diagonal of U, counted from 1, or 0."""
    zero = np.diagonal(y, axis1=-2, axis2=-1) == 0
    return np.where(zero.any(-1), zero.argmax(-1) + 1 if zero.size else 0, 0).astype(np.int32)


@public("linalg", "lu_factor")
def lu_factor_face(A: Tensor, *, pivot: bool = True, out: Any = None) -> Any:  # named results are not written into
    """(L and U in one matrix, the row exchanges). Raises RuntimeError for singular matrices."""
    return named("linalg_lu_factor", "LU", "pivots")(lu_factor_ex(A, pivot=pivot, check_errors=True)[:2])


@public("linalg")
def lu_factor_ex(A: Tensor, *, pivot: bool = True, check_errors: bool = False, out: Any = None) -> Any:
    """(L and U in one matrix, the row exchanges, the number of the first zero on the diagonal of U or 0)."""
    y, pivots = lu_factor(checked(A, pivot, "torch.lu_factor"))
    first = first_zeros(y._data)
    if check_errors and first.any():
        raise RuntimeError(SINGULAR.format(int(first[first > 0].flat[0])))
    return named("linalg_lu_factor_ex", "LU", "pivots", "info")((y, pivots, make(first)))


@public("linalg", "lu")
def lu_face(A: Tensor, *, pivot: bool = True, out: Any = None) -> Any:
    """(P, L, U) with P @ L @ U = A."""
    P, L, U = lu(checked(A, pivot, "linalg.lu"))
    return named("linalg_lu", "P", "L", "U")((P.detach(), L, U))


def checked_pivots(y: Tensor, pivots: Tensor) -> None:
    """RuntimeError for what are no row exchanges of these factors."""
    if pivots._data.dtype != np.int32:
        raise RuntimeError(
            "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.\n"
            "Note: this function is intended to be used with the output produced by torch.linalg.lu_factor"
        )
    if pivots._data.size and not 1 <= pivots._data.min() <= pivots._data.max() <= y.shape[-2]:
        raise RuntimeError(
            "pivots passed to lu_unpack must be between 1 and LU.size(-2) inclusive.Did you properly pass the result of lu_factor?"
        )


@public("torch", "lu_unpack")
def lu_unpack_face(LU_data: Tensor, LU_pivots: Tensor, unpack_data: bool = True, unpack_pivots: bool = True, *, out: Any = None) -> Any:
    """(P, L, U) of what lu_factor returns."""
    if unpack_pivots:
        checked_pivots(LU_data, LU_pivots)
    none = make(np.zeros(0, LU_data._data.dtype))
    P = make(exchanged(LU_pivots, LU_data)) if unpack_pivots else none
    return named("lu_unpack", "P", "L", "U")((P, *(lu_unpack(LU_data) if unpack_data else (none, none))))


@public("torch Tensor", "lu")
def old_lu(A: Tensor, pivot: bool = True, get_infos: bool = False) -> Any:
    """What linalg.lu_factor returns, as a plain tuple."""
    found = tuple(lu_factor_ex(A, pivot=pivot))
    return found if get_infos else found[:2]


@public("linalg", "lu_solve")
def lu_solve_face(LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False, out: Tensor | None = None) -> Any:
    """X with A @ X = B, or with A^H when `adjoint`; X @ A = B unless `left`; A is given as lu_factor returns it."""
    square(LU, "torch.linalg.lu_solve")
    same_types(LU, B)
    if pivots._data.dtype != np.int32:
        raise RuntimeError("linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32")
    if B.ndim < 2:
        raise RuntimeError("linalg.lu_solve: The input tensor B must have at least 2 dimensions.")
    check_sides(LU, B, left, False, "linalg.lu_solve")
    if pivots.shape[-1] != LU.shape[-1]:
        raise RuntimeError("linalg.lu_solve: Number of pivots per batch should be same as the dimension of the matrix")
    return into(out, lu_solve(LU, pivots, B, left=left, turned=adjoint))


def same_types(LU: Tensor, B: Tensor) -> None:
    if LU._data.dtype != B._data.dtype:
        kinds = [refuse.kind_name(t._data) for t in (LU, B)]
        raise RuntimeError(
            f"linalg.lu_solve: Expected LU and B to have the same dtype, but found LU of type {kinds[0]} and B of type {kinds[1]} instead"
        )


@public("torch Tensor", "lu_solve")
def old_lu_solve(input: Tensor, LU_data: Tensor, LU_pivots: Tensor, *, out: Tensor | None = None) -> Any:
    """X with A @ X = input; A is given as lu_factor returns it."""
    return lu_solve_face(LU_data, LU_pivots, input, out=out)


# ---------------------------------------------------------------- with an error code
def coded(name: str, field: str, A: Tensor, check_errors: bool, found: Callable[[], Any], B: Any) -> Any:
    """(what is found, zeros for "no error"); of singular matrices by their factors, not finite, and the number of the first zero pivot."""
    result = named(f"linalg_{name}", field, "info")
    try:
        return result((found(), zeros_for(A)))
    except LinAlgError as error:
        if check_errors:
            raise LinAlgError(str(error).replace(f"linalg.{name[:-3]}:", f"linalg.{name}:")) from None
    y, pivots = lu_factor(A)
    return result((lu_solve(y, pivots, B), make(first_zeros(y._data))))


@public("linalg")
def inv_ex(A: Tensor, *, check_errors: bool = False, out: Any = None) -> Any:  # named results are not written into
    """The inverse, and per matrix 0 or the number of the first zero pivot; a singular matrix has no finite inverse."""
    n = checked_square(A, "linalg.inv_ex").shape[-1]
    return coded("inv_ex", "inverse", A, check_errors, lambda: inv(A), make(np.eye(n, dtype=A._data.dtype)))


@public("linalg")
def solve_ex(A: Tensor, B: Tensor, *, left: bool = True, check_errors: bool = False, out: Any = None) -> Any:
    """The solution, and per matrix 0 or the number of the first zero pivot; a singular system has no finite solution."""
    vector = B.ndim == 1 or tuple(B.shape) == tuple(A.shape[:-1])
    found = coded("solve_ex", "result", A, check_errors, lambda: solve_face(A, B, left=left), B.unsqueeze(-1) if vector else B)
    return found if found[0].ndim == max(B.ndim, A.ndim - vector) else type(found)((found[0].squeeze(-1), found[1]))
