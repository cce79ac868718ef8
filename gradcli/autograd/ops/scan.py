"""Running results along one axis: cumsum, cumprod, logcumsumexp, cummax, cummin, and the linear recurrence their rules are made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd import return_types
from gradcli.autograd.batch import along
from gradcli.autograd.creation import into
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops.elementwise import exp
from gradcli.autograd.ops.pairs import safe_logaddexp
from gradcli.autograd.ops.place import pick, place
from gradcli.autograd.ops.reduce import axis, cast_to, whole_type
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.view import inplace
from gradcli.sample import distinct, fixed, gaussian, nonzero, normal

ALONG = [(normal(2, 3), {"dim": 1}), (normal(4), {"dim": -1}), (gaussian(2, 2), {"dim": 0})]


def turned(x: Any, dim: int, reverse: bool) -> Any:
    """The array as seen by a scan from the end."""
    return np.flip(x, dim) if reverse else x


@op(*ALONG, (normal(), {"dim": 0}), (normal(3), {"dim": 0, "reverse": True}), family="reduction")
def cumsum(x: Any, *, dim: int, reverse: bool = False) -> Any:
    """The running sum along `dim`, from the end if `reverse`."""
    return x if not x.ndim else turned(np.add.accumulate(turned(x, dim, reverse), axis=axis(dim, x.ndim)), dim, reverse)


cumsum.vjp(lambda g, _y, _x, *, dim, reverse: cumsum(g, dim=dim, reverse=not reverse)).linear().batch(along("dim"))


@op((normal(2, 3), {"dim": 1, "by": 1}), (normal(3), {"dim": 0, "by": -1, "fill": 1.0}), (normal(1, 2), {"dim": 0, "by": 1}),
    family="shape")  # fmt: skip
def shift(x: Any, *, dim: int, by: int, fill: float = 0.0) -> Any:
    """x moved along `dim` by 1 or -1 places; the gap is filled with a constant."""
    y = np.full_like(x, fill)
    n = x.shape[dim]
    inner, outer = slice(max(by, 0), n + min(by, 0)), slice(max(-by, 0), n - max(by, 0))
    lead = (slice(None),) * axis(dim, x.ndim)
    y[(*lead, inner)] = x[(*lead, outer)]
    return y


shift.vjp(lambda g, _y, _x, *, dim, by: shift(g, dim=dim, by=-by, fill=0.0))
shift.jvp(lambda ts, _y, _x, *, dim, by, **_: shift(ts[0], dim=dim, by=by, fill=0.0)).batch(along("dim"))


@op((normal(2, 3), normal(2, 3), {"dim": 1}), (normal(5), normal(5), {"dim": 0, "reverse": True}), (gaussian(4), gaussian(4), {"dim": 0}),
    family="reduction")  # fmt: skip
def recurrence(a: Any, b: Any, *, dim: int, reverse: bool = False) -> Any:
    """s[i] = a[i] s[i-1] + b[i] along `dim` (s[i+1] if `reverse`), by doubling: log2(n) passes, no division."""
    dim, by, step = axis(dim, a.ndim), -1 if reverse else 1, 1
    while step < a.shape[dim]:
        b = b + a * _moved(b, dim, by * step)
        a = a * _moved(a, dim, by * step)
        step *= 2
    return b


def _moved(x: Any, dim: int, by: int) -> Any:
    """x moved along `dim` by any number of places, zeros coming in."""
    y = np.zeros_like(x)
    lead, n = (slice(None),) * dim, x.shape[dim]
    y[(*lead, slice(max(by, 0), n + min(by, 0)))] = x[(*lead, slice(max(-by, 0), n - max(by, 0)))]
    return y


def adjoint(g: Any, a: Any, dim: int, reverse: bool) -> Any:
    """The gradient of a recurrence in b: the recurrence from the other end."""
    return recurrence(conj(shift(a, dim=dim, by=1 if reverse else -1)), g, dim=dim, reverse=not reverse)


recurrence.vjp(
    lambda g, y, a, _b, *, dim, reverse: adjoint(g, a, dim, reverse) * conj(shift(y, dim=dim, by=-1 if reverse else 1)),
    lambda g, _y, a, _b, *, dim, reverse: adjoint(g, a, dim, reverse),
)
recurrence.jvp(lambda ts, y, a, _b, *, dim, reverse: recurrence(a, _forcing(ts, y, dim, reverse), dim=dim, reverse=reverse))


def _forcing(ts: Any, y: Any, dim: int, reverse: bool) -> Any:
    if ts[0] is None:
        return ts[1]
    part = ts[0] * shift(y, dim=dim, by=-1 if reverse else 1)
    return part if ts[1] is None else part + ts[1]


# ------------------------------------------------------------ cumprod
@op((nonzero(2, 3), {"dim": 1}), (fixed([2.0, 0.0, 3.0, 0.0, 4.0]), {"dim": 0}), (gaussian(3), {"dim": 0}), (normal(), {"dim": 0}),
    (normal(3), {"dim": 0, "reverse": True}), family="reduction")  # fmt: skip
def cumprod(x: Any, *, dim: int, reverse: bool = False) -> Any:
    """The running product along `dim`, from the end if `reverse`."""
    return x if not x.ndim else turned(np.multiply.accumulate(turned(x, dim, reverse), axis=axis(dim, x.ndim)), dim, reverse)


def before(x: Any, dim: int, reverse: bool = False) -> Any:
    """For each element the product of those before it (after it if `reverse`)."""
    return cumprod(shift(x, dim=dim, by=-1 if reverse else 1, fill=1.0), dim=dim, reverse=reverse)


def product_of_others(x: Any, dim: int) -> Any:
    """For each element the product of all others along `dim`, exact with zeros."""
    return before(x, dim) * before(x, dim, reverse=True)


cumprod.vjp(
    lambda g, _y, x, *, dim, reverse: adjoint(g, x, dim, reverse) * conj(before(x, dim, reverse)) if x.ndim else g
).batch(along("dim"))
cumprod.jvp(
    lambda ts, _y, x, *, dim, reverse: recurrence(x, ts[0] * before(x, dim, reverse), dim=dim, reverse=reverse) if x.ndim else ts[0]
)


# ------------------------------------------------------------ logcumsumexp
@op((normal(2, 3), {"dim": 1}), (fixed([-1000.0, 0.0, 1000.0, 1001.0]), {"dim": 0}), (normal(), {"dim": 0}), (gaussian(3), {"dim": 0}),
    promote="float", family="reduction")  # fmt: skip
def logcumsumexp(x: Any, *, dim: int) -> Any:
    """log(cumsum(exp(x))) along `dim`, without overflow."""
    if not x.ndim or not x.size:
        return x
    return safe_logcumsumexp(x, dim=dim) if x.dtype.kind == "c" else np.logaddexp.accumulate(x, axis=axis(dim, x.ndim))


def safe_logcumsumexp(x: Any, *, dim: int) -> Any:
    """logcumsumexp of complex numbers: one step at a time, each relative to the larger real part."""
    rows = [np.array(row) for row in np.moveaxis(np.atleast_1d(x), dim if x.ndim else 0, 0)]
    for i in range(1, len(rows)):
        rows[i] = safe_logaddexp(rows[i], rows[i - 1])
    return np.moveaxis(np.stack(rows), 0, dim).reshape(x.shape)


def decay(y: Any, dim: int, by: int) -> Any:
    """exp of the step from the earlier to the later of each running result and its neighbour; 0 where there is none."""
    neighbour = shift(y, dim=dim, by=by, fill=-by * np.inf)
    return exp(y - neighbour if by < 0 else neighbour - y)


logcumsumexp.vjp(
    lambda g, y, x, *, dim: recurrence(conj(decay(y, dim, -1)), g, dim=dim, reverse=True) * conj(exp(x - y)) if x.ndim else g
).batch(along("dim")).complex_safe(safe_logcumsumexp)
logcumsumexp.jvp(lambda ts, y, x, *, dim: recurrence(decay(y, dim, 1), ts[0] * exp(x - y), dim=dim) if x.ndim else ts[0])


# ------------------------------------------------------------ running extremes
def running(name: str, accumulate: Any) -> Op:
    """Declare cummax or cummin: the running extreme and the place of its latest occurrence."""

    def kernel(x: Any, *, dim: int) -> Any:
        if not x.ndim:
            return x, np.int64(0)
        d = axis(dim, x.ndim)
        y = accumulate(x.real, axis=d)
        here = np.arange(x.shape[d]).reshape(tuple(-1 if i == d else 1 for i in range(x.ndim)))
        index = np.maximum.accumulate(np.where((x.real == y) | np.isnan(x.real), here, 0), axis=d)
        return np.take_along_axis(x, index, d), index

    kernel.__doc__ = f"The running {name[3:]}imum along `dim`, and the index of its latest occurrence."
    out = Op(name, kernel, [(distinct(2, 3), {"dim": 1}), (distinct(5), {"dim": 0})], outputs=2, kept=(1,), family="reduction")
    out.vjp(lambda gs, y, x_shape, *, dim: place(gs[0], y[1], dim=dim, shape=x_shape))
    return out.jvp(lambda ts, y, _x, *, dim: (pick(ts[0], y[1], dim=dim), None)).batch(along("dim"))


cummax, cummin = running("cummax", np.maximum.accumulate), running("cummin", np.minimum.accumulate)


@public("torch Tensor", "cumsum")
def cumsum_face(input: Tensor, dim: int, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
    """The running sum along `dim`; whole numbers add up in int64."""
    axis(dim, input._data.ndim)
    return into(out, cast_to(cumsum(cast_to(input, dtype or whole_type(input)), dim=dim), dtype))


@public("torch Tensor", "cumprod")
def cumprod_face(input: Tensor, dim: int, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
    """The running product along `dim`; whole numbers multiply in int64."""
    axis(dim, input._data.ndim)
    return into(out, cast_to(cumprod(cast_to(input, dtype or whole_type(input)), dim=dim), dtype))


@public("torch Tensor", "logcumsumexp")
def logcumsumexp_face(input: Tensor, dim: int, *, out: Tensor | None = None) -> Tensor:
    """log(cumsum(exp(input))) along `dim`, without overflow."""
    axis(dim, input._data.ndim)
    return into(out, logcumsumexp(input, dim=dim))


def running_axis(x: Tensor, dim: int, name: str) -> int:
    """The axis of a running extreme; of nothing, torch asks for no particular one."""
    if not x._data.ndim and dim not in (0, -1):
        raise IndexError(f"{name}(): Expected reduction dim -1 or 0 for scalar but got {dim}")
    return axis(dim, x._data.ndim) if x._data.size else 0


@public("torch Tensor", "cummax")
def cummax_face(input: Tensor, dim: int, *, out: Any = None) -> Any:
    """(values, indices): the running maximum along `dim` and where it last occurred."""
    found = cummax(input, dim=running_axis(input, dim, "cummax"))
    return return_types.named("cummax", "values", "indices")(map(into, out or (None, None), found))


@public("torch Tensor", "cummin")
def cummin_face(input: Tensor, dim: int, *, out: Any = None) -> Any:
    """(values, indices): the running minimum along `dim` and where it last occurred."""
    found = cummin(input, dim=running_axis(input, dim, "cummin"))
    return return_types.named("cummin", "values", "indices")(map(into, out or (None, None), found))


expose("Tensor", "cumsum_", inplace(cumsum_face, "cumsum_"))
expose("Tensor", "cumprod_", inplace(cumprod_face, "cumprod_"))
