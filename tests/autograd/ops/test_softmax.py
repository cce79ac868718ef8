"""Softmax and its logarithm."""

from typing import Any

import numpy as np
import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "softmax": (
        lambda x: x.softmax(0),
        [[1000.0, 1001.0, 999.5]],
        [0.2312238976, 0.6285317192, 0.1402443832],
        [-0.2101872597, 0.05718351063, 0.1530037491]),
    "log_softmax": (
        lambda x: x.log_softmax(-1),
        [[[1.0, 2.0], [0.5, -800.0]]],
        [[-1.313261688, -0.3132616875], [0, -800.5]],
        [[0.1931757359, -0.1931757359], [-4, 4]]),
    "softmin by the default axis": (F.softmin, [[[1.0, 2.0]]], [[0.7310585786, 0.2689414214]], [[0.1966119332, -0.1966119332]]),
    "of a number": (lambda x: x.softmax(0), [2.0], 1, 0),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_a_sample_of_gumbel_softmax_is_one_hot_when_hard() -> None:
    y = F.gumbel_softmax(torch.tensor([[1.0, 2.0, 3.0]]), hard=True)
    assert sorted(y.tolist()[0]) == [0, 0, 1]


def test_whole_numbers_may_name_a_floating_type() -> None:
    assert torch.tensor([1, 1]).softmax(0, dtype=torch.float64).tolist() == [0.5, 0.5]


@pytest.mark.parametrize("count", [1, 1000])  # 6000 elements are tried without the maximum first
@pytest.mark.parametrize("shift", [0.0, 30.0, -30.0, 80.0, -80.0, 500.0, -500.0])
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_a_common_shift_changes_nothing(dtype: Any, shift: float, count: int) -> None:
    x = torch.tensor([[0.0, 1.0, -2.0], [0.5, 0.25, 0.0]] * count, dtype=dtype)
    expected = np.exp(x.numpy().astype(float)) / np.exp(x.numpy().astype(float)).sum(1, keepdims=True)
    eps = torch.finfo(dtype).eps
    for rows in (x + shift, torch.cat([x[:1], x[1:] + shift])):  # all rows far from 0, or one of them
        np.testing.assert_allclose(torch.softmax(rows, 1).numpy(), expected, rtol=8 * eps, atol=eps)  # a few roundings


@pytest.mark.parametrize("count", [1, 3000])
def test_rows_of_nothing_and_of_infinities(count: int) -> None:
    inf = float("inf")
    assert torch.softmax(torch.tensor([[0.0, -inf], [-inf, -inf]] * count), 1).tolist()[0] == [1, 0]
    undefined = torch.isnan(torch.softmax(torch.tensor([[0.0, 0.0], [-inf, -inf], [inf, 0.0]] * count), 1))
    assert undefined.all(1).tolist() == [False, True, True] * count
    assert torch.softmax(torch.zeros(2, 0), 1).shape == (2, 0)


@pytest.mark.parametrize("count", [1, 1000])
@pytest.mark.parametrize("shift", [0.0, 8.0, -8.0, 30.0, 500.0, -500.0])
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_logarithms_round_no_worse_far_from_0(dtype: Any, shift: float, count: int) -> None:
    x = torch.tensor([[0.0, 1.0, -2.0], [0.5, 0.25, 0.0]] * count, dtype=dtype) + shift
    wide = x.numpy().astype(float) - shift
    expected = wide - np.log(np.exp(wide).sum(1, keepdims=True))
    np.testing.assert_allclose(torch.log_softmax(x, 1).numpy(), expected, rtol=0, atol=16 * torch.finfo(dtype).eps)  # half of it from sums of e^10


def test_the_eps_of_gumbel_softmax_has_no_effect_and_says_so():
    with pytest.warns(UserWarning, match="`eps` parameter is deprecated and has no effect"):
        F.gumbel_softmax(torch.zeros(2), eps=0.1)


def test_logsigmoid_takes_its_input_by_name():
    assert F.logsigmoid(input=torch.zeros(1)).item() == pytest.approx(-0.6931472)  # -log 2
