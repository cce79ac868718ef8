"""The main line of a picture: the longest way from the data to a result, which a layout keeps straight."""

from __future__ import annotations

from gradcli.draw.view import Card, View


def spine(view: View) -> list[int]:
    """Indices of the cards on the main line, the result first. Chains that only prepare parameters do not count as length.

    Of equally long ways into a card it takes the middle one, so that the others lie on both sides.
    """
    fed = _fed(view)
    own = [int(fed[i] and card.kind in ("op", "folded")) for i, card in enumerate(view.cards)]
    best = [(length, False) for length in own]  # (operations up to here, the way begins at data)
    before: dict[int, list[int]] = {}  # where the best ways into a card come from
    for link in sorted(view.links, key=lambda link: link.target):
        way = best[link.source][0] + own[link.target], fed[link.source]
        if link.kind != "saved" and (link.target not in before or way > best[link.target]):
            best[link.target], before[link.target] = way, [link.source]
        elif link.kind != "saved" and way == best[link.target]:
            before[link.target].append(link.source)
    ends = [i for i, card in enumerate(view.cards) if card.kind == "output"] or list(range(len(view.cards)))
    return _back(max(ends, key=lambda i: (best[i], -i)), before)


def _back(end: int, before: dict[int, list[int]]) -> list[int]:
    path = [end]
    while path[-1] in before:
        ways = before[path[-1]]
        path.append(ways[(len(ways) - 1) // 2])
    return path


def _fed(view: View) -> list[bool]:
    """Which cards depend on anything but parameters; all when there is nothing else."""
    fed = [_data(view, card) for card in view.cards]
    for link in sorted(view.links, key=lambda link: link.target):
        fed[link.target] = fed[link.target] or (fed[link.source] and link.kind != "saved")
    return fed if any(fed) else [True] * len(fed)


def _data(view: View, card: Card) -> bool:
    return card.kind in ("parameter", "input") and view.graph.nodes[card.nodes[0]].kind != "parameter"
