"""A case to values, gradients and a Graph: one file per array library, named as --engine names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

from gradcli import folder
from gradcli.cases import Run
from gradcli.graph import Event, Graph

Array = Any
Function = Callable[[Mapping[str, Array]], Run]
Pullback = Callable[[Sequence[Array | None]], dict[str, Array | None]]


class Observed(NamedTuple):
    """What lint reads of one evaluation.   raised: what ended it before its end; the graph then holds the events up to there."""

    graph: Graph
    raised: BaseException | None = None


class Engine(Protocol):
    """What checking needs from an array library. numpy in and out: library types never leave the adapter.

    Outputs are named, in the order the function returned them; outputs without a gradient path (integers, constants) are included.
    User exceptions pass through unchanged.
    """

    def call(self, fn: Function, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """The outputs, nothing recorded, no copy of the inputs made: a function that changes its input changes the array given."""

    def pull(self, fn: Function, inputs: Mapping[str, Array]) -> tuple[dict[str, Array], dict[str, bool], Pullback]:
        """(outputs, which of them carry a gradient, pullback).

        pullback(gs): one cotangent (or None) per output -> {input name: gradient, conjugate convention; None = no path, which is
        not zero}. It may be called again; it uses what the tape saved. A cotangent is passed to user code without a copy.
        """

    def graph(self, fn: Function, inputs: Mapping[str, Array]) -> Graph:
        """The graph of one evaluation, every node with its Replay, events included."""

    # optional: traced(fn, inputs) -> (*pull(fn, inputs), graph(fn, inputs)) from one and the same evaluation; its pullback may have
    # stacked(gs), the same for cotangents with a leading axis, of use where the graph is plain, and twin_of(other), whether the tape
    # of that pullback has the same operations

    # optional: unseen(), a context in which nobody who watches a program sees what is computed

    def observe(self, fn: Function, inputs: Mapping[str, Array]) -> Observed:
        """One evaluation with the events that lint reads; fn may be called a few times more to find them out."""

    def random_state(self) -> Any:
        """The state of every random generator a function may draw from."""

    def has_drawn(self, state: Any) -> bool:
        """Whether a generator has gone on since."""

    def restore(self, state: Any) -> None:
        """Bring the generators back to `state`."""


@cache
def get(name: str) -> Engine:
    """The engine `name`; "auto" is the built-in one. Raises UsageError listing the known engines."""
    engine: Engine = folder.get(__name__, "builtin" if name == "auto" else name).ENGINE
    return engine


__all__ = ["Engine", "Event", "Function", "Observed", "Pullback", "get"]
