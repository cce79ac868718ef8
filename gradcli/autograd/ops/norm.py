"""Norms of vectors: norm, linalg.vector_norm, dist, renorm."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd.batch import along
from gradcli.autograd.composed import computed, rules_by
from gradcli.autograd.creation import into
from gradcli.autograd.dtype import resolve
from gradcli.autograd.names import expose, find, public
from gradcli.autograd.op import op
from gradcli.autograd.ops.choose import where, winners
from gradcli.autograd.ops.kinked import abs_, sgn
from gradcli.autograd.ops.reduce import Dim, axes, kept, largest, np_axes, smallest, sum_, total, type_word
from gradcli.autograd.ops.refuse import kind_name
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor, unwrap
from gradcli.autograd.view import inplace
from gradcli.sample import distinct, gaussian, nonzero

LOST = {kind: np.sqrt(np.finfo(kind).tiny / np.finfo(kind).eps) for kind in (np.float64, np.float32, np.float16)}  # norms below lose digits
ORDERS = [1, 2, 3, 1.5, 0.5, -1, math.inf, -math.inf, 0]
SAMPLES = [(distinct(2, 3), {"ord": p, "dim": None}) for p in ORDERS]
AXES = [(nonzero(2, 3), {"ord": 2, "dim": 1, "keepdim": True}), (nonzero(2, 2, 2), {"ord": 3, "dim": (0, 2)})]
COMPLEX = [(gaussian(3), {"ord": p, "dim": None}) for p in (1, 2, 3, math.inf)]


def scaled(size: Any, over: Any, keepdim: bool) -> Any:
    """The norm of order 2, of numbers whose squares underflow."""
    top = largest(size, axis=over, keepdims=True)
    scale = np.where(top > 0, top, 1).astype(size.dtype)
    found = scale * np.sqrt(total((size / scale) ** 2, axis=over, keepdims=True))
    return found if keepdim else np.squeeze(found, axis=over)


def norm_of(size: Any, ord: float, over: Any, keepdim: bool) -> Any:
    """The norm from absolute values (or what continues them analytically)."""
    if math.isinf(ord):
        return (largest if ord > 0 else smallest)(size, axis=over, keepdims=keepdim)
    if ord == 0:
        return total(size != 0, axis=over, keepdims=keepdim, dtype=size.dtype)
    if ord == 1:
        return total(size, axis=over, keepdims=keepdim)
    if ord == 2:
        found = np.sqrt(total(size * size, axis=over, keepdims=keepdim))
        return found if size.dtype.kind != "f" or not size.size or found.min() > LOST[size.dtype.type] else scaled(size, over, keepdim)
    return total(size**ord, axis=over, keepdims=keepdim) ** (1 / ord)


@op(*SAMPLES, *AXES, *COMPLEX, grad_fn="LinalgVectorNormBackward0", family="reduction")
def vector_norm(x: Any, *, ord: float, dim: Dim, keepdim: bool = False) -> Any:
    """(sum |x|^ord)^(1/ord) over `dim`; the largest |x| for inf, the smallest for -inf, the number of non-zeros for 0."""
    return norm_of(np.abs(x), ord, np_axes(x, dim), keepdim)


def safe_vector_norm(x: Any, *, ord: float, dim: Dim, keepdim: bool = False) -> Any:
    """vector_norm of real numbers, continued analytically; the extreme element is chosen by its real part."""
    size, over = x * np.sign(x.real), np_axes(x, dim)
    if math.isinf(ord):
        top = norm_of(size.real, ord, over, True)
        first = size.real == top
        return total(size * first, axis=over, keepdims=keepdim) / total(first, axis=over, keepdims=keepdim)
    return norm_of(size, ord, over, keepdim)


def slope(x: Any, y: Any, ord: float, dim: Dim) -> Any:
    """d norm / dx, as a direction in the complex plane where x is complex; y has the shape of the reduction with keepdim."""
    if math.isinf(ord):
        top = winners(abs_(x), y)
        return sgn(x) * top / sum_(top * 1.0, dim=dim, keepdim=True)
    if ord == 1:
        return sgn(x)
    scale = where(y == 0, 1.0, y)
    if ord == 2:
        return where(y == 0, 0.0, x / scale)
    if ord > 2:
        return where(y == 0, 0.0, x / scale * (abs_(x) / scale) ** (ord - 2))
    size = where(x == 0, 1.0, abs_(x))
    return where((x == 0) | (y == 0), 0.0, sgn(x) * (size / scale) ** (ord - 1))


def norm_gradient(g: Any, y: Any, x: Any, ord: float, dim: Dim, keepdim: bool) -> Any:
    """The gradient of vector_norm: 0 at norm 0, evenly among the largest for inf; None for the count of non-zeros, as in torch."""
    if ord == 0:
        return None
    return kept(g, x.shape, dim, keepdim) * slope(x, kept(y, x.shape, dim, keepdim), ord, dim)


def norm_tangent(t: Any, y: Any, x: Any, ord: float, dim: Dim, keepdim: bool) -> Any:
    """The tangent of vector_norm."""
    if ord == 0:
        return y * 0
    part = t * conj(slope(x, kept(y, x.shape, dim, keepdim), ord, dim))
    return sum_(part.real if x.dtype.kind == "c" else part, dim=dim, keepdim=keepdim)


vector_norm.vjp(lambda g, y, x, *, ord, dim, keepdim: norm_gradient(g, y, x, ord, dim, keepdim))
vector_norm.jvp(lambda ts, y, x, *, ord, dim, keepdim: norm_tangent(ts[0], y, x, ord, dim, keepdim))
vector_norm.batch(along("dim")).complex_safe(safe_vector_norm)


@op((distinct(3), distinct(3), {"p": 2}), (nonzero(2, 2), gaussian(2, 2), {"p": 1}), (distinct(4), distinct(2, 1), {"p": 3}),
    promote="same", family="reduction")  # fmt: skip
def dist(a: Any, b: Any, *, p: float) -> Any:
    """The norm of a - b."""
    return norm_of(np.abs(a - b), p, None, False)


dist.vjp(
    lambda g, y, a, b, *, p: norm_gradient(g, y, a - b, p, None, False),
    lambda g, y, a, b, *, p: norm_gradient(-g, y, a - b, p, None, False),
)
dist.jvp(lambda ts, y, a, b, *, p: norm_tangent(moved(ts), y, a - b, p, None, False))
dist.complex_safe(lambda a, b, *, p: safe_vector_norm(a - b, ord=p, dim=None))


def moved(ts: Any) -> Any:
    """The tangent of a - b."""
    return -ts[1] if ts[0] is None else ts[0] if ts[1] is None else ts[0] - ts[1]


def floating(name: str, x: Tensor) -> Tensor:
    """x itself. Raises RuntimeError for whole numbers, in torch's words."""
    if x._data.dtype.kind in "biu":
        raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input. Got {type_word(x)}")
    return x


