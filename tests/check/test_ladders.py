"""What --show-ladder draws: central differences of the worst entries at every step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from check.user_file import checked, function

WRONG = function("Wrong", "x", "torch.sin(x)", "g * torch.cos(x) * torch.where(torch.arange(3) == 1, 2.0, 1.0)")


@pytest.mark.parametrize(
    ("code", "pairs"),
    [
        ("def f(x=wave(3), w=wave(2)):\n    return torch.sin(x), w.sum() * x.sum()\n", 4),
        ("def f(x=wave(3000)):\n    return torch.sin(x)\n", 1),
        ("def f(x=wave(400)):\n    return torch.tanh(torch.ones(400, 400, dtype=D) * 0.01 @ x)\n", 1),
    ],
    ids=["full", "elementwise", "projected"],
)
def test_every_pair_has_one_whose_best_difference_is_the_slope(code: str, pairs: int, tmp_path: Path) -> None:
    found = checked(tmp_path, code, show_ladder=True).ladders

    assert len(found) == pairs
    for one in found:
        assert np.all(np.diff(one.steps) < 0)
        gap = np.abs(np.array(one.slopes) - one.entry.analytic)
        assert gap.min() <= 1e-6 * abs(one.entry.analytic) + 1e-9  # what plain central differences reach


def test_the_wrong_entry_is_the_one_that_is_drawn(tmp_path: Path) -> None:
    (found,) = checked(tmp_path, WRONG + "def f(x=wave(3)):\n    return Wrong.apply(x)\n", show_ladder=True).ladders

    assert found.name == "d out[1] / d x[1]"
    gap = np.abs(np.array(found.slopes) - found.entry.analytic)
    assert gap.min() > 0.1 * abs(found.entry.analytic)


def test_without_being_asked_none_is_made(tmp_path: Path) -> None:
    assert checked(tmp_path, "def f(x=wave(3)):\n    return x * 2\n").ladders == ()
