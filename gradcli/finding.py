"""What a check concluded, as data: verdicts, findings, one record per case, and the report with its exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from gradcli.cases import Skipped
from gradcli.codes import Code
from gradcli.errors import Where
from gradcli.graph import Graph, Mark


class Verdict(StrEnum):
    """The word a case gets, worst first: a failure always wins over a warning in the same case."""

    FAIL = "fail"
    ERROR = "error"
    NONFINITE = "nonfinite"
    NONDETERMINISTIC = "nondeterministic"
    INCONCLUSIVE = "inconclusive"
    NONDIFFERENTIABLE = "nondifferentiable"
    SUSPECT = "suspect"
    PASS = "pass"

    @property
    def severity(self) -> str:
        """ok, warning or error."""
        return SEVERITY[self]


SEVERITY = {
    Verdict.FAIL: "error",
    Verdict.ERROR: "error",
    Verdict.NONFINITE: "error",
    Verdict.NONDETERMINISTIC: "error",
    Verdict.INCONCLUSIVE: "warning",
    Verdict.NONDIFFERENTIABLE: "warning",
    Verdict.SUSPECT: "warning",
    Verdict.PASS: "ok",
}


RANK = {verdict: k for k, verdict in enumerate(Verdict)}  # the worst first


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The word that wins; `pass` for none."""
    return min(verdicts, key=RANK.__getitem__, default=Verdict.PASS)


