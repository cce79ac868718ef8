"""Every operation is right and the gradient is still wrong: where the path from input to output was cut or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from gradcli.check.compare import Word
from gradcli.check.kinds.hygiene import event_of
from gradcli.check.locate import Examined
from gradcli.check.question import signed
from gradcli.check.replay import backpropagate, pull_alone
from gradcli.check.session import Session
from gradcli.check.subject import flatten, split
from gradcli.check.tape import CUTS
from gradcli.errors import Where
from gradcli.finding import Culprit
from gradcli.graph import Event, Node

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Cut:
    """What happened to the path: a code, a clause, a place. `Cut.NONE`: nothing did.

    kinked: a node is at a kink, or which piece of the function is taken is decided outside of the graph; nothing else is odd.
    """

    code: str
    says: str = ""
    where: Where | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    kinked: bool = False
    guilty: Culprit | None = None
    NONE: ClassVar[Cut]

    @property
    def culprit(self) -> Culprit | None:
        """The node named, or the Function in whose backward it happened: such a node is in no graph but that of the next derivative."""
        if self.guilty is not None:
            return self.guilty
        owner, _, name = self.where.function.rpartition(".") if self.where else ("", "", "")
        op = owner.rpartition(".")[2]
        return Culprit(-1, op, f"{op}Backward", "", self.where, "") if name == "backward" and op else None


Cut.NONE = Cut("")


def severed(session: Session, examined: list[Examined]) -> Cut:
    """Why nodes that are all right give a gradient that is not."""
    if not session.is_faithful:
        return _outside(session)
    if any(grid.none and grid.wrong.any() for grid in session.grids.values()):
        return listed(session, Cut("G104"))
    changed = _changed_on_the_way(session) or _by_layout(session)
    if changed is not None:
        return changed
    if session.unexamined or any(e.word not in (Word.PASS, Word.UNSURE) for e in examined):
        says = _kinked(examined)
        return Cut("G101", says, kinked=bool(says) and not session.unexamined)
    return Cut.NONE


def _outside(session: Session) -> Cut:
    """The tape does not follow the function: part of it is computed outside of the graph."""
    cut = listed(session, Cut(""))
    written = next((event for event in session.tape.graph.events if event.kind == "in_place" and event.detail == "argument"), None)
    if written is not None and not cut.says:
        says = "a Function's forward changes its argument in place and does not say so by mark_dirty()"
        return Cut("G101", says, written.where)
    if not session.tape.whole:
        return replace(cut, code="G101")
    says = cut.says or "part of the function is computed outside of the graph"
    return replace(cut, code="G104", says=says, data={**cut.data, "cut": True}, kinked=not cut.says)


def listed(session: Session, cut: Cut) -> Cut:
    """The cut with the places at which the graph was left."""
    events = _that_matter(session, [event for event in (session.shown or session.tape.graph).events if event.kind in CUTS])
    if not events:
        return cut
    names = ", ".join(dict.fromkeys(_called(event) for event in events))
    first = events[0].where
    lines = sorted({event.where.line for event in events if event.where and first and event.where.file == first.file})
    says = f"the graph is cut by {names}: what passes through it gets no gradient"
    return replace(cut, says=says, where=first, data={"lines": lines} if len(lines) > 1 else {})


def _that_matter(session: Session, cuts: list[Event]) -> list[Event]:
    """Of several cuts those whose values come back into an output, where the engine can tell: a loss that is printed is cut off too."""
    observe = getattr(session.engine, "observe", None)
    if observe is None or len({event.where for event in cuts}) < 2:
        return cuts
    seen = observe(session.case.fn, session.copies())
    used = {event.where for event in seen.graph.events if event.kind == "cut" and event.used}
    return [event for event in cuts if event.where in used] or cuts


def _called(event: Event) -> str:
    spelled = {"data": ".data", "grad": "autograd.grad() without create_graph=True"}
    name = spelled.get(event.kind, f"{event.kind}()")
    return f"{name} at {event.where}" if event.where else name


def _kinked(examined: list[Examined]) -> str:
    at = [e.node.op for e in examined if e.word in (Word.KINK, Word.JUMP, Word.SINGULAR)]
    return f"{at[0]} is at a kink here: the slopes chosen at kinks do not add up to the slope of the whole" if at else ""


def _changed_on_the_way(session: Session) -> Cut | None:
    """Whether the engine's gradient is what its own nodes give when chained; if not, something changes it between them."""
    graph = session.shown or session.tape.graph
    g = signed(session.rng, (session.m,))
    try:
        chained = backpropagate(graph, split(g, session.results))
    except Exception:  # a user's backward that cannot run alone: nothing is proved about the chain
        return Cut("G101")
    if chained is None:
        return None
    engine = session.gradients(session.pull(session.copies())[2], g)
    apart = any(_apart(engine[block.name], chained.get(block.name), block) for block in session.sources)
    if not apart:
        return None
    hook = event_of(graph, "hook")
    says = "every operation is right, but the gradient is changed between them" + (" by a hook" if hook else "")
    return Cut("G101", says, hook.where if hook else None)


def _by_layout(session: Session) -> Cut | None:
    """A user's backward that gives another gradient for the same numbers in another order in memory: alone it never meets that."""
    graph = session.shown or session.tape.graph
    found: list[Node] = []

    def watch(node: Node, gs: list[Array], gradients: Any) -> None:
        if node.replay is None or not node.replay.user or all(g.flags.c_contiguous for g in gs):
            return
        again = pull_alone(node, [np.ascontiguousarray(g) for g in gs])
        pairs = [(a, b) for a, b in zip(gradients, again) if a is not None and b is not None]
        if any(not np.allclose(a, b, rtol=1e-9, atol=1e-12 * np.abs(b).max(initial=0.0)) for a, b in pairs):
            found.append(node)

    try:
        backpropagate(graph, split(signed(session.rng, (session.m,)), session.results), watch=watch)
    except Exception:  # as above
        return None
    if not found:
        return None
    says = "the backward gives another gradient where the incoming one is not contiguous, with the same numbers"
    node = found[0]
    return Cut("G101", says, node.written, guilty=Culprit(node.id, node.op, node.grad_fn, node.scope, node.where, ""))


def _apart(engine: Array | None, chained: Array | None, block: Any) -> bool:
    one = np.zeros(block.size) if engine is None else engine
    other = np.zeros(block.size) if chained is None else flatten(chained, block)
    scale = max(np.abs(one).max(initial=0.0), np.abs(other).max(initial=0.0))
    return bool((np.abs(one - other) > 1e-9 * np.abs(other) + 1e-11 * scale).any())
