"""Adadelta: steps in the unit of the parameter, from running means of squared gradients and squared steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from gradcli.optim.memory import array, counted, no_steps, zeros_like
from gradcli.optim.optimizer import Group, Optimizer
from gradcli.optim.options import nonnegative, one_element


class Adadelta(Optimizer):
    """x -= lr sqrt(u + eps) / sqrt(v + eps) g, u and v running means of squared steps and gradients.   Source: Zeiler, 2012."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        one_element(lr)
        nonnegative(lr=lr)
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        nonnegative(eps=eps, weight_decay=weight_decay)
        defaults = {"lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay, "maximize": maximize}
        super().__init__(params, {**defaults, "capturable": capturable, "foreach": foreach, "differentiable": differentiable})

    def _start(self, p: Any, group: Group) -> dict[str, Any]:
        return {"step": no_steps(), "square_avg": zeros_like(p), "acc_delta": zeros_like(p)}

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        counted(s)
        rho, eps = group["rho"], group["eps"]
        if group["weight_decay"]:
            g = g + group["weight_decay"] * x
        v, u = array(s["square_avg"]), array(s["acc_delta"])
        v *= rho
        v += (1 - rho) * (g * g)
        step = np.sqrt(u + eps) / np.sqrt(v + eps) * g
        u *= rho
        u += (1 - rho) * (step * step)
        x -= group["lr"] * step
