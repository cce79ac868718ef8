"""Entries too small beside the rest of their output to be known by themselves pass with it, unless they are proved wrong."""

from __future__ import annotations

from pathlib import Path

from check.user_file import checked, function, ops


def test_a_few_saturated_units_among_ordinary_ones_leave_the_layer_decided(tmp_path: Path) -> None:
    result = checked(tmp_path, "def f(x=torch.linspace(-20, 20, 200, dtype=D, requires_grad=True)):\n    return torch.tanh(x)")

    assert result.verdict.value == "pass", result.findings


def test_a_faint_entry_that_is_wrong_is_found_all_the_same(tmp_path: Path) -> None:
    code = function("Tanh", "x", "torch.tanh(x)", "g * (1 - torch.tanh(x) ** 2) * torch.where(x.abs() > 9, 2.0, 1.0)")
    result = checked(tmp_path, code + "def f(x=torch.linspace(-10, 10, 200, dtype=D, requires_grad=True)):\n    return Tanh.apply(x)")

    assert (result.verdict.value, ops(result)) == ("fail", {"Tanh"})


def test_an_entry_far_below_the_rest_of_a_sum_is_asked_of_the_function_that_made_it(tmp_path: Path) -> None:
    square = [function("Square", "x", "x ** 2", f"2 * g * x * torch.tensor([1.0, 1.0, {off}])") for off in (1.0, 1.5)]
    right, wrong = (checked(tmp_path, code + "def f(x=v(1e6, 1.0, 1e-6)):\n    return Square.apply(x).sum()") for code in square)

    assert (right.verdict.value, wrong.verdict.value, ops(wrong)) == ("pass", "fail", {"Square"})


def test_a_bias_that_normalisation_takes_out_again_has_no_gradient_worth_knowing(tmp_path: Path) -> None:
    code = "def f(x=wave(2, 1, 4, 4), w=wave(3, 1, 3, 3), b=wave(3)):\n    y = F.conv2d(x, w, b, padding=1)\n"
    result = checked(tmp_path, code + "    return F.max_pool2d(torch.tanh(F.batch_norm(y, None, None, training=True)), 2).flatten(1) @ torch.ones(12, 2)")

    assert result.verdict.value == "pass", result.findings


def test_a_tail_that_the_forward_rounds_in_steps_is_not_taken_for_a_slope(tmp_path: Path) -> None:
    assert checked(tmp_path, "def f(x=v(40.0, -8.0, 0.3)):\n    return F.gelu(x)").verdict.value == "pass"  # 1 + erf(-5.7) has one digit


SUMMED = "def f(x=wave(4)):\n    return M.apply(x).sum()"


def test_a_backward_that_is_right_for_a_sum_alone_is_found_behind_one(tmp_path: Path) -> None:
    wrong, right = (checked(tmp_path, function("M", "x", "2 * x", back) + SUMMED) for back in ("2 * g.mean() + 0 * x", "2 * g"))

    assert (wrong.verdict.value, ops(wrong), right.verdict.value) == ("fail", {"M"}, "pass")
