"""torch.masked: reductions and normalisations that leave out the elements whose mask is False."""

from __future__ import annotations

import math
from typing import Any

from gradcli import linalg
from gradcli.autograd import dtype as dtypes
from gradcli.nn import engine as T
from gradcli.nn import functional as F

__all__ = [
    "amax", "amin", "argmax", "argmin", "cumprod", "cumsum", "log_softmax", "logaddexp", "logsumexp", "mean", "median", "norm", "normalize",
    "prod", "softmax", "softmin", "std", "sum", "var",
]  # fmt: skip


# ---------------------------------------------------------------- masks
def mask_of(input: Any, mask: Any) -> Any:
    """The mask as booleans of the input's shape."""
    if mask.ndim > input.ndim:
        raise IndexError("_input_mask expected broadcastable mask (got mask dimensionality higher than of the input)")
    return mask.broadcast_to(input.shape).bool()


def filled(input: Any, mask: Any, value: Any) -> Any:
    """The input with `value` where the mask is False."""
    return input if mask is None else T.where(mask_of(input, mask), input, T.tensor(value, dtype=input.dtype))


def lowest(dtype: Any) -> Any:
    """What any number is at least."""
    return -math.inf if dtype.is_floating_point or dtype.is_complex else dtypes.iinfo(dtype).min


def highest(dtype: Any) -> Any:
    """What any number is at most."""
    return math.inf if dtype.is_floating_point else dtypes.iinfo(dtype).max


def axes(dim: Any, rank: int) -> tuple[int, ...]:
    """The axes in order, counted from the front; all for None and (). Raises RuntimeError or IndexError."""
    if dim is None or dim == ():
        return tuple(range(rank))
    rank = max(rank, 1)
    found: list[int] = []
    for d in (dim,) if isinstance(dim, int) else dim:
        if d in found:
            raise RuntimeError(f"dim={d} appears multiple times in the list of dims")
        if not -rank <= d < rank:
            raise IndexError(f"Dimension out of range (expected to be in range of [{-rank}, {rank - 1}], but got {d})")
        found.append(d % rank)
    return tuple(sorted(found))


def summed_type(input: Any) -> Any:
    """The type of sums and products: int64 for whole numbers and booleans."""
    return input.dtype if input.dtype.is_floating_point or input.dtype.is_complex else dtypes.int64


