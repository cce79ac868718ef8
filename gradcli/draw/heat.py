"""How much of a quantity each card holds: the norm of the gradient, memory kept for the backward pass, or time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite, log10

from gradcli.draw import wording
from gradcli.draw.scene import Scene
from gradcli.draw.sizes import sized
from gradcli.draw.view import Card, LegendItem, Link

NAMES = {"gradnorm": "gradient norm", "memory": "kept for backward", "time": "time of forward and backward"}
DECADES = 6.0  # of gradient norms that are told apart; what is smaller is as pale as nothing
HOLDS = ("op", "folded", "parameter", "input")


@dataclass(frozen=True, slots=True)
class Heat:
    """amounts: by card, of those that have any.  least, most: the ends of the scale."""

    overlay: str
    amounts: dict[int, float]

    @property
    def most(self) -> float:
        """The largest amount."""
        return max(self.amounts.values(), default=0.0)

    @property
    def least(self) -> float:
        """The smallest one."""
        return min(self.amounts.values(), default=0.0)

    def share(self, amount: float) -> float:
        """0 to 1: of the largest, for gradient norms by orders of magnitude."""
        if self.most <= 0:
            return 0.0
        if self.overlay == "gradnorm":
            lowest = max(self.least, self.most * 10**-DECADES)
            return 1.0 if lowest >= self.most else max(0.0, log10(max(amount, lowest) / lowest) / log10(self.most / lowest))
        return amount / self.most


def heated(scene: Scene, cards: Sequence[Card], links: Sequence[Link]) -> tuple[list[Card], list[Link], list[LegendItem]]:
    """The cards with their share and amount, the links as strong as what they come from, and the legend's entry."""
    heat = Heat(scene.options.overlay, _amounts(scene, cards))
    warm = [_warm(card, heat, heat.amounts[i]) if i in heat.amounts else card for i, card in enumerate(cards)]
    strong = [replace(link, strength=warm[link.source].heat) for link in links] if heat.overlay == "gradnorm" else list(links)
    scale = f"{NAMES[heat.overlay]} {spelt(heat.overlay, heat.least)} … {spelt(heat.overlay, heat.most)}"
    return warm, strong, [LegendItem("ramp", "heat", scale)] if heat.amounts else []


def _amounts(scene: Scene, cards: Sequence[Card]) -> dict[int, float]:
    by_node = _by_node(scene)
    found = {}
    for i, card in enumerate(cards):
        known = [by_node[node] for node in card.nodes if node in by_node]
        if known and card.kind in HOLDS:
            found[i] = max(known) if scene.options.overlay == "gradnorm" else sum(known)
    return found


def _by_node(scene: Scene) -> dict[int, float]:
    if scene.options.overlay == "memory":
        return {node.id: float(sum(saved.nbytes for saved in node.saved)) for node in scene.graph.nodes if node.kind == "op"}
    known = scene.norms if scene.options.overlay == "gradnorm" else scene.times
    return {node: amount for node, amount in known.items() if isfinite(amount)}


def _warm(card: Card, heat: Heat, amount: float) -> Card:
    right = spelt(heat.overlay, amount) if card.kind in ("op", "folded") else card.right
    return sized(replace(card, right=right, heat=heat.share(amount), tooltip=f"{card.tooltip}\n{NAMES[heat.overlay]} {amount:.6g}"))


def spelt(overlay: str, amount: float) -> str:
    """4.1e-2, 12 KiB or 3.4 ms."""
    if overlay == "memory":
        return wording.size(int(amount))
    return wording.seconds(amount) if overlay == "time" else wording.two_digits(amount)
