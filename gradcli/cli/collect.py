"""Paths and FILE::NAME to cases: what the user pointed at, read, and what could not be read."""

from __future__ import annotations

import contextlib
import io
import os
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import gradcli.read as read
from gradcli.cases import Case, Settings, Skipped
from gradcli.codes import ALL
from gradcli.errors import NotSupported, ReadError, UsageError, Where
from gradcli.finding import Checked, Finding, Verdict
from gradcli.folder import nearest
from gradcli.read._torch_finder import internal

NO_GRAPH = "make an input with requires_grad=True and compute from it outside torch.no_grad(): what is left then has a grad_fn"


@dataclass(slots=True)
class Found:
    """Cases and skipped functions by id; broken: files that do not load, as finished checks; printed: by file, while it was read."""

    cases: dict[str, Case] = field(default_factory=dict)
    skipped: dict[str, Skipped] = field(default_factory=dict)
    broken: dict[str, Checked] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: paths as the user gave them, patterns for directories, and the ids wanted."""

    paths: tuple[str, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    wanted: Callable[[str], bool] = lambda _id: True
    lost: frozenset[str] = frozenset()  # files that must not be read again
    begin: Callable[[str], None] = lambda _file: None  # told of each file before it is read
    whole: bool = False  # a program is a case as it stands, with everything that happens in it


def collect(scope: Scope, settings: Settings) -> Found:
    """Everything the paths hold, in their order. Raises UsageError for a path or a name that does not exist."""
    found = Found()
    for target in scope.paths or (".",):
        path, name = split(target)
        files = [path] if name else read.files([path], scope.include, scope.exclude)
        for file in files:
            if file not in scope.lost:
                scope.begin(file)
                _read(file, name, scope, settings, found)
    return found


def split(target: str) -> tuple[str, str]:
    """FILE::NAME to (file, name), name "" for a whole file. Raises UsageError when the file does not exist."""
    path, _, name = target.partition("::")
    read.existing(path)
    if name and os.path.isdir(path):
        raise UsageError(f"{path} is a directory, so it has no case {name}", hint=f"gradcli check {path} -k {name}")
    return path, name


def _read(file: str, name: str, scope: Scope, settings: Settings, found: Found) -> None:
    """Add what one file holds to `found`."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            cases, skipped = programs(file, settings) if scope.whole else read.cases(file, settings)
    except ReadError as error:
        found.broken[file] = broken(file, error, printed.getvalue())
        return
    found.printed[file] = printed.getvalue()
    if name:
        cases, skipped = _named(file, name, cases, skipped), []
    found.cases.update((case.id, case) for case in cases if scope.wanted(case.id))
    found.skipped.update((one.id, one) for one in skipped if scope.wanted(one.id))


def programs(file: str, settings: Settings) -> tuple[list[Case], list[Skipped]]:
    """The cases of a file, and the file as one; alone where it raises, so that what happens before can be told."""
    program = read.whole(file, settings)
    try:
        cases, skipped = read.cases(file, settings)
    except ReadError:
        if program is None:
            raise
        return [program], []
    first = [program] if program is not None else []  # what it trains says what is to be expected of its cases
    return first + [case for case in cases if case.kind != "script"], skipped


def _named(file: str, name: str, cases: Iterable[Case], skipped: Iterable[Skipped]) -> list[Case]:
    """The cases called `name`: `loss[1]` one of them, `loss` all of them. Raises UsageError listing the names of the file."""
    cases = list(cases)
    named = [case for case in cases if name in (case.name, case.name.partition("[")[0])]
    if named:
        return named
    for one in skipped:
        if one.id.partition("::")[2] == name:
            raise UsageError(f"{one.id} is not a case: {one.reason}", where=one.where)
    names = [case.name for case in cases]
    hint = f"{file} holds: {', '.join(names)}" if names else f"{file} holds no cases"
    raise UsageError(f"{file} has no case {name!r}{nearest(name, names)}", hint=hint)


def broken(file: str, error: ReadError, printed: str) -> Checked:
    """A file that does not load, as a check with verdict error: its exception, with the user's part of the traceback."""
    where = error.where or Where(file)
    code = ALL["G605"] if isinstance(error, NotSupported) else ALL["G606"]
    finding = Finding(code, where, why=error.hint, detail=_told(file, error), data={"hint": error.hint})
    return Checked(file, Path(file).stem, where, "", Verdict.ERROR, (finding,), stdout=printed)


def _told(file: str, error: ReadError) -> str:
    """The traceback of the user's exception from the first line of their file on; else our sentence."""
    cause = error.__cause__
    if cause is None:
        return error.what
    frames = traceback.extract_tb(cause.__traceback__)
    first = next((i for i, frame in enumerate(frames) if os.path.realpath(frame.filename) == os.path.realpath(file)), 0)
    users = [frame for frame in frames[first:] if not internal(frame.filename)]
    told = [*traceback.format_list(users), *traceback.format_exception_only(cause)]
    return "".join(["Traceback (most recent call last):\n", *told]).rstrip()


def tracing(target: str, seed: int, engine: str) -> Settings:
    """How a file is read to be drawn or evaluated: in torch's float32, as it would run by itself; a formula in float64."""
    return Settings(seed=seed, engine=engine, dtype="float64" if target.partition("::")[0].endswith(".expr") else "keep")


def one(target: str, command: str, settings: Settings, pick: Callable[[list[Case]], Case | None] | None = None) -> Case:
    """The single case of FILE or FILE::NAME, calls of gradcheck left out; of several what `pick` makes of them.

    Raises UsageError when there are several or none, ReadError when the file does not load.
    """
    if not target:
        raise UsageError(f"gradcli {command} needs a file", hint=f"gradcli {command} FILE, or gradcli {command} FILE::NAME")
    path, name = split(target)
    if os.path.isdir(path):
        raise UsageError(f"{path} is a directory", hint=f"gradcli {command} {os.path.join(path, 'FILE.py')}")
    cases, skipped = read.cases(path, settings)
    cases = _named(path, name, cases, skipped) if name else [case for case in cases if case.kind != "gradcheck"] or cases
    if len(cases) == 1:
        return cases[0]
    picked = pick(cases) if cases and pick is not None else None
    if picked is not None:
        return picked
    if not cases:
        raise UsageError(f"{path} holds no cases", hint="; ".join(f"{skip.id}: {skip.reason}" for skip in skipped) or NO_GRAPH)
    raise UsageError(f"{target} holds {len(cases)} cases: name one", hint="   ".join(f"gradcli {command} {case.id}" for case in cases[:4]))
