"""What the reader sees on hovering: full values, saved tensors, what the check found, the place in the source."""

from __future__ import annotations

from urllib.parse import quote

from gradcli.draw import wording
from gradcli.draw.scene import Scene
from gradcli.errors import Where
from gradcli.graph import Mark, Node

LONGEST, MOST = 400, 30  # characters of one line, lines


def tooltip(scene: Scene, node: Node) -> str:
    """Everything known about a node, one fact per line."""
    title = node.grad_fn if node.kind == "op" else node.name or node.kind
    facts = [
        title,
        f"{wording.shape(node.shape)} {node.dtype}" + (f" = {_full(node)}" if _full(node) else ""),
        f"{node.kind}, gradient kept by AccumulateGrad" if node.kind != "op" and node.grad_fn else "",
        "no gradient" if node.kind != "op" and not node.grad_fn else "",
        "no gradient reaches it from any output" if node.grad_fn and not scene.reached[node.id] else "",
        f"gradient norm {wording.sure(scene.norms[node.id], node.dtype)}" if node.id in scene.norms else "",
        *(f"{name} = {wording.shown(value)}" for name, value in node.params.items()),
        *(f"saved {s.name} {wording.shape(s.shape)} {s.dtype}, {wording.size(s.nbytes)}" for s in node.saved),
        *_check(scene.marks.get(node.id)),
        f"in {node.scope}" + (f": {scene.graph.scopes[node.scope]}" if node.scope in scene.graph.scopes else "") if node.scope else "",
        str(node.where) if node.where else "",
    ]
    return "\n".join([fact[:LONGEST] for fact in facts if fact][:MOST])


def _full(node: Node) -> str:
    only = wording.element(node.value)
    return "" if only is None else wording.sure(only, node.dtype)


def _check(mark: Mark | None) -> list[str]:
    if mark is None:
        return []
    named = ("analytic", mark.analytic), ("numeric", mark.numeric), ("difference", mark.difference), ("at", mark.index)
    about = f" for argument {mark.argument}" if mark.argument else ""
    like = " (as those that differ in nothing but their values)" if mark.alike else ""
    return [f"gradient check: {mark.verdict}{about}{like}", *(f"{name} {text}" for name, text in named if text), mark.reason]


def link(where: Where | None) -> str:
    """mlp.py#L22, every character that could mean something else in an address quoted."""
    if where is None or not where.file or where.file.startswith("<"):  # <string>, <stdin>
        return ""
    return quote(where.file, safe="/", errors="replace") + (f"#L{where.line}" if where.line else "")
