"""A card for one node: operation, parameter, input or constant, output, saved tensor."""

from __future__ import annotations

import re
import textwrap

from gradcli.draw import wording
from gradcli.draw.keys import LONGEST
from gradcli.draw.palette import FAMILIES
from gradcli.draw.scene import Scene
from gradcli.draw.sizes import sized
from gradcli.draw.text import clean
from gradcli.draw.tooltips import link, tooltip
from gradcli.draw.view import Card
from gradcli.graph import Edge, Mark, Node, Saved

REASON = 46, 3  # characters per line and lines of what the check says; all of it is in the tooltip


def card(scene: Scene, node: Node) -> Card:
    """The card of any node of the graph."""
    return _op(scene, node) if node.kind == "op" else _leaf(scene, node)


def _op(scene: Scene, node: Node) -> Card:
    dtype = "" if node.dtype == scene.dtypes[0] else f" {wording.dtype(node.dtype)}"
    return sized(
        Card(
            id=scene.keys[node.id],
            kind="op",
            title=clean(("ƒ " if node.family == "custom" else "") + node.grad_fn),
            width=0,
            height=0,
            left=clean(wording.shape(node.shape) + dtype),
            right=norm(scene, node),
            lines=(*_attributes(scene, node), *_found(scene, node)),
            family=node.family if node.family in FAMILIES else "other",
            status=scene.status(node.id),
            tooltip=tooltip(scene, node),
            href=link(node.where),
            nodes=(node.id,),
        )
    )


def _leaf(scene: Scene, node: Node) -> Card:
    told = f"‖g‖ {norm(scene, node)}" if norm(scene, node) else ""
    value = wording.value(node.value) if node.name or node.kind != "constant" else ""
    return sized(
        Card(
            id=scene.keys[node.id],
            kind="parameter" if node.grad_fn else "input",
            title=clean(_leaf_name(node)),
            width=0,
            height=0,
            left=clean(f"{wording.shape(node.shape)} {wording.dtype(node.dtype)}" + (f" = {value}" if value else "")),
            right="no gradient" if node.grad_fn and not scene.reached[node.id] else told,
            foot=clean(node.grad_fn),
            tooltip=tooltip(scene, node),
            href=link(node.where),
            nodes=(node.id,),
        )
    )


def _leaf_name(node: Node) -> str:
    """Its name; an unnamed constant is known by its value, an unnamed parameter only as one."""
    return node.name or (wording.value(node.value) if node.kind == "constant" else "") or node.kind


def norm(scene: Scene, node: Node) -> str:
    """The norm of the gradient with 2 digits, where it is known and asked for."""
    known = node.id in scene.norms and "grads" in scene.options.show
    return wording.two_digits(scene.norms[node.id]) if known else ""


def _attributes(scene: Scene, node: Node) -> list[str]:
    shown = node.params if "attrs" in scene.options.show else {}
    return [clean(f"{name}={wording.shown(value)}") for name, value in shown.items()]


def _found(scene: Scene, node: Node) -> list[str]:
    """The numbers of a check that did not pass, then its reason."""
    mark = scene.marks.get(node.id)
    if mark is None or scene.status(node.id) not in ("fail", "warn"):
        return []
    columns, most = REASON
    whole = re.sub(r" ([-+*/]) ", "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", clean(mark.reason))  # a formula stays on one line
    reason = textwrap.wrap(whole, columns, max_lines=most, placeholder=" …")
    return [clean(line) for line in (*_numbers(mark), *reason)]


def _numbers(mark: Mark) -> list[str]:
    at = f"  at {mark.index}" if mark.index else ""
    off = f"  Δ {mark.difference}" if mark.difference else ""
    lines = [f"analytic  {mark.analytic}{at}"] if mark.analytic else []
    return lines + ([f"numeric   {mark.numeric}{off}"] if mark.numeric else [])


def output(scene: Scene, name: str, edge: Edge) -> Card:
    """The card of a result, with its value when it is one number."""
    node = scene.graph.nodes[edge.source]
    dims, dtype = made(node, edge.output)
    value = wording.value(node.value) if edge.output == 0 else ""
    left = f"{wording.shape(dims)} {wording.dtype(dtype)}" if dims is not None else ""
    told = f"output {name}\n{left}" + (f" = {wording.element(node.value)!r}" if value else "")
    left += f" = {value}" if value else ""
    return sized(Card(id=f"o:{name[:LONGEST]}", kind="output", title=clean(name), width=0, height=0, left=clean(left), tooltip=told))


def made(node: Node, number: int) -> tuple[tuple[int, ...] | None, str]:
    """Shape and dtype of output `number` of a node; a shape of None when the graph does not tell."""
    if number == 0:
        return node.shape, node.dtype
    outputs = node.replay.outputs if node.replay else ()
    if number < len(outputs):
        return tuple(outputs[number].shape), str(outputs[number].dtype)
    return None, ""


def saved(scene: Scene, node: Node, tensor: Saved) -> Card:
    """The card of a tensor kept for the backward pass."""
    data = f"{wording.shape(tensor.shape)} {wording.dtype(tensor.dtype)} {wording.size(tensor.nbytes)}"
    told = f"saved for {node.grad_fn}: {tensor.name}\n{wording.shape(tensor.shape)} {tensor.dtype}\n{tensor.nbytes:,} bytes"
    key = f"s:{scene.keys[node.id][2:]}:{tensor.name[:LONGEST]}"
    title = tensor.name if tensor.name.startswith("saved[") else f"saved {tensor.name}"  # saved[1]: the operation has no name for it
    return sized(Card(id=key, kind="saved", title=clean(title), width=0, height=0, left=clean(data), tooltip=told))
