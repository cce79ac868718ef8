"""Right in every node and wrong as a whole: what happens to the gradient between them."""

from __future__ import annotations

from pathlib import Path

import pytest
from check.user_file import checked, function, ops, why


@pytest.mark.parametrize(("factor", "word"), [("3", "fail"), ("2", "pass")])
def test_a_backward_that_depends_on_the_layout_of_the_incoming_gradient_is_named(factor: str, word: str, tmp_path: Path) -> None:
    twice = function("Twice", "x", "2 * x", f"g * (2 if g.is_contiguous() else {factor})")
    result = checked(tmp_path, twice + "def f(x=wave(3, 4)):\n    return (Twice.apply(x).T @ wave(3, 2).detach()).sin()")

    assert result.verdict.value == word
    assert ops(result) == ({"Twice"} if word == "fail" else set())
    assert ("is not contiguous" in why(result)) == (word == "fail")
