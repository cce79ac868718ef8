"""A check in a process of its own, so that a crash, a hang or endless memory in one case leaves the others their verdicts."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, NoReturn, TextIO

from gradcli import codes
from gradcli.cases import Settings
from gradcli.cli.collect import Found, Scope
from gradcli.cli.watcher import Watcher
from gradcli.cli.worker import Task, work
from gradcli.errors import UsageError, Where
from gradcli.finding import Checked, Finding, Verdict

TICK = 0.1  # seconds between two looks at the clock
GRACE = 0.3  # seconds for a worker that is stopped to say where it is
FRAME = re.compile(r'^  File "(.+)", line (\d+) in (.+)$', re.M)
OURS = str(Path(__file__).resolve().parents[1])


class WorkerBug(RuntimeError):
    """A bug of ours in the worker, with its traceback."""


@dataclass
class Run:
    """What is known so far. now: the file being read, or the case being checked; done: finished checks by id."""

    found: Found = field(default_factory=Found)
    done: dict[str, Checked] = field(default_factory=dict)
    lost: dict[str, Checked] = field(default_factory=dict)  # files that could not be read to their end
    about: dict[str, Any] = field(default_factory=dict)
    now: tuple[str, Any] = ("", "")
    since: float = 0.0
    ended: bool = False


@dataclass(frozen=True)
class Limits:
    """timeout: seconds a case, or a file while it is read, may take; memory: bytes the worker may have."""

    timeout: float | None = None
    memory: int | None = None


def possible() -> bool:
    """Whether this system can fork."""
    return hasattr(os, "fork")


def check_apart(scope: Scope, settings: Settings, limits: Limits, watcher: Watcher) -> Run:
    """Everything in scope, or until enough failed, checked in workers: a new one after each that died."""
    with _told_to_stop():
        return _checked_apart(scope, settings, limits, watcher)


@contextlib.contextmanager
def _told_to_stop() -> Iterator[None]:
    """Within it SIGTERM and SIGHUP end this process as an exception does: the worker, in a group of its own, goes too."""
    numbers = (signal.SIGTERM, signal.SIGHUP) if threading.current_thread() is threading.main_thread() else ()
    before = [(number, signal.signal(number, _stop)) for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _stop(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def _checked_apart(scope: Scope, settings: Settings, limits: Limits, watcher: Watcher) -> Run:
    run = Run()
    while not run.ended:
        task = Task(scope, settings, frozenset(run.done), frozenset(run.lost), limits.memory)
        with tempfile.TemporaryFile("w+") as traces:
            pid, pipe = _started(task, traces)
            try:
                why = _followed(run, (pid, pipe), limits, watcher)
            finally:
                status = _stopped(pid, traces if not run.ended else None)
            if not run.ended:
                watcher.step(_lost(run, why or _says(status), _read(traces)))
                run.ended = watcher.enough
    return run


def _started(task: Task, traces: TextIO) -> tuple[int, Connection]:
    here, there = Pipe(duplex=False)
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        here.close()
        work(task, there, traces)  # never returns
    there.close()
    return pid, here


def _followed(run: Run, worker: tuple[int, Connection], limits: Limits, watcher: Watcher) -> Finding | None:
    """Take messages until the worker is done or dead. A finding if it was too slow."""
    pid, pipe = worker
    run.since = time.monotonic()
    while True:
        spent = time.monotonic() - run.since
        if limits.timeout is not None and run.now[1] and spent > limits.timeout:
            return Finding(codes.get("G608"), why=f"stopped after {limits.timeout:g} s", data={"seconds": limits.timeout})
        if not pipe.poll(TICK):
            watcher.progress.waiting(getattr(run.now[1], "id", run.now[1]), spent)
            if _dead(pid) and not pipe.poll():
                return None  # a process it started may hold the pipe open
            continue
        try:
            kind, what = pipe.recv()
        except EOFError:
            return None
        _take(run, kind, what, watcher)
        if run.ended:
            return None


def _dead(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _take(run: Run, kind: str, what: Any, watcher: Watcher) -> None:
    if kind in ("file", "case"):
        run.now, run.since = (kind, what), time.monotonic()
    elif kind == "found":
        run.found = what
        run.found.broken.update(run.lost)
        run.since = time.monotonic()
        watcher.found(what)
    elif kind == "done":
        run.done[what.id] = what
        watcher.step(what)
        run.ended = watcher.enough
    elif kind == "end":
        run.about, run.ended = what, True
    else:
        raise _raised(kind, what)


def _raised(kind: str, what: Any) -> BaseException:
    if kind == "interrupt":
        return KeyboardInterrupt()
    return UsageError(what[0], hint=what[1], where=what[2]) if kind == "usage" else WorkerBug(what)


def _stopped(pid: int, traces: TextIO | None) -> int:
    """Kill the worker with all it started, and its status; first let it write down where it is, for `traces`."""
    if traces is not None:
        _signal(pid, signal.SIGUSR1, os.kill)
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return status
            time.sleep(TICK / 10)
    _signal(pid, signal.SIGKILL, os.killpg)
    return os.waitpid(pid, 0)[1]


def _signal(pid: int, number: int, send: Callable[[int, int], None]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # it is gone already
        send(pid, number)


def _says(status: int) -> Finding:
    """How the worker ended."""
    code = os.waitstatus_to_exitcode(status)
    how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"it left with exit code {code}"
    return Finding(codes.get("G607"), why=how, data={"status": code})


def _read(traces: TextIO) -> str:
    traces.seek(0)
    return traces.read()


def _lost(run: Run, why: Finding, trace: str) -> Checked:
    """The verdict of what the worker was doing when it ended."""
    kind, what = run.now
    detail = trace.strip() if trace.startswith("Fatal") else ""
    if kind == "case":
        run.done[what.id] = replace(what, findings=(replace(why, where=_place(trace) or what.where, detail=detail),))
        return run.done[what.id]
    file = str(what)
    if not file or file in run.lost:
        raise WorkerBug(f"a worker ended before it read a file: {why.why}\n{trace}")
    finding = replace(why, where=_place(trace) or Where(file), detail=detail)
    run.lost[file] = Checked(file, Path(file).stem, Where(file), "", Verdict.ERROR, (finding,))
    return run.lost[file]


def _place(trace: str) -> Where | None:
    """The innermost line of the user's own."""
    places = (Where(file, int(line), name) for file, line, name in FRAME.findall(trace))
    return next((place for place in places if not place.file.startswith((OURS, sys.prefix, sys.base_prefix))), None)
