"""Muon: momentum whose matrix is made nearly orthogonal before each step."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from gradcli.optim.memory import array, zeros_like
from gradcli.optim.optimizer import Group, Optimizer
from gradcli.optim.options import one_element, refuse_complex


class Muon(Optimizer):
    """For matrices.   x = (1 - lr weight_decay) x - ratio lr orthogonal(momentum).   Source: Jordan, 2024.

    torch computes the orthogonal factor in bfloat16, we in the type of the parameter.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ) -> None:
        one_element(lr)
        for words, value in (("Learning rate", lr), ("momentum", momentum), ("weight decay", weight_decay)):
            if not value >= 0.0:
                raise ValueError(f"{words} should be >= 0 but is: {value}")
        if adjust_lr_fn not in (None, "original", "match_rms_adamw"):
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        defaults = {"lr": lr, "weight_decay": weight_decay, "momentum": momentum, "nesterov": nesterov}
        defaults |= {"ns_coefficients": ns_coefficients, "eps": eps, "ns_steps": ns_steps, "adjust_lr_fn": adjust_lr_fn}
        super().__init__(params, defaults)
        for p in self._parameters():
            if p.ndim != 2:
                raise ValueError(f"Muon only supports 2D parameters whereas we found a parameter with size: {p.shape}")

    def _advance(self, p: Any, group: Group) -> None:
        refuse_complex(p, "Muon")
        super()._advance(p, group)

    def _start(self, p: Any, group: Group) -> dict[str, Any]:
        return {"momentum_buffer": zeros_like(p)}

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        lr, momentum = group["lr"], group["momentum"]
        b = array(s["momentum_buffer"])
        b += (1 - momentum) * (g - b)
        step = orthogonal(g + momentum * (b - g) if group["nesterov"] else b, group)
        x *= 1 - lr * group["weight_decay"]
        x -= lr * ratio(x.shape, group["adjust_lr_fn"]) * step


def orthogonal(m: Any, group: Group) -> Any:
    """Nearly the orthogonal factor of a matrix: a few Newton-Schulz steps, which bring all singular values near 1."""
    a, b, c = group["ns_coefficients"]
    tall = m.shape[0] > m.shape[1]
    x = m.T if tall else m
    x = x / max(float(np.linalg.norm(x)), group["eps"])
    for _ in range(group["ns_steps"]):
        gram = x @ x.T
        x = a * x + (b * gram + c * (gram @ gram)) @ x
    return x.T if tall else x


def ratio(shape: tuple[int, ...], kind: str | None) -> float:
    """What makes step sizes comparable between shapes."""
    rows, columns = shape
    return 0.2 * math.sqrt(max(rows, columns)) if kind == "match_rms_adamw" else math.sqrt(max(1, rows / columns))
