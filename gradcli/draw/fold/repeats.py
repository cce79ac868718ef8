"""Runs of equal structure in a program: block after block of a network, step after step of a loop."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gradcli.draw.fold.program import Item

LONGEST = 12  # items of one repetition
FEWEST = 3  # repetitions of bare operations; modules need two
SHORT = 6  # items from which on a run of bare operations is worth a card


@dataclass(frozen=True, slots=True)
class Run:
    """`times` repetitions of the first `period` of `items`. example: one more before them that stays as it is."""

    items: tuple[Item, ...]
    period: int
    times: int
    example: tuple[Item, ...] = ()

    @property
    def start(self) -> int:
        """Its first operation."""
        return self.items[0].start

    @property
    def stop(self) -> int:
        """Behind its last operation."""
        return self.items[-1].stop

    @property
    def whole(self) -> Run:
        """The same with its example taken in."""
        return Run(self.example + self.items, self.period, self.times + 1) if self.example else self


def runs(items: Sequence[Item], labels: Sequence[int], known: set[int] | None) -> list[Item | Run]:
    """The items with each run of equal ones as one Run.

    known: structures that need no example; of others the first repetition stays as it is. None: no example of anything.
    """
    found: list[Item | Run] = []
    best = _best(labels)
    i = 0
    while i < len(items):
        period, times = best[i]
        if not period or not _worth(items[i : i + period], period, times):
            found.append(items[i])
            i += 1
            continue
        new = known is not None and not known.issuperset(labels[i : i + period])
        keep = period if new else 0
        found += items[i : i + keep]
        found += _rest(items[i + keep : i + period * times], period, items[i : i + keep])
        if known is not None:
            known.update(labels[i : i + period])
        i += period * times
    return found


def nested(items: Sequence[Item], labels: Sequence[int]) -> list[Item | Run]:
    """Runs of runs: a loop over rows whose body is a loop over heads. Without examples."""
    inner = runs(items, labels, None)
    label = dict(zip((item.start for item in items), labels))
    names: dict[object, int] = {}
    outer = [Item(thing.start, thing.stop) if isinstance(thing, Run) else thing for thing in inner]
    alike = [names.setdefault(_name(thing, label), len(names)) for thing in inner]
    back = {(thing.start, thing.stop): thing for thing in inner}
    return [thing if isinstance(thing, Run) else back[thing.start, thing.stop] for thing in runs(outer, alike, None)]


def _name(thing: Item | Run, label: Mapping[int, int]) -> object:
    if not isinstance(thing, Run):
        return label[thing.start]
    return thing.times, tuple(label[item.start] for item in thing.items[: thing.period])


def _rest(items: Sequence[Item], period: int, example: Sequence[Item]) -> list[Item | Run]:
    """What is left of a run as a Run, as it is when that is one repetition."""
    times = len(items) // period
    return [Run(tuple(items), period, times, tuple(example))] if times > 1 else list(items)


def joined(items: Sequence[Item | Run], opened: Collection[int]) -> list[Item | Run]:
    """The items with each run's example taken into it when none of the example's calls is opened, so that it shows nothing."""
    found: list[Item | Run] = []
    for item in items:
        calls = [one.call for one in item.example if one.call >= 0] if isinstance(item, Run) else []
        if isinstance(item, Run) and calls and not set(calls) & set(opened):
            del found[-len(item.example) :]
            item = item.whole
        found.append(item)
    return found


def _worth(one: Sequence[Item], period: int, times: int) -> bool:
    if any(item.call >= 0 for item in one):
        return times > 1
    return times >= FEWEST and period * times >= SHORT


def _best(labels: Sequence[int]) -> list[tuple[int, int]]:
    """For every place the (period, repetitions) that cover most from there on; the shortest of equals; (0, 0) without any."""
    best = [(0, 0)] * len(labels)
    covered = [0] * len(labels)
    for period in range(1, min(LONGEST, len(labels) // 2) + 1):
        same = 0  # how many labels in a row are those one period later
        for i in range(len(labels) - period - 1, -1, -1):
            same = same + 1 if labels[i] == labels[i + period] else 0
            reach = (same // period + 1) * period
            if same >= period and reach > covered[i]:
                best[i], covered[i] = (period, same // period + 1), reach
    return best
