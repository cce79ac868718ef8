"""Picking elements by index along one axis, and its transpose, adding them up at their places: what max, sort, median, ... are made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.op import op
from gradcli.sample import integers, normal


@op((normal(2, 4), integers(0, 4, 2, 3), {"dim": 1}), (normal(3), integers(0, 3, 2), {"dim": 0}), (normal(), integers(0, 1), {"dim": 0}),
    grad_fn="GatherBackward0", family="shape")  # fmt: skip
def pick(x: Any, index: Any, *, dim: int) -> Any:
    """x[..., index[...], ...] along `dim`. index: as many axes as x, any length along `dim`."""
    return np.take_along_axis(x, index, dim) if x.ndim else x


@op((normal(2, 3), integers(0, 4, 2, 3), {"dim": 1, "shape": (2, 4)}), (normal(2), integers(0, 3, 2), {"dim": -1, "shape": (3,)}),
    (normal(), integers(0, 1), {"dim": 0, "shape": ()}), grad_fn="ScatterAddBackward0", family="shape")  # fmt: skip
def place(g: Any, index: Any, *, dim: int, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape` with each element of g added at index[...] along `dim`: the transpose of pick."""
    if not shape:
        return g
    out = np.zeros(shape, g.dtype)
    dim = dim % len(shape)
    grid = [np.arange(n).reshape(tuple(-1 if i == k else 1 for i in range(len(shape)))) for k, n in enumerate(index.shape)]
    np.add.at(out, tuple(index if k == dim else grid[k] for k in range(len(shape))), g)
    return out


pick.vjp(lambda g, _y, x_shape, index, *, dim: place(g, index, dim=dim, shape=x_shape), None)
pick.jvp(lambda ts, _y, _x, index, *, dim: pick(ts[0], index, dim=dim))
place.vjp(lambda g, _y, _g, index, *, dim: pick(g, index, dim=dim), None)
place.jvp(lambda ts, _y, _g, index, *, dim, shape: place(ts[0], index, dim=dim, shape=shape))
