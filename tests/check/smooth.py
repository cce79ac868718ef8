"""Random smooth maps with exact Jacobians, of any scale: what a checker must neither blame nor let a corrupted entry slip through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from check.fake_engine import ENGINE, single

from gradcli.check import check_case
from gradcli.finding import Checked

Array = Any
Layer = tuple[Callable[[Array], Array], Callable[[Array], Array]]  # forward (n) -> (m), Jacobian (m, n)
KINDS = {"sign": -1.0, "factor 2": 2.0, "1 %": 1.01, "0.1 %": 1.001, "1e-4": 1.0001, "1e-5": 1.00001}
PIECES: tuple[tuple[Callable[[Array], Array], Callable[[Array], Array]], ...] = (
    (np.sin, np.cos),
    (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    (np.exp, np.exp),
    (lambda z: z * z, lambda z: 2 * z),
    (lambda z: np.log1p(z * z), lambda z: 2 * z / (1 + z * z)),
    (lambda z: 1 / (1 + np.exp(-z)), lambda z: 1 / ((1 + np.exp(-z)) * (1 + np.exp(z)))),
    (lambda z: z**3, lambda z: 3 * z * z),
    (lambda z: np.sqrt(1 + z * z), lambda z: z / np.sqrt(1 + z * z)),
)
VISIBLE = 1e-3  # share of the largest entry of its row that a corrupted entry has at least
HIDDEN = 1e-5  # relative change of an output per relative change of an input that its rounding hides, where 1e-5 of it is wanted
STEEP = 1e6  # the same where steps of x itself are too coarse


@dataclass(frozen=True)
class Smooth:
    """A point x (n), a map and its Jacobian there and elsewhere."""

    x: Array
    forward: Callable[[Array], Array]
    jacobian: Callable[[Array], Array]

    def vjp(self, g: Array, x: Array) -> Array:
        return g @ self.jacobian(x)


def smooth(seed: int) -> Smooth:
    """The first map drawn that is finite, not steeper than float64 resolves and not hidden by its rounding altogether."""
    rng = np.random.default_rng(seed)
    while True:
        with np.errstate(all="ignore"):
            problem = drawn(rng)
            change = relative(problem)
        if np.isfinite(change).all() and change.max() < STEEP and visible(problem).any():
            return problem


def relative(problem: Smooth) -> Array:
    """Relative change of each output per relative change of each input, (m, n)."""
    return np.abs(problem.jacobian(problem.x) * problem.x) / np.abs(problem.forward(problem.x))[:, None]


def visible(problem: Smooth) -> Array:
    """Entries of the Jacobian that matter in their row and show beside the rounding of the output."""
    size = np.abs(problem.jacobian(problem.x))
    return (size >= VISIBLE * size.max(axis=1, keepdims=True)) & (relative(problem) >= HIDDEN)


def drawn(rng: Any) -> Smooth:
    """One to three layers, dense or elementwise, between an input and an output of scales from 1e-4 to 1e4."""
    n = int(rng.integers(1, 25))
    scale, out = 10.0 ** rng.uniform(-4, 4, 2)
    layers = [scaled(1 / scale)]
    width = n
    for _ in range(rng.integers(1, 4)):
        layers.append(dense(rng, width) if rng.random() < 0.6 else elementwise(rng, width))
        width = len(layers[-1][0](np.zeros(width)))
    layers.append(scaled(out))
    return Smooth(rng.normal(size=n) * scale, *composed(layers))


def scaled(factor: float) -> Layer:
    return lambda z: factor * z, lambda z: factor * np.eye(len(z))


def dense(rng: Any, n: int) -> Layer:
    """C g(A z + b), A of rows about 1 long so that compositions stay in the interesting range of g."""
    h, m = rng.integers(1, 9, 2)
    a, b, c = rng.normal(size=(h, n)) / np.sqrt(n), rng.normal(size=h), rng.normal(size=(m, h)) / np.sqrt(h)
    g, slope = PIECES[rng.integers(len(PIECES))]
    return lambda z: c @ g(a @ z + b), lambda z: (c * slope(a @ z + b)) @ a


def elementwise(rng: Any, n: int) -> Layer:
    """g(w z + b) for each element."""
    w, b = rng.normal(size=(2, n))
    g, slope = PIECES[rng.integers(len(PIECES))]
    return lambda z: g(w * z + b), lambda z: np.diag(slope(w * z + b) * w)


def composed(layers: list[Layer]) -> Layer:
    def forward(x: Array) -> Array:
        for f, _ in layers:
            x = f(x)
        return x

    def jacobian(x: Array) -> Array:
        total = np.eye(len(x))
        for f, slope in layers:
            total, x = slope(x) @ total, f(x)
        return total

    return forward, jacobian


def corrupted(problem: Smooth, kind: str, seed: int) -> Callable[[Array, Array], Array]:
    """A vjp with one visible entry of the Jacobian off by a factor."""
    rng = np.random.default_rng(seed)
    i, j = rng.permutation(np.argwhere(visible(problem)))[0]

    def vjp(g: Array, x: Array) -> Array:
        wrong = problem.jacobian(x)
        wrong[i, j] *= KINDS[kind]
        return g @ wrong

    return vjp


def verdict(seed: int, kind: str = "") -> Checked:
    """The check of one map, with one entry of its Jacobian off where a kind is named."""
    with np.errstate(over="ignore"):
        problem = smooth(seed)
        return check_case(single(problem.forward, corrupted(problem, kind, seed) if kind else problem.vjp, problem.x), ENGINE)
