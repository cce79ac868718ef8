"""Random programs of tensor operations: a few leaves, then steps that each call one function on what there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

SHAPES = [(3,), (2, 3), (), (1,), (3, 1), (1, 3), (2, 1, 3), (3, 3), (0,), (0, 3), (2, 0, 1), (2, 3, 3)]
KINDS = ["float64", "float32", "complex128"]


@dataclass(frozen=True)
class Step:
    """One call.   name: of the function.   first, second: which values it takes, counted round.   p, q: small numbers, for axes and such."""

    name: str
    first: int
    second: int
    p: int
    q: int


@dataclass(frozen=True)
class Program:
    """leaves: (shape, type) of each.   steps: what is computed of them."""

    leaves: tuple[tuple[tuple[int, ...], str], ...]
    steps: tuple[Step, ...]


def index(x: Any, p: int) -> Any:
    """An index of x that is often one, and sometimes out of range."""
    return [0, -1, slice(1, None), slice(None, None, 2), None, ..., 1, (..., 0)][p % 8]


def places(t: Any, x: Any, p: int, shape: Any) -> Any:
    """Whole numbers that are indices of the last axis of x."""
    n = max(x.shape[-1] if x.dim() else 1, 1)
    return t.tensor((np.arange(int(np.prod(shape))) * (p + 5)) % n, dtype=t.int64).reshape(tuple(shape))


def safe(y: Any) -> Any:
    """Numbers away from zero, of the same sign as y's real part is random."""
    return y * y.conj() + 0.5 if y.is_complex() else y.abs() + 0.5


def like(x: Any, y: Any) -> Any:
    """y in the type of x: mixed types are for arithmetic."""
    return (y.real if y.is_complex() and not x.is_complex() else y).to(x.dtype)


