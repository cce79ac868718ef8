"""Declared surrogates inside networks: what they declare is accepted, everything around them is checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from check.user_file import checked, function, ops

ROUND = "@surrogate\n" + function("Round", "x", "torch.round(x)", "g")
SIGN = "@surrogate\n" + function("Sign", "x", "torch.sign(x)", "g * (x.abs() < 1)")
GRAM = "@surrogate\n" + function("Gram", "x", "torch.round(x @ x.T)", "(g + g.T) @ x")
HALF = "@surrogate\n" + function("Half", "x", "torch.round(x)", "g * 0.5")
WRONG = function("Wrong", "x", "torch.tanh(x)", "g * (1 - torch.tanh(x))")
PLAIN = function("Plain", "x", "torch.round(x)", "g")

# fmt: off
RIGHT = {
    "between smooth operations": ROUND + "def f(x=v(0.3, 1.7), w=v(0.5, -0.2)):\n    return torch.tanh(Round.apply(2 * x) * w + x)",
    "one after another": SIGN + "def f(x=wave(2, 3), w=wave(3, 3, a=0.7), u=wave(3, 2, a=0.2)):\n    return Sign.apply(Sign.apply(x @ w) @ u) * 2",
    "with a backward that couples": GRAM + "def f(x=wave(3, 2)):\n    return (Gram.apply(x) * 0.1).sin()",
    "in second order": ROUND + "def f(x=v(0.3, 1.7)):\n    return torch.sin(Round.apply(x) * x)",
}
BROKEN = {
    "before it": HALF + WRONG + "def f(x=v(0.3, 1.7)):\n    return Half.apply(Wrong.apply(x)) * x",
    "after it": ROUND + WRONG + "def f(x=v(0.3, 1.7)):\n    return Wrong.apply(Round.apply(x) * 0.3)",
    "beside it": ROUND + WRONG + "def f(x=v(0.3, 1.7)):\n    return Round.apply(x) + Wrong.apply(x)",
}
# fmt: on


@pytest.mark.parametrize("name", RIGHT)
def test_a_network_with_declared_surrogates_passes(name: str, tmp_path: Path) -> None:
    result = checked(tmp_path, RIGHT[name], order=2 if "second" in name else 1)

    assert result.verdict.value == "pass", result.findings


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_function_is_found(name: str, tmp_path: Path) -> None:
    result = checked(tmp_path, BROKEN[name])

    assert (result.verdict.value, ops(result)) == ("fail", {"Wrong"})


def test_one_that_is_not_declared_fails(tmp_path: Path) -> None:
    result = checked(tmp_path, PLAIN + "def f(x=v(0.3, 1.7), w=v(0.5, -0.2)):\n    return torch.tanh(Plain.apply(2 * x) * w)")

    assert (result.verdict.value, ops(result)) == ("fail", {"Plain"})


@pytest.mark.parametrize("how", ["padding_idx=0", "padding_idx=-1", "scale_grad_by_freq=True", "padding_idx=1, scale_grad_by_freq=True"])
@pytest.mark.parametrize("mode", ["full", "projected"])
def test_an_embedding_that_declares_its_gradient_is_not_called_wrong_and_what_follows_is_checked(tmp_path: Path, how: str, mode: str) -> None:
    rows = f"torch.nn.functional.embedding(torch.tensor([[0, 1], [2, 0]]), w, {how})"
    right = checked(tmp_path, f"def f(w=wave(5, 3)):\n    return {rows}.sin()", mode=mode)
    wrong = checked(tmp_path, WRONG + f"def f(w=wave(5, 3)):\n    return Wrong.apply({rows})", mode=mode)

    assert (right.verdict.value, wrong.verdict.value, ops(wrong)) == ("pass", "fail", {"Wrong"})


def test_the_straight_through_sample_of_gumbel_softmax_declares_itself(tmp_path: Path) -> None:
    sample = "torch.manual_seed(0)\n    y = torch.nn.functional.gumbel_softmax(x, hard=True)\n"
    right = checked(tmp_path, f"def f(x=wave(4, 5)):\n    {sample}    return (y * torch.arange(5.0)).sum().sin()")
    wrong = checked(tmp_path, WRONG + f"def f(x=wave(4, 5)):\n    {sample}    return Wrong.apply(y)")

    assert (right.verdict.value, wrong.verdict.value, ops(wrong)) == ("pass", "fail", {"Wrong"})
