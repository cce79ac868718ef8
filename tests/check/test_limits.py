"""Points at which several kinks meet: slopes the function has nearby are allowed, others are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from check.user_file import checked, function

MET = {
    "the middle of three equal numbers": "x=v(1.0, 1.0, 1.0)):\n    return torch.sort(x).values",
    "the second of three": "x=v(1.0, 1.0, 1.0)):\n    return torch.topk(x, 2).values[1]",
    "all zero": "x=v(0.0, 0.0, 0.0, 0.0)):\n    return torch.sort(x).values",
    "a shared median": "x=v(1.0, 1.0, 1.0)):\n    return x.median()",
    "a quantile among equals": "x=v(0.0, 1.0, 1.0, 1.0, 2.0)):\n    return torch.quantile(x, 0.5)",
    "eigenvalues": "x=torch.eye(3, dtype=torch.float64, requires_grad=True)):\n    return torch.linalg.eigvalsh(x)",
    "a spectral norm": "x=torch.eye(3, dtype=torch.float64, requires_grad=True)):\n    return torch.linalg.matrix_norm(x, 2)",
}
MIDDLE = "torch.stack([x.min(), x.sum() - x.min() - x.max(), x.max()])"
WRONG = {
    "beyond the slopes nearby": "g * torch.tensor([0.0, 2.0, 0.0])",
    "of the other sign": "g * torch.tensor([0.0, -1.0, 0.0])",
}


@pytest.mark.parametrize("name", MET)
def test_a_slope_that_the_function_has_nearby_is_a_kink_and_no_error(tmp_path: Path, name: str) -> None:
    assert checked(tmp_path, f"def f({MET[name]}\n").verdict.value == "nondifferentiable"


@pytest.mark.parametrize("name", WRONG)
def test_a_slope_that_the_function_has_nowhere_near_is_wrong(tmp_path: Path, name: str) -> None:
    sorts = function("Sorts", "x", MIDDLE, WRONG[name])
    assert checked(tmp_path, sorts + "def f(x=v(1.0, 1.0, 1.0)):\n    return Sorts.apply(x)\n").verdict.value == "fail"


def test_the_same_slope_on_all_sides_is_the_only_one(tmp_path: Path) -> None:
    assert checked(tmp_path, "def f(x=v(0.0, 0.3)):\n    return torch.relu(x) - torch.relu(-x)\n").verdict.value == "fail"


def test_what_bends_steeply_has_no_other_slopes_nearby(tmp_path: Path) -> None:
    steep = function("Steep", "x", "torch.sin(300 * x)", "299.999 * g * torch.cos(300 * x)")
    assert checked(tmp_path, steep + "def f(x=v(0.3, 0.4)):\n    return Steep.apply(x)\n").verdict.value == "fail"
