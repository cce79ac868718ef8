"""The two lines above a picture: what it is and how the check went; how much there is and how much of it is folded."""

from __future__ import annotations

from collections import Counter

from gradcli.draw import wording
from gradcli.draw.fold.plan import Folding
from gradcli.draw.scene import Scene
from gradcli.draw.text import clean
from gradcli.finding import Verdict
from gradcli.graph import depth


def heading(scene: Scene) -> str:
    """mlp.py · loss = 0.2841, or where the gradient check failed."""
    return clean(" · ".join(filter(None, (scene.options.title, _failure(scene) or _result(scene)))))


def _failure(scene: Scene) -> str:
    if not scene.failing:
        return ""
    more = f" and {wording.count(len(scene.failing) - 1, 'more node')}" if len(scene.failing) > 1 else ""
    return f"gradient check failed at {scene.graph.nodes[scene.failing[0]].grad_fn}{more}"


def _result(scene: Scene) -> str:
    if len(scene.graph.outputs) != 1:
        return wording.count(len(scene.graph.outputs), "output")
    ((name, edge),) = scene.graph.outputs
    node = scene.graph.nodes[edge.source]
    value = wording.value(node.value) if edge.output == 0 else ""
    return f"{name} = {value}" if value else f"{name} {wording.shape(node.shape) if edge.output == 0 else ''}".strip()


def subheading(scene: Scene, folding: Folding, cards: int) -> str:
    """10 grad_fn nodes · 4 parameters · depth 9 · float64 · gradcheck: 9 pass, 1 fail."""
    nodes = wording.count(scene.operations, "grad_fn node")
    facts = [
        f"{nodes} → {wording.count(cards, 'card')}" if folding.folded else nodes,
        *_leaves(scene),
        f"depth {depth(scene.graph):,}",
        ", ".join(scene.dtypes[:3]),
        _checked(scene),
        _compared(scene),
        scene.options.note,
    ]
    return clean(" · ".join(filter(None, facts)))


def _compared(scene: Scene) -> str:
    """3 added, 1 removed, 2 changed; nothing without an older graph."""
    if scene.changes is None:
        return ""
    found = Counter(scene.changes.nodes.values())
    told = [f"{found[change]:,} {change}" for change in ("added", "removed", "changed") if found[change]]
    return "diff: " + (", ".join(told) or "nothing changed")


def _leaves(scene: Scene) -> list[str]:
    found = Counter(str(node.kind) for node in scene.graph.nodes)
    return [wording.count(found[kind], noun) for kind, noun in (("parameter", "parameter"), ("leaf", "input")) if found[kind]]


def _checked(scene: Scene) -> str:
    """gradcheck: 9 pass, 1 fail; nothing when no check was run."""
    if not scene.marks:
        return ""
    found = Counter(mark.verdict for mark in scene.marks.values() if not mark.alike)
    alike = sum(mark.alike for mark in scene.marks.values())
    words = [Verdict.PASS.value, *(verdict.value for verdict in Verdict if verdict is not Verdict.PASS)]
    rest = scene.operations - alike - sum(found[word] for word in words)
    told = [f"{found[word]:,} {word}" for word in words if found[word]]
    told += ([f"{alike:,} like those"] if alike else []) + ([f"{rest:,} not checked"] if rest > 0 else [])
    return "gradcheck: " + ", ".join(told)
