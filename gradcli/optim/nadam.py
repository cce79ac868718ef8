"""NAdam: Adam with Nesterov momentum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from gradcli.autograd.tensor import make, storage
from gradcli.optim.memory import array, counted, follow, follow_square, no_steps, zeros_like
from gradcli.optim.optimizer import Group, Optimizer
from gradcli.optim.options import check_betas, nonnegative, one_element


class NAdam(Optimizer):
    """Adam whose first mean looks one step ahead.   Source: Dozat, 2016."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
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
        nonnegative(weight_decay=weight_decay, momentum_decay=momentum_decay)
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "momentum_decay": momentum_decay}
        defaults |= {"decoupled_weight_decay": decoupled_weight_decay, "maximize": maximize, "foreach": foreach}
        super().__init__(params, {**defaults, "capturable": capturable, "differentiable": differentiable})

    def _start(self, p: Any, group: Group) -> dict[str, Any]:
        product = make(np.ones((), np.float32))
        return {"step": no_steps(), "mu_product": product, "exp_avg": zeros_like(p), "exp_avg_sq": zeros_like(p)}

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        t, (b1, b2) = counted(s), group["betas"]
        if group["weight_decay"] and group["decoupled_weight_decay"]:
            x *= 1 - group["lr"] * group["weight_decay"]
        elif group["weight_decay"]:
            g = g + group["weight_decay"] * x
        now, following = (b1 * (1 - 0.5 * 0.96 ** (k * group["momentum_decay"])) for k in (t, t + 1))
        product = storage(s["mu_product"])
        product *= now
        m, v = array(s["exp_avg"]), array(s["exp_avg_sq"])
        follow_square(v, g, 1 - b2, follow(m, g, 1 - b1))
        root = np.sqrt(v / (1 - b2**t)) + group["eps"]
        x -= group["lr"] * (1 - now) / (1 - float(product)) * (g / root)
        x -= group["lr"] * following / (1 - float(product) * following) * (m / root)
