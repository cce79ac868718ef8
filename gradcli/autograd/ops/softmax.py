"""The softmax family: probabilities and their logarithms along one axis."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd.aside import Aside
from gradcli.autograd.batch import aligned, along
from gradcli.autograd.blocks import ones
from gradcli.autograd.creation import into
from gradcli.autograd.draws import drawn
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops._columns import by_column
from gradcli.autograd.ops.elementwise import exp, sigmoid
from gradcli.autograd.ops.reduce import axis, cast_to, sum_
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn
from gradcli.sample import distinct, fixed, normal

SAMPLES = [(normal(2, 3), {"dim": 1}), (normal(2, 3, 2), {"dim": -2}), (fixed([1000.0, 1001.0, -1000.0]), {"dim": 0}), (normal(), {"dim": 0})]

LARGE = 4096  # elements: to look at all of them, or to add zeros to them, takes longer than a choice
FAR_FROM_OVERFLOW = {c: -float(np.log(np.finfo(c).tiny)) / 4 for c in "efd"}  # logarithms of numbers whose products do not overflow either
PROBED = 256  # elements looked at before exponentials are taken that may be in vain
ROUND_ALIKE = 10.0  # largest logarithm of a sum next to which the rounding of x - log(sum) is no matter: that of the sum weighs as much


def shifted(x: Any, dim: int) -> Any:
    """x less its maximum along `dim`, so that exp does not overflow."""
    if not x.size:
        return x.copy()
    top = np.maximum.reduce(x.real, axis=dim if x.ndim else None, keepdims=True)
    return by_column(np.subtract, x, top)


def in_place(x: Any) -> Any:
    """An array as the place for its own successor; None for a number, which has no memory."""
    return x if isinstance(x, np.ndarray) else None


def total(x: Any, dim: int) -> Any:
    """The sum along `dim`, kept as an axis of length 1; along the last axis as a product with ones, which BLAS does faster."""
    if x.ndim > 1 and dim == x.ndim - 1:
        column = ones(x.shape[-1], x.dtype)[:, None]
        return x.dot(column) if x.ndim == 2 else x @ column
    return np.add.reduce(x, axis=dim if x.ndim else None, keepdims=True)


@op((normal(2, 3), normal(2, 3), {"dim": 1}), (normal(2, 3, 2), normal(2, 3, 2), {"dim": 1}), (normal(), normal(), {"dim": 0}), family="reduction")
def dot_along(a: Any, b: Any, *, dim: int) -> Any:
    """The sum of a * b along `dim`, kept as an axis of length 1.   a, b: of one shape."""
    if a.ndim > 1 and dim == a.ndim - 1 and a.dtype.kind == b.dtype.kind == "f":
        return np.vecdot(a, b)[..., None]
    return np.add.reduce(a * b, axis=dim if a.ndim else None, keepdims=True)


dot_along.vjp(lambda g, _y, _a, b: g * conj(b), lambda g, _y, a, _b: g * conj(a)).linear()


def exponentials(x: Any, dim: int, most: float = math.inf) -> tuple[Any, Any, Any]:
    """(z, exp(z), its sums along `dim`): z is x where all sums are moderate, their logarithms at most `most`; else x - max.

    The maximum cancels in what is made of them, and to find and subtract it takes half as long as the exponentials.
    """
    if x.dtype.char in FAR_FROM_OVERFLOW and x.ndim and x.size:
        limit = min(most, FAR_FROM_OVERFLOW[x.dtype.char])
        few = x.size <= LARGE
        probe = x if few else x.flat[:PROBED]
        if probe.item(probe.argmax()) < limit:
            e = np.exp(x)
            sums = total(e, dim)
            if sums.item(sums.argmin()) > math.exp(-limit) and (few or sums.item(sums.argmax()) < math.exp(limit)):
                return x, e, sums
    z = shifted(x, dim)
    e = np.exp(z)
    return z, e, total(e, dim)


@op(*SAMPLES, family="activation", ordered=True)
def softmax(x: Any, *, dim: int) -> Any:
    """exp(x) over its sum along `dim`."""
    refuse.floating(x, "softmax_lastdim_kernel_impl")
    _, e, sums = exponentials(x, dim)
    return by_column(np.divide, e, sums, in_place(e))


def from_softmax(g: Any, y: Any, _x: Any, *, dim: int) -> Any:
    """The gradient of softmax."""
    if isinstance(g, Tensor) or g.shape != y.shape or not y.ndim:
        return (g - dot_along(g, y, dim=dim)) * y
    x = by_column(np.subtract, g, dot_along(g, y, dim=dim))
    x *= y
    return x


softmax.vjp(from_softmax)
softmax.jvp(lambda ts, y, _x, *, dim: y * (ts[0] - dot_along(ts[0], y, dim=dim))).batch(along("dim"))


@op(*SAMPLES, family="activation", ordered=True)
def log_softmax(x: Any, powers: Aside | None = None, _only: Aside | None = None, *, dim: int) -> Any:
    """The logarithm of softmax, without its underflow.

    powers: gets exp(z) and its sums.  only: of a cotangent with one entry along `dim`: (the whole, index of the entries, their factors, they).
    """
    refuse.floating(x, "log_softmax_lastdim_kernel_impl")
    z, e, sums = exponentials(x, dim, ROUND_ALIKE)
    if powers is not None:
        powers.put((e, sums))
    return by_column(np.subtract, z, np.log(sums), None if z is x or not z.ndim else z)


def from_log_softmax(g: Any, y: Any, _x: Any, powers: Aside | None = None, only: Aside | None = None, *, dim: int) -> Any:
    """The gradient of log_softmax, g - softmax(x) * sum(g)."""
    if isinstance(g, Tensor) or g.shape != y.shape or not y.ndim:
        return g - exp(y) * sum_(g, dim=dim, keepdim=True)
    kept, few = (None, None) if powers is None or only is None else (powers.look(), only.look())
    e, sums = kept or (np.exp(y), y.dtype.type(1))
    if kept is None or few is None or few[0] is not g:
        x = by_column(np.multiply, e, -total(g, dim) / sums)
        x += g
        return x
    _, index, _, values = few
    x = by_column(np.multiply, e, -(values.reshape(sums.shape) if values.ndim else values) / sums)
    if x.size < LARGE:
        x += g
    else:
        x[index] += values
    return x


log_softmax.vjp(from_log_softmax, None, None)


@log_softmax.jvp
def _tangent(ts: Any, y: Any, _x: Any, _powers: Any = None, _only: Any = None, *, dim: int) -> Any:
    return ts[0] - sum_(ts[0] * exp(y), dim=dim, keepdim=True)


log_softmax.batch(along("dim"))


@op((normal(2, 3), {"dim": 1}), (fixed([[0.0, -np.inf], [-np.inf, -np.inf]]), {"dim": 1}), family="activation")
def safe_softmax(x: Any, *, dim: int) -> Any:
    """softmax, but 0 in rows that are -inf throughout: attention weights where everything is masked."""
    empty = x.real.max(axis=dim, keepdims=True, initial=-np.inf) == -np.inf
    return softmax.kernel(np.where(empty, 0, x), dim=dim) * ~empty if empty.any() else softmax.kernel(x, dim=dim)


safe_softmax.vjp(softmax.rules[0].fn).jvp(softmax.tangent).batch(along("dim"))  # type: ignore[union-attr,arg-type]


def default_dim(rank: int) -> int:
    """The axis taken when none is named: the first of 0-, 1- and 3-d tensors, the second of others, as in torch."""
    return 0 if rank in (0, 1, 3) else 1


def along_one(chosen: Any, input: Tensor, dim: int | None, dtype: Any) -> Any:
    """An operation of this family on a tensor, with the axis checked and counted from the front."""
    x = cast_to(input, dtype)
    return chosen(x, dim=axis(default_dim(x.ndim) if dim is None else dim, x.ndim))


# fmt: off
@public("torch Tensor special", "softmax")
def softmax_face(input: Tensor, dim: int, dtype: Any = None, *, out: Tensor | None = None) -> Any:
    """exp(input) over its sum along `dim`."""
    return into(out, along_one(softmax, input, dim, dtype))


@public("torch Tensor special", "log_softmax")
def log_softmax_face(input: Tensor, dim: int, dtype: Any = None, *, out: Tensor | None = None) -> Any:
    """The logarithm of softmax along `dim`."""
    return into(out, along_one(log_softmax, input, dim, dtype))


@public("functional", "softmax")
def softmax_layer(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """exp(input) over its sum along `dim`."""
    return along_one(softmax, input, stated(dim, "softmax"), dtype)


@public("functional", "log_softmax")
def log_softmax_layer(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """The logarithm of softmax along `dim`."""
    return along_one(log_softmax, input, stated(dim, "log_softmax"), dtype)


@public("functional")
def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """softmax of -input."""
    return along_one(softmax, -input, stated(dim, "softmin"), dtype)


def stated(dim: int | None, name: str) -> int | None:
    """The axis, with torch's warning for a call that leaves it out."""
    if dim is None:
        message = f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument."
        warn(message)
    return dim