# fmt: off
Call = Callable[[Any, Any, Any, int, int], Any]
SMOOTH: dict[str, Call] = {
    # of one tensor, element by element
    "exp": lambda t, x, y, p, q: t.exp(x * 0.3), "sin": lambda t, x, y, p, q: x.sin(), "cos": lambda t, x, y, p, q: t.cos(x),
    "tanh": lambda t, x, y, p, q: x.tanh(), "sigmoid": lambda t, x, y, p, q: t.sigmoid(x), "square": lambda t, x, y, p, q: x.square(),
    "neg": lambda t, x, y, p, q: -x, "log": lambda t, x, y, p, q: t.log(safe(x)), "sqrt": lambda t, x, y, p, q: safe(x).sqrt(),
    "rsqrt": lambda t, x, y, p, q: t.rsqrt(safe(x)), "reciprocal": lambda t, x, y, p, q: safe(x).reciprocal(),
    "log1p": lambda t, x, y, p, q: t.log1p(safe(x)), "expm1": lambda t, x, y, p, q: t.expm1(x * 0.3), "atan": lambda t, x, y, p, q: x.atan(),
    "sinh": lambda t, x, y, p, q: t.sinh(x * 0.3), "asinh": lambda t, x, y, p, q: t.asinh(x), "erf": lambda t, x, y, p, q: t.erf(x),
    "softplus": lambda t, x, y, p, q: t.nn.functional.softplus(x), "gelu": lambda t, x, y, p, q: t.nn.functional.gelu(x),
    "silu": lambda t, x, y, p, q: t.nn.functional.silu(x), "elu": lambda t, x, y, p, q: t.nn.functional.elu(x),
    "logsigmoid": lambda t, x, y, p, q: t.nn.functional.logsigmoid(x), "mish": lambda t, x, y, p, q: t.nn.functional.mish(x),
    "scale": lambda t, x, y, p, q: x * (p - 1.5), "shift": lambda t, x, y, p, q: 2 - x, "over": lambda t, x, y, p, q: 1.5 / safe(x),
    "cube": lambda t, x, y, p, q: x ** 3, "power": lambda t, x, y, p, q: safe(x) ** 1.5, "base": lambda t, x, y, p, q: 2.0 ** x,
    # of two, with broadcasting
    "add": lambda t, x, y, p, q: x + y, "sub": lambda t, x, y, p, q: t.sub(x, y, alpha=p), "mul": lambda t, x, y, p, q: x * y,
    "div": lambda t, x, y, p, q: x / safe(y), "pow": lambda t, x, y, p, q: t.pow(safe(x), y * 0.3), "hypot": lambda t, x, y, p, q: t.hypot(x, safe(y)),
    "atan2": lambda t, x, y, p, q: t.atan2(x, safe(y)), "logaddexp": lambda t, x, y, p, q: t.logaddexp(x, y),
    "lerp": lambda t, x, y, p, q: t.lerp(x, y, 0.3), "addcmul": lambda t, x, y, p, q: t.addcmul(x, y, y, value=0.5),
    "addcdiv": lambda t, x, y, p, q: t.addcdiv(x, y, safe(y), value=0.5), "xlogy": lambda t, x, y, p, q: t.xlogy(x, safe(y)),
    "where": lambda t, x, y, p, q: t.where(t.ones(x.shape[-1:] if x.dim() else ()) > (p % 2), x, y),
    # reductions and scans
    "sum": lambda t, x, y, p, q: x.sum(), "sum_dim": lambda t, x, y, p, q: x.sum(p - 3, keepdim=q > 2), "mean": lambda t, x, y, p, q: x.mean(),
    "mean_dim": lambda t, x, y, p, q: t.mean(x, p - 3, keepdim=q > 2), "prod": lambda t, x, y, p, q: x.prod(), "prod_dim": lambda t, x, y, p, q: t.prod(x, p - 3),
    "var": lambda t, x, y, p, q: t.var(x, p - 3, correction=q % 2), "std": lambda t, x, y, p, q: (x + t.arange(x.numel()).reshape(x.shape)).std(p - 3, keepdim=True),
    "logsumexp": lambda t, x, y, p, q: t.logsumexp(x, p - 3), "softmax": lambda t, x, y, p, q: t.softmax(x, p - 3), "log_softmax": lambda t, x, y, p, q: x.log_softmax(p - 3),
    "norm": lambda t, x, y, p, q: t.linalg.vector_norm(x + 2.0, 2 + p % 2, dim=q - 3 if q else None), "cumsum": lambda t, x, y, p, q: x.cumsum(p - 3),
    "cumprod": lambda t, x, y, p, q: t.cumprod(x, p - 3), "logcumsumexp": lambda t, x, y, p, q: t.logcumsumexp(x, p - 3), "diff": lambda t, x, y, p, q: t.diff(x, dim=p - 3),
    # products
    "matmul": lambda t, x, y, p, q: x @ y, "matmul_t": lambda t, x, y, p, q: x @ y.mT, "mv": lambda t, x, y, p, q: t.mv(x, y), "mm": lambda t, x, y, p, q: t.mm(x, y),
    "bmm": lambda t, x, y, p, q: t.bmm(x, y), "outer": lambda t, x, y, p, q: t.outer(x, y), "dot": lambda t, x, y, p, q: t.dot(x, y), "addmm": lambda t, x, y, p, q: t.addmm(x, y, y.T),
    "inner": lambda t, x, y, p, q: t.inner(x, y), "kron": lambda t, x, y, p, q: t.kron(x, y), "linear": lambda t, x, y, p, q: t.nn.functional.linear(x, y),
    "einsum": lambda t, x, y, p, q: t.einsum("...i,...i->...", x, like(x, y)), "tensordot": lambda t, x, y, p, q: t.tensordot(x, y, p % 3), "trace": lambda t, x, y, p, q: t.trace(x),
    # shapes
    "t": lambda t, x, y, p, q: x.t(), "T": lambda t, x, y, p, q: x.mT, "reshape": lambda t, x, y, p, q: x.reshape(-1), "view": lambda t, x, y, p, q: x.contiguous().view(*reversed(x.shape)),
    "flatten": lambda t, x, y, p, q: t.flatten(x, p % 3), "transpose": lambda t, x, y, p, q: x.transpose(p - 3, q - 3), "permute": lambda t, x, y, p, q: x.permute(tuple(reversed(range(x.dim())))),
    "squeeze": lambda t, x, y, p, q: x.squeeze(), "squeeze_dim": lambda t, x, y, p, q: x.squeeze(p - 3), "unsqueeze": lambda t, x, y, p, q: x.unsqueeze(p - 3),
    "expand": lambda t, x, y, p, q: x.expand(2, *x.shape), "expand_as": lambda t, x, y, p, q: x.expand_as(y), "flip": lambda t, x, y, p, q: t.flip(x, (p - 3,)),
    "roll": lambda t, x, y, p, q: t.roll(x, q, p - 3), "narrow": lambda t, x, y, p, q: x.narrow(p - 3, 0, q % 3), "select": lambda t, x, y, p, q: x.select(p - 3, q - 3),
    "movedim": lambda t, x, y, p, q: t.movedim(x, p - 3, 0), "tril": lambda t, x, y, p, q: t.tril(x, p - 3), "diagonal": lambda t, x, y, p, q: t.diagonal(x, p - 3), "diag": lambda t, x, y, p, q: t.diag(x),
    "repeat": lambda t, x, y, p, q: x.repeat(2, *[1] * x.dim()), "tile": lambda t, x, y, p, q: t.tile(x, (2,)), "repeat_interleave": lambda t, x, y, p, q: x.repeat_interleave(2, p - 3),
    "cat": lambda t, x, y, p, q: t.cat((x, y), p - 3), "stack": lambda t, x, y, p, q: t.stack((x, y), p - 3), "chunk": lambda t, x, y, p, q: x.chunk(2, p - 3)[-1],
    "split": lambda t, x, y, p, q: t.split(x, 2, p - 3)[0], "unbind": lambda t, x, y, p, q: x.unbind(p - 3)[0], "broadcast": lambda t, x, y, p, q: t.broadcast_tensors(x, y)[0],
    "unfold": lambda t, x, y, p, q: x.unfold(p - 3, 2, 1), "pad": lambda t, x, y, p, q: t.nn.functional.pad(x, (1, q - 1)),
    # indexing
    "index": lambda t, x, y, p, q: x[index(x, p)], "index_list": lambda t, x, y, p, q: x[[0, 0]], "index_two": lambda t, x, y, p, q: x[..., places(t, x, p, (2,))],
    "index_select": lambda t, x, y, p, q: t.index_select(x, -1, places(t, x, p, (2,))), "gather": lambda t, x, y, p, q: t.gather(x, -1, places(t, x, p, x.shape)),
    "take": lambda t, x, y, p, q: t.take(x, places(t, x, p, (3,))), "masked_fill": lambda t, x, y, p, q: x.masked_fill(t.ones(x.shape[-1:] if x.dim() else ()) > 0.5, p),
    "scatter_add": lambda t, x, y, p, q: t.scatter_add(x, -1, places(t, x, p, y.shape), y), "index_add": lambda t, x, y, p, q: t.index_add(x, -1, places(t, x, p, y.shape[-1:]), y),
    "set_item": lambda t, x, y, p, q: assigned(x, index(x, p), y), "set_number": lambda t, x, y, p, q: assigned(x, index(x, p), 2.0),
    # in place, on a copy
    "add_": lambda t, x, y, p, q: (x * 1).add_(y), "mul_": lambda t, x, y, p, q: (x * 1).mul_(y), "exp_": lambda t, x, y, p, q: (x * 0.3).exp_(), "copy_": lambda t, x, y, p, q: (x * 1).copy_(y),
    "clone": lambda t, x, y, p, q: x.clone(), "to64": lambda t, x, y, p, q: x.double(),
    # layers and losses
    "layer_norm": lambda t, x, y, p, q: t.nn.functional.layer_norm(x, x.shape[-1:]), "normalize": lambda t, x, y, p, q: t.nn.functional.normalize(x + 2.0, dim=-1),
    "mse": lambda t, x, y, p, q: t.nn.functional.mse_loss(x, like(x, y)), "bce": lambda t, x, y, p, q: t.nn.functional.binary_cross_entropy_with_logits(x, like(x, y).sigmoid()),
    "cross_entropy": lambda t, x, y, p, q: t.nn.functional.cross_entropy(x, places(t, x, p, x.shape[:-1])), "kl_div": lambda t, x, y, p, q: t.nn.functional.kl_div(x, like(x, y).sigmoid(), reduction="sum"),
    "cosine": lambda t, x, y, p, q: t.nn.functional.cosine_similarity(x + 2.0, y + 2.0, dim=-1), "conv1d": lambda t, x, y, p, q: t.nn.functional.conv1d(x, y),
    "avg_pool1d": lambda t, x, y, p, q: t.nn.functional.avg_pool1d(x, 2), "glu": lambda t, x, y, p, q: t.nn.functional.glu(t.cat((x, x), -1)),
    # complex numbers
    "conj": lambda t, x, y, p, q: x.conj(), "real": lambda t, x, y, p, q: t.real(x), "imag": lambda t, x, y, p, q: x.imag, "angle": lambda t, x, y, p, q: t.angle(x + 3.0),
    "complex": lambda t, x, y, p, q: t.complex(x, y), "view_as_real": lambda t, x, y, p, q: t.view_as_real(x), "fft": lambda t, x, y, p, q: t.fft.fft(x), "rfft": lambda t, x, y, p, q: t.fft.rfft(x),
}
KINKED: dict[str, Call] = {
    "relu": lambda t, x, y, p, q: x.relu(), "abs": lambda t, x, y, p, q: abs(x), "clamp": lambda t, x, y, p, q: t.clamp(x, -0.5, 0.5), "maximum": lambda t, x, y, p, q: t.maximum(x, y),
    "minimum": lambda t, x, y, p, q: t.minimum(x, y), "max": lambda t, x, y, p, q: x.max(), "max_dim": lambda t, x, y, p, q: x.max(p - 3).values, "min_dim": lambda t, x, y, p, q: t.min(x, p - 3)[0],
    "amax": lambda t, x, y, p, q: t.amax(x, p - 3), "amin": lambda t, x, y, p, q: x.amin(), "median": lambda t, x, y, p, q: x.median(), "median_dim": lambda t, x, y, p, q: t.median(x, p - 3)[0],
    "sort": lambda t, x, y, p, q: t.sort(x, p - 3, descending=q > 2)[0], "topk": lambda t, x, y, p, q: t.topk(x, q % 4, p - 3).values, "kthvalue": lambda t, x, y, p, q: t.kthvalue(x, 1 + q % 3, p - 3)[0],
    "cummax": lambda t, x, y, p, q: t.cummax(x, p - 3).values, "leaky_relu": lambda t, x, y, p, q: t.nn.functional.leaky_relu(x, 0.1), "hardtanh": lambda t, x, y, p, q: t.nn.functional.hardtanh(x),
    "huber": lambda t, x, y, p, q: t.nn.functional.huber_loss(x, like(x, y)), "l1": lambda t, x, y, p, q: t.nn.functional.l1_loss(x, like(x, y)), "max_pool1d": lambda t, x, y, p, q: t.nn.functional.max_pool1d(x, 2),
    "detach": lambda t, x, y, p, q: x.detach() * x, "to32": lambda t, x, y, p, q: x.float(), "norm1": lambda t, x, y, p, q: t.linalg.vector_norm(x, 1), "norm0": lambda t, x, y, p, q: x.norm(), "remainder": lambda t, x, y, p, q: t.remainder(x, safe(y)), "sign": lambda t, x, y, p, q: x.sign() * x,
    "masked_select": lambda t, x, y, p, q: x[x.real > 0], "floor": lambda t, x, y, p, q: x.floor() + x, "hardswish": lambda t, x, y, p, q: t.nn.functional.hardswish(x),
}
# fmt: on
CALLS = {**SMOOTH, **KINKED}


