"""Recipes for input values: normal(3, 4), positive(3), nonzero(3), within(-1, 1, 3); a recipe is drawn with a seeded generator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # recipes are named at start-up, numpy is needed only to draw from them
    import numpy as np


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to draw an array: a shape and a function (generator, shape) -> float64 array of that shape."""

    says: str
    shape: tuple[int, ...]
    fill: Callable[[np.random.Generator, tuple[int, ...]], np.ndarray[Any, Any]]

    def draw(self, rng: np.random.Generator) -> np.ndarray[Any, Any]:
        """One sample. Shape: as the recipe's, dtype float64 (complex128 for `gaussian`)."""
        return self.fill(rng, self.shape)

    def __repr__(self) -> str:
        return self.says


def _recipe(name: str, shape: tuple[int, ...], fill: Callable[[np.random.Generator, tuple[int, ...]], Any]) -> Recipe:
    return Recipe(f"{name}({', '.join(map(str, shape))})", shape, fill)


def normal(*shape: int) -> Recipe:
    """Standard normal numbers of both signs."""
    return _recipe("normal", shape, lambda rng, s: rng.standard_normal(s))


def positive(*shape: int) -> Recipe:
    """Numbers in [0.5, 2): for logarithms, roots, scales."""
    return _recipe("positive", shape, lambda rng, s: rng.uniform(0.5, 2.0, s))


def nonzero(*shape: int) -> Recipe:
    """Numbers of both signs with magnitude in [0.5, 2): for denominators, and off the kink of abs."""
    return _recipe("nonzero", shape, lambda rng, s: rng.uniform(0.5, 2.0, s) * rng.choice([-1.0, 1.0], s))


def within(low: float, high: float, *shape: int) -> Recipe:
    """Uniform numbers in [low, high)."""
    return Recipe(f"within({', '.join(map(str, (low, high, *shape)))})", shape, lambda rng, s: rng.uniform(low, high, s))


def distinct(*shape: int) -> Recipe:
    """Numbers no two of which are close (at least 0.1 apart): for max, sort, median."""
    return _recipe("distinct", shape, _distinct)


def gaussian(*shape: int) -> Recipe:
    """Complex numbers with standard normal parts."""
    return _recipe("gaussian", shape, lambda rng, s: rng.standard_normal(s) + 1j * rng.standard_normal(s))


def integers(low: int, high: int, *shape: int) -> Recipe:
    """Whole numbers in [low, high), dtype int64: indices, class labels. Never differentiated."""
    return Recipe(f"integers({', '.join(map(str, (low, high, *shape)))})", shape, lambda rng, s: rng.integers(low, high, s))


def mask(*shape: int) -> Recipe:
    """Booleans, about half of them true. Never differentiated."""
    return _recipe("mask", shape, lambda rng, s: rng.random(s) < 0.5)


def definite(*shape: int) -> Recipe:
    """Symmetric positive definite matrices, well conditioned: for cholesky. Shape (..., n, n)."""
    return _recipe("definite", shape, _definite)


def regular(*shape: int) -> Recipe:
    """Square matrices far from singular: for inverse, solve, determinant. Shape (..., n, n)."""
    return _recipe("regular", shape, lambda rng, s: rng.standard_normal(s) + 3.0 * _eye(s))


def fixed(value: Any) -> Recipe:
    """Exactly this value, whatever the seed: edge cases such as 0, ties, NaN, empty arrays."""
    import numpy as np

    array = np.asarray(value, dtype=np.float64) if not isinstance(value, np.ndarray) else value
    return Recipe(f"fixed({value!r})", array.shape, lambda _rng, _s: array.copy())


def _eye(shape: tuple[int, ...]) -> Any:
    import numpy as np

    return np.eye(shape[-1])


def _distinct(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    import numpy as np

    n = int(np.prod(shape))
    return (0.2 * (rng.permutation(n) - n / 2) + rng.uniform(0.0, 0.1, n)).reshape(shape)


def _definite(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    a = rng.standard_normal(shape)
    return a @ a.swapaxes(-1, -2) / shape[-1] + _eye(shape)
