"""What every operation looks at before it runs: recording mode, active transforms, the tracer, anomaly mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from gradcli.autograd.grad_mode import MODE

if TYPE_CHECKING:
    from gradcli.autograd.trace import Tracer


class Level(Protocol):
    """A transform that takes operations over (forward mode, vmap); the innermost one acts first."""

    def call(self, op: Any, args: tuple[Any, ...], params: dict[str, Any]) -> Any: ...


levels: list[Level] = []
tracer: Tracer | None = None
anomaly = False
saved_hooks: list[tuple[Any, Any]] = []  # (pack, unpack) of torch.autograd.graph.saved_tensors_hooks, innermost last

__all__ = ["MODE", "Level", "anomaly", "levels", "saved_hooks", "tracer"]
