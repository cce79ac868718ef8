"""Recording switched on and off, also inside inference_mode, where nothing is ever recorded."""

from __future__ import annotations

from typing import Any

import pytest

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


def test_enable_grad_decorates_without_parentheses() -> None:
    @torch.enable_grad
    def f(x: Any) -> Any:
        return x * 2

    with torch.no_grad():
        assert f(torch.ones(1, requires_grad=True)).requires_grad


@torch.no_grad()
def talking(log: list[Any]) -> Any:
    try:
        log.append(((yield 1), torch.is_grad_enabled()))
        yield 2
    except ValueError:
        log.append(("error", torch.is_grad_enabled()))
        yield 3
    finally:
        log.append(("end", torch.is_grad_enabled()))


def test_a_decorated_generator_hears_what_is_sent_and_thrown() -> None:
    log: list[Any] = []
    steps = talking(log)
    got = [next(steps), steps.send("hello"), steps.throw(ValueError), torch.is_grad_enabled()]
    assert (got, log) == ([1, 2, 3, True], [("hello", False), ("error", False)])


def test_a_decorated_generator_is_closed_in_its_mode() -> None:
    log: list[Any] = []
    steps = talking(log)
    next(steps)
    steps.close()
    assert (log, torch.is_grad_enabled()) == ([("end", False)], True)


def test_a_decorated_class_warns_and_is_made_in_the_mode() -> None:
    class Made:
        def __init__(self) -> None:
            self.enabled = torch.is_grad_enabled()

    with pytest.warns(FutureWarning, match="Decorating classes is deprecated"):
        assert not torch.no_grad()(Made)().enabled


def test_a_flag_shows_what_it_sets() -> None:
    assert repr(torch.set_grad_enabled(True)) == "torch.autograd.grad_mode.set_grad_enabled(mode=True)"
