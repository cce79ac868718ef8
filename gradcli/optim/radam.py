"""RAdam: Adam that waits until the variance of its step size is bounded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from gradcli.optim.memory import array, counted, follow, follow_square, no_steps, zeros_like
from gradcli.optim.optimizer import Group, Optimizer
from gradcli.optim.options import check_betas, nonnegative, one_element


class RAdam(Optimizer):
    """Adam with a rectified step size, plain momentum before that is defined.   Source: Liu et al., 2020."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        one_element(lr)
        nonnegative(lr=lr, eps=eps)
        check_betas(betas)
        nonnegative(weight_decay=weight_decay)
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "maximize": maximize, "foreach": foreach}
        defaults |= {"capturable": capturable, "decoupled_weight_decay": decoupled_weight_decay, "differentiable": differentiable}
        super().__init__(params, defaults)

    def _start(self, p: Any, group: Group) -> dict[str, Any]:
        return {"step": no_steps(), "exp_avg": zeros_like(p), "exp_avg_sq": zeros_like(p)}

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        t, (b1, b2) = counted(s), group["betas"]
        if group["weight_decay"] and group["decoupled_weight_decay"]:
            x *= 1 - group["lr"] * group["weight_decay"]
        elif group["weight_decay"]:
            g = g + group["weight_decay"] * x
        m, v = array(s["exp_avg"]), array(s["exp_avg_sq"])
        follow_square(v, g, 1 - b2, follow(m, g, 1 - b1))
        step = m / (1 - b1**t) * group["lr"]
        factor = rectification(t, b2)
        x -= step if factor is None else step * (math.sqrt(1 - b2**t) / (np.sqrt(v) + group["eps"])) * factor


def rectification(t: float, b2: float) -> float | None:
    """The factor that makes the variance of the adaptive step as small as it will become; None while it is unbounded."""
    limit = 2 / (1 - b2) - 1
    rho = limit - 2 * t * b2**t / (1 - b2**t)
    if rho <= 5.0:
        return None
    return math.sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho))
