"""Adafactor: adaptive steps with the second moments of a matrix kept as one row and one column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from gradcli.autograd.tensor import make, storage
from gradcli.optim.memory import counted, no_steps
from gradcli.optim.optimizer import Group, Optimizer
from gradcli.optim.options import one_element, refuse_complex


class Adafactor(Optimizer):
    """x -= alpha u / max(1, rms(u) / d), u = g / sqrt(v), v estimated from its row and column means.   Source: Shazeer and Stern, 2018."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
    ) -> None:
        one_element(lr)
        check(lr, beta2_decay, eps, d, weight_decay)
        defaults = {"lr": lr, "beta2_decay": beta2_decay, "eps": eps, "d": d, "weight_decay": weight_decay}
        super().__init__(params, {**defaults, "foreach": foreach, "maximize": maximize})

    def _advance(self, p: Any, group: Group) -> None:
        refuse_complex(p, "Adafactor")
        super()._advance(p, group)

    def _start(self, p: Any, group: Group) -> dict[str, Any]:
        shape, kind = p._data.shape, p._data.dtype
        if kind.kind == "c":
            raise RuntimeError("Adafactor does not support complex parameters")
        if len(shape) < 2:
            return {"step": no_steps(), "variance": make(np.zeros(shape, kind))}
        row, column = (*shape[:-1], 1), (*shape[:-2], 1, shape[-1])
        return {"step": no_steps(), "row_var": make(np.zeros(row, kind)), "col_var": make(np.zeros(column, kind))}

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        t, (eps1, eps2) = counted(s), group["eps"]
        eps1 = float(np.finfo(x.dtype).eps) if eps1 is None else eps1
        share, lr = t ** group["beta2_decay"], group["lr"]
        alpha = max(eps2, rms(x)) * min(lr, 1 / t**0.5)
        if group["weight_decay"]:
            x *= 1 - lr * group["weight_decay"]
        v = self._second_moments(g, s, share, eps1)
        u = g / np.sqrt(np.maximum(v, eps1 * eps1))
        x -= alpha / max(1.0, rms(u) / group["d"]) * u

    @staticmethod
    def _second_moments(g: Any, s: dict[str, Any], share: float, eps1: float) -> Any:
        """The running estimate of g^2, whole for vectors, from rows and columns for matrices."""
        square = g * g
        if "variance" in s:
            v = storage(s["variance"])
            v += share * (square - v)
            return v
        row, column = storage(s["row_var"]), storage(s["col_var"])
        row += share * (square.mean(-1, keepdims=True) - row)
        column += share * (square.mean(-2, keepdims=True) - column)
        return row @ column / np.maximum(row.mean(-2, keepdims=True), eps1)


def rms(x: Any) -> float:
    """The root mean square."""
    return float(np.sqrt(np.mean(x * x)))


def check(lr: Any, beta2_decay: float, eps: tuple[float | None, float], d: float, weight_decay: float) -> None:
    """ValueError in torch's words."""
    if not lr >= 0.0:
        raise ValueError(f"Learning rate should be >= 0 but is: {lr}")
    if not beta2_decay <= 0.0:
        raise ValueError(f"beta2_decay should be <= 0 but is: {beta2_decay}")
    for i, value in enumerate(eps, 1):
        if value is not None and not value >= 0.0:
            raise ValueError(f"epsilon{i} should be >= 0 but is: {value}")
    if not d >= 1.0:
        raise ValueError(f"Clipping threshold d should be >= 1 but is: {d}")
    if not weight_decay >= 0.0:
        raise ValueError(f"weight_decay should be >= 0 but is: {weight_decay}")
