"""What every operation looks at before it runs: recording mode, active transforms, the tracer, anomaly mode."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from gradcli.autograd.grad_mode import MODE

if TYPE_CHECKING:
    from gradcli.autograd.trace import Tracer


class Level(Protocol):
    """A transform that takes operations over (forward mode, vmap); the innermost one acts first."""

    def call(self, op: Any, args: tuple[Any, ...], params: dict[str, Any]) -> Any: ...


levels: list[Level] = []  # outermost first
tracer: Tracer | None = None
anomaly = False
saved_hooks: list[tuple[Any, Any]] = []  # (pack, unpack) of torch.autograd.graph.saved_tensors_hooks, innermost last


@contextmanager
def below(level: Level) -> Iterator[None]:
    """Run as the levels outside of `level` see it."""
    position = levels.index(level)
    inner, levels[position:] = levels[position:], []
    try:
        yield
    finally:
        levels[position:] = inner


__all__ = ["MODE", "Level", "anomaly", "below", "levels", "saved_hooks", "tracer"]
