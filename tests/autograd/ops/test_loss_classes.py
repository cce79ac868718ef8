"""Losses over classes."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
nan = float("nan")
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "cross entropy": (
        lambda x: F.cross_entropy(x, torch.tensor([1, 0])),
        [[[1.0, 2.0, 0.5], [0.0, 1.0, -1.0]]],
        0.9359873743,
        [[0.1156119488, -0.1857341404, 0.07012219158], [-0.3776357645, 0.3326204779, 0.04501528659]]),
    "weighted, one ignored": (
        lambda x, w: F.cross_entropy(x, torch.tensor([1, 0, 2]), w.detach(), ignore_index=0),
        [[[1.0, 2.0, 0.5], [0.0, 1.0, -1.0], [0.3, 0.1, 0.2]], [0.5, 1.0, 2.0]],
        0.8894181602,
        [[[0.07707463254, -0.1238227603, 0.04674812772], [0, 0, 0], [0.2447769341, 0.2004064036, -0.4451833376]], None]),
    "smoothed, one ignored": (
        lambda x: F.cross_entropy(x, torch.tensor([1, 0, 2]), label_smoothing=0.1, ignore_index=0),
        [[[1.0, 2.0, 0.5], [0.0, 1.0, -1.0], [0.3, 0.1, 0.2]]],
        0.8248224828,
        [[0.09894528214, -0.1524008071, 0.05345552492], [0, 0, 0], [0.1669160339, 0.133638136, -0.3005541699]]),
    "probabilities": (
        F.cross_entropy,
        [[[1.0, 2.0, 0.5]], [[0.2, 0.5, 0.3]]],
        1.114368784,
        [[[0.03122389762, 0.1285317192, -0.1597556168]], [[1.464368784, 0.4643687841, 1.964368784]]]),
    "with positions": (
        lambda x: F.cross_entropy(x, torch.tensor([[0, 1]]), reduction="none"),
        [[[[1.0, 2.0], [0.5, -1.0]]]],
        [[0.4740769842, 3.048587352]],
        [[[-0.3775406688, 1.905148254], [0.3775406688, -1.905148254]]]),
    "of one sample": (lambda x: F.nll_loss(x, torch.tensor(1)), [[1.0, 2.0, 0.5]], -2, [0, -1, 0]),
    "nothing counted": (lambda x: F.cross_entropy(x, torch.tensor([-100])), [[[1.0, 2.0]]], nan, [[0, 0]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_one_sample_without_a_batch_may_have_its_class_in_a_list():
    loss = torch.nn.functional.nll_loss(torch.tensor([1.0, 2.0]), torch.tensor([1]), reduction="none")
    assert (loss.item(), loss.shape) == (-2, ())
