"""Random smooth maps with exact Jacobians, of any scale: what a checker must neither blame nor let a corrupted entry slip through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any
PIECES: tuple[tuple[Callable[[Array], Array], Callable[[Array], Array]], ...] = (
    (np.sin, np.cos),
    (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    (np.exp, np.exp),
    (lambda z: z * z, lambda z: 2 * z),
    (lambda z: np.log1p(z * z), lambda z: 2 * z / (1 + z * z)),
    (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    (lambda z: z**3, lambda z: 3 * z * z),
    (lambda z: np.sqrt(1 + z * z), lambda z: z / np.sqrt(1 + z * z)),
)


@dataclass(frozen=True)
class Smooth:
    """y = C g(A x / scale + b), x of size `scale`: forward and Jacobian."""

    x: Array
    forward: Callable[[Array], Array]
    jacobian: Callable[[Array], Array]

    def vjp(self, g: Array, x: Array) -> Array:
        return g @ self.jacobian(x)


def smooth(seed: int) -> Smooth:
    rng = np.random.default_rng(seed)
    n, h, m = rng.integers(1, 6, 3)
    scale, out = 10.0 ** rng.uniform(-4, 4, 2)
    a, b, c = rng.normal(size=(h, n)), rng.normal(size=h), rng.normal(size=(m, h)) * out
    g, slope = PIECES[rng.integers(len(PIECES))]
    x = rng.normal(size=n) * scale
    return Smooth(x, lambda x: c @ g(a @ (x / scale) + b), lambda x: (c * slope(a @ (x / scale) + b)) @ a / scale)


def corrupted(problem: Smooth, kind: str, seed: int) -> Callable[[Array, Array], Array]:
    """A vjp with one entry of the Jacobian wrong: a factor, or a share of the largest entry of its row."""
    rng = np.random.default_rng(seed)
    right = problem.jacobian(problem.x)
    i = rng.integers(right.shape[0])
    j = int(np.abs(right[i]).argmax())
    factor = {"factor 2": 2.0, "sign": -1.0, "1 %": 1.01, "0.1 %": 1.001, "1e-4": 1.0001, "1e-5": 1.00001}[kind]

    def vjp(g: Array, x: Array) -> Array:
        wrong = problem.jacobian(x)
        wrong[i, j] *= factor
        return g @ wrong

    return vjp
