"""Losses that compare element by element."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "mse": (F.mse_loss, [[1.0, 2.0], [0.5, 4.0]], 2.125, [[0.5, -2], [-0.5, 2]]),
    "mse weighted": (
        lambda x, t, w: F.mse_loss(x, t, weight=w),
        [[1.0, 2.0], [0.5, 4.0], [1.0, 3.0]],
        3.0625,
        [[0.25, -3], [-0.25, 3], [-0.703125, 0.234375]]),
    "l1": (F.l1_loss, [[1.0, 2.0], [0.5, 4.0]], 1.25, [[0.5, -0.5], [-0.5, 0.5]]),
    "smooth l1": (
        lambda x, t: F.smooth_l1_loss(x, t, beta=0.7, reduction="none"),
        [[1.0, 2.0], [0.5, 4.0]],
        [0.1785714286, 1.65],
        [[0.7142857143, -2], [-0.7142857143, 2]]),
    "huber": (lambda x, t: F.huber_loss(x, t, delta=0.7, reduction="sum"), [[1.0, 2.0], [0.5, 4.0]], 1.28, [[0.5, -0.7], [-0.5, 0.7]]),
    "binary cross entropy": (
        F.binary_cross_entropy,
        [[0.2, 0.9], [0.0, 0.7]],
        0.4938357201,
        [[0.625, 1.111111111], [0.6931471806, -1.098612289]]),
    "with logits": (
        lambda x, t, w: F.binary_cross_entropy_with_logits(x, t, pos_weight=w.detach()),
        [[-800.0, 0.5], [0.3, 0.7], [2.0, 3.0]],
        240.6438924,
        [[-0.3, -0.3030488026], [800, 0.2240769842], None]),
    "soft margin": (
        lambda x: F.soft_margin_loss(x, torch.tensor([1.0, -1.0], dtype=torch.float64)),
        [[-30.0, 0.5]],
        15.48703849,
        [-0.5, 0.3112296656]),
    "huber, weighted": (
        lambda x, t, w: F.huber_loss(x, t.detach(), weight=w),
        [[1.0, -3.0], [0.5, 0.0], [1.0, 2.0]],
        2.5625,
        [[0.25, -1], None, [0.0625, 1.25]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_a_target_that_fits_by_broadcasting_warns() -> None:
    with pytest.warns(UserWarning, match=r"Using a target size \(torch.Size\(\[3\]\)\) that is different to the input size"):
        F.mse_loss(torch.ones(2, 3), torch.ones(3))


def test_old_flags_choose_the_reduction_with_a_warning() -> None:
    with pytest.warns(UserWarning, match="please use reduction='sum' instead"):
        assert F.mse_loss(torch.zeros(2), torch.ones(2), size_average=False).item() == 2


def test_binary_cross_entropy_is_finite_at_its_ends() -> None:
    y = F.binary_cross_entropy(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 1.0]), reduction="none")
    assert y.tolist() == [100, 0]


def test_whole_numbers_as_target_take_the_type_of_the_input():
    assert F.mse_loss(torch.ones(3), torch.tensor([1, 2, 3])).dtype is torch.float32
