"""The report a person reads: a table of all cases, what is wrong in full, and a summary line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gradcli.finding import Checked, Report, Verdict
from gradcli.report._block import block
from gradcli.report._ladder import ladder
from gradcli.report._pen import LABELS, Pen
from gradcli.report._rows import duration, rows

WORDS = {
    Verdict.PASS: "passed",
    Verdict.FAIL: "failed",
    Verdict.NONFINITE: "not finite",
    Verdict.NONDETERMINISTIC: "not deterministic",
    Verdict.ERROR: "could not be checked",
}

IN_FULL = (Verdict.SUSPECT,)  # a warning whose row does not say where and why


def write(report: Report) -> str:
    """The report as text. `report.run` says how: color, truecolor, glyphs, verbose, quiet, durations."""
    pen = Pen.of(report.run)
    return pen.finish("\n\n".join(part for part in _parts(report, pen) if part) + "\n")


def _parts(report: Report, pen: Pen) -> Iterator[str]:
    verbose, quiet = bool(report.run.get("verbose")), bool(report.run.get("quiet"))
    yield "" if quiet else _header(report, pen)
    shown = [check for check in report.checks if not quiet or check.verdict is not Verdict.PASS]
    yield "\n".join(rows(shown, pen, verbose))
    for check in report.checks:
        if check.findings and (verbose or check.verdict in IN_FULL or check.verdict.severity == "error"):
            yield block(check, pen, verbose)
        yield from _drawn(check, pen)
    yield "" if quiet else "\n".join(_notes(report, pen))
    yield "\n".join(_skipped(report, verbose))
    yield "\n".join(_slowest(report))
    yield _summary(report, pen)


def _drawn(check: Checked, pen: Pen) -> Iterator[str]:
    """The ladders of a case, under its id."""
    if check.ladders:
        yield f"{pen.ink(check.id, 'bold')}: error of the central difference against its step"
        yield from ("\n".join(ladder(found, pen)) for found in check.ladders)


def _header(report: Report, pen: Pen) -> str:
    """ "gradcli 0.1.0 · seed 0 · float64 · 2 workers"."""
    run = report.run
    tool = run.get("tool", {})
    jobs = run.get("jobs", 1)
    parts = [f"gradcli {tool.get('version', '')}".strip(), f"seed {run.get('seed', 0)}", run.get("dtype", "float64")]
    parts += sorted({f"{check.engine} engine" for check in report.checks if check.engine})
    parts += [f"{jobs} workers"] if isinstance(jobs, int) and jobs > 1 else []
    return pen.ink(" · ".join(map(str, parts)), "dim")


def _notes(report: Report, pen: Pen) -> Iterator[str]:
    """What the reader decided for the user, each note once with the case it is about, or how many."""
    about: dict[str, list[str]] = {}
    for check in report.checks:
        for note in check.notes:
            about.setdefault(note, []).append(check.id)
    for note, ids in about.items():
        yield pen.ink(f"  note: {note}  ({ids[0] if len(ids) == 1 else f'{len(ids)} cases'})", "dim")


def _skipped(report: Report, verbose: bool) -> Iterator[str]:
    """What looked like a case and is none: told when asked, and when nothing else was found."""
    if verbose or not report.checks:
        yield from (f"  skipped {skipped.id}: {skipped.reason}" for skipped in report.skipped)


def _slowest(report: Report) -> Iterator[str]:
    n = report.run.get("durations") or 0
    if n:
        yield "slowest:"
        for check in sorted(report.checks, key=lambda check: -check.seconds)[:n]:
            yield f"  {duration(check.seconds):>9}  {check.id}"


def _summary(report: Report, pen: Pen) -> str:
    """ "3 checks: 2 passed, 1 warning.  0.31 s", in the colour of the worst verdict."""
    counts = Counter(check.verdict for check in report.checks)
    parts = [(f"{counts[verdict]} {word}", LABELS[verdict][2]) for verdict, word in WORDS.items() if counts[verdict]]
    warnings = sum(n for verdict, n in counts.items() if verdict.severity == "warning")
    parts += [(plural(warnings, "warning"), "sky")] if warnings else []
    parts += [(f"{len(report.skipped)} skipped", "dim")] if report.skipped else []
    told = ", ".join(pen.ink(text, colour) for text, colour in parts)
    if not report.checks:
        return "nothing was checked" + (f": {told}" if told else "")
    return f"{plural(len(report.checks), 'check')}: {told}.  {pen.ink(f'{report.seconds:.2f} s', 'dim')}"


def plural(n: int, noun: str) -> str:
    return f"{n} {noun}" + ("s" if n != 1 else "")
