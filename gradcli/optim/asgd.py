"""ASGD: stochastic gradient descent that also keeps the average of the parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from gradcli.autograd.tensor import make, storage
from gradcli.optim.memory import array, counted, no_steps, zeros_like
from gradcli.optim.optimizer import Group, Optimizer
from gradcli.optim.options import nonnegative, one_element


class ASGD(Optimizer):
    """x = (1 - lambd eta) x - eta g; state "ax" is the average since step t0.   Source: Polyak and Juditsky, 1992."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        one_element(lr)
        nonnegative(lr=lr, weight_decay=weight_decay)
        defaults = {"lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weight_decay, "foreach": foreach}
        super().__init__(params, {**defaults, "maximize": maximize, "differentiable": differentiable, "capturable": capturable})

    def _start(self, p: Any, group: Group) -> dict[str, Any]:
        eta = make(np.full((), group["lr"], np.float32))
        return {"step": no_steps(), "eta": eta, "mu": make(np.ones((), np.float32)), "ax": zeros_like(p)}

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        t, lr = counted(s), group["lr"]
        if group["weight_decay"]:
            g = g + group["weight_decay"] * x
        eta, mu, average = storage(s["eta"]), storage(s["mu"]), array(s["ax"])
        x *= 1 - group["lambd"] * float(eta)
        x -= float(eta) * g
        average += float(mu) * (x - average)  # mu is 1 until t0: the average is x itself
        eta[...] = lr / (1 + group["lambd"] * lr * t) ** group["alpha"]
        mu[...] = 1 / max(1, t - group["t0"])