# fmt: on


@public("functional")
def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Any:
    """A sample from softmax(logits), made differentiable by Gumbel noise; `hard`: one-hot forward, soft backward, which is declared."""
    if eps != 1e-10:
        warn("`eps` parameter is deprecated and has no effect.")
    gumbel = lambda stream, shape, kind: -np.log(stream.exponential(shape).astype(kind))
    noise = drawn(gumbel, logits._data.shape, {"dtype": logits.dtype}, "gumbel_softmax")
    soft = softmax_face((logits + noise) / tau, dim)
    if not hard:
        return soft
    return straight_through(soft, dim=dim)


@op((distinct(2, 3), {"dim": -1}), (distinct(3), {"dim": 0}), family="activation", grad_fn="AddBackward0")
def straight_through(soft: Any, *, dim: int) -> Any:
    """1 where `soft` is largest along an axis, 0 elsewhere; to backward it is `soft` itself."""
    one_hot = (soft == soft.max(axis=dim, keepdims=True)).astype(soft.dtype)
    return one_hot - soft + soft  # in torch's order of operations


straight_through.vjp(lambda g, _y, _soft, **_: g).jvp(lambda ts, _y, _soft, **_: ts[0]).batch(along("dim"))
straight_through.declared = (lambda **_: True, lambda t, **_: t)


@op((normal(2, 3),), (fixed([-800.0, 800.0]),), family="activation", grad_fn="LogSigmoidBackward0")
def logsigmoid(x: Any) -> Any:
    """The logarithm of sigmoid, exact far from 0."""
    refuse.floating(x, "log_sigmoid_cpu")
    up = x.real < 0
    return np.where(up, x, 0) - np.log1p(np.exp(np.where(up, x, -x)))  # no overflow on either side


logsigmoid.vjp(lambda g, _y, x: g * sigmoid(-x)).jvp(lambda ts, _y, x: ts[0] * sigmoid(-x)).batch(aligned)


@public("functional", "logsigmoid")
def logsigmoid_layer(input: Tensor) -> Any:
    """The logarithm of sigmoid, exact far from 0."""
    return logsigmoid(input)
