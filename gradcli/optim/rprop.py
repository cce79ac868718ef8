"""Rprop: a step size per element that grows while the gradient keeps its sign and shrinks when it changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from gradcli.autograd.tensor import make, storage
from gradcli.optim.memory import array, counted, no_steps, zeros_like
from gradcli.optim.optimizer import Group, Optimizer
from gradcli.optim.options import nonnegative, one_element


class Rprop(Optimizer):
    """x -= sign(g) step_size; where the sign changed, no step is made.   Source: Riedmiller and Braun, 1993."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        one_element(lr)
        nonnegative(lr=lr)
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        defaults = {"lr": lr, "etas": etas, "step_sizes": step_sizes, "foreach": foreach, "maximize": maximize}
        super().__init__(params, {**defaults, "differentiable": differentiable, "capturable": capturable})

    def _start(self, p: Any, group: Group) -> dict[str, Any]:
        lr = group["lr"]
        size = np.full_like(storage(p), complex(lr, lr) if p._data.dtype.kind == "c" else lr)
        return {"step": no_steps(), "prev": zeros_like(p), "step_size": make(size)}

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        counted(s)
        shrink, grow = group["etas"]
        before, size = array(s["prev"]), array(s["step_size"])
        agree = np.sign(g * before)
        factor = np.where(agree > 0, grow, np.where(agree < 0, shrink, 1)).astype(size.dtype)
        np.clip(size * factor, *group["step_sizes"], out=size)
        g = np.where(agree < 0, 0, g).astype(x.dtype)
        x -= np.sign(g) * size
        before[...] = g
