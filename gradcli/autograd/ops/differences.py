"""Differences and integrals of sampled functions, composed of other operations: diff, gradient, trapezoid, cov, corrcoef, ..."""

from __future__ import annotations

from typing import Any

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import into
from gradcli.autograd.names import find, public
from gradcli.autograd.op import OPS
from gradcli.autograd.ops.arithmetic import div, mul
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.ops.refuse import kind_name
from gradcli.autograd.renamed import renamed
from gradcli.autograd.tensor import Tensor

scaled, over = renamed(mul, "scaled", "MulBackward1"), renamed(div, "over", "DivBackward1")  # by a number that Python has not made a tensor


def neighbours(x: Any, dim: int) -> tuple[Any, Any]:
    """(all but the last, all but the first) along `dim`."""
    n = x.shape[dim]
    return x.narrow(dim, 0, max(n - 1, 0)), x.narrow(dim, min(1, n), max(n - 1, 0))


@public("torch Tensor")
def diff(input: Tensor, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None, *, out: Any = None) -> Tensor:
    """The n-th differences of neighbours along `dim`; for n = 0 a copy."""
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    if not input._data.ndim:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    axis(dim, input._data.ndim)  # IndexError out of range
    if not n:
        return into(out, OPS["copy"](find("torch", "zeros_like")(input), input))
    parts = [part for part in (prepend, input, append) if part is not None]
    x: Any = input if len(parts) == 1 else find("torch", "cat")(parts, dim)
    for _ in range(n):
        before, after = neighbours(x, dim)
        x = after.logical_xor(before) if x._data.dtype.kind == "b" else after - before
    return into(out, x)


def spacing(y: Any, x: Any, dim: int) -> Any:
    """The width of each interval along `dim`, from coordinates x."""
    left, right = neighbours(x, dim if x.ndim == y.ndim else -1)
    width = right - left
    return width if x.ndim == y.ndim else width.reshape((-1,) + (1,) * (y.ndim - 1 - dim % y.ndim))


def areas(y: Any, x: Any, dim: int) -> Any:
    """Twice the area of the trapezoid over each interval, which is 1 wide without coordinates x."""
    left, right = neighbours(y, dim)
    if x is not None and x.ndim == 1 and x.shape[0] != y.shape[dim]:
        raise RuntimeError("trapezoid: There must be one `x` value for each sample point")
    return left + right if x is None else (left + right) * spacing(y, x, dim)


@public("torch", "trapezoid", "trapz")
def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: int = -1) -> Tensor:
    """The integral along `dim` by the trapezoid rule; x: coordinates, dx: their constant distance."""
    if x is None:
        return scaled(areas(y, None, dim).sum(dim), 0.5 if dx is None else dx / 2)  # type: ignore[no-any-return]
    return over(areas(y, x, dim).sum(dim), 2)  # type: ignore[no-any-return]


@public("torch")
def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: int = -1) -> Tensor:
    """The running integral along `dim` by the trapezoid rule."""
    if x is None:
        return (areas(y, None, dim) * (0.5 if dx is None else dx / 2)).cumsum(dim)  # type: ignore[no-any-return]
    return over(areas(y, x, dim).cumsum(dim), 2)  # type: ignore[no-any-return]


@public("torch")
def gradient(input: Tensor, *, spacing: Any = None, dim: Any = None, edge_order: int = 1) -> tuple[Tensor, ...]:
    """The derivative along each axis of `dim` by central differences, one-sided at the ends."""
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")
    rank, spacing = input._data.ndim, 1.0 if spacing is None else spacing
    dims = list(range(rank)) if dim is None else [axis(d, rank) for d in (dim if isinstance(dim, (tuple, list)) else (dim,))]
    steps = list(spacing) if isinstance(spacing, (tuple, list)) else [spacing] * len(dims)
    if len(steps) != len(dims):
        raise RuntimeError(
            f"torch.gradient expected spacing to be unspecified, a scalar, or a list of length {len(dims)} but got a list of length "
            f"{len(steps)}"
        )
    for d in dims:
        if dims.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
        if input._data.shape[d] < edge_order + 1:
            raise RuntimeError("torch.gradient expected each dimension size to be at least edge_order+1")
    if input._data.dtype.kind in "iu":
        input = input.to(dtypes.DEFAULT.floating)
    return tuple(slopes(input, h, d, edge_order) for h, d in zip(steps, dims))


