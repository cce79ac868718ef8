"""Stochastic gradient descent, with momentum and Nesterov momentum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from gradcli.autograd.tensor import make
from gradcli.optim.memory import array
from gradcli.optim.optimizer import Group, Optimizer
from gradcli.optim.options import check_ways, nonnegative, one_element


class SGD(Optimizer):
    """x -= lr b, where b = momentum b + (1 - dampening) (g + weight_decay x); the first b is undamped."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        one_element(lr)
        nonnegative(lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        defaults = {"lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay, "nesterov": nesterov}
        defaults |= {"maximize": maximize, "foreach": foreach, "differentiable": differentiable, "fused": fused}
        super().__init__(params, defaults)
        check_ways(fused, foreach, differentiable)

    def _state_of(self, p: Any, group: Group) -> dict[str, Any]:
        return self.state[p] if group["momentum"] else {}

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        if group["weight_decay"]:
            g = g + group["weight_decay"] * x
        if group["momentum"]:
            g = self._with_momentum(g, s, group)
        x -= group["lr"] * g

    def _with_momentum(self, g: Any, s: dict[str, Any], group: Group) -> Any:
        if s.get("momentum_buffer") is None:
            s["momentum_buffer"] = make(np.array(g))
            b = array(s["momentum_buffer"])
        else:
            b = array(s["momentum_buffer"])
            b *= group["momentum"]
            b += (1 - group["dampening"]) * g
        return g + group["momentum"] * b if group["nesterov"] else b
