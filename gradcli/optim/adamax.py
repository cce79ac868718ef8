"""Adamax: Adam with the largest gradient of late in place of the root mean square."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from gradcli.optim.memory import array, counted, follow, no_steps, zeros_like
from gradcli.optim.optimizer import Group, Optimizer
from gradcli.optim.options import check_betas, nonnegative, one_element


class Adamax(Optimizer):
    """x -= lr / (1 - b1^t) m / u, with u = max(b2 u, |g| + eps).   Source: Kingma and Ba, 2015."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        one_element(lr)
        nonnegative(lr=lr, eps=eps)
        check_betas(betas)
        nonnegative(weight_decay=weight_decay)
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "foreach": foreach}
        super().__init__(params, {**defaults, "maximize": maximize, "differentiable": differentiable, "capturable": capturable})

    def _start(self, p: Any, group: Group) -> dict[str, Any]:
        return {"step": no_steps(), "exp_avg": zeros_like(p), "exp_inf": zeros_like(p)}

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        t, (b1, b2) = counted(s), group["betas"]
        if group["weight_decay"]:
            g = g + group["weight_decay"] * x
        m, u = array(s["exp_avg"]), array(s["exp_inf"])
        follow(m, g, 1 - b1)
        np.maximum(b2 * u, np.abs(g) + group["eps"], out=u)
        x -= group["lr"] / (1 - b1**t) * (m / u)
