"""The table of cases: one line each, in columns that line up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gradcli.finding import Checked, Finding, Pair, Verdict, place
from gradcli.report._pen import LABELS, Pen

WIDEST = (58, 24)  # of the columns id and inputs: one long name must not push every other row off the screen
SENTENCE, NARROW = 90, 24  # characters of what happened in a row, off a terminal and at least; the block below has all of it


class Row(NamedTuple):
    """The cells of one case. result: digits for a pass, else a short sentence."""

    check: Checked
    what: str
    code: str
    result: str
    time: str


def rows(checks: Sequence[Checked], pen: Pen, verbose: bool) -> list[str]:
    """The lines of the table; with `verbose` each case is followed by its pairs and by what the check took."""
    table = [_row(check) for check in checks]
    label = max((len(pen.label(row.check.verdict)) for row in table), default=0)
    widths = [_width((row.check.id for row in table), WIDEST[0]), _width((row.what for row in table), WIDEST[1])]
    lines = []
    for row in table:
        lines.append(_line(row, [label, *widths], pen))
        lines += _details(row.check, pen) if verbose else ()
    return lines


def _width(cells: Iterable[str], widest: int) -> int:
    return max((len(cell) for cell in cells if len(cell) <= widest), default=0)


def _line(row: Row, widths: Sequence[int], pen: Pen) -> str:
    colour = LABELS[row.check.verdict][2]
    label = pen.label(row.check.verdict).ljust(widths[0])
    head = f"{row.check.id.ljust(widths[1])}  {row.what.ljust(widths[2])}"
    if not row.code:
        return f"  {pen.ink(label, colour, 'bold')}  {head}  {pen.ink(f'{row.result:>11}   {row.time:>7}', 'dim')}".rstrip()
    room = max(pen.width - len(f"  {label}  {head}  {row.code}  "), NARROW) if pen.width else SENTENCE
    return f"  {pen.ink(label, colour, 'bold')}  {head}  {pen.ink(row.code, colour)}  {_cut(row.result, room)}".rstrip()


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def _row(check: Checked) -> Row:
    finding = leading(check)
    if finding is None:
        digits = f"{check.digits:.1f} digits" if check.digits is not None else check.mode.replace("full", "")
        names = [str(described["name"]) for described in check.inputs]
        return Row(check, _names(names), "", digits, duration(check.seconds))
    return Row(check, _about(finding), finding.code.id, _brief(finding), "")


def leading(check: Checked) -> Finding | None:
    """The finding that gave the case its word; None for a pass."""
    if check.verdict is Verdict.PASS:
        return None
    return next((finding for finding in check.findings if finding.verdict is check.verdict), next(iter(check.findings), None))


def _names(names: Sequence[str]) -> str:
    """The names in a row; the last ones are counted when there are too many: "w1 b1 w2 +5"."""
    text = " ".join(names)
    shown = len(names)
    while len(text) > WIDEST[1] and shown > 1:
        shown -= 1
        text = f"{' '.join(names[:shown])} +{len(names) - shown}"
    return text


def _about(finding: Finding) -> str:
    """The input the finding is about: "x[3] = 0" where its value is known."""
    entry = finding.entry
    if entry is None or finding.verdict is not Verdict.NONDIFFERENTIABLE:
        return finding.input
    value = finding.data.get("at")
    at = f" = {value:g}" if isinstance(value, int | float) else ""
    return place(finding.input or "x", entry.input_index, entry.input_part) + at


def _brief(finding: Finding) -> str:
    """What happened, in one short sentence."""
    entry = finding.entry
    if finding.code.name == "kink" and entry is not None and entry.left is not None and entry.right is not None:
        return f"left {entry.left:.6g}, right {entry.right:.6g}, analytic {entry.analytic:.6g} lies between"
    return finding.raised or finding.why.partition("; ")[0] or finding.counted or finding.code.says


def _details(check: Checked, pen: Pen) -> list[str]:
    """What -v adds to a case: pairs, notes, cost."""
    cells = [_pair(pair) for pair in check.pairs]
    widths = [max(map(len, column)) for column in zip(*cells)] if cells else []
    lines = ["   ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cells]
    stages = ", ".join(f"{stage} {duration(seconds)}" for stage, seconds in check.timing.items())
    lines += [f"{check.mode}, {check.evaluations} evaluations" + (f": {stages}" if stages else "")]
    lines += [f"not examined: {', '.join(check.unexamined)}"] if check.unexamined else []
    return [pen.ink(f"      {line}", "dim") for line in lines]


def _pair(pair: Pair) -> tuple[str, ...]:
    digits = f"{pair.digits:.1f} digits" if pair.digits is not None else "" if pair.wrong else "exact"
    verdict = "" if pair.verdict is Verdict.PASS else pair.verdict.value
    rows, columns = pair.shape
    return (
        f"d {pair.output} / d {pair.input}",
        f"{rows} × {columns}",
        digits,
        f"largest error {pair.max_abs_error:.1e}, relative {pair.max_rel_error:.1e}",
        f"{pair.wrong} wrong" if pair.wrong else "",
        verdict,
    )


def duration(seconds: float) -> str:
    """ "41 ms", "1.24 s", "2 min 5 s"."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms" if seconds >= 0.0005 else "<1 ms"
    return f"{seconds:.2f} s" if seconds < 60 else f"{int(seconds // 60)} min {seconds % 60:.0f} s"
