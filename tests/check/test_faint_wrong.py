"""An entry far below the rest of its output that differences prove wrong, or cannot settle, does not pass as faint."""

from __future__ import annotations

from pathlib import Path

import pytest
from check.user_file import checked, function

FUNCTION = "def f(a=v(1.3), b=v(0.7)):\n    return Mixed.apply(a, b)\n"


@pytest.mark.parametrize(("slope", "words"), [("2e-3", {"pass"}), ("1e-3", {"fail", "inconclusive"}), ("-2e-3", {"fail"}), ("0", {"fail"})])
def test_a_small_term_beside_a_huge_one(slope: str, words: set[str], tmp_path: Path) -> None:
    mixed = function("Mixed", "a, b", "1e9 * a ** 2 + 1e-3 * b ** 2", f"(g * 2e9 * a, g * {slope} * b)")

    assert checked(tmp_path, mixed + FUNCTION).verdict.value in words
