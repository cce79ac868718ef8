"""Finished reports to write: one with every verdict, and pieces to make others."""

from __future__ import annotations

from typing import Any

from gradcli.cases import Skipped
from gradcli.codes import ALL
from gradcli.errors import Where
from gradcli.finding import Checked, Culprit, Entry, Finding, Pair, Report, Verdict

RUN = {
    "argv": ["check", "samples/"],
    "seed": 0,
    "dtype": "float64",
    "method": "auto",
    "mode": "auto",
    "order": 1,
    "jobs": 2,
    "config_file": "",
    "started": "2025-01-01T00:00:00+00:00",
    "tool": {"name": "gradcli", "version": "0.1.0", "python": "3.11.7", "numpy": "2.4.6", "platform": "linux-x86_64"},
}


def checked(id: str, verdict: Verdict = Verdict.PASS, *findings: Finding, inputs: str = "x", line: int = 1, **more: Any) -> Checked:
    """A checked case; `inputs` are names separated by spaces."""
    file, _, name = id.partition("::")
    described = tuple({"name": n, "shape": [3], "dtype": "float64", "source": "default"} for n in inputs.split())
    again = f"gradcli check {id} --seed 0 -v"
    return Checked(id, name or file, Where(file, line), "builtin", verdict, findings, inputs=described, reproduce=again, **more)


def wrong(file: str = "samples/broken/softplus.py") -> Finding:
    """The wrong softplus of the design: a chain-rule factor counted twice."""
    entry = Entry((2,), (5,), 2.013, 1.713, 3e-10)
    culprit = Culprit(4, "Softplus", "SoftplusBackward", "", Where(file, 12), "x", entry)
    why = "off by the factor 1.175 = 1 + sigmoid(x): a chain-rule factor counted twice"
    data = {"n_wrong": 6, "n_checked": 48, "projected": False, "columns": [(5,)]}
    return Finding(ALL["G101"], Where(file, 12), "x", "y", entry, culprit, why, data=data)


def kink() -> Finding:
    entry = Entry((3,), (3,), 0.0, 0.5, 0.0, left=0.0, right=1.0)
    return Finding(ALL["G201"], Where("samples/relu.py", 3), "x", "y", entry, why="uses the left slope", data={"at": 0.0})


def pair(output: str = "y", input: str = "x", wrong: int = 0) -> Pair:
    verdict = Verdict.FAIL if wrong else Verdict.PASS
    digits, relative = (None, float("inf")) if wrong else (10.2, 1e-11)
    return Pair(output, input, (6, 8), 48, wrong, verdict, 3e-12, relative, digits, wrong_entry(wrong))


def wrong_entry(wrong: int) -> Entry | None:
    return Entry((2,), (5,), 2.013, 1.713, 3e-10) if wrong else None


RAISED = """Traceback (most recent call last):
  File "samples/log.py", line 3, in loss
    return math.log(-1)
ValueError: math domain error"""


def finding(code: str, why: str = "", **more: Any) -> Finding:
    return Finding(ALL[code], why=why, **more)


def everything() -> Report:
    """A report with each verdict once, and one skipped function."""
    unsure = finding("G301", "cancellation at Sub, line 12: only 0.4 digits are left", input="x")
    random = finding("G401", "the operation dropout draws random numbers, line 7")
    raised = finding("G601", where=Where("samples/log.py", 3), detail=RAISED)
    infinite = finding("G501", "AcoshBackward0 at line 2 is the first node that is NaN", input="x")
    growing = finding("G704", where=Where("samples/train.py", 7), detail="it reaches back over 4 backward passes")
    failed = {"line": 9, "stdout": "step 1\nstep 2\n", "pairs": (pair(wrong=6),), "seconds": 0.012}
    checks = (
        checked("samples/mlp.py::loss", inputs="w1 b1 w2 b2", seconds=0.041, digits=10.2, pairs=(pair(), pair("y", "w1"))),
        checked("samples/spring.expr", inputs="k x", seconds=0.002, digits=14.8),
        checked("samples/relu.py::at_zero", Verdict.NONDIFFERENTIABLE, kink(), line=3),
        checked("samples/broken/softplus.py::loss", Verdict.FAIL, wrong(), **failed),
        checked("samples/noise.py::solve", Verdict.INCONCLUSIVE, unsure),
        checked("samples/drop.py::net", Verdict.NONDETERMINISTIC, random),
        checked("samples/log.py::loss", Verdict.ERROR, raised),
        checked("samples/acosh.py::f", Verdict.NONFINITE, infinite),
        checked("samples/train.py::total", Verdict.SUSPECT, growing),
    )
    skipped = (Skipped("samples/mlp.py::forward", Where("samples/mlp.py", 4), "parameter `w` has no value"),)
    return Report(tuple(sorted(checks, key=lambda check: check.id)), skipped, 0.31, RUN)
