"""quantile and nanquantile as torch has them."""

import math

import pytest
from pulled import assert_pulls, pulled

import gradcli as torch

NAN = math.nan


def test_several_quantiles_come_in_front() -> None:
    q = torch.tensor([0.1, 0.5], dtype=torch.float64)
    assert_pulls(lambda x: x.quantile(q), [[3.0, 1.0, 2.0, 7.0]], [1.3, 2.5], [1.0, 0.7, 1.3, 0.0])
    x = torch.ones(2, 3, dtype=torch.float64)
    assert x.quantile(q, 1).shape == (2, 2)
    assert x.quantile(q, 0, keepdim=True).shape == (2, 1, 3)
    assert x.quantile(0.5, keepdim=True).shape == (1, 1)


def test_interpolations() -> None:
    x = torch.tensor([1.0, 2.0, 4.0, 8.0])
    got = {m: x.quantile(0.6, interpolation=m).item() for m in ("lower", "higher", "midpoint", "nearest")}
    assert got == {"lower": 2.0, "higher": 4.0, "midpoint": 3.0, "nearest": 4.0}
    assert x.quantile(0.6).item() == pytest.approx(3.6)


def test_nan_takes_over_unless_left_out() -> None:
    assert math.isnan(torch.tensor([1.0, NAN, 2.0]).quantile(0.5).item())
    assert_pulls(lambda x: x.nanquantile(0.4), [[3.0, NAN, 2.0, 7.0]], 2.8, [0.8, 0.0, 0.2, 0.0])


def test_gradient_reaches_the_weights_too() -> None:
    value, gradient = pulled(lambda q: torch.tensor([1.0, 3.0], dtype=torch.float64).quantile(q), 0.25)
    assert (value, gradient) == (1.5, 2.0)


@pytest.mark.parametrize(
    ("x", "q", "words"),
    [
        ([], 0.5, "input tensor must be non-empty"),
        ([1.0], 2.0, r"q must be in the range \[0, 1\] but got 2"),
        ([1], 0.5, "input tensor must be either float or double dtype"),
    ],
)
def test_wrong_arguments_are_refused_in_torchs_words(x: list[float], q: float, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        torch.tensor(x).quantile(q)


def test_unknown_interpolation_is_refused() -> None:
    with pytest.raises(RuntimeError, match="interpolation must be one of linear, lower, higher, midpoint or nearest, but got cubic"):
        torch.ones(2).quantile(0.5, interpolation="cubic")
