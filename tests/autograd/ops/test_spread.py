"""var, std and their relatives: corrections, single elements, zero deviation."""

import math

import pytest
from pulled import assert_pulls, pulled

import gradcli as torch

pytestmark = pytest.mark.filterwarnings("ignore:.*degrees of freedom.*")


def test_variance_and_deviation_of_three_numbers() -> None:
    assert_pulls(lambda x: x.var(), [[1.0, 2.0, 4.0]], 7 / 3, [-4 / 3, -1 / 3, 5 / 3])
    assert_pulls(lambda x: x.std(), [[1.0, 2.0, 4.0]], 1.5275252316519465, [-0.43643578047198484, -0.10910894511799625, 0.5455447255899809])
    assert_pulls(lambda x: x.var(unbiased=False), [[1.0, 2.0, 4.0]], 14 / 9, [-8 / 9, -2 / 9, 10 / 9])


def test_variance_comes_with_the_mean() -> None:
    (variance, mean), gradient = pulled(lambda x: torch.var_mean(x, 0), [1.0, 2.0, 4.0])
    assert (variance, mean) == pytest.approx((7 / 3, 7 / 3))
    assert gradient == pytest.approx([-1.0, 0.0, 2.0], abs=1e-15)


def test_one_element_has_no_deviation_unless_uncorrected() -> None:
    assert math.isnan(torch.tensor([3.0]).std().item())
    assert pulled(lambda x: x.std(correction=0), [3.0]) == (0.0, [0.0])
    assert math.isnan(pulled(lambda x: x.var(), [3.0])[1][0])


def test_lost_degrees_of_freedom_are_warned_about() -> None:
    with pytest.warns(UserWarning, match="degrees of freedom is <= 0"):
        torch.tensor([3.0]).var()


def test_equal_elements_have_gradient_zero() -> None:
    assert pulled(lambda x: x.std(), [3.0, 3.0]) == (0.0, [0.0, 0.0])


def test_whole_numbers_are_refused() -> None:
    with pytest.raises(RuntimeError, match="std and var only support floating point and complex dtypes"):
        torch.arange(3).std()
    with pytest.raises(RuntimeError, match="std_mean only support floating point"):
        torch.std_mean(torch.arange(3))


def test_second_argument_may_be_the_old_flag() -> None:
    x = torch.tensor([1.0, 3.0])
    assert x.var(False).item() == 1.0
    assert x.var(0, False).item() == 1.0
    assert x.var(0).item() == 2.0