def assigned(x: Any, where: Any, value: Any) -> Any:
    """A copy of x with a part overwritten."""
    x = x * 1
    x[where] = value
    return x


def programs(calls: dict[str, Call], kinds: list[str]) -> st.SearchStrategy[Program]:
    """Programs of one to three leaves and up to eight calls."""
    number = st.integers(0, 5)
    step = st.builds(Step, st.sampled_from(sorted(calls)), st.integers(0, 9), st.integers(0, 9), number, number)
    leaf = st.tuples(st.sampled_from(SHAPES), st.sampled_from(kinds))
    return st.builds(Program, st.lists(leaf, min_size=1, max_size=3).map(tuple), st.lists(step, min_size=1, max_size=8).map(tuple))


def arrays_of(program: Program) -> list[Any]:
    """Numbers for the leaves, the same for the same program."""
    rng = np.random.default_rng(len(program.steps))
    arrays = []
    for shape, kind in program.leaves:
        a = rng.standard_normal(shape) + (1j * rng.standard_normal(shape) if kind == "complex128" else 0)
        arrays.append(np.asarray(a).astype(kind))
    return arrays


def total(t: Any, values: list[Any]) -> Any:
    """A weighed sum of the last values, as a real number in double precision."""
    sums = []
    for k, value in enumerate(values[-2:]):
        weights = t.tensor(np.random.default_rng(k).uniform(0.5, 1.5, tuple(value.shape)))
        sums.append((weights * (value.real + 0.7 * value.imag if value.is_complex() else value).to(t.float64)).sum())
    return sum(sums[1:], sums[0])
