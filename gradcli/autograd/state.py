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
transforms = 0  # how many transforms of `func` are running
tracer: Tracer | None = None
applying = 0  # how many forwards of Functions are running: nothing in them is recorded
anomaly = False
nan_is_anomaly = True  # what anomaly mode takes for an error
anomaly_since = 0  # the number of nodes made before anomaly mode was turned on
leaf_hooks = False  # whether a leaf has ever got a hook: a backward pass then looks for those that have
saved_hooks: list[tuple[Any, Any]] = []  # (pack, unpack) of torch.autograd.graph.saved_tensors_hooks, innermost last


def depth(level: Level) -> int:
    """How deep a level stands in the others, from 1; 1 too once it has ended."""
    return levels.index(level) + 1 if level in levels else 1


@contextmanager
def below(level: Level) -> Iterator[None]:
    """Run as the levels outside of `level` see it."""
    position = levels.index(level)
    inner, levels[position:] = levels[position:], []
    try:
        yield
    finally:
        levels[position:] = inner


@contextmanager
def without(level: Level) -> Iterator[None]:
    """Run as if `level` were not there, inside of all others."""
    position = levels.index(level)
    levels.remove(level)
    try:
        yield
    finally:
        levels.insert(position, level)


__all__ = ["MODE", "Level", "anomaly", "below", "levels", "saved_hooks", "tracer", "without"]
