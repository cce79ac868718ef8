"""The cases of a command line, checked: here, or in a process apart where there are several files or a limit."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gradcli.cases import Case, Settings
from gradcli.cli import terminal
from gradcli.cli.collect import Found, Scope, collect
from gradcli.cli.options import Reported
from gradcli.cli.watcher import Watcher
from gradcli.errors import UsageError
from gradcli.finding import Checked

UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


class Measured(NamedTuple):
    """What was found, the finished checks, and what the checker says about the run."""

    found: Found
    checks: tuple[Checked, ...]
    about: Mapping[str, Any]


def measured(options: Reported, scope: Scope, settings: Settings, watcher: Watcher) -> Measured:
    """Every case in scope checked, or linted where whole programs are wanted, or as many as it takes until enough failed."""
    if options.timeout is not None and not options.timeout > 0:
        raise UsageError(f"--timeout {options.timeout:g} is not a number of seconds above 0")
    memory = _bytes(options.memory)
    try:
        return (_apart if _is_apart(options) else _here)(scope, settings, watcher, (options.timeout, memory))
    finally:
        watcher.progress.done()


def _is_apart(options: Reported) -> bool:
    limited = options.timeout is not None or bool(options.memory)
    several = len(options.paths) != 1 or os.path.isdir(options.paths[0].partition("::")[0])
    if not (limited or several):
        return False
    from gradcli.cli import apart

    if limited and not apart.possible():
        terminal.note("this system cannot fork: --timeout and --memory have no effect")
    return apart.possible()


def _apart(scope: Scope, settings: Settings, watcher: Watcher, limits: tuple[float | None, int | None]) -> Measured:
    from gradcli.cli import apart

    done = apart.check_apart(scope, settings, apart.Limits(*limits), watcher)
    return Measured(done.found, tuple(done.done.values()), done.about)


def _here(scope: Scope, settings: Settings, watcher: Watcher, _: Any) -> Measured:
    found = collect(scope, settings)
    watcher.found(found)
    if scope.whole:
        from gradcli.cli.linting import linted

        return Measured(found, tuple(linted(_until_enough(found, watcher), watcher.step)), {})
    from gradcli import check

    report = check.run(_until_enough(found, watcher), settings, watcher.step)
    return Measured(found, report.checks, report.run)


def _until_enough(found: Found, watcher: Watcher) -> Iterator[Case]:
    for case in found.cases.values():
        if watcher.enough:
            return
        yield case


def _bytes(size: str) -> int | None:
    """2G as bytes. Raises UsageError for what is no size."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", size.strip(), re.IGNORECASE)
    if size and match is None:
        raise UsageError(f"--memory {size} is not a size", hint="2G or 500M")
    return int(float(match[1]) * UNITS[match[2].upper()]) if match else None
