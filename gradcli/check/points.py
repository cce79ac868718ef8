"""More points to check at: some errors show only where a branch is taken or a value is large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def moved(inputs: Mapping[str, Array], seed: int, k: int) -> dict[str, Array]:
    """Point number k >= 1: floating inputs scaled at random with their signs kept, and for even k shifted by about twice their size.

    Integers stay; zeros stay zero when scaled, so structure survives at every other point.
    """
    rng = np.random.default_rng([seed, k])
    return {name: _moved(np.asarray(x), rng, shift=k % 2 == 0) if np.asarray(x).dtype.kind in "fc" else x for name, x in inputs.items()}


def _moved(x: Array, rng: np.random.Generator, shift: bool) -> Array:
    if not shift:
        return np.asarray(x * np.exp(0.7 * rng.standard_normal(x.shape))).astype(x.dtype)
    size = max(1.0, float(np.sqrt(np.mean(np.abs(x) ** 2)))) if x.size else 1.0
    step = rng.standard_normal(x.shape) + (1j * rng.standard_normal(x.shape) if x.dtype.kind == "c" else 0.0)
    return np.asarray(x + 2 * size * step).astype(x.dtype)
