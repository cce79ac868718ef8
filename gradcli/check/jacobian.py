"""Analytic and numeric derivatives of one input side by side: every entry, or a few random combinations of them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from gradcli.check import by_element, differences, doubt, settled
from gradcli.check.compare import QUICK, Tolerance, Word, accepted, decide
from gradcli.check.question import FULL_INPUTS, Bounds, Grid, Question, View, ask, climbed, every_column, is_full, merged, portions
from gradcli.check.rows import moves_of, ordinary, rows, slack
from gradcli.check.subject import Subject
from gradcli.numeric import Array, Directions, Estimate, Kind, blank, central, ladder, placed

SHARPER = 1e-2  # of the bound of a ladder: a quick estimate that claims this must be heard
AGREED, FAR = 1e-4, 1e-2  # of the slope: what two steps agree to, and what an error is more than that nobody doubts
LADDER = 42  # evaluations per direction
PATIENCE = 1.0  # seconds for the ladders of an input: beyond that one is climbed first, and those that it makes needless are not
PROVED = 100.0  # bounds that an entry is off beside one that a ladder has proved wrong
TIMED = 4  # evaluations, to know how long one takes: more than one may be done at once
COMBINED = 1e-3 * QUICK  # in combinations one entry is one of very many


def measure(subject: Subject, question: Question, gradients: Array | None, bounds: Bounds, quick: Estimate | None = None) -> Grid:
    """Compare the gradients (r, n) of one input with differences of the subject. quick: central differences already made."""
    x = subject.at[question.input]
    view = View.of(subject, question)
    c, r = len(question.along), view.y.size
    table = np.zeros((r, x.size)) if gradients is None else gradients
    answer, analytic, words = None, np.zeros((c, r)), np.full((c, r), Word.UNSURE)
    row = ordinary(table, question)
    for some in portions(c, r if question.swept else max(x.size, r)):
        along = question.along.take(some)
        analytic[some] = _along(table, question, some)
        rtol, sharp = (bounds.rtol, QUICK) if question.full else (bounds.combined, COMBINED)
        tolerance = Tolerance(rtol, bounds.atol, slack(table, question, some, subject), row, sharp)
        columns = None if question.columns is None else question.columns[some]
        estimate, verdict = _judge(view, (along, columns), (analytic[some], tolerance), quick.take(some) if quick else None)
        answer = placed(answer, (c, r), some, estimate)
        words[some] = verdict
    grid = Grid(question, analytic, answer or blank(c, r), words, row, gradients is None)
    if (words < Word.UNSURE).all():
        return grid
    tolerance = Tolerance(bounds.rtol, bounds.atol, slack(table, question, slice(None), subject), row)
    return doubt.cleared(subject, grid, tolerance, None if question.columns is not None else moves_of(question))


def _along(table: Array, question: Question, some: slice) -> Array:
    if question.columns is not None:
        return np.asarray(table[:, question.columns[some]].T)
    with np.errstate(invalid="ignore"):
        return np.asarray(moves_of(question)[some] @ table.T)


def central_of(view: View, along: Directions) -> Estimate:
    """Two central differences per column; four along combinations, in which a small error must still be seen."""
    method = central.derivative if along.move is None else central.sharper
    return method(view.f, view.x, along, view.y, (view.unit, view.floor))


Ways = tuple[Directions, Array | None]  # directions, and the columns they move if they move one each
Expected = tuple[Array, Tolerance]


def _judge(view: View, ways: Ways, expected: Expected, quick: Estimate | None) -> tuple[Estimate, Array]:
    """Two central differences, two more at other steps; the ladder for the directions they leave open, of a slow program for no others."""
    (along, columns), (analytic, tolerance) = ways, expected
    estimate = quick or central_of(view, along)
    good = accepted(analytic, estimate, tolerance)
    if columns is not None and not good.all():
        _retry(view, along, expected, (estimate, good))
    known = good | blatant(analytic, estimate) if view.slow else good
    words = np.where(good, Word.PASS, np.where(known, Word.WRONG, Word.UNSURE))
    rest = np.flatnonzero(~known.all(axis=1))
    if not view.slow or columns is not None:
        if columns is not None and len(rest) > 1 and _takes_long(view, len(rest)):
            rest = _first(view, ways, expected, (estimate, words), rest)
        _deepen(view, ways, expected, (estimate, words), rest)
        return estimate, words
    for one in rest:
        if not (words == Word.WRONG).any():  # an error is in all combinations
            _deepen(view, ways, expected, (estimate, words), rest[rest == one])
    return estimate, words


def _takes_long(view: View, directions: int) -> bool:
    """Whether nobody would wait for so many ladders; never where all columns move at once."""
    if view.sweep is not None:
        return False
    start = time.perf_counter()
    view.f(np.repeat(view.x[None], TIMED, axis=0))
    return (time.perf_counter() - start) / TIMED * LADDER * directions > PATIENCE


def _first(view: View, ways: Ways, expected: Expected, found: tuple[Estimate, Array], rest: Array) -> Array:
    """A ladder for the direction that is off by most; of the other ones those that are still open."""
    (analytic, _), (estimate, words) = expected, found
    gap = np.nan_to_num(np.abs(analytic - estimate.value))
    worst = int(gap[rest].max(axis=1).argmax())
    others = np.delete(rest, worst)
    _deepen(view, ways, expected, found, rest[worst : worst + 1])
    if not (words[rest[worst]] == Word.WRONG).any():
        return np.asarray(others)
    far = (words == Word.UNSURE) & (estimate.kind == Kind.SMOOTH) & (gap > PROVED * estimate.bound)
    words[others] = np.where(far, Word.WRONG, words)[others]
    return np.asarray(others[(words[others] == Word.UNSURE).any(axis=1)])


def _deepen(view: View, ways: Ways, expected: Expected, found: tuple[Estimate, Array], rest: Array) -> None:
    """Put in what the ladder says of some directions; entries that passed keep what they have."""
    (along, columns), (analytic, tolerance), (estimate, words) = ways, expected, found
    if not rest.size:
        return
    moved = None if columns is None else columns[rest]
    deeper, verdict = _climb(view, (along.take(rest), moved), (analytic[rest], tolerance.of(rest)), estimate.take(rest))
    keep = words[rest] == Word.PASS
    estimate.put(rest, merged(keep, estimate.take(rest), deeper))
    words[rest] = np.where(keep, Word.PASS, verdict)


def blatant(analytic: Array, quick: Estimate) -> Array:
    """Entries that are far from a slope about which two steps agree."""
    size = np.abs(quick.value)
    gap = np.abs(analytic - quick.value)
    return np.asarray((quick.kind == Kind.SMOOTH) & (quick.bound <= AGREED * size) & (gap > FAR * np.maximum(size, np.abs(analytic))))


def _retry(view: View, along: Directions, expected: Expected, found: tuple[Estimate, Array]) -> None:
    """Other steps for directions in which everything agrees and something is not known sharply enough; what settles is put in."""
    (analytic, tolerance), (estimate, good) = expected, found
    near = good | (np.abs(analytic - estimate.value) <= differences.NEAR * estimate.bound)
    rest = np.flatnonzero(near.all(axis=1) & ~good.all(axis=1))
    if not rest.size:
        return
    other = differences.again(view, along.take(rest))
    settles = accepted(analytic[rest], other, tolerance.of(rest)) & ~good[rest]
    estimate.put(rest, merged(settles, other, estimate.take(rest)))
    good[rest] |= settles


def _closer(quick: Estimate, ladder: Estimate, spare: Array | float = 0.0) -> Estimate:
    """The quick estimate wherever it is the sharper of two that agree. spare: noise of f that it does not know of yet."""
    bound = quick.bound + central.ROUNDING * spare / quick.step
    smooth = (quick.kind == Kind.SMOOTH) & (ladder.kind == Kind.SMOOTH)
    better = smooth & (bound < ladder.bound) & _confirmed(quick, ladder)
    return merged(better, replace(quick, bound=bound, scale=ladder.scale), ladder)


def _contradicted(analytic: Array, tolerance: Tolerance, quick: Estimate, ladder: Estimate) -> Array:
    """Entries that agree with the ladder only as far as it sees, which is much less than the quick estimate claims to."""
    sharper = (quick.kind == Kind.SMOOTH) & (quick.bound < SHARPER * ladder.bound)
    return np.asarray(sharper & (np.abs(analytic - quick.value) > tolerance.allowed(quick)))


def _confirmed(quick: Estimate, ladder: Estimate) -> Array:
    return np.asarray((quick.kind == Kind.SMOOTH) & (np.abs(quick.value - ladder.value) <= quick.bound + ladder.bound))


def _climb(view: View, ways: Ways, expected: Expected, quick: Estimate) -> tuple[Estimate, Array]:
    """On the ladder; once more with the blur of f before blaming, and then the sharper of both answers where they agree.

    Combinations are compared with that at once: in them a quantum is a small part.
    """
    analytic, tolerance = expected
    samples = climbed(view, *ways)
    estimate = ladder.judge(samples, view.unit, view.floor)
    if view.blur is not None and (estimate.kind == Kind.JUMP).any():
        calmer = ladder.judge(samples, view.unit, np.maximum(view.floor, view.blur()))
        estimate = merged(calmer.kind == Kind.JUMP, estimate, calmer)  # what jumps by a rounding inside does not jump
    estimate = estimate if ways[1] is not None else _closer(quick, estimate)
    words = decide(analytic, estimate, tolerance)
    suspect = np.isin(words, (Word.WRONG, Word.UNSURE)) & (estimate.kind != Kind.LOST)
    doubted = (words == Word.PASS) & _contradicted(analytic, tolerance, quick, estimate)
    suspect |= doubted
    if not suspect.any():
        return estimate, words
    noise = doubt.noise(view, ways[0], suspect)
    blurred = ladder.judge(samples, view.unit, noise)
    suspect &= ~doubted | (decide(analytic, blurred, tolerance) == Word.WRONG)
    blurred = _closer(quick, blurred, noise)
    again = np.where(ladder.supports(samples, analytic, blurred), Word.UNSURE, decide(analytic, blurred, tolerance))
    settles = (again == Word.PASS) | ((again == Word.WRONG) & _confirmed(quick, blurred))
    suspect &= (words == Word.WRONG) | settles  # noise that was too small made the ladder distrust its best steps
    return merged(~suspect, estimate, blurred), np.where(suspect, again, words)


def by_input(subject: Subject, mode: str, bounds: Bounds, rng: np.random.Generator) -> Mapping[str, Grid]:
    """All inputs of a subject compared; before anything is called wrong once more, with as little done at once as the size allows."""
    start = rng.bit_generator.state
    found = _by_input(subject, mode, bounds, rng)
    odd = [name for name, grid in found.items() if not grid.passed]
    if not odd:
        return found
    doubted = [name for name in odd if subject.doubt is not None and subject.doubt(name)]
    small = sum(block.size for block in subject.inputs) <= FULL_INPUTS
    simpler = replace(subject, pulls=None, sweep=None if small else subject.sweep)
    wrong = any(found[name].wrong.any() for name in odd) and (simpler.pulls, simpler.sweep) != (subject.pulls, subject.sweep)
    if not doubted and not wrong:
        return found
    rng.bit_generator.state = start
    return _by_input(simpler, mode, bounds, rng)


def _by_input(subject: Subject, mode: str, bounds: Bounds, rng: np.random.Generator) -> dict[str, Grid]:
    full = is_full(subject, mode)
    if not subject.m:
        return {}
    quick = _sweeps(subject, mode, rng)
    done = {name: by_element.compared(subject, q, numeric, bounds, rng) for name, (q, numeric) in quick.items() if numeric.diagonal}
    found = {name: grid for name, grid in done.items() if grid is not None}
    rest = [block.name for block in subject.inputs if block.size and block.name not in found]
    dense = {name: pair for name, pair in quick.items() if not pair[1].diagonal}
    return {**found, **(_every_entry if full else _combinations)(subject, rest, dense, (bounds, rng))}


Sweeps = Mapping[str, tuple[Question, differences.Numeric]]


def _sweeps(subject: Subject, mode: str, rng: np.random.Generator) -> Sweeps:
    """The inputs whose columns can all be moved at once."""
    if mode == "projected" or subject.sweep is None:
        return {}
    questions = [every_column(subject, block.name) for block in subject.inputs if block.size > differences.FEW_COLUMNS]
    dense = is_full(subject, mode)
    found = {q.input: (q, differences.swept(subject, q, rng, dense)) for q in questions}
    return {name: (replace(q, swept=True), numeric) for name, (q, numeric) in found.items() if numeric is not None}


def _every_entry(subject: Subject, names: Sequence[str], dense: Sweeps, how: tuple[Bounds, np.random.Generator]) -> dict[str, Grid]:
    """Full mode: rows tested in combinations if that settles them, else pulled one by one."""
    questions = [dense[name][0] if name in dense else every_column(subject, name) for name in names]
    if not questions:
        return {}
    quick = {q.input: dense[q.input][1] if q.input in dense else differences.one_by_one(subject, q) for q in questions}
    grids = settled.grids(subject, questions, quick, how) if subject.m > settled.FEW_ROWS else None
    if grids is not None:
        return grids
    gradients = rows(subject, None)
    return {q.input: measure(subject, q, gradients[q.input], how[0], quick[q.input].estimate) for q in questions}


def _combinations(subject: Subject, names: Sequence[str], dense: Sweeps, how: tuple[Bounds, np.random.Generator]) -> dict[str, Grid]:
    """Projected mode; inputs that were swept and few outputs are compared in every entry all the same."""
    bounds, rng = how
    asked = [ask(subject, name, rng) for name in names]
    if not asked:
        return {}
    same = asked[0].cotangents
    gradients = rows(subject, same)
    whole = {name: dense[name] for name in names if name in dense and same is None}
    chosen = [whole[q.input][0] if q.input in whole else replace(q, cotangents=same) for q in asked]
    known = {name: numeric.estimate for name, (_, numeric) in whole.items()}
    return {q.input: measure(subject, q, gradients[q.input], bounds, known.get(q.input)) for q in chosen}
