"""Boxes around the cards of one call of a module: which calls get one, and which cards lie in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from gradcli.draw import folded, wording
from gradcli.draw.fold.plan import Folding, Unit
from gradcli.draw.keys import LONGEST, distinct
from gradcli.draw.scene import Scene
from gradcli.draw.sizes import WIDEST
from gradcli.draw.text import clean, shorten
from gradcli.draw.view import Card, Cluster


def homes(scene: Scene, folding: Folding) -> list[int]:
    """The call every unit is drawn in, -1 for none."""
    users: dict[int, int] = {}
    for node in scene.graph.nodes:
        for edge in node.parents:
            users.setdefault(folding.of[edge.source], folding.of[node.id])
    around = [_around(scene, unit) for unit in folding.units]
    return [
        _leaf_home(scene, unit, around[users[i]] if i in users else -1) if _leafy(scene, unit) else around[i]
        for i, unit in enumerate(folding.units)
    ]


def _around(scene: Scene, unit: Unit) -> int:
    return scene.calls.all[unit.call].parent if unit.kind == "call" else unit.call


def _leafy(scene: Scene, unit: Unit) -> bool:
    return scene.graph.nodes[unit.nodes[0]].kind != "op" and unit.kind in ("node", "leaves")


def _leaf_home(scene: Scene, unit: Unit, user: int) -> int:
    """The innermost call around a leaf's first use that the leaf belongs to, by its scope or its dotted name."""
    leaf = scene.graph.nodes[unit.nodes[0]]
    if not leaf.name and not leaf.scope:
        return user
    path = leaf.scope or leaf.name.rpartition(".")[0]
    within = (call for call in scene.calls.chain(user) if _inside(path, scene.calls.all[call].path))
    return next(within, -1)


def _inside(path: str, scope: str) -> bool:
    return path == scope or path.startswith(scope + ".")


def clusters(scene: Scene, cards: list[Card], home: list[int], counted: bool) -> tuple[tuple[Cluster, ...], list[int]]:
    """The clusters worth drawing (two cards or more), outer ones first, and for every card the index of its cluster or -1."""
    census = _census(scene, cards, home)
    drawn = [call for call in range(len(scene.calls.all)) if census.cards[call] > 1 and not _whole(scene, call, census)]
    names = distinct(f"c:{scene.calls.all[call].path[:LONGEST]}" for call in drawn)
    index = {call: i for i, call in enumerate(drawn)}
    found: list[Cluster] = []
    for name, call in zip(names, drawn):
        outer = next((i for i in scene.calls.chain(call)[1:] if i in index), -1)
        parent = index.get(outer, -1)
        depth = found[parent].depth + 1 if parent >= 0 else 0
        title, subtitle = folded.title(scene, call, outer), _subtitle(scene, call, census.nodes[call] if counted else 0)
        found.append(Cluster(name, _short(title), _short(subtitle), parent, call in census.failing, depth))
    return tuple(found), [next((index[i] for i in scene.calls.chain(call) if i in index), -1) for call in home]


def _short(text: str) -> str:
    return shorten(clean(text), 11.5, "bold", WIDEST)


@dataclass(slots=True)
class Census:
    """What lies in each call: cards, operations, and which calls hold a failing one."""

    cards: Counter[int] = field(default_factory=Counter)
    nodes: Counter[int] = field(default_factory=Counter)
    failing: set[int] = field(default_factory=set)


def _census(scene: Scene, cards: list[Card], home: list[int]) -> Census:
    census = Census()
    for card, call in zip(cards, home):
        ops = sum(scene.graph.nodes[i].kind == "op" for i in card.nodes)
        for outer in scene.calls.chain(call):
            census.cards[outer] += 1
            census.nodes[outer] += ops
            if card.status == "fail":
                census.failing.add(outer)
    return census


def _subtitle(scene: Scene, call: int, nodes: int) -> str:
    named = scene.graph.scopes.get(scene.calls.all[call].path, "")
    return " · ".join(filter(None, (named, wording.count(nodes, "node") if nodes else "")))


def _whole(scene: Scene, call: int, census: Census) -> bool:
    """A function that holds every operation and has no title: its box would say nothing."""
    return scene.calls.all[call].path not in scene.graph.scopes and census.nodes[call] == scene.operations
