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


@pytest.mark.parametrize(("factor", "word"), [("1", "pass"), ("0.999", "fail"), ("y.size(1)", "fail")])
def test_probabilities_below_the_rounding_of_their_sum_pass_where_the_node_alone_is_right(factor: str, word: str, tmp_path: Path) -> None:
    """log_softmax stands still where one logit towers over the others: a sum of 1 + 7e-6 does not see what adds 7e-15."""
    backward = f"g - {factor} * y.exp() * g.sum(1, keepdim=True)"
    head = "class Log(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        y = torch.log_softmax(x, 1)\n"
    tail = "        ctx.save_for_backward(y)\n        return y\n    @staticmethod\n    def backward(ctx, g):\n        y, = ctx.saved_tensors\n"
    point = "v(3.0, -29.6, 3.0 - 11.8, 3.0 - 12.9).detach().reshape(1, 4).requires_grad_()"

    result = checked(tmp_path, f"{head}{tail}        return {backward}\ndef f(x={point}):\n    return Log.apply(x)\n")

    assert result.verdict.value == word
