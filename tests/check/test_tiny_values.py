"""Coordinates far below 1: physical constants, underflow, the edge of a domain; a wrong gradient shows there as anywhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from check.user_file import checked, function, ops, why

# fmt: off
RIGHT = {
    "square root of 1e-20 beside 1": "def f(x=v(1e-20, 1.0)):\n    return torch.sqrt(x)",
    "logarithm of 1e-300 beside 1": "def f(x=v(1e-300, 1.0)):\n    return torch.log(x)",
    "relu 1e-21 from its kink": "def f(x=v(1e-21, -1e-25, 1.0)):\n    return torch.relu(x)",
    "a sum of what is tiny and what is not": "def f(x=v(1e-30, -1e-17, 1.0)):\n    return torch.sin(x).sum()",
    "energies in joules": "def f(e=v(2e-20, 5e-21), kT=v(4.1e-21)):\n    return torch.exp(-e / kT)",
}
# fmt: on


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_gradient_passes(name: str, tmp_path: Path) -> None:
    result = checked(tmp_path, RIGHT[name])

    assert result.verdict.value == "pass", result.findings


@pytest.mark.parametrize("factor", ["1.00001", "kT"])
def test_a_wrong_gradient_is_found(factor: str, tmp_path: Path) -> None:
    boltzmann = function(
        "Boltzmann", "e, kT", "torch.exp(-e / kT)", f"-g * (y := torch.exp(-e / kT)) / kT, {factor} * (g * y * e / kT ** 2).sum()"
    )
    result = checked(
        tmp_path, boltzmann + "def f(e=v(2e-20, 5e-21), kT=v(4.1e-21).sum().detach().requires_grad_()):\n    return Boltzmann.apply(e, kT)"
    )

    assert (result.verdict.value, ops(result)) == ("fail", {"Boltzmann"})


def test_a_kink_that_rounding_inside_hides_from_tiny_steps_is_one_all_the_same(tmp_path: Path) -> None:
    result = checked(tmp_path, "def f(x=v(1e-30, 0.5)):\n    return ((x + 0.5) - 0.5).abs()")

    assert result.verdict.value == "nondifferentiable"


@pytest.mark.parametrize("value", ["0.0", "1e-12", "1e-8"])
def test_a_path_cut_where_its_value_is_tiny_is_named(value: str, tmp_path: Path) -> None:
    result = checked(tmp_path, f"def f(x=wave(4), small=v({value})):\n    return torch.exp(x) * (1 + small[0].item())")

    assert (result.verdict.value, result.findings[0].input) == ("fail", "small")
    assert "cut by item()" in why(result)
