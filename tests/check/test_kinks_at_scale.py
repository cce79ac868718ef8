"""Kinks where the function lives on another scale than 1, or in the rounding of its own offset."""

from __future__ import annotations

from pathlib import Path

import pytest
from check.user_file import checked, function

LOG = function("Log", "x", "torch.log1p(x.abs() / 1e-9)", "g * torch.where(x > 0, 1.0, -1.0) / (1e-9 + x.abs())")
STEEP = function("Steep", "x", "1e4 * torch.where(x > 0, torch.exp(x), 1 + 3 * x)", "1e4 * g * torch.where(x > 0, torch.exp(x), 3.0)")


@pytest.mark.parametrize("outside", [False, True])
def test_several_kinks_of_a_function_of_nanometres_allow_each_its_slope(outside: bool, tmp_path: Path) -> None:
    log = LOG.replace("1.0, -1.0", "1.0, -2.5") if outside else LOG
    result = checked(tmp_path, log + "def f(x=v(0.7e-9, 0.0, 0.0)):\n    return Log.apply(x).sum()")

    assert result.verdict.value == ("fail" if outside else "nondifferentiable")


@pytest.mark.parametrize("distance", ["1.5e-14", "-2e-14", "4e-13"])
def test_a_kink_that_rounding_does_not_tell_from_the_point_blames_nobody(distance: str, tmp_path: Path) -> None:
    """The values are near 1e4, so that steps as small as the distance show nothing but rounding."""
    result = checked(tmp_path, STEEP + f"def f(x=v(-4e-6, {distance})):\n    return Steep.apply(x)")

    assert result.verdict.severity != "error"


@pytest.mark.parametrize(("factor", "word"), [("1", "pass"), ("1.0003", "fail")])
def test_a_small_coordinate_beside_large_ones_is_known_as_sharply(factor: str, word: str, tmp_path: Path) -> None:
    root = function(
        "Root",
        "x",
        "torch.sqrt(1 + (x / 1.5e4) ** 2)",
        f"g * {factor} * torch.where(x < 1, x, x / {factor}) / 1.5e4**2 / torch.sqrt(1 + (x / 1.5e4) ** 2)",
    )

    assert checked(tmp_path, root + "def f(x=v(0.02, 2e4, 1e4)):\n    return Root.apply(x)").verdict.value == word


BRANCHES = {
    "max of Python": "return max(x[0], x[1]) * 2",
    "an if": "return x[0] * 2 if x[0] > x[1] else x[1] * 2",
    "an index": "return x[int(np.argmax(x.detach().numpy()))] * 2",
    "a sort": "return sorted(x, key=float)[1] * 2",
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", BRANCHES)
def test_a_branch_taken_at_a_tie_is_a_kink_whatever_the_seed(tmp_path: Path, name: str, seed: int) -> None:
    found = checked(tmp_path, f"import numpy as np\ndef f(x=v(1.0, 1.0)):\n    {BRANCHES[name]}\n", seed=seed)
    assert found.verdict.value == "nondifferentiable"
