"""Complex steps beside real differences: exact where every operation is analytic, and believed where differences do not contradict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gradcli.check import doubt
from gradcli.check.compare import PROVED, SHARP, Tolerance, Word, decide
from gradcli.check.complex_step import NotAnalytic
from gradcli.check.jacobian import by_input, measure
from gradcli.check.nodes import examinable
from gradcli.check.question import Bounds, Grid, Question, ask, merged
from gradcli.check.rows import moves_of, ordinary, rows, slack
from gradcli.check.subject import Subject
from gradcli.graph import Graph, Node
from gradcli.numeric import Estimate, Kind, complex

Array = np.ndarray[Any, Any]
ONE_BY_ONE = 1024  # columns that are stepped one at a time; of more, random combinations
DRAWS = 4  # random roundings whose spread is the noise of a slope
SPECIAL = (Kind.KINK, Kind.JUMP, Kind.SINGULAR, Kind.EDGE)  # what complex steps do not see
FAR = 0.1  # of a slope: no rounding of a gradient is as large
NOTHING = 1e-12  # what is left of numbers of size 1 that cancel in a backward, as in 1 - y * y
SAFETY = 8.0  # on the largest of them
SPARE = 1e-6  # of the largest slope: differences and complex steps that agree to this never contradict each other


def of_node(node: Node, subject: Subject, grids: dict[str, Grid], how: tuple[Bounds, np.random.Generator]) -> dict[str, Grid]:
    """The grids of one node as the method has them: by complex steps where asked and possible, anchored by them, or as they are."""
    bounds, rng = how
    if bounds.method == "central":
        return grids
    if bounds.method == "auto":
        return _anchored(subject, grids, bounds, node.replay is not None and not node.replay.user)
    try:
        return stepped(subject, grids, bounds, rng)
    except NotAnalytic:
        return grids


def _anchored(subject: Subject, grids: Mapping[str, Grid], bounds: Bounds, library: bool) -> dict[str, Grid]:
    """The grids with entries that differences left open passed where complex steps get through and agree.

    They blame nobody but who is far off where differences see nothing: at such points the rounding of the gradient itself is seldom
    known well enough. But they acquit an operation of the library, whose continuation is known: a forward rounded in steps has slopes
    of its own between them. So may a user's, a little.
    """
    if not library:
        grids = {name: _seen(subject, grid) for name, grid in grids.items()}
    open_ = {name: _doubted(grid, library) for name, grid in grids.items()}
    return {name: _decided(subject, grid, bounds, open_[name], library) if open_[name].any() else grid for name, grid in grids.items()}


def _seen(subject: Subject, grid: Grid) -> Grid:
    """The grid with entries that passed as too small to be seen beside an offset, and are far from what complex steps show, wrong."""
    size = np.maximum(np.abs(grid.analytic), np.abs(grid.estimate.value))
    unseen = (grid.words == Word.PASS) & (size > NOTHING * np.maximum(grid.row, 1.0)) & (grid.estimate.bound > SHARP * size)
    if not unseen.any():
        return grid
    try:
        exact = _estimate(subject, grid, None)
    except NotAnalytic:
        return grid
    off = np.abs(grid.analytic - exact.value) > FAR * np.maximum(np.abs(grid.analytic), np.abs(exact.value))
    wrong = unseen & off & (exact.kind == Kind.SMOOTH)
    return replace(grid, words=np.where(wrong, Word.WRONG, grid.words), estimate=merged(wrong, exact, grid.estimate))


def _doubted(grid: Grid, library: bool) -> Array:
    """Entries that a complex step may settle."""
    gap = np.abs(grid.analytic - grid.estimate.value)
    near = gap <= SPARE * float(np.abs(np.nan_to_num(grid.estimate.value)).max(initial=0.0))
    return np.asarray((grid.words == Word.UNSURE) | (grid.wrong & (near | library)))


def _decided(subject: Subject, grid: Grid, bounds: Bounds, doubted: Array, library: bool) -> Grid:
    try:
        found = _by_steps(subject, grid, bounds, library)
    except NotAnalytic:
        return grid
    chosen = doubted & (found.words == Word.PASS)
    words = np.where(chosen, Word.PASS, grid.words)
    return replace(grid, words=words, estimate=merged(chosen, found.estimate, grid.estimate))


def stepped(subject: Subject, grids: Mapping[str, Grid], bounds: Bounds, rng: np.random.Generator) -> dict[str, Grid]:
    """The grids by complex steps throughout, but for kinks, jumps and edges. Raises NotAnalytic where that is not possible."""
    return {name: _by_steps(subject, _small(subject, grid, bounds, rng), bounds) for name, grid in grids.items()}


def in_the_way(graph: Graph, bounds: Bounds, rng: np.random.Generator) -> Node | None:
    """The first node that complex steps do not get through by itself."""
    for node, subject in examinable(graph):
        try:
            stepped(subject, by_input(subject, "auto", bounds, rng), bounds, rng)
        except Exception:  # NotAnalytic, or a user's node that cannot run alone
            return node
    return None


def _small(subject: Subject, grid: Grid, bounds: Bounds, rng: np.random.Generator) -> Grid:
    """Random combinations in place of a great many single columns."""
    if grid.diagonal or len(grid.words) <= ONE_BY_ONE:
        return grid
    question = ask(subject, grid.question.input, rng)
    return measure(subject, question, rows(subject, question.cotangents)[question.input], bounds)


def _by_steps(subject: Subject, grid: Grid, bounds: Bounds, trusted: bool = False) -> Grid:
    """trusted: also where differences show another slope."""
    question = grid.question
    analytic, tolerance = (grid.analytic, _diagonal(grid, subject, bounds)) if grid.diagonal else _given(subject, question, bounds)
    estimate = _estimate(subject, grid, None)
    special = np.isin(grid.estimate.kind, SPECIAL) | ((grid.estimate.kind == Kind.CONSTANT) & (grid.words == Word.PASS))
    words = decide(analytic, estimate, tolerance)
    if (words[~special] != Word.PASS).any():
        estimate.bound[...] = np.maximum(estimate.bound, _noise(subject, grid, estimate))
        words = decide(analytic, estimate, tolerance)
    if not trusted and (_contradict(grid.estimate, estimate) & ~special).any():
        raise NotAnalytic("complex steps do not give the slope that differences of the function show")
    words = np.where(special, grid.words, words)
    found = replace(grid, analytic=analytic, words=words, estimate=merged(special, grid.estimate, estimate))
    moves = None if question.columns is not None else moves_of(question)
    return found if grid.diagonal else doubt.cleared(subject, found, tolerance, moves)


def _given(subject: Subject, question: Question, bounds: Bounds) -> tuple[Array, Tolerance]:
    """The analytic side, every row pulled by itself, and what it may be off by."""
    found = rows(subject, question.cotangents)[question.input]
    r = subject.m if question.cotangents is None else len(question.cotangents)
    table = np.zeros((r, subject.at[question.input].size)) if found is None else found
    analytic = table[:, question.columns].T if question.columns is not None else moves_of(question) @ table.T
    rtol = bounds.rtol if question.full else bounds.combined
    return np.asarray(analytic), Tolerance(rtol, bounds.atol, slack(table, question, slice(None), subject), ordinary(table, question))


def _diagonal(grid: Grid, subject: Subject, bounds: Bounds) -> Tolerance:
    """What 1 - y * y is off by where it is small is a rounding of where it is large."""
    return Tolerance(bounds.rtol, bounds.atol, np.full_like(grid.row, 16 * subject.unit * grid.row.max()), grid.row)


def _estimate(subject: Subject, grid: Grid, rng: np.random.Generator | None) -> Estimate:
    """Derivatives by complex steps in the directions of a grid; of the diagonal all at once."""
    if subject.stepped is None:
        raise NotAnalytic("part of the function is computed outside of the graph")
    take, question, at = subject.stepped, grid.question, subject.at[grid.question.input]
    if grid.diagonal:
        size = complex.STEP * question.along.length
        values = take(question.input, (at + 1j * size)[None], rng)
        return complex.sharp((values.imag[0] / size)[:, None])
    weights = question.cotangents
    f = lambda points: take(question.input, points, rng) if weights is None else take(question.input, points, rng) @ weights.T
    return complex.derivative(f, at, question.along)


def _noise(subject: Subject, grid: Grid, exact: Estimate) -> Array:
    """What roundings on the way may do to the slopes."""
    rng = np.random.default_rng(0)
    draws = [np.abs(_estimate(subject, grid, rng).value - exact.value) for _ in range(DRAWS)]
    return np.asarray(SAFETY * np.nan_to_num(np.max(draws, axis=0)))


def _contradict(differences: Estimate, steps: Estimate) -> Array:
    """Entries in which differences prove the complex step wrong: what is analytic as written need not be what is computed."""
    gap = np.abs(differences.value - steps.value)
    spare = SPARE * float(np.abs(np.nan_to_num(differences.value)).max(initial=0.0))
    smooth = np.isin(differences.kind, (Kind.SMOOTH, Kind.CONSTANT)) & (differences.bound <= PROVED * gap)
    return np.asarray(smooth & (gap > differences.bound + steps.bound + spare))
