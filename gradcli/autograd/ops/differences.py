"""Differences and integrals of sampled functions, composed of other operations: diff, gradient, trapezoid, cov, corrcoef, ..."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import into
from gradcli.autograd.names import find, public
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.tensor import Tensor, make


def neighbours(x: Any, dim: int) -> tuple[Any, Any]:
    """(all but the last, all but the first) along `dim`."""
    n = x.shape[dim]
    return x.narrow(dim, 0, max(n - 1, 0)), x.narrow(dim, min(1, n), max(n - 1, 0))


@public("torch Tensor")
def diff(input: Tensor, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None, *, out: Any = None) -> Tensor:
    """The n-th differences of neighbours along `dim`."""
    if not input._data.ndim:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    axis(dim, input._data.ndim)  # IndexError out of range
    parts = [part for part in (prepend, input, append) if part is not None]
    x: Any = input if len(parts) == 1 else find("torch", "cat")(parts, dim)
    for _ in range(n):
        before, after = neighbours(x, dim)
        x = after.logical_xor(before) if x._data.dtype.kind == "b" else after - before
    return into(out, x)


def spacing(y: Any, x: Any, dx: Any, dim: int) -> Any:
    """The width of each interval along `dim`: from coordinates x, or the number dx."""
    if x is None:
        return 1.0 if dx is None else dx
    left, right = neighbours(x, dim if x.ndim == y.ndim else -1)
    width = right - left
    return width if x.ndim == y.ndim else width.reshape((-1,) + (1,) * (y.ndim - 1 - dim % y.ndim))


def areas(y: Any, x: Any, dx: Any, dim: int) -> Any:
    """The area of the trapezoid over each interval."""
    left, right = neighbours(y, dim)
    if x is not None and x.ndim == 1 and x.shape[0] != y.shape[dim]:
        raise RuntimeError("trapezoid: There must be one `x` value for each sample point")
    return (left + right) * spacing(y, x, dx, dim) * 0.5


@public("torch", "trapezoid", "trapz")
def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: int = -1) -> Tensor:
    """The integral along `dim` by the trapezoid rule; x: coordinates, dx: their constant distance."""
    return areas(y, x, dx, dim).sum(dim)  # type: ignore[no-any-return]


@public("torch")
def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: int = -1) -> Tensor:
    """The running integral along `dim` by the trapezoid rule."""
    return areas(y, x, dx, dim).cumsum(dim)  # type: ignore[no-any-return]


@public("torch")
def gradient(input: Tensor, *, spacing: Any = 1.0, dim: Any = None, edge_order: int = 1) -> tuple[Tensor, ...]:
    """The derivative along each axis of `dim` by central differences, one-sided at the ends."""
    rank = input._data.ndim
    dims = list(range(rank)) if dim is None else [axis(d, rank) for d in (dim if isinstance(dim, (tuple, list)) else (dim,))]
    steps = list(spacing) if isinstance(spacing, (tuple, list)) else [spacing] * len(dims)
    if len(steps) != len(dims):
        raise RuntimeError(
            f"torch.gradient expected spacing to be unspecified, a scalar, or a list of length {len(dims)} but got a list of length "
            f"{len(steps)}"
        )
    for d in dims:
        if input._data.shape[d] < edge_order + 1:
            raise RuntimeError("torch.gradient expected each dimension size to be at least edge_order+1")
    if input._data.dtype.kind in "iu":
        input = input.to(dtypes.DEFAULT.floating)
    return tuple(slopes(input, h, d, edge_order) for h, d in zip(steps, dims))


def slopes(x: Tensor, h: Any, dim: int, edge_order: int) -> Tensor:
    """The derivative along one axis: a fixed linear map of x. h: the distance of the samples, or their coordinates."""
    n = x._data.shape[dim]
    places = h._data.astype(float) if isinstance(h, Tensor) and h._data.ndim else np.arange(n) * float(h)
    rows = np.zeros((n, n))
    for i in range(n):
        first = min(max(i - 1, 0), n - 3) if 0 < i < n - 1 or edge_order == 2 else min(i, n - 2)
        near = slice(first, first + (3 if 0 < i < n - 1 or edge_order == 2 else 2))
        rows[i, near] = derivative_weights(places[near], places[i])
    weights: Any = make(rows.astype(x._data.dtype))
    out: Tensor = (x.movedim(dim, -1) @ weights.T).movedim(-1, dim)
    return out


def derivative_weights(places: Any, at: float) -> Any:
    """The weights of the values at `places` in the derivative of their interpolating polynomial at one point."""
    powers = np.vander(places - at, increasing=True).T
    return np.linalg.solve(powers, np.eye(len(places))[1])


@public("torch Tensor")
def cov(input: Tensor, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None) -> Tensor:
    """The covariance matrix of variables (rows) observed together (columns)."""
    if input._data.ndim > 2:
        raise RuntimeError(f"cov(): expected input to have two or fewer dimensions but got an input with {input._data.ndim} dimensions")
    x: Any = input if input._data.ndim == 2 else input.reshape(1, -1)
    x = x if x._data.dtype.kind in "fc" else x.to(dtypes.DEFAULT.floating)
    w: Any = weight_of(fweights, aweights)
    total = x.shape[1] if w is None else w.sum()
    mean = x.mean(1, keepdim=True) if w is None else (x * w).sum(1, keepdim=True) / total
    spread = total - correction if aweights is None else total - correction * (w * aweights).sum() / total
    d = x - mean
    product = (d if w is None else d * w) @ d.conj().mT
    return (product / spread).squeeze()  # type: ignore[no-any-return]


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
    return (c / s.unsqueeze(1) / s.unsqueeze(0)).clamp(-1, 1)  # type: ignore[no-any-return]