def converted(name: str, x: Tensor, dtype: Any) -> Tensor:
    """x in the type asked for, if any. Raises RuntimeError for types it would lose something in."""
    if dtype is None:
        return x
    kind, own = resolve(dtype).numpy, x._data.dtype
    if kind.kind not in "fc":
        raise RuntimeError(f"{name}: dtype should be floating point or complex, but got {kind_name(np.empty(0, kind))}")
    if kind.kind != own.kind:
        sort = "complex" if own.kind == "c" else "real"
        raise RuntimeError(f"{name}: dtype should be {sort} for {sort} inputs, but got {kind_name(np.empty(0, kind))}")
    if not np.can_cast(own, kind):
        raise RuntimeError(
            f"{name}: the dtype of the input ({kind_name(x._data)}) should be convertible without narrowing to the specified dtype "
            f"({kind_name(np.empty(0, kind))})"
        )
    return x.to(dtype)


@public("linalg", "vector_norm")
def vector_norm_face(input: Tensor, ord: float = 2, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None) -> Tensor:
    """(sum |x|^ord)^(1/ord) over `dim`, all of it without. Raises RuntimeError for whole numbers, and for inf of nothing."""
    floating("linalg.vector_norm", input)
    if not input._data.size and (dim is None or 0 in [input._data.shape[d] for d in axes(dim, input._data.ndim)]) and (ord < 0 or ord == math.inf):
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {float(ord)} norm on an empty tensor because the operation does not have an identity"
        )
    return into(out, vector_norm(converted("linalg.vector_norm", input, dtype), ord=ord, dim=dim, keepdim=keepdim))


@public("torch", "norm")
def norm_face(input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, out: Any = None, dtype: Any = None) -> Tensor:
    """The p-norm over `dim`; "fro" is the 2-norm of all elements, "nuc" the sum of singular values."""
    if isinstance(p, str) and p != "fro":
        return find("linalg", "matrix_norm")(input, p, (-2, -1) if dim is None else dim, keepdim, dtype=dtype)  # type: ignore[no-any-return]
    return vector_norm_face(input, 2 if p in ("fro", None) else float(p), dim, keepdim, dtype=dtype, out=out)


@public("Tensor", "norm")
def norm_method(self: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None) -> Tensor:
    """The p-norm over `dim`."""
    return norm_face(self, p, dim, keepdim, None, dtype)


@public("torch Tensor", "dist")
def dist_face(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The p-norm of input - other."""
    return dist(input, other, p=p)  # type: ignore[no-any-return]


def shrunk(x: Tensor, *, p: float, over: tuple[int, ...], most: float) -> Any:
    """Slices shrunk to the p-norm `most` where they are longer, written in other operations."""
    size = vector_norm(x, ord=p, dim=over, keepdim=True)
    return x * where(unwrap(size).real > most, most / (size + 1e-7), 1.0)  # torch's guard against division by 0


@op((distinct(3, 2), {"p": 2.0, "over": (1,), "most": 0.5}), (gaussian(2, 2), {"p": 3.0, "over": (0,), "most": 1.0}), family="reduction")
def renorm(x: Any, *, p: float, over: tuple[int, ...], most: float) -> Any:
    """x with its slices, each over the axes `over`, shrunk to the p-norm `most` where they are longer."""
    return computed(shrunk, x, p=p, over=over, most=most)


rules_by(renorm, shrunk)


@public("torch Tensor", "renorm")
def renorm_face(input: Tensor, p: float, dim: int, maxnorm: float, *, out: Tensor | None = None) -> Tensor:
    """Each slice along `dim` shrunk to the p-norm `maxnorm` where it is longer."""
    rank = input._data.ndim
    if rank < 2:
        raise RuntimeError(f"renorm: input needs at least 2 dimensions, got {rank} dimensions")
    over = tuple(d for d in range(rank) if d != dim % rank)
    return into(out, renorm(floating("linalg.vector_norm", input), p=float(p), over=over, most=float(maxnorm)))


expose("Tensor", "renorm_", inplace(renorm_face, "renorm_"))