# ---------------------------------------------------------------- reductions
def sum(input: Any, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The sum of what the mask leaves; 0 of nothing."""
    return filled(input, mask, 0).sum(axes(dim, input.ndim), bool(keepdim), dtype=dtype or summed_type(input))


def prod(input: Any, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The product of what the mask leaves; 1 of nothing."""
    y = filled(input, mask, 1).to(dtype or summed_type(input))
    for d in reversed(axes(dim, input.ndim)):
        y = y.prod(d, bool(keepdim))
    return y


def amax(input: Any, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The largest of what the mask leaves."""
    return filled(input, mask, lowest(input.dtype)).amax(axes(dim, input.ndim), bool(keepdim)).to(dtype or input.dtype)


def amin(input: Any, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The smallest of what the mask leaves."""
    return filled(input, mask, highest(input.dtype)).amin(axes(dim, input.ndim), bool(keepdim)).to(dtype or input.dtype)


def argmax(input: Any, dim: int | None = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """Where the largest is, in the type of the input."""
    return filled(input, mask, lowest(input.dtype)).argmax(dim, bool(keepdim)).to(dtype or input.dtype)


def argmin(input: Any, dim: int | None = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """Where the smallest is, in the type of the input."""
    return filled(input, mask, highest(input.dtype)).argmin(dim, bool(keepdim)).to(dtype or input.dtype)


def count(input: Any, dim: Any, keepdim: bool, mask: Any) -> Any:
    """How many elements the mask leaves."""
    every = T.ones(input.shape, dtype=dtypes.bool_) if mask is None else mask_of(input, mask)
    return every.sum(axes(dim, input.ndim), bool(keepdim))


def mean(input: Any, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The mean of what the mask leaves; NaN of nothing. Raises ValueError for whole numbers."""
    kind = input.dtype if dtype is None else dtype
    if not (kind.is_floating_point or kind.is_complex):
        raise ValueError(
            f"mean(): Could not infer output dtype. {'Input' if dtype is None else 'Optional'} dtype must be either a floating point or "
            f"complex dtype. Got: {kind}"
        )
    return sum(input, dim, keepdim=keepdim, dtype=kind, mask=mask) / count(input, dim, keepdim, mask)


def median(input: Any, dim: int = -1, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The median, or the lower of two, of what the mask leaves; NaN of nothing, ValueError where the type has no NaN."""
    real = input.dtype.is_floating_point
    x = input if real else input.to(dtypes.float32)
    y = T.nanmedian(filled(x, mask, math.nan), axes(dim, input.ndim)[0], keepdim).values
    if real:
        return y
    if y.isnan().any():
        raise ValueError("masked median expects no fully masked out rows if dtype is not floating point")
    return y.to(dtype or input.dtype)


def logsumexp(input: Any, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The logarithm of the sum of exponentials of what the mask leaves."""
    return filled(input, mask, lowest(input.dtype)).logsumexp(axes(dim, input.ndim), keepdim=keepdim).to(dtype or input.dtype)


def norm(input: Any, ord: float = 2.0, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    """The vector norm of what the mask leaves."""
    value = math.inf if ord == -math.inf else 0
    return linalg.vector_norm(filled(input, mask, value), ord, axes(dim, input.ndim), bool(keepdim), dtype=dtype or input.dtype)


def std(
    input: Any, dim: Any = None, unbiased: bool | None = None, *, correction: float | None = None, keepdim: bool = False, dtype: Any = None,
    mask: Any = None,
) -> Any:  # fmt: skip
    """The square root of the variance."""
    return var(input, dim, unbiased, correction=correction, keepdim=keepdim, dtype=dtype, mask=mask).sqrt()


def var(
    input: Any, dim: Any = None, unbiased: bool | None = None, *, correction: float | None = None, keepdim: bool = False, dtype: Any = None,
    mask: Any = None,
) -> Any:  # fmt: skip
    """The variance of what the mask leaves; the divisor is their number less the correction (1)."""
    assert unbiased is None or correction is None, "Only one of unbiased and correction may be given"
    less = float(correction) if correction is not None else 0.0 if unbiased is False else 1.0
    kind = dtype or (input.dtype if input.dtype.is_floating_point or input.dtype.is_complex else dtypes.float32)
    total, n = sum(input, dim, keepdim=True, dtype=kind, mask=mask), count(input, dim, True, mask)
    x = input - total / n
    squares = sum(x * x.conj(), dim, keepdim=keepdim, dtype=kind, mask=mask)
    n = n.reshape(squares.shape)
    if less:
        n = (n.to(squares.real.dtype) - less).clamp(min=0)
    return (squares / n).to(kind)


# ---------------------------------------------------------------- of the input's shape
def cumsum(input: Any, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    """Cumulative sums; what is masked counts as 0."""
    return filled(input, mask, 0).cumsum(axes(dim, input.ndim)[0], dtype=dtype or input.dtype)


def cumprod(input: Any, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    """Cumulative products; what is masked counts as 1."""
    return filled(input, mask, 1).cumprod(axes(dim, input.ndim)[0], dtype=dtype or input.dtype)


def softmax(input: Any, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    """Exponentials of what the mask leaves, divided by their sum."""
    return F.softmax(filled(input, mask, lowest(input.dtype)), axes(dim, input.ndim)[0], dtype=dtype or input.dtype)


def log_softmax(input: Any, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    """The logarithm of softmax."""
    return F.log_softmax(filled(input, mask, lowest(input.dtype)), axes(dim, input.ndim)[0], dtype=dtype or input.dtype)


def softmin(input: Any, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    """softmax of the negative input."""
    return F.softmin(filled(input, mask, highest(input.dtype)), axes(dim, input.ndim)[0], dtype=dtype or input.dtype)


def normalize(input: Any, ord: float, dim: int, *, eps: float = 1e-12, dtype: Any = None, mask: Any = None) -> Any:
    """The input, 0 where it is masked, divided by the norm of what is not, which counts as at least eps."""
    size = norm(input, ord, dim, keepdim=True, dtype=dtype, mask=mask)
    return filled(input, mask, 0) / T.maximum(size, T.tensor(eps, dtype=size.dtype))


def logaddexp(input: Any, other: Any, *, dtype: Any = None, input_mask: Any = None, other_mask: Any = None) -> Any:
    """log(exp(input) + exp(other)), without what is masked."""
    a, b = filled(input, input_mask, lowest(input.dtype)), filled(other, other_mask, lowest(other.dtype))
    return T.logaddexp(a, b).to(dtype or input.dtype)
