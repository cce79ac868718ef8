"""gcd, lcm, nextafter, frexp, positive."""

import numpy as np
import pytest
from pulled import pulled

import gradcli as torch


def test_greatest_common_divisor_and_least_common_multiple() -> None:
    a, b = torch.tensor([4, 9]), torch.tensor([6, 6])
    assert torch.gcd(a, b).tolist() == [2, 3]
    assert torch.lcm(a, b).tolist() == [12, 18]
    assert a.gcd_(b) is a
    assert a.tolist() == [2, 3]


def test_frexp_splits_into_mantissa_and_exponent() -> None:
    result = torch.frexp(torch.tensor([3.0, -8.0]))
    assert (result.mantissa.tolist(), result.exponent.tolist()) == ([0.75, -0.5], [2, 4])
    assert result.exponent.dtype is torch.int32
    assert pulled(lambda x: torch.frexp(x).mantissa, [3.0, -8.0])[1] == [0.25, 0.125]


def test_nextafter_is_the_neighbouring_number() -> None:
    assert torch.nextafter(torch.tensor([1.0]), torch.tensor([2.0])).item() == np.nextafter(np.float32(1), np.float32(2))


def test_positive_is_the_tensor_itself_but_not_for_booleans() -> None:
    x = torch.ones(2)
    assert torch.positive(x) is x
    with pytest.raises(RuntimeError, match="bool tensor"):
        torch.positive(torch.tensor([True]))
