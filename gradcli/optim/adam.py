"""Adam, with its AMSGrad form and with decoupled weight decay."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from gradcli.optim.memory import array, counted, follow, follow_square, no_steps, zeros_like
from gradcli.optim.optimizer import Group, Optimizer
from gradcli.optim.options import check_betas, check_pair, check_tensors, check_ways, nonnegative, one_element


class Adam(Optimizer):
    """x -= lr m / (sqrt(v) + eps), m and v running means of g and g^2, corrected for their start at 0.

    Source: Kingma and Ba, 2015; AMSGrad (the largest v so far): Reddi et al., 2018.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 1e-3,
        betas: tuple[Any, Any] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        check_tensors(lr, foreach, capturable)
        one_element(lr)
        nonnegative(lr=lr, eps=eps)
        check_betas(betas)
        nonnegative(weight_decay=weight_decay)
        check_pair(betas, foreach, capturable)
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "amsgrad": amsgrad, "maximize": maximize}
        defaults |= {"foreach": foreach, "capturable": capturable, "differentiable": differentiable, "fused": fused}
        super().__init__(params, {**defaults, "decoupled_weight_decay": decoupled_weight_decay})
        check_ways(fused, foreach, differentiable)

    def _start(self, p: Any, group: Group) -> dict[str, Any]:
        state = {"step": no_steps(), "exp_avg": zeros_like(p), "exp_avg_sq": zeros_like(p)}
        return {**state, "max_exp_avg_sq": zeros_like(p)} if group["amsgrad"] else state

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        t, (b1, b2) = counted(s), map(float, group["betas"])
        if group["weight_decay"] and group["decoupled_weight_decay"]:
            x *= 1 - group["lr"] * group["weight_decay"]
        elif group["weight_decay"]:
            g = g + group["weight_decay"] * x
        m, v = array(s["exp_avg"]), array(s["exp_avg_sq"])
        step = follow_square(v, g, 1 - b2, follow(m, g, 1 - b1))
        if group["amsgrad"]:
            v = np.maximum(array(s["max_exp_avg_sq"]), v, out=array(s["max_exp_avg_sq"]))
        np.sqrt(v, out=step)  # from here on one array is the whole computation: large parameters do not fit the cache
        step /= math.sqrt(1 - b2**t)
        step += group["eps"]
        np.divide(m, step, out=step)
        step *= group["lr"] / (1 - b1**t)
        x -= step
