"""Random smooth maps over sixteen decades of scale: no false alarm on right gradients, every corrupted entry found.

The same for thousands of seeds, as a table: python tests/soak_smooth.py --count 1000
"""

from __future__ import annotations

import numpy as np
import pytest
from check.smooth import KINDS, smooth, verdict

from gradcli.finding import Verdict

SEEDS = range(30)
NOISY = 1444  # forty times the noise of its rounding: a ladder distrusts its best steps until it is told


def test_right_gradients_pass_at_few_evaluations_per_column() -> None:
    checked = {seed: verdict(seed) for seed in SEEDS}

    assert {seed for seed, result in checked.items() if result.verdict is not Verdict.PASS} == set()
    assert np.median([result.evaluations / len(smooth(seed).x) for seed, result in checked.items()]) <= 6


@pytest.mark.parametrize("kind", KINDS)
def test_corrupted_entries_are_found(kind: str) -> None:
    missed = {seed for seed in (*SEEDS, NOISY) if verdict(seed, kind).verdict is not Verdict.FAIL}

    assert missed == set()
