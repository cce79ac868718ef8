"""Values and gradients of a function at float64 inputs, for the cotangent 1, 2, 3, ...: what tests compare with PyTorch's numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

import gradcli as torch


def pulled(f: Any, *inputs: Any) -> tuple[Any, Any]:
    """(values, gradients) as nested lists; the only one of each without a list around it."""
    xs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in inputs]
    y = f(*xs)
    ys = y if isinstance(y, tuple) else (y,)
    live = [q for q in ys if q.requires_grad]
    gs = [torch.tensor((np.arange(q.numel()) + 1.0).reshape(tuple(q.shape))) for q in live]
    found = torch.autograd.grad(live, xs, gs, allow_unused=True)
    return only([q.tolist() for q in ys]), only([None if g is None else g.tolist() for g in found])


def only(items: list[Any]) -> Any:
    return items[0] if len(items) == 1 else items


def assert_pulls(f: Any, inputs: Any, value: Any, gradient: Any, rtol: float = 1e-12) -> None:
    """f has this value and gradient; rtol: a few roundings, unless a kernel is a series."""
    got, slope = pulled(f, *inputs)
    np.testing.assert_allclose(got, value, rtol=rtol, atol=1e-13)
    np.testing.assert_allclose(slope, gradient, rtol=rtol, atol=1e-13)
