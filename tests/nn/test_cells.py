"""Recurrent cells refuse inputs and states of other sizes, in torch's words."""

from typing import Any

import pytest

import gradcli as torch

nn, ones = torch.nn, torch.ones


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: nn.RNNCell(2, 3)(ones(1, 3)), RuntimeError, "input has inconsistent input_size: got 3 expected 2"),
        (lambda: nn.LSTMCell(2, 3)(ones(3)), RuntimeError, "input has inconsistent input_size: got 3 expected 2"),
        (lambda: nn.RNNCell(2, 3)(ones(1, 2), ones(1, 2)), RuntimeError, "hidden0 has inconsistent hidden_size: got 2, expected 3"),
        (lambda: nn.LSTMCell(2, 3)(ones(1, 2), (ones(1, 3), ones(1, 2))), RuntimeError, "hidden1 has inconsistent hidden_size"),
        (lambda: nn.GRUCell(2, 3)(ones(1, 2), ones(2, 3)), RuntimeError, "Input batch size 1 doesn't match hidden0 batch size 2"),
        (lambda: nn.GRUCell(2, 3)(ones(1, 1, 2)), ValueError, "GRUCell: Expected input to be 1D or 2D, got 3D instead"),
    ],
)
def test_errors_are_torchs(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()


def test_one_example_needs_no_batch_axis() -> None:
    assert nn.GRUCell(2, 3)(ones(2), ones(3)).shape == (3,)
