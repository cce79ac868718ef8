"""The legend: one entry for each kind of thing that is in the picture, none for what is not."""

from __future__ import annotations

from collections.abc import Sequence

from gradcli.draw.palette import FAMILIES
from gradcli.draw.scene import Scene
from gradcli.draw.view import Card, LegendItem, Link


def legend(scene: Scene, cards: Sequence[Card], links: Sequence[Link]) -> tuple[LegendItem, ...]:
    """In the order leaves, families of operations, results of the check, lines."""
    return (*_leaves(scene, cards), *_families(cards), *_checks(cards), *_changes(cards), *_lines(scene, links))


def _leaves(scene: Scene, cards: Sequence[Card]) -> list[LegendItem]:
    kinds = {card.kind for card in cards}
    nodes = {scene.graph.nodes[i].kind for card in cards if card.kind == "parameter" for i in card.nodes}
    trained = " / ".join(text for kind, text in (("parameter", "parameter"), ("leaf", "input")) if kind in nodes)
    items = [LegendItem("pill", "leaf", trained)] if trained else []
    items += [LegendItem("dashed", "free", "no grad")] if "input" in kinds else []
    items += [LegendItem("chip", "chip", "used again")] if "chip" in kinds else []
    return items + ([LegendItem("square", "saved", "saved tensor")] if "saved" in kinds else [])


def _families(cards: Sequence[Card]) -> list[LegendItem]:
    present = {card.family for card in cards if card.kind in ("op", "folded")}
    items = [LegendItem("bar", f"bar-{family}", text) for family, text in FAMILIES.items() if family in present]
    return items + ([LegendItem("stack", "card", "repeated ×N")] if any(card.sheets for card in cards) else [])


def _checks(cards: Sequence[Card]) -> list[LegendItem]:
    present = {card.status for card in cards}
    items = [LegendItem("box", "fail", "failed check")] if "fail" in present else []
    items += [LegendItem("doubt", "warn", "undecided")] if "warn" in present else []
    return items + ([LegendItem("circle", "unchecked", "not checked")] if "unchecked" in present else [])


def _changes(cards: Sequence[Card]) -> list[LegendItem]:
    present = {card.change for card in cards}
    return [LegendItem("badge", change, change) for change in ("added", "removed", "changed") if change in present]


def _lines(scene: Scene, links: Sequence[Link]) -> list[LegendItem]:
    present = {link.kind for link in links}
    items = [LegendItem("line", "line-fail", "wrong gradient")] if "fail" in present else []
    items += [LegendItem("dashes", "line-contaminated", "gradient contaminated")] if "contaminated" in present else []
    backward = scene.options.flow == "backward"
    way = "gradients flow along the arrows" if backward else "values flow down, gradients up"
    if scene.options.direction == "LR" and not backward:
        way = "values flow right, gradients left"
    return items + ([LegendItem("arrow", "line", way)] if links else [])
