"""A reader and a checker that do what a file says, line by line: `loss pass`, `grad fail`, `helper skip no value for w`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from example_report import checked, finding, kink, wrong

from gradcli import check, cli, read
from gradcli.cases import Case, Settings, Skipped
from gradcli.errors import ReadError, Where
from gradcli.finding import Checked, Finding, Report, Verdict

FINDINGS: dict[str, Callable[[], Finding]] = {
    "fail": wrong,
    "nondifferentiable": kink,
    "error": lambda: finding("G601", detail="ValueError: no"),
    "nonfinite": lambda: finding("G501"),
    "nondeterministic": lambda: finding("G401"),
    "inconclusive": lambda: finding("G301", why="only 0.4 digits are left"),
}


def cases(path: str, settings: Settings) -> tuple[list[Case], list[Skipped]]:
    found: list[Case] = []
    skipped: list[Skipped] = []
    for i, line in enumerate(Path(path).read_text().splitlines(), 1):
        name, word, *reason = line.split(" ", 2)
        id, where = f"{path}::{name}", Where(path, i)
        if word == "broken":
            raise ReadError("the file raised ZeroDivisionError", where=where)
        if word == "print":
            print(*reason)
        elif word == "skip":
            skipped.append(Skipped(id, where, reason[0]))
        else:
            found.append(Case(id, name, fn=lambda _: None, inputs={}, where=where, kind=word, settings=settings))
    return found, skipped


def files(paths: list[str], include: Any, exclude: Any) -> list[str]:
    return [str(p) for path in paths for p in (sorted(Path(path).glob("*.py")) if os.path.isdir(path) else [path])]


def run(cases: Iterable[Case], settings: Settings, watch: Callable[[Checked], None]) -> Report:
    done = []
    for case in cases:
        if case.kind == "bug":
            raise RuntimeError("a bug of ours")
        if case.kind == "interrupt":
            raise KeyboardInterrupt
        findings = [FINDINGS[case.kind]()] if case.kind in FINDINGS else []
        done.append(checked(case.id, Verdict(case.kind), *findings, line=case.where.line))
        watch(done[-1])
    return Report(tuple(done), run={"seed": settings.seed})


class Answer(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def gradcli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Runs a command line in an empty directory with the reader and the checker above; words are separated by spaces."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()  # the configuration of whatever directory this is run in must not be found
    for name in [name for name in os.environ if name.startswith("GRADCLI_") or "COLOR" in name]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(read, "cases", cases, raising=False)
    monkeypatch.setattr(read, "files", files, raising=False)
    monkeypatch.setattr(check, "run", run, raising=False)

    def call(*words: str) -> Answer:
        argv = words[0].split() if len(words) == 1 else list(words)
        code = cli.run(argv)
        out, err = capsys.readouterr()
        return Answer(code, out, err)

    return call



