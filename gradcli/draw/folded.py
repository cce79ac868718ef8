"""A card for several nodes: a folded module, a chain, a stretch of a program, a bundle of leaves or outputs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gradcli.draw import wording
from gradcli.draw.cards import norm
from gradcli.draw.fold.plan import Unit
from gradcli.draw.fold.program import Item
from gradcli.draw.fold.repeats import Run
from gradcli.draw.scene import Scene
from gradcli.draw.sizes import sized
from gradcli.draw.text import clean
from gradcli.draw.tooltips import LONGEST, link
from gradcli.draw.view import Card, Status
from gradcli.graph import Node

NAMED = 12  # members a tooltip lists
SPELT = 4  # kinds of operations that the name of a repetition lists
MOST_SHEETS = 3  # outlines of a stack


def card(scene: Scene, unit: Unit) -> Card:
    """The card of a unit of several nodes."""
    nodes = [scene.graph.nodes[i] for i in unit.nodes]
    if unit.kind == "leaves":
        return _leaves(scene, nodes)
    ops = [node for node in nodes if node.kind == "op"]
    title, kind = _named(scene, unit, ops)
    return sized(
        Card(
            id=f"f:{_key(scene, unit, ops)}",
            kind="folded",
            title=clean(title),
            width=0,
            height=0,
            left=clean(" · ".join(filter(None, (kind, wording.count(len(ops), "node"))))),
            right=_norms(scene, nodes),
            family="folded",
            status=_status([scene.status(node.id) for node in ops]),
            tooltip=_members(scene, title, kind, nodes),
            href=link(ops[0].where),
            nodes=unit.nodes,
            sheets=min(unit.run.times, MOST_SHEETS) - 1 if unit.run else 0,
            call=unit.call if unit.kind == "call" else -1,
        )
    )


def _named(scene: Scene, unit: Unit, ops: Sequence[Node]) -> tuple[str, str]:
    """Title and kind of a group: ("fc1", "Linear(8→16)"), ("blocks.0–6", "7 × Block"), ("299 × Mm, Add, Tanh", "")."""
    if unit.kind == "call":
        return title(scene, unit.call), _sort(scene, unit.call)
    if unit.run is not None:
        return _repeated(scene, unit, unit.run, ops)
    return _span(ops), unit.kind


def _repeated(scene: Scene, unit: Unit, run: Run, ops: Sequence[Node]) -> tuple[str, str]:
    calls = [item.call for item in run.items if item.call >= 0]
    one = run.items[: run.period]
    if len(calls) < len(run.items):
        names = [_sort(scene, item.call) or title(scene, item.call) if item.call >= 0 else _short(ops, item, run) for item in one]
        return f"{run.times:,} × {_listed(names)}", ""
    kinds = [_plain(_sort(scene, item.call)) or title(scene, item.call) for item in one]
    span = wording.path_range(title(scene, calls[0]), title(scene, calls[-1]))
    return span, f"{run.times:,} × {_listed(kinds)}"


def _short(ops: Sequence[Node], item: Item, run: Run) -> str:
    return re.sub(r"Backward\d*$", "", ops[item.start - run.start].grad_fn)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"({', '.join(names[:SPELT])}{', …' if len(names) > SPELT else ''})"


def _plain(title: str) -> str:
    """Block for Block(4→4): of several the class is enough."""
    return title.partition("(")[0]


def _sort(scene: Scene, call: int) -> str:
    """What kind of module a call is of: Linear(8→16)."""
    return scene.graph.scopes.get(scene.calls.all[call].path, "")


def _key(scene: Scene, unit: Unit, ops: Sequence[Node]) -> str:
    if unit.kind != "call":
        return scene.keys[ops[0].id][2:]
    this = scene.calls.all[unit.call]
    return f"{this.path}~{this.number}" if this.number > 1 else this.path


def title(scene: Scene, call: int, within: int | None = None) -> str:
    """The name of a call below that of the call around it (or `within`): attn in blocks.7; the second call gets (2)."""
    this = scene.calls.all[call]
    outer = this.parent if within is None else within
    around = scene.calls.all[outer].path + "." if outer >= 0 else ""
    return this.path.removeprefix(around) + (f" ({this.number})" if this.number > 1 else "")


def _span(ops: Sequence[Node]) -> str:
    return ops[0].op if ops[0].op == ops[-1].op else f"{ops[0].op} … {ops[-1].op}"


def _status(found: Sequence[Status]) -> Status:
    """The worst of its members: one that failed, one to doubt, one not checked, else passed."""
    return next((word for word in ("fail", "warn", "unchecked", "pass") if word in found), "")


def _norms(scene: Scene, nodes: Sequence[Node]) -> str:
    known = [node for node in nodes if node.kind != "op" and norm(scene, node)]
    if not known:
        return ""
    known.sort(key=lambda node: scene.norms[node.id])
    low, high = norm(scene, known[0]), norm(scene, known[-1])
    return f"‖g‖ {low}" if low == high else f"‖g‖ {low}…{high}"


def _members(scene: Scene, title: str, kind: str, nodes: Sequence[Node]) -> str:
    names = [scene.keys[node.id][2:] for node in nodes[:NAMED]]
    rest = [f"and {len(nodes) - NAMED:,} more"] if len(nodes) > NAMED else []
    return "\n".join([f"{title}  {kind}".strip(), f"{wording.count(len(nodes), 'node')} on one card:", *names, *rest])


def _leaves(scene: Scene, nodes: Sequence[Node]) -> Card:
    noun = {"parameter": "parameter", "leaf": "input"}.get(nodes[0].kind, "constant")
    shapes = {f"{wording.shape(node.shape)} {wording.dtype(node.dtype)}" for node in nodes}
    names = wording.count(len(nodes), noun)
    return sized(
        Card(
            id=f"f:{scene.keys[nodes[0].id][2:]}",
            kind="parameter" if nodes[0].grad_fn else "input",
            title=names,
            width=0,
            height=0,
            left=clean(f"each {shapes.pop()}" if len(shapes) == 1 else f"{len(shapes):,} shapes"),
            right=_norms(scene, nodes),
            foot=clean(nodes[0].grad_fn),
            tooltip=_members(scene, names, "", nodes),
            nodes=tuple(node.id for node in nodes),
        )
    )


def outputs(names: Sequence[str]) -> Card:
    """One card for results beyond those that have their own."""
    told = "\n".join([*(name[:LONGEST] for name in names[:NAMED]), *([f"and {len(names) - NAMED:,} more"] if len(names) > NAMED else [])])
    return sized(Card(id="o:more", kind="output", title=wording.count(len(names), "more output"), width=0, height=0, tooltip=told))
