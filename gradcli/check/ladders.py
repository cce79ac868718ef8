"""How the error of a central difference depends on its step: the worst entry of every pair, for a person to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from gradcli.check.question import Grid, View
from gradcli.check.records import entry_of, largest
from gradcli.check.session import Session
from gradcli.check.subject import Block
from gradcli.finding import Ladder
from gradcli.numeric import Array, ladder

MOST = 6  # pairs: more than that nobody looks at


def ladders(session: Session) -> Iterator[Ladder]:
    """One per pair that was compared, those with the worst word first."""
    found = [(grid, block) for grid in session.grids.values() for block in _rows(session, grid)]
    found.sort(key=lambda pair: -int(pair[0].words[:, _columns(*pair)].max()))
    yield from (_ladder(session, grid, block) for grid, block in found[:MOST])


def _rows(session: Session, grid: Grid) -> list[Block]:
    """The outputs of a grid that have elements; the first stands for all where they were combined."""
    several = grid.question.cotangents is None and not grid.diagonal
    return [block for block in session.subject.outputs if block.size] if several else [session.subject.outputs[0]]


def _columns(grid: Grid, block: Block) -> slice:
    return block.slice if grid.question.cotangents is None and not grid.diagonal else slice(0, grid.words.shape[1])


def _ladder(session: Session, grid: Grid, block: Block) -> Ladder:
    part = grid.words[:, _columns(grid, block)]
    place = largest(grid, part.max(), _columns(grid, block))
    entry = entry_of(grid, place, session.subject)
    step, slope = _climbed(session, grid, place)
    output = block.name if grid.question.cotangents is None else ""
    return Ladder(entry.name(output, grid.question.input), entry, tuple(map(float, step)), tuple(map(float, slope)))


def _climbed(session: Session, grid: Grid, place: tuple[int, int]) -> tuple[Array, Array]:
    """The steps and the central differences at them, largest step first."""
    view = View.of(session.subject, replace(grid.question, swept=False))
    samples = ladder.climb(view.f, view.x, grid.question.along.take([place[0]]), view.y)
    row = place[0] if grid.diagonal else place[1]
    slope = (samples.up - samples.down)[:, 0, row] / (2 * samples.size[:, 0, 0])
    finite = np.isfinite(slope)
    return samples.size[finite, 0, 0], slope[finite]
