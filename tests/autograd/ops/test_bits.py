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


def test_operators_of_bits_that_assign_change_the_tensor_itself():
    mask = torch.tensor([1, 2, 3])
    same = mask
    same &= 2
    same |= 4
    same ^= 1
    same <<= 2
    same >>= 1
    assert same is mask
    assert mask.tolist() == [10, 14, 14]
    flags = torch.tensor([True, False])
    flags &= torch.tensor([False, True])
    assert flags.tolist() == [False, False]


@pytest.mark.parametrize(
    ("name", "x", "args", "y"),
    [
        ("clamp_", 3.0, (0.0, 1.0), 1.0),
        ("clip_", 3.0, (0.0, 1.0), 1.0),
        ("clamp_min_", 0.0, (1.0,), 1.0),
        ("clamp_max_", 2.0, (1.0,), 1.0),
        ("square_", 3.0, (), 9.0),
        ("round_", 1.6, (), 2.0),
        ("nan_to_num_", float("nan"), (), 0.0),
        ("xlogy_", 1.0, (torch.ones(1),), 0.0),
    ],
)
def test_in_place_forms_that_torch_has_as_functions_too(name, x, args, y):
    t = torch.tensor([x])
    assert getattr(torch, name)(t, *args) is t
    assert t.tolist() == [y]


def test_division_in_place_has_its_other_names():
    x = torch.tensor([4.0])
    assert x.divide_(2).true_divide_(2).tolist() == [1.0]