def slopes(x: Any, h: Any, dim: int, edge_order: int) -> Tensor:
    """The derivative along one axis, of parabolas through three neighbours.   h: the distance of the samples, or their coordinates."""
    n = x.shape[dim]
    here, after = (x.narrow(dim, k, n - 2) for k in (1, 2)) if n > 2 else (x.narrow(dim, 0, 0),) * 2
    before = x.narrow(dim, 0, max(n - 2, 0))
    if isinstance(h, Tensor) and h._data.ndim:
        steps = diff(h).reshape((-1,) + (1,) * (x.ndim - 1 - dim))
        first, second = neighbours(steps, 0)
        weights = middle_weights(first, second)
        middle = weights[0] * before + weights[1] * here + weights[2] * after
        edges = (steps[:1], steps[1:2]), (steps[-1:], steps[-2:-1])
    else:
        h = float(h)
        middle, edges = (after - before) / h / 2, ((h, h), (h, h))
    first, last = (edge_slope(x, dim, *steps, edge_order, sign) for steps, sign in zip(edges, (1, -1)))
    out: Tensor = find("torch", "cat")([first, middle, last], dim)
    return out


def middle_weights(a: Any, b: Any) -> tuple[Any, Any, Any]:
    """The weights of three neighbours, a and b apart, in the derivative at the second."""
    return -b / (a * (a + b)), (b - a) / (a * b), a / (b * (a + b))


def edge_slope(x: Any, dim: int, a: Any, b: Any, edge_order: int, sign: int) -> Any:
    """The derivative at an end, whose neighbours are a and then b apart; sign: 1 for the first end, -1 for the last."""
    n = x.shape[dim]
    end, near, *further = (x.narrow(dim, k if sign == 1 else n - 1 - k, 1) for k in range(edge_order + 1))
    if edge_order == 1:
        return (near - end) / (a * sign)
    return (near * ((a + b) / (a * b)) - end * ((2 * a + b) / (a * (a + b))) - further[0] * (a / (b * (a + b)))) * sign


@public("torch Tensor")
def cov(input: Tensor, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None) -> Tensor:
    """The covariance matrix of variables (rows) observed together (columns)."""
    if input._data.ndim > 2:
        raise RuntimeError(f"cov(): expected input to have two or fewer dimensions but got an input with {input._data.ndim} dimensions")
    x: Any = input if input._data.ndim == 2 else input.reshape(1, -1)
    x = x if x._data.dtype.kind in "fc" else x.to(dtypes.DEFAULT.floating)
    for name, weights, letters, kind in (("fweights", fweights, "biu", "integral"), ("aweights", aweights, "f", "floating point")):
        if weights is not None:
            check_weights(name, weights._data, x.shape[1], letters, kind)
    w: Any = weight_of(fweights, aweights)
    total = x.shape[1] if w is None else w.sum()
    mean = x.mean(1, keepdim=True) if w is None else (x * w).sum(1, keepdim=True) / total
    spread = total - correction if aweights is None else total - correction * (w * aweights).sum() / total
    d = x - mean
    product = (d if w is None else d * w) @ d.conj().mT
    return (product / spread).squeeze()  # type: ignore[no-any-return]


def check_weights(name: str, weights: Any, count: int, letters: str, kind: str) -> None:
    """RuntimeError for weights that are not one number per observation, of the right kind and not negative."""
    if weights.ndim > 1:
        raise RuntimeError(f"cov(): expected {name} to have one or fewer dimensions but got {name} with {weights.ndim} dimensions")
    if weights.dtype.kind not in letters:
        raise RuntimeError(f"cov(): expected {name} to have {kind} dtype but got {name} with {kind_name(weights)} dtype")
    if weights.size != count:
        raise RuntimeError(
            f"cov(): expected {name} to have the same numel as there are observations in the input but got {weights.size} != {count}"
        )
    if weights.size and weights.min() < 0:
        raise RuntimeError(f"cov(): {name} cannot be negative")


def weight_of(fweights: Any, aweights: Any) -> Any:
    if fweights is None or aweights is None:
        return aweights if fweights is None else fweights
    return fweights * aweights


@public("torch Tensor")
def corrcoef(input: Tensor) -> Tensor:
    """The matrix of correlation coefficients of variables (rows)."""
    c: Any = cov(input)
    if not c.ndim:
        return c / c  # type: ignore[no-any-return]
    s = c.diagonal().real.sqrt()
    c = c / s.unsqueeze(1) / s.unsqueeze(0)
    if c._data.dtype.kind != "c":
        return c.clamp(-1, 1)  # type: ignore[no-any-return]
    return find("torch", "complex")(c.real.clamp(-1, 1), c.imag.clamp(-1, 1))  # type: ignore[no-any-return]

