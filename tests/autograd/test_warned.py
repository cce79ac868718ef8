"""Warnings point at the line of the program that gave rise to them."""

import warnings

import pytest

import gradcli as torch

F = torch.nn.functional
CALLS = {
    "a function": lambda: F.softmax(torch.ones(2)),
    "one behind a face": lambda: F.mse_loss(torch.ones(2), torch.ones(2, 1)),
    "a method": lambda: torch.ones(1).std(),
    "a block": lambda: torch.autograd.detect_anomaly().__enter__(),
    "a module": lambda: torch.nn.Dropout2d()(torch.ones(2, 3)),
    "an attribute": lambda: (torch.ones(2, requires_grad=True) * 2).grad,
}


@pytest.mark.parametrize("name", CALLS)
def test_a_warning_points_at_the_users_line(name):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            CALLS[name]()
        finally:
            torch.autograd.set_detect_anomaly(False)
    assert [one.filename for one in told] == [__file__]
