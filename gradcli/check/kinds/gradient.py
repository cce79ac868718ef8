"""Does the gradient agree with differences of the function, and if not, which node is to blame and why?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gradcli import codes
from gradcli.check import anchors, faint, kinked, trouble
from gradcli.check.compare import SHARP, Word, relative
from gradcli.check.complex_step import NotAnalytic
from gradcli.check.coverage import covered
from gradcli.check.jacobian import by_input
from gradcli.check.kinds import hygiene
from gradcli.check.ladders import ladders
from gradcli.check.locate import Blame, Examined, examine, guilty, own, reason
from gradcli.check.marks import marks
from gradcli.check.narrow import narrowed
from gradcli.check.question import MOST_ENTRIES, Grid, is_full, too_slow
from gradcli.check.records import agrees_to, entry_of, largest
from gradcli.check.replay import leaves_above
from gradcli.check.session import Session
from gradcli.check.wiring import Cut, severed
from gradcli.finding import Entry, Finding
from gradcli.numeric import Kind

Array = np.ndarray[Any, Any]
DIGITS = 6  # verified digits below which nodes are asked one by one as well
CLEAR = 1e-6  # of a difference: the bound of a slope that is known beside kinks
ROUNDING = 1e-14  # of the largest entry: what may be nothing but its rounding
CODE = {Word.WRONG: "G101", Word.NONFINITE: "G502", Word.UNSURE: "G301", Word.SINGULAR: "G203", Word.JUMP: "G202", Word.KINK: "G201"}


def check(session: Session) -> Iterator[Finding]:
    """Findings G101, G104, G106 first, then G502, G301, G203, G202, G201, each at most once for its worst entry; or G401, G609 alone."""
    state = None if session.is_faithful else hygiene.moved_on(session)
    if state is not None:
        yield state
        return
    subject = session.subject
    full = is_full(subject, session.settings.mode)
    grids = by_input(subject, session.settings.mode, session.bounds, session.rng)
    passed = all(grid.passed for grid in grids.values())
    session.grids = dict(grids if passed else faint.passed(subject, kinked.judged(subject, grids)))
    refused = _stepped(session) if session.settings.method == "complex" else None
    if refused is not None:
        yield refused
        return
    full = full or all(grid.question.full for grid in session.grids.values())  # large and yet compared in every entry
    session.mode = "full" if full else "projected"
    if session.mode != session.settings.mode == "full":
        session.notes.append(f"more than {MOST_ENTRIES:,} entries: compared in random combinations, not one by one")
    if not full and too_slow(subject):
        told = f"one run of the program takes {subject.seconds:.1g} s"
        session.notes.append(f"{told}: compared in random combinations; --mode full looks at every entry")
    session.notes.extend(filter(None, [covered(session.grids.values())]))
    session.compared = True
    examined = _examined(session, full)
    found = list(_wrong(session, examined) if _has(session.grids, Word.WRONG) else _hidden(session, examined))
    yield from found
    if not found and _has(session.grids, Word.UNSURE) and severed(session, examined) is Cut.NONE:
        _withdraw(session, examined)
    apart = _settled_apart(session.grids)
    for word in (Word.NONFINITE, Word.UNSURE, Word.SINGULAR, Word.JUMP, Word.KINK):
        if _has(apart, word):
            yield _special(session, word, examined)
    session.marks = dict(marks(session.shown, examined)) if session.shown else {}
    session.ladders = tuple(ladders(session)) if session.settings.show_ladder else ()


def _stepped(session: Session) -> Finding | None:
    """Complex steps in place of differences, or the finding that says where they end."""
    try:
        found = anchors.stepped(session.subject, session.grids, session.bounds, session.rng)
        session.grids = faint.passed(session.subject, found)
    except NotAnalytic as refusal:
        node = refusal.node or anchors.in_the_way(session.record(), session.bounds, session.rng)
        where = node.where if node is not None and node.where else session.case.where
        return Finding(codes.get("G609"), where, culprit=hygiene.culprit(node) if node is not None else None, why=refusal.why)
    return None


def _settled_apart(grids: Mapping[str, Grid]) -> dict[str, Grid]:
    """The grids without those of random combinations in which an error was found: it is in all of them, clear or not."""
    return {name: grid for name, grid in grids.items() if grid.question.full or grid.passed or not grid.wrong.any()}


def _has(grids: Mapping[str, Grid], word: np.int8) -> bool:
    return any(not grid.passed and bool((grid.words == word).any()) for grid in grids.values())


def _examined(session: Session, full: bool) -> list[Examined]:
    """Every node alone, where the whole does not settle it: something is not right, few digits are known, or a picture wants to know.

    Alone a node is compared at full precision even where the noise of the others hides its error.  The user's own nodes are asked
    also in projected mode, as combinations of thousands of entries see a small error less sharply; for entries far below the rest; and
    at a glance where they have more outputs than the whole: a sum asks a backward for one cotangent only.
    """
    right = all(grid.passed for grid in session.grids.values())
    clear = right and not session.thorough and all(agrees_to(grid, DIGITS) for grid in session.grids.values())
    seen = full and not any(_overlooked(grid) for grid in session.grids.values())
    own = [node for node in session.tape.graph.nodes if node.replay and node.replay.user]
    if not clear or (own and not seen):
        return _asked(session, "own" if clear else "all" if session.thorough else "distinct")
    if any(sum(map(np.size, node.replay.outputs)) > session.m for node in own if node.replay):
        glance = _asked(session, "glance")
        return _asked(session, "own") if guilty(glance) else glance
    return []


def _asked(session: Session, scope: str) -> list[Examined]:
    session.shown = session.record()
    with session.timed("numeric"):
        examined, mute = examine(session.shown, session.bounds, session.rng, scope)
    session.unexamined |= mute
    return examined


def _overlooked(grid: Grid) -> bool:
    """Whether an entry that is no rounding of the others is known to fewer than DIGITS digits by itself."""
    size = np.abs(grid.analytic)
    return bool(((size > ROUNDING * grid.row) & (grid.estimate.bound > 10.0**-DIGITS * size)).any())


def _wrong(session: Session, examined: list[Examined]) -> Iterator[Finding]:
    """Who is to blame: a wrong node, a stale one, a cut, a hook; a tape right in every node withdraws the charge."""
    blames = guilty(examined)
    stale = [e for e in examined if e.stale and e.word != Word.WRONG]
    if blames or stale:
        yield from (_blamed(session, blame) for blame in blames)
        yield from (_stale(session, e) for e in stale)
        return
    cut = severed(session, examined)
    if cut is Cut.NONE:
        _withdraw(session, examined)
    elif cut.kinked and _is_a_choice(session):
        _excuse(session)
    else:
        yield from _unblamed(session, cut)


def _hidden(session: Session, examined: list[Examined]) -> Iterator[Finding]:
    """Nodes that are wrong where the whole does not show it.

    Where it cannot be seen not a library's, as of a saturated loss; where it is right none that by itself does not move with an
    argument, as it takes those values from elsewhere.
    """
    unseen = _has(session.grids, Word.UNSURE)
    counts = [e for e in examined if (own(e.node) if unseen else _moves(e))]
    return (_blamed(session, blame) for blame in guilty(counts))


def _moves(examined: Examined) -> bool:
    """Whether a node by itself moves with an entry that is wrong."""
    return any((grid.wrong & (grid.estimate.kind != Kind.CONSTANT)).any() for grid in examined.grids.values())


def _blamed(session: Session, blame: Blame) -> Finding:
    name = _input_of(session, blame.node.id)
    place = blame.node.written or session.case.where
    data = {**_counts(session, name), "nodes": blame.count}
    code = "G104" if blame.none else "G101"
    return _finding(session, code, name, data, why=blame.why, culprit=blame.culprit, where=place)


def _stale(session: Session, examined: Examined) -> Finding:
    node = examined.node
    name = _input_of(session, node.id)
    blame = Blame(node, "", None, "", False)
    why = f"its backward uses what another call or an in-place change left behind; alone, {node.op} is right"
    return _finding(session, "G106", name, _counts(session, name), why=why, culprit=blame.culprit, where=node.written or session.case.where)


def _unblamed(session: Session, cut: Cut) -> Iterator[Finding]:
    """No node is wrong by itself: one finding per input that gets a wrong gradient."""
    for name, grid in session.grids.items():
        if grid.wrong.any():
            code = "G104" if cut.code == "G104" or grid.none else "G101"
            why = cut.says or reason(grid, session.subject)
            data, where = {**_counts(session, name), **cut.data}, cut.where or session.case.where
            yield _finding(session, code, name, data, why=why, culprit=cut.culprit, where=where)


def _withdraw(session: Session, examined: list[Examined]) -> None:
    """Every operation right, the tape faithful, the chain as the engine says: then rounding is at fault, not the gradient.

    What is known to a digit and agrees to one passes with the digits that agree, and so does what is faint beside the rest of its
    output; nothing does if a node could not be decided.
    """
    sure = bool(examined) and all(e.word == Word.PASS for e in examined)
    largest = faint.largest(session.subject, session.grids)
    for name, grid in session.grids.items():
        size = np.maximum(np.abs(grid.analytic), np.abs(grid.estimate.value))
        close = (relative(grid.analytic, grid.estimate.value) <= SHARP) & (grid.estimate.bound <= SHARP * size)
        open_ = np.isin(grid.words, (Word.WRONG, Word.UNSURE)) & np.isin(grid.estimate.kind, (Kind.SMOOTH, Kind.EDGE, Kind.CONSTANT))
        right = (close | faint.beside(grid, largest)) & sure
        words = np.where(open_ & right, Word.PASS, np.where(grid.wrong, Word.UNSURE, grid.words))
        session.grids[name] = replace(grid, words=words)


def _is_a_choice(session: Session) -> bool:
    """Whether all that is wrong may come from slopes chosen at kinks: each may be allowed, and their sum be none between the sides.

    Where the graph does not show all kinks, as those of a mask made of the input, some directions may even look smooth.
    """
    wrong = {name: grid for name, grid in session.grids.items() if grid.wrong.any()}
    if session.is_faithful:
        return not any(_is_found(session, name) for name in wrong)
    return all((grid.estimate.kind[grid.wrong] == Kind.KINK).any() for grid in wrong.values())


def _excuse(session: Session) -> None:
    """The slopes chosen at kinks are each allowed, though their combination is no slope of the whole: a kink, without sides."""
    for name, grid in session.grids.items():
        sides = {side: np.where(grid.wrong, np.nan, getattr(grid.estimate, side)) for side in ("left", "right")}
        words = np.where(grid.wrong, Word.KINK, grid.words)
        session.grids[name] = replace(grid, words=words, estimate=replace(grid.estimate, **sides))


def _is_found(session: Session, name: str) -> bool:
    """Whether a single entry is wrong that has a slope. Slopes chosen at several kinks may each be right, and not their combination.

    A slope that is not known sharply may be that of a kink too.
    """
    grid = session.grids[name]
    if grid.question.full:
        gap = np.abs(grid.analytic - grid.estimate.value)
        return bool((grid.wrong & (grid.estimate.kind != Kind.KINK) & (grid.estimate.bound <= CLEAR * gap)).any())
    entry = narrowed(session.subject, grid, session.bounds)[1]
    return entry is not None and entry.input_index != () and entry.left is None


def _finding(session: Session, code: str, name: str, data: Mapping[str, Any], **more: Any) -> Finding:
    output, entry = _worst(session, name, Word.WRONG)
    return Finding(codes.get(code), input=name, output=output, entry=entry, data=data, **more)


def _worst(session: Session, name: str, word: np.int8) -> tuple[str, Entry | None]:
    """The worst entry with a word for one input, found by bisection where only combinations were compared.

    Of several inputs of a slow program in the most wrong one only.
    """
    grid, subject = session.grids[name], session.subject
    combined = {other: _excess(each) for other, each in session.grids.items() if not each.question.full and each.wrong.any()}
    if name in combined and (not too_slow(subject) or name == max(combined, key=combined.__getitem__)):
        return narrowed(subject, grid, session.bounds)
    place = largest(grid, word)
    output = subject.output_of(place[1]).name if grid.question.cotangents is None else ""
    return output, entry_of(grid, place, subject)


def _input_of(session: Session, node: int) -> str:
    """Of the inputs upstream of a node the one with the most wrong gradient."""
    assert session.shown is not None
    names = [name for name in leaves_above(session.shown, node) if name in session.grids] or list(session.grids)
    return max(names, key=lambda name: _excess(session.grids[name]))


def _excess(grid: Grid) -> float:
    gap = np.abs(grid.analytic - grid.estimate.value)
    return float(np.where(grid.wrong, np.nan_to_num(gap), -1.0).max(initial=-1.0))


def _counts(session: Session, name: str) -> dict[str, Any]:
    grid = session.grids[name]
    entries = session.subject.m * len(grid.words) if grid.diagonal else int(grid.words.size)
    counts: dict[str, Any] = {"n_wrong": int(grid.wrong.sum()), "n_checked": entries, "projected": not grid.question.full}
    columns = grid.question.columns
    if columns is not None:
        block = session.subject.input(name)
        counts["columns"] = [block.index(int(columns[k])) for k in np.flatnonzero(grid.wrong.any(axis=1))]
    return counts


def _special(session: Session, word: np.int8, examined: list[Examined]) -> Finding:
    """A warning, or a gradient that is not finite: the worst entry and the node it comes from."""
    grids = _settled_apart(session.grids)
    name = max(grids, key=lambda n: int((grids[n].words == word).sum()))
    output, entry = _worst(session, name, word)
    cause = trouble.of(session, word, examined)
    data = {"count": int((session.grids[name].words == word).sum()), "n_checked": int(session.grids[name].words.size), **cause.data}
    where = cause.culprit.where if cause.culprit and cause.culprit.where else session.case.where
    return Finding(codes.get(CODE[word]), where, name, output, entry, cause.culprit, cause.why, data=data)