def number(value: complex | float, digits: int = 9) -> str:
    """`value` with 9 significant digits, trailing zeros kept so that columns line up; an exact 0 is "0"."""
    if isinstance(value, complex):
        return f"{number(value.real, digits)}{value.imag:+.{digits}g}j"
    return f"{value:#.{digits}g}".removesuffix(".") if value else "0"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a Jacobian: positions, the analytic value, the numeric one and the bound of its error.

    Parts: "real" or "imag" where an output or input is complex, whose parts are differentiated apart; else "".
    """

    output_index: tuple[int, ...]
    input_index: tuple[int, ...]
    analytic: complex | float
    numeric: complex | float
    bound: float
    left: float | None = None  # one-sided slopes, at a kink
    right: float | None = None
    step: float | None = None
    output_part: str = ""
    input_part: str = ""

    def name(self, output: str, input: str) -> str:
        """ "d y[2] / d x[5]", "d y[2].real / d x[5].imag"."""
        of = place(output or "y", self.output_index, self.output_part)
        return f"d {of} / d {place(input or 'x', self.input_index, self.input_part)}"


def place(name: str, index: tuple[int, ...], part: str = "") -> str:
    """ "x[2, 5]", or "x" for a 0-d value; "x[2, 5].imag" for a part of it."""
    return (f"{name}[{', '.join(map(str, index))}]" if index else name) + (f".{part}" if part else "")


@dataclass(frozen=True, slots=True)
class Ladder:
    """The central differences of one entry at falling steps.   name: "d y[2] / d x[5]"."""

    name: str
    entry: Entry
    steps: tuple[float, ...]
    slopes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """The comparison of one (output, input) pair. shape: (elements of the output, elements of the input)."""

    output: str
    input: str
    shape: tuple[int, int]
    checked: int
    wrong: int
    verdict: Verdict
    max_abs_error: float
    max_rel_error: float
    digits: float | None
    worst: Entry | None = None


@dataclass(frozen=True, slots=True)
class Culprit:
    """The node to blame: the operation or Function, its grad_fn name, its place, and the argument whose gradient is wrong."""

    node: int
    op: str
    grad_fn: str
    scope: str
    where: Where | None
    argument: str
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One conclusion: a code with its numbers. The writers make the text, so formats cannot disagree.

    data: numbers and names for the code ("n_wrong", "columns", "magnitude", ...).
    why: the explanation, one clause without a full stop, "" where nothing fits.
    """

    code: Code
    where: Where | None = None
    input: str = ""
    output: str = ""
    entry: Entry | None = None
    culprit: Culprit | None = None
    why: str = ""
    detail: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        return Verdict(self.code.verdict)

    @property
    def message(self) -> str:
        """The sentence of the code with the numbers of this finding; one line, no full stop."""
        parts = [self.code.says, self.numbers, self.counted, self.raised]
        return ": ".join(part for part in parts if part)

    @property
    def numbers(self) -> str:
        """ "d y[2] / d x[5] analytic 2.01300000, numeric 1.71300000 ± 3e-10", "" without an entry."""
        if self.entry is None:
            return ""
        one, other = self.sides
        return f"{self.spot} {one} {number(self.entry.analytic)}, {other} {number(self.entry.numeric)} ± {self.entry.bound:.1g}"

    @property
    def spot(self) -> str:
        """What the entry is one of: "d y[2] / d x[5]"; where a backward is not linear, "gradient of x[5]"; "" without an entry."""
        if self.entry is None:
            return ""
        if self.code.name == "not-linear":
            argument = self.culprit.argument if self.culprit else ""
            return f"gradient of {place(argument or self.input or 'x', self.entry.input_index)}"
        return self.entry.name(self.output, self.input)

    @property
    def sides(self) -> tuple[str, str]:
        """What the two values of the entry are."""
        return ("for a sum of cotangents", "sum of the gradients") if self.code.name == "not-linear" else ("analytic", "numeric")

    @property
    def counted(self) -> str:
        """ "6 of 48 entries differ, all in column 5"; "" where entries were not counted one by one.

        Data: n_wrong, n_checked, projected, columns (indices into the input, one per wrong column).
        """
        wrong, checked = self.data.get("n_wrong", 0), self.data.get("n_checked", 0)
        if not wrong or checked < 2 or self.data.get("projected"):
            return ""
        columns = [", ".join(map(str, index)) for index in self.data.get("columns", ())]
        where = f", all in column {columns[0]}" if len(columns) == 1 and columns[0] and wrong > 1 else ""
        return f"{wrong} of {checked} entries {'differ' if wrong > 1 else 'differs'}{where}"

    @property
    def raised(self) -> str:
        """The line of the detail that says what happened: the last one of a traceback (our own errors without class), else the first."""
        lines = self.detail.strip().splitlines() or [""]
        if not lines[0].startswith("Traceback"):
            return lines[0].strip()
        kind, colon, says = lines[-1].strip().partition(": ")
        return says if colon and kind.startswith("gradcli.errors.") else lines[-1].strip()

    def location(self, check: Checked) -> Where:
        """Where to look: the finding's place, else the blamed node's, else the case's."""
        return self.where or (self.culprit and self.culprit.where) or check.where

    def fingerprint(self, check: Checked) -> str:
        """What stays the same when lines move and numbers change: a hash of code, file, case, output, input, and for lint its line."""
        import hashlib

        parts = (self.code.id, check.where.file, check.name, self.output, self.input, *self.data.get("source", ()))
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything known about one case after its check. timing in seconds, by stage: load, forward, backward, numeric."""

    id: str
    name: str
    where: Where
    engine: str
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    pairs: tuple[Pair, ...] = ()
    inputs: tuple[Mapping[str, Any], ...] = ()  # {name, shape, dtype, source}
    digits: float | None = None
    mode: str = "full"
    order: int = 1
    evaluations: int = 0
    seconds: float = 0.0
    timing: Mapping[str, float] = field(default_factory=dict)
    stdout: str = ""
    stderr: str = ""
    reproduce: str = ""
    notes: tuple[str, ...] = ()
    unexamined: tuple[str, ...] = ()  # nodes that could not be replayed
    graph: Graph | None = None
    marks: Mapping[int, Mark] = field(default_factory=dict)
    ladders: tuple[Ladder, ...] = ()  # with --show-ladder

    @property
    def bugs(self) -> list[str]:
        """The tracebacks of bugs of ours that it met."""
        return [finding.detail for finding in self.findings if finding.data.get("bug")]

    def without(self, dropped: Callable[[Finding], bool]) -> Checked:
        """The same with some findings left out; when any is, the verdict is the worst of those that stay."""
        kept = tuple(finding for finding in self.findings if not dropped(finding))
        if len(kept) == len(self.findings):
            return self
        return replace(self, findings=kept, verdict=worst(finding.verdict for finding in kept))


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one run. run: argv, seed, dtype, method, mode, order, jobs, config_file, strict, started."""

    checks: tuple[Checked, ...]
    skipped: tuple[Skipped, ...] = ()
    seconds: float = 0.0
    run: Mapping[str, Any] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many cases got each verdict, every word present."""
        return {v.value: sum(c.verdict is v for c in self.checks) for v in Verdict}

    @property
    def exit_code(self) -> int:
        """0 nothing failed, 1 something failed (with `strict` also a warning), 3 a bug of ours, 5 nothing was checked."""
        if any(check.bugs for check in self.checks):
            return 3
        if not self.checks:
            return 0 if self.run.get("allow_empty") else 5
        if self.run.get("exit_zero"):
            return 0
        bad = {"error", "warning"} if self.run.get("strict") else {"error"}
        return int(any(check.verdict.severity in bad for check in self.checks))
