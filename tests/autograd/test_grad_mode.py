"""Recording switched on and off, also inside inference_mode, where nothing is ever recorded."""

from __future__ import annotations

from typing import Any

import gradcli as torch


def doubled() -> Any:
    return torch.ones(2, requires_grad=True) * 2


def test_enable_grad_inside_inference_mode_records_nothing() -> None:
    with torch.inference_mode():
        with torch.enable_grad():
            y, asked = doubled(), torch.is_grad_enabled()
        after = torch.is_grad_enabled()
    assert (y.requires_grad, y.is_inference(), asked, after) == (False, True, True, False)


def test_a_flag_set_inside_inference_mode_ends_with_it() -> None:
    with torch.inference_mode():
        torch.set_grad_enabled(True)
        inside = doubled()
    assert (inside.requires_grad, doubled().requires_grad, torch.is_grad_enabled()) == (False, True, True)


def test_inference_mode_can_be_left_inside_itself() -> None:
    with torch.inference_mode(), torch.inference_mode(False):
        y = doubled()
    assert (y.requires_grad, y.is_inference()) == (True, False)


def test_recording_is_as_before_after_an_error() -> None:
    try:
        with torch.no_grad(), torch.enable_grad():
            raise ValueError
    except ValueError:
        pass
    assert doubled().requires_grad
