"""Comparing functions with values and gradients recorded from PyTorch, several results and inputs of different shapes included."""

from __future__ import annotations

from typing import Any

import numpy as np
from pulled import pulled


def assert_recorded(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    """f has these values and gradients for the cotangent 1, 2, 3, ...; the numbers were recorded to ten digits."""
    got, slope = pulled(f, *inputs)
    near(got, value)
    near(slope, gradient)


def near(got: Any, expected: Any) -> None:
    """Nested lists agree to 1e-9, of the largest number where many cancel; None stands for no gradient, NaN equals NaN."""
    if isinstance(expected, list) and any(isinstance(item, list) or item is None for item in expected):
        assert len(got) == len(expected)
        for item, wanted in zip(got, expected):
            near(item, wanted)
    elif expected is None:
        assert got is None
    else:
        scale = np.max(np.abs(expected), initial=1.0, where=np.isfinite(expected))
        np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-9 * scale)
