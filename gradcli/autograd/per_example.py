"""Gradients inside vmap: every level that tensors are batched at becomes one more leading axis, the innermost first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradcli.autograd import backprop, state
from gradcli.autograd.vmapping import Level, innermost, whole_of


def pulled(outputs: Sequence[Any], inputs: Sequence[Any], gs: Sequence[Any], create: bool, keep: bool, stacked: bool = False) -> list[Any]:
    """The gradient of each input, None where no path exists; `stacked` cotangents and their gradients have a leading axis of their own."""
    level = innermost([*outputs, *inputs, *gs])
    if level is None:
        return list(backprop.grad(outputs, inputs, gs, keep, create, allow_unused=True, is_grads_batched=stacked))
    with state.without(level):
        if not any(level.batched(t) for t in (*outputs, *inputs)):
            return pulled_back(level, outputs, inputs, gs, create, keep, stacked)
        wholes = [whole(level, g, stacked) for g in gs]
        found = pulled([whole_at(level, t) for t in outputs], [whole_at(level, t) for t in inputs], wholes, create, keep, stacked)
        return [examples(level, g, stacked) if level.batched(t) and g is not None else g for t, g in zip(inputs, found)]


def whole_at(level: Level, t: Any) -> Any:
    """The tensor with its batch axis if it is batched at that level, else as it is."""
    return whole_of(t) if level.batched(t) else t


def pulled_back(
    level: Level, outputs: Sequence[Any], inputs: Sequence[Any], gs: Sequence[Any], create: bool, keep: bool, stacked: bool
) -> list[Any]:
    """Where cotangents alone are batched: their examples are a stack of cotangents."""
    stacks = [level.over_all(g) for g in gs]
    rows = [g.flatten(0, 1) for g in stacks] if stacked else stacks
    found = pulled(outputs, inputs, rows, create, keep, stacked=True)
    return [g if g is None else level.wrap(g.unflatten(0, (level.size, -1)) if stacked else g) for g in found]


def whole(level: Level, g: Any, stacked: bool) -> Any:
    """A cotangent for batched outputs: its axis of examples comes behind the axis of stacked cotangents."""
    return level.over_all(g).movedim(0, 1) if stacked else level.over_all(g)


def examples(level: Level, g: Any, stacked: bool) -> Any:
    """A gradient as one example's."""
    return level.wrap(g.movedim(1, 0) if stacked else g)
