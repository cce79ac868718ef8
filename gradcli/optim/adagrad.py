"""Adagrad: steps divided by the root of the sum of all squared gradients so far."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from gradcli.autograd.tensor import make, storage
from gradcli.optim.memory import array, counted, no_steps
from gradcli.optim.optimizer import Group, Optimizer
from gradcli.optim.options import check_ways, nonnegative, one_element


class Adagrad(Optimizer):
    """x -= lr / (1 + (t - 1) lr_decay) g / (sqrt(sum g^2) + eps).   Source: Duchi, Hazan and Singer, 2011."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        one_element(lr)
        nonnegative(lr=lr, lr_decay=lr_decay, weight_decay=weight_decay, initial_accumulator_value=initial_accumulator_value, eps=eps)
        defaults = {"lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay}
        defaults |= {"initial_accumulator_value": initial_accumulator_value, "foreach": foreach, "maximize": maximize}
        super().__init__(params, {**defaults, "differentiable": differentiable, "fused": fused})
        check_ways(fused, foreach, differentiable)
        for group in self.param_groups:
            for p in group["params"]:
                self._state_of(p, group)

    def _start(self, p: Any, group: Group) -> dict[str, Any]:
        start = group["initial_accumulator_value"]
        value = complex(start, start) if p._data.dtype.kind == "c" else start
        return {"step": no_steps(), "sum": make(np.full_like(storage(p), value))}

    def share_memory(self) -> None:
        """Does nothing: there is one process."""

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        rate = group["lr"] / (1 + (counted(s) - 1) * group["lr_decay"])
        if group["weight_decay"]:
            g = g + group["weight_decay"] * x
        total = array(s["sum"])
        total += g * g
        x -= rate * (g / (np.sqrt(total) + group["eps"]))
