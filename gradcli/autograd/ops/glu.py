"""The gated linear unit: half of the input, gated by the other half (Dauphin et al., 2017)."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.names import public
from gradcli.autograd.op import OPS, Op
from gradcli.autograd.ops.elementwise import sigmoid, sigmoid_kernel
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.tensor import Tensor
from gradcli.sample import normal


def halves(x: Any, dim: int) -> Any:
    """The first and the second half along an axis."""
    n = x.shape[dim] // 2
    lead = (slice(None),) * dim
    return x[(*lead, slice(0, n))], x[(*lead, slice(n, None))]


def glu_rule(g: Any, _y: Any, x: Any, *, dim: int) -> Any:
    """The gradients of both halves, joined."""
    a, b = halves(x, dim)
    s = sigmoid(b)
    return OPS["cat"](g * s, g * a * s * (1 - s), dim=dim)


def glu_tangent(ts: Any, _y: Any, x: Any, *, dim: int) -> Any:
    (a, b), (ta, tb) = halves(x, dim), halves(ts[0], dim)
    s = sigmoid(b)
    return ta * s + a * s * (1 - s) * tb


def glu_kernel(x: Any, *, dim: int) -> Any:
    """The first half along `dim` times the sigmoid of the second."""
    a, b = halves(x, dim)
    return a * sigmoid_kernel(b)


glu_op: Op = Op("glu", glu_kernel, [(normal(2, 4), {"dim": 1}), (normal(4, 2), {"dim": 0})], family="activation").vjp(glu_rule).jvp(glu_tangent)
glu_op.batch(lambda op, _flags, args, params: op(*args, dim=params["dim"] + 1))


@public("functional")
def glu(input: Tensor, dim: int = -1) -> Any:
    """The first half along `dim` times the sigmoid of the second. Raises RuntimeError for an odd length."""
    if not input.ndim:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    chosen = axis(dim, input.ndim)
    if input._data.shape[chosen] % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {chosen} is size {input._data.shape[chosen]}")
    return glu_op(input, dim=chosen)
