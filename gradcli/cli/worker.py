"""The process in which user code is read and checked, or linted: tells its parent what it begins and what it found."""

from __future__ import annotations

import faulthandler
import os
import signal
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any, NoReturn, TextIO

from gradcli import engines
from gradcli.cases import Case, Settings
from gradcli.cli.collect import Found, Scope, collect
from gradcli.errors import GradcliError
from gradcli.finding import Checked, Verdict


@dataclass(frozen=True)
class Task:
    """What to check. done: ids that have their result; lost: files that ended a worker; memory: bytes this process may have."""

    scope: Scope
    settings: Settings
    done: frozenset[str]
    lost: frozenset[str]
    memory: int | None


def work(task: Task, pipe: Connection, traces: TextIO) -> NoReturn:
    """Do the task and leave; nothing of the parent's that is pending (buffers, exit handlers) runs in here.

    Messages: ("file", path) and ("case", a Checked without findings) before each; ("found", Found), ("done", Checked), ("end", run).
    """
    os.setpgid(0, 0)
    for number in (signal.SIGTERM, signal.SIGHUP):  # the parent's handlers are not for user code
        signal.signal(number, signal.SIG_DFL)
    faulthandler.enable(traces, all_threads=False)
    faulthandler.register(signal.SIGUSR1, traces, all_threads=False)
    try:
        _limit(task.memory)
        _checked(task, pipe)
    except GradcliError as error:
        pipe.send(("usage", (error.what, error.hint, error.where)))
    except KeyboardInterrupt:
        pipe.send(("interrupt", None))
    except BaseException:
        pipe.send(("bug", traceback.format_exc()))
    finally:
        os._exit(0)  # even where the pipe is broken: nothing of the parent's may run in here


def _limit(memory: int | None) -> None:
    """At most this much memory; without a number at most what the machine has."""
    import resource

    most = memory or os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _checked(task: Task, pipe: Connection) -> None:
    engines.get("auto")  # loaded before anything begins: it is no file's time that this takes
    scope = replace(task.scope, lost=task.lost, begin=lambda file: pipe.send(("file", file)))
    found = collect(scope, task.settings)
    pipe.send(("found", _plain(found)))
    cases = _begun(found, task, pipe)

    def done(one: Checked) -> None:
        pipe.send(("done", replace(one, graph=None)))

    if task.scope.whole:
        from gradcli.cli.linting import linted

        linted(cases, done)
        pipe.send(("end", {}))
        return
    from gradcli import check

    report = check.run(cases, task.settings, done)
    pipe.send(("end", dict(report.run)))


def _begun(found: Found, task: Task, pipe: Connection) -> Iterator[Case]:
    for case in found.cases.values():
        if case.id not in task.done:
            pipe.send(("case", Checked(case.id, case.name, case.where, case.engine, Verdict.ERROR)))
            yield case


def _plain(found: Found) -> Found:
    """What was found without the functions, which cannot leave this process."""
    nothing: Any = None
    return replace(found, cases=dict.fromkeys(found.cases, nothing))
