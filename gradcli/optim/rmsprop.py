"""RMSprop: steps divided by the root of a running mean of squared gradients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from gradcli.optim.memory import array, counted, follow, follow_square, no_steps, zeros_like
from gradcli.optim.optimizer import Group, Optimizer
from gradcli.optim.options import nonnegative, one_element


class RMSprop(Optimizer):
    """x -= lr g / (sqrt(v) + eps), v the running mean of g^2, of its variance if `centered`.   Source: Hinton, lecture 6e, 2012."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        one_element(lr)
        nonnegative(lr=lr, eps=eps, momentum=momentum, weight_decay=weight_decay, alpha=alpha)
        defaults = {"lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered, "weight_decay": weight_decay}
        defaults |= {"capturable": capturable, "foreach": foreach, "maximize": maximize, "differentiable": differentiable}
        super().__init__(params, defaults)

    def _start(self, p: Any, group: Group) -> dict[str, Any]:
        state = {"step": no_steps(), "square_avg": zeros_like(p)}
        if group["momentum"] > 0:
            state["momentum_buffer"] = zeros_like(p)
        if group["centered"]:
            state["grad_avg"] = zeros_like(p)
        return state

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        counted(s)
        a = group["alpha"]
        if group["weight_decay"]:
            g = g + group["weight_decay"] * x
        v = array(s["square_avg"])
        step = follow_square(v, g, 1 - a)
        if group["centered"]:
            mean = array(s["grad_avg"])
            follow(mean, g, 1 - a)
            v = v - mean * mean
        np.sqrt(v, out=step)
        step += group["eps"]
        np.divide(g, step, out=step)
        if group["momentum"] > 0:
            b = array(s["momentum_buffer"])
            b *= group["momentum"]
            b += step
            step = b * group["lr"]
        else:
            step *= group["lr"]
        x -= step
