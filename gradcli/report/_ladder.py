"""Error against step, drawn with letters: a V where a gradient is right, a floor where it is wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gradcli.finding import Ladder, number
from gradcli.report._pen import Pen

ROWS = 12
WIDTH = 3  # columns of the terminal per step


def ladder(found: Ladder, pen: Pen) -> Iterator[str]:
    """The lines of one drawing."""
    entry = found.entry
    yield f"   {pen.ink(found.name, 'bold')}   analytic {number(entry.analytic)}   numeric {number(entry.numeric)} ± {entry.bound:.1g}"
    ours, theirs = (_errors(found.slopes, complex(value).real) for value in (entry.analytic, entry.numeric))
    known = [error for error in (*ours, *theirs) if error > 0 and math.isfinite(error)]
    if not known:
        yield "   every central difference is exact"
        return
    low, high = math.floor(math.log10(min(known))), math.ceil(math.log10(max(known)))
    pace = max(1, math.ceil((high - low) / ROWS))
    rows = [high - k * pace for k in range(math.ceil((high - low) / pace) + 1)]
    marks = _marks(pen)
    labels = [f"1e{decade:+03d}" for decade in rows] + ["0"] * (min(*ours, *theirs) == 0)
    for k, label in enumerate(labels):
        cells = [_cell((k, _row(a, rows)), _row(b, rows), marks) for a, b in zip(ours, theirs)]
        yield f"   {label:>7} │{''.join(cells)}".rstrip()
    yield f"   {'':>7} └{'─' * WIDTH * len(found.steps)}"
    yield f"   {'':>8}{_scale(found.steps)}"
    yield f"   {pen.ink(_legend(found, marks), 'dim')}"


def _errors(slopes: Sequence[float], value: float) -> list[float]:
    return [abs(slope - value) for slope in slopes]


def _marks(pen: Pen) -> tuple[str, str]:
    """The marks of the difference from the analytic value and from the numeric one."""
    return ("●", "○") if pen.glyphs else ("A", "N")


def _row(error: float, rows: Sequence[int]) -> int:
    """The row of an error; an exact zero goes below the last."""
    if not error > 0:
        return len(rows)
    return min(range(len(rows)), key=lambda k: abs(math.log10(error) - rows[k]))


def _cell(ours: tuple[int, int], theirs: int, marks: tuple[str, str]) -> str:
    k, own = ours
    mark = marks[0] if own == k else marks[1] if theirs == k else " "
    return mark.center(WIDTH)


def _scale(steps: Sequence[float]) -> str:
    """Every third step, as a power of ten, below its column."""
    line = ""
    for k in range(0, len(steps), 3):
        line = line.ljust(WIDTH * k + 1) + f"{steps[k]:.0e}"
    return f"{line}  step"


def _legend(found: Ladder, marks: tuple[str, str]) -> str:
    taken = f"   read off at step {found.entry.step:.1e}" if found.entry.step else ""
    return f"{marks[0]} central difference - analytic   {marks[1]} central difference - numeric, where that is elsewhere{taken}"
