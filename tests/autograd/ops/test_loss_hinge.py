"""Margins between classes."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "multi margin": (
        lambda x: F.multi_margin_loss(x, torch.tensor([1, 0])),
        [[[1.0, 1.5, 0.8], [0.3, 1.0, -1.0]]],
        0.4166666667,
        [[0.1666666667, -0.3333333333, 0.1666666667], [-0.1666666667, 0.1666666667, 0]]),
    "squared, weighted": (
        lambda x, w: F.multi_margin_loss(x, torch.tensor([1]), p=2, margin=0.7, weight=w.detach()),
        [[[1.0, 1.5, 0.8]], [1.0, 2.0, 3.0]],
        0.02666666667,
        [[[0.2666666667, -0.2666666667, 0]], None]),
    "several labels": (
        lambda x: F.multilabel_margin_loss(x, torch.tensor([[2, 0, -1]])),
        [[[1.0, 1.5, 0.8]]],
        1.066666667,
        [[-0.3333333333, 0.6666666667, -0.3333333333]]),
    "one sample, not reduced": (
        lambda x: F.multi_margin_loss(x, torch.tensor(1), reduction="none"),
        [[0.5, 0.25, 1.0]],
        1,
        [0.3333333333, -0.6666666667, 0.3333333333]),
    "one sample of several labels, not reduced": (
        lambda x: F.multilabel_margin_loss(x, torch.tensor([1, -1, 0]), reduction="none"),
        [[0.5, 0.25, 1.0]],
        1,
        [0.3333333333, -0.6666666667, 0.3333333333]),
    "one class": (lambda x: F.multi_margin_loss(x, torch.tensor(0)), [0.5], 0, 0),
    "one label": (lambda x: F.multilabel_margin_loss(x, torch.tensor(0)), [0.5], 0, 0),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)
