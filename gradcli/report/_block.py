"""What is wrong with one case, in full: where, the numbers, the node to blame, why, the source line, and what to do next."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from gradcli.errors import Where
from gradcli.finding import Checked, Culprit, Entry, Finding, Verdict, number
from gradcli.report._pen import LABELS, Pen

PROVED = ("G101", "G104", "G106")  # found by running every node alone, so that the rest is known to be right
TRACED = ("G601", "G606")  # where the traceback says more than its last line
REMEDIES = ("G4", "G7")  # findings whose reason does not tell yet what to do
FINDINGS = 3  # shown without -v
LONG = 200  # characters of a source line
LINES = 20  # of a traceback or of what the code printed, shown without -v


def block(check: Checked, pen: Pen, verbose: bool) -> str:
    """All findings of a case, then what its code printed, and the commands that explain and repeat."""
    shown = check.findings if verbose else check.findings[:FINDINGS]
    parts = ["\n".join(_finding(check, finding, pen, verbose)) for finding in shown]
    if len(shown) < len(check.findings):
        parts.append(f"   and {len(check.findings) - len(shown)} more findings of {check.id}: -v shows them")
    closing = [*_printed(check, pen, verbose), _commands(check, pen)]
    return "\n\n".join(parts) + "\n" + "\n".join(line for line in closing if line)


def _finding(check: Checked, finding: Finding, pen: Pen, verbose: bool) -> Iterator[str]:
    """The lines of one finding."""
    where = finding.location(check)
    colour = LABELS[finding.verdict][2]
    yield f"{pen.ink(str(where), 'bold')}: {pen.ink(f'{finding.code.id} {finding.code.name}', colour, 'bold')}"
    if finding.code.id != "G101" or finding.entry is None:  # there the numbers say it
        yield f"   {finding.code.says}"
    facts = list(_facts(check, finding, pen))
    width = max((len(label) for label, _ in facts), default=0)
    for label, text in facts:
        yield f"   {pen.ink(label, 'dim')}{' ' * (width - len(label))}   {text}"
    detail = finding.detail if verbose or finding.code.id in TRACED else ""
    yield from _excerpt(where, detail, pen)
    yield from (f"   {line}" for line in _tail(detail, verbose))


def _facts(check: Checked, finding: Finding, pen: Pen) -> Iterator[tuple[str, str]]:
    """Labelled lines: the worst entry, the wrong node, why."""
    if finding.entry is not None:
        counted = f"   ({finding.counted})" if finding.counted else ""
        yield finding.spot, _numbers(finding.entry, finding.sides) + counted
    elif finding.counted:
        yield "entries", finding.counted
    if finding.culprit is not None:
        others = _others(check) if finding.code.id in PROVED else ""
        label = "wrong node" if finding.verdict is Verdict.FAIL else "node"
        yield label, _named(finding.culprit, finding.location(check), pen) + others
    if finding.raised and finding.code.id not in TRACED:
        yield "message", finding.raised
    if finding.code.id.startswith(REMEDIES):
        yield "hint", finding.code.do
    if finding.why:
        yield "hint" if finding.why == finding.data.get("hint") else "why", finding.why


def _numbers(entry: Entry, sides: tuple[str, str]) -> str:
    """ "analytic 2.01300000   numeric 1.71300000 ± 3e-10", or the one-sided slopes at a kink."""
    analytic = f"{sides[0]} {number(entry.analytic)}"
    if entry.left is not None and entry.right is not None:
        return f"{analytic}   left slope {entry.left:.6g}, right slope {entry.right:.6g}"
    return f"{analytic}   {sides[1]} {number(entry.numeric)} ± {entry.bound:.1g}"


def _named(culprit: Culprit, here: Where, pen: Pen) -> str:
    """ "SoftplusBackward, input x, at line 12"."""
    parts = [pen.ink(culprit.grad_fn or culprit.op, "bold")]
    parts += [f"input {culprit.argument}"] if culprit.argument else []
    parts += [f"in {culprit.scope}"] if culprit.scope else []
    if culprit.where is not None and culprit.where.line:
        word = "at" if culprit.where == here else "called at"
        parts.append(f"{word} line {culprit.where.line}" if culprit.where.file == here.file else f"{word} {culprit.where}")
    return ", ".join(parts)


def _others(check: Checked) -> str:
    """What is known about the other nodes; one that could not be replayed is never called innocent."""
    if check.unexamined:
        return f"; not examined: {', '.join(check.unexamined)}"
    return "" if len({f.culprit.node for f in check.findings if f.culprit is not None}) > 1 else "; every other node is right"


def _excerpt(where: Where, detail: str, pen: Pen) -> Iterator[str]:
    """The source line with its number; nothing where a traceback shows it, or the file cannot be read any more."""
    try:
        with open(where.file, encoding="utf-8", errors="replace") as file:
            line = next((text for i, text in enumerate(file, 1) if i == where.line), "").rstrip()
    except OSError:
        return
    pointed = len(line) > LONG and "^" in detail  # the detail has the part of it that matters
    if line and not pointed and line.strip() not in detail:
        yield f"   {pen.ink(f'{where.line} │', 'dim')} {line if len(line) <= LONG else line[:LONG] + '…'}"


def _printed(check: Checked, pen: Pen, verbose: bool) -> Iterator[str]:
    """What the user's code wrote, under its case."""
    for name, text in (("stdout", check.stdout), ("stderr", check.stderr)):
        if text.strip():
            yield f"   printed on {name}:"
            yield from (f"   {pen.ink('│', 'dim')} {line}" for line in _tail(text, verbose))


def _tail(text: str, verbose: bool) -> list[str]:
    """The last lines; all of them with -v."""
    lines = textwrap.dedent(text.rstrip()).splitlines()
    if verbose or len(lines) <= LINES:
        return lines
    return [f"… {len(lines) - LINES} lines above: -v shows them", *lines[-LINES:]]


def _commands(check: Checked, pen: Pen) -> str:
    codes = list(dict.fromkeys(finding.code.id for finding in check.findings))
    parts = [f"help: gradcli explain {codes[0]}"] if codes else []
    parts += [f"again: {check.reproduce}"] if check.reproduce else []
    return pen.ink(f"   {'      '.join(parts)}", "dim") if parts else ""
