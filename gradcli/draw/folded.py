"""A card for several nodes: a folded module, a chain, a stretch of a program, a bundle of leaves or outputs."""

from __future__ import annotations

from collections.abc import Sequence

from gradcli.draw import wording
from gradcli.draw.cards import norm
from gradcli.draw.fold.plan import Unit
from gradcli.draw.scene import Scene
from gradcli.draw.sizes import sized
from gradcli.draw.text import clean
from gradcli.draw.tooltips import LONGEST, link
from gradcli.draw.view import Card, Status
from gradcli.graph import Node

NAMED = 12  # members a tooltip lists


def card(scene: Scene, unit: Unit) -> Card:
    """The card of a unit of several nodes."""
    nodes = [scene.graph.nodes[i] for i in unit.nodes]
    if unit.kind == "leaves":
        return _leaves(scene, nodes)
    ops = [node for node in nodes if node.kind == "op"]
    title, kind = _call(scene, unit.call) if unit.kind == "call" else (_span(ops), unit.kind)
    number = scene.calls.all[unit.call].number if unit.kind == "call" else 1
    key = f"{scene.calls.all[unit.call].path}{f'~{number}' if number > 1 else ''}" if unit.kind == "call" else scene.keys[ops[0].id][2:]
    return sized(
        Card(
            id=f"f:{key}",
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
        )
    )


def _call(scene: Scene, call: int) -> tuple[str, str]:
    """The name of a folded module and its title: ("fc1", "Linear(8→16)")."""
    this = scene.calls.all[call]
    return title(scene, call), scene.graph.scopes.get(this.path, "")


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
