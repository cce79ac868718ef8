"""Normalisation."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "layer norm": (
        lambda x, w, b: F.layer_norm(x, (3,), w, b),
        [[[1.0, 2.0, 4.0]], [1.0, 0.5, 2.0], [0.0, 1.0, 0.0]],
        [[-1.069041531, 0.8663698086, 2.672603829]],
        [[[0.5726885483, -0.8590542987, 0.2863657503]], [-1.069041531, -0.5345207657, 4.008905743], [1, 2, 3]]),
    "batch norm": (
        lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True),
        [[[1.0, 2.0], [3.0, 1.0], [5.0, 0.0]], [1.0, 0.5], [0.0, 1.0]],
        [[-1.224742575, 1.612367843], [-1.110223025e-16, 1], [1.224742575, 0.387632157]],
        [[[-4.592767433e-06, -1.837075973e-05], [0, 0], [4.592767433e-06, 1.837075973e-05]], [4.8989703, -4.898942744], [9, 12]]),
    "given statistics": (
        lambda x: F.batch_norm(x, torch.tensor([1.0], dtype=torch.float64), torch.tensor([4.0], dtype=torch.float64)),
        [[[1.0], [3.0]]],
        [[0], [0.99999875]],
        [[0.499999375], [0.99999875]]),
    "group norm": (
        lambda x: F.group_norm(x, 2),
        [[[1.0, 2.0, 4.0, 8.0]]],
        [[-0.9999800006, 0.9999800006, -0.99999875, 0.99999875]],
        [[-3.999760012e-05, 3.999760012e-05, -6.249976563e-07, 6.249976561e-07]]),
    "instance norm": (
        lambda x, w: F.instance_norm(x, weight=w),
        [[[[1.0, 2.0, 4.0], [8.0, 0.0, 1.0]]], [1.0, 0.5]],
        [[[-1.069041531, -0.2672603829, 1.336301914], [0.7024390814, -0.4214634488, -0.2809756326]]],
        [[[[-0.114544582, 0.1718091416, -0.05726455961], [-0.01109124555, -0.07763794244, 0.08872918799]]], [2.405343446, -1.966829428]]),
    "rms norm": (
        lambda x, w: F.rms_norm(x, (2,), w),
        [[[1.0, 2.0]], [1.0, 0.5]],
        [[0.632455532, 0.632455532]],
        [[[0.2529822128, -0.1264911064]], [0.632455532, 2.529822128]]),
    "local response": (
        lambda x: F.local_response_norm(x, 2, alpha=0.5),
        [[[[1.0], [2.0], [4.0]]]],
        [[[0.8458970108], [1.088662108], [1.04338972]]],
        [[[0.2292405382], [-0.02838377572], [0]]]),
    "normalize a zero row": (F.normalize, [[[3.0, 4.0], [0.0, 0.0]]], [[0.6, 0.8], [0, 0]], [[-0.064, 0.048], [3e+12, 4e+12]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_running_statistics_move_by_momentum_with_the_unbiased_variance() -> None:
    mean, var = torch.zeros(1), torch.ones(1)
    F.batch_norm(torch.tensor([[1.0], [2.0], [6.0]]), mean, var, training=True, momentum=0.5)
    assert mean.tolist() == [1.5]
    assert abs(var.item() - (0.5 + 0.5 * 7.0)) < 1e-5  # float32


def test_instance_norm_moves_them_by_the_mean_over_samples() -> None:
    mean, var = torch.zeros(1), torch.ones(1)
    F.instance_norm(torch.tensor([[[1.0, 3.0]], [[5.0, 7.0]]]), mean, var, momentum=0.5)
    assert mean.tolist() == [2.0]
    assert abs(var.item() - (0.5 + 0.5 * 2.0)) < 1e-5  # float32


@pytest.mark.parametrize(
    ("call", "node"),
    [
        (lambda x: F.layer_norm(x, (2,)), "NativeLayerNormBackward0"),
        (lambda x: F.batch_norm(x, None, None, training=True), "NativeBatchNormBackward0"),
        (lambda x: F.group_norm(x, 1), "NativeGroupNormBackward0"),
        (lambda x: F.rms_norm(x, (2,)), "MulBackward0"),
    ],
)
def test_a_normalisation_is_one_node_where_torch_has_one(call: Any, node: str) -> None:
    assert type(call(torch.ones(3, 2, requires_grad=True)).grad_fn).__name__ == node


def test_the_result_may_be_changed_in_place_before_backward() -> None:
    x = torch.randn(3, 2, requires_grad=True)
    F.layer_norm(x, (2,)).relu_().sum().backward()
    assert x.grad.shape == (3, 2)


@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 4)])
def test_layer_norm_of_nothing_has_a_gradient_of_nothing(shape: tuple[int, ...]) -> None:
    x = torch.zeros(shape, requires_grad=True)
    F.layer_norm(x, shape[-1:]).sum().backward()
    assert x.grad is not None
    assert x.grad.shape == shape


def test_no_samples_are_normalised_to_none() -> None:
    x = torch.zeros(0, 3, 4, requires_grad=True)
    assert F.batch_norm(x, None, None, training=True).grad_fn.name() == "CloneBackward0"
    assert F.batch_norm(x, None, None, torch.ones(3), torch.ones(3), training=True).shape == (0, 3, 4)


def test_squares_of_half_precision_do_not_overflow() -> None:
    x = torch.tensor([300.0, 400.0], dtype=torch.float16, requires_grad=True)
    y = F.rms_norm(x, (2,))
    assert y.tolist() == [0.8486328125, 1.1318359375]
    assert y.dtype == torch.float16
    assert F.rms_norm(torch.tensor([1e-3, 2e-3], dtype=torch.float16), (2,)).tolist() == [0.61767578125, 1.2353515625]
    assert y.grad_fn.name() == "ToCopyBackward0"
