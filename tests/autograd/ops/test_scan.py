"""Running sums, products and extremes, with exact gradients at zeros and without overflow."""

import math

import numpy as np
import pytest
from pulled import assert_pulls, pulled

import gradcli as torch
from gradcli.autograd.ops.scan import recurrence

INF = math.inf


def test_running_sum_of_whole_numbers_is_int64() -> None:
    assert torch.tensor([True, True]).cumsum(0).tolist() == [1, 2]
    assert pulled(lambda x: x.cumsum(0), [1.0, 2.0, 3.0]) == ([1.0, 3.0, 6.0], [6.0, 5.0, 3.0])


def test_running_product_has_an_exact_gradient_with_zeros() -> None:
    assert pulled(lambda x: x.cumprod(0), [2.0, 0.0, 3.0, 4.0]) == ([2.0, 0.0, 0.0, 0.0], [1.0, 118.0, 0.0, 0.0])
    assert pulled(lambda x: x.cumprod(0), [0.0, 1.0, 0.0])[1] == [3.0, 0.0, 0.0]


def test_running_logsumexp_neither_overflows_nor_underflows() -> None:
    assert_pulls(
        lambda x: x.logcumsumexp(0),
        [[1.0, -2.0, 0.5]],
        [1.0, 1.048587351573742, 1.5045969023422834],
        [4.716394942090743, 0.18502840906385568, 1.0985766488454007],
    )
    value, gradient = pulled(lambda x: x.logcumsumexp(0), [-1000.0, 1000.0, 1000.0])
    assert value == [-1000.0, 1000.0, 1000.0 + math.log(2)]
    assert gradient == pytest.approx([1.0, 3.5, 1.5])


def test_running_extremes_point_at_their_latest_place() -> None:
    assert pulled(lambda x: x.cummax(0), [1.0, 3.0, 3.0, 2.0]) == ([[1.0, 3.0, 3.0, 3.0], [0, 1, 2, 2]], [1.0, 2.0, 7.0, 0.0])
    assert torch.tensor([4.0, 2.0, 3.0]).cummin(0).indices.tolist() == [0, 1, 1]


def test_nan_stays_in_running_extremes() -> None:
    values, indices = torch.tensor([1.0, math.nan, 0.0, math.nan]).cummax(0)
    assert indices.tolist() == [0, 1, 1, 3]
    assert np.isnan(values.numpy()[1:]).all()


def test_recurrence_agrees_with_a_loop() -> None:
    a, b = np.array([0.5, 0.0, 2.0, -1.0, 3.0]), np.arange(1.0, 6.0)
    expected, s = [], 0.0
    for i in range(5):
        s = a[i] * s + b[i]
        expected.append(s)
    assert recurrence(a, b, dim=0).tolist() == expected


def test_scans_check_their_axis_and_take_scalars() -> None:
    with pytest.raises(IndexError, match="Dimension out of range"):
        torch.ones(3).cumsum(1)
    assert torch.tensor(3.0).cumprod(0).item() == 3.0
    assert torch.zeros(0).cummax(0).values.shape == (0,)


def test_in_place_running_sum() -> None:
    x = torch.ones(3, requires_grad=True)
    y = x * 1
    y.cumsum_(0)
    y.sum().backward()
    assert x.grad.tolist() == [3.0, 2.0, 1.0]


def test_running_extremes_of_nothing_and_of_a_number():
    assert torch.cummax(torch.zeros(0, 3), 5).values.shape == torch.Size([0, 3])
    with pytest.raises(IndexError, match="Expected reduction dim -1 or 0 for scalar but got 2"):
        torch.cummin(torch.ones(()), 2)


def test_complex_logcumsumexp_keeps_the_phase_and_has_torchs_gradient() -> None:
    x = torch.tensor([1 + 4j, 2 + 4j, 0.5 + 3j], requires_grad=True, dtype=torch.complex128)
    y = torch.logcumsumexp(x, 0)
    np.testing.assert_allclose(y.detach().numpy(), [1 + 4j, 2.313261687518223 + 4j, 2.405620226730236 + 3.874518674687304j])
    (slope,) = torch.autograd.grad(y, x, torch.tensor([1, 2j, 3], dtype=torch.complex128))
    expected = [
        1.729860786129602 + 0.44581521713750366j, 1.9839673122409311 + 1.211851403595401j, 0.2861719016294665 + 0.3423333792670952j,
    ]  # fmt: skip
    np.testing.assert_allclose(slope.numpy(), expected)
