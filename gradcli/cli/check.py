"""gradcli check: files to cases, cases to a report, the report to the standard output."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gradcli.folder as folder
from gradcli import read
from gradcli.cases import Settings
from gradcli.cli import listing, output, own_up, terminal
from gradcli.cli.about import about
from gradcli.cli.collect import Found, Scope, collect
from gradcli.cli.look import looked_at, with_lint
from gradcli.cli.options import Check
from gradcli.cli.progress import Progress
from gradcli.cli.running import measured
from gradcli.cli.select import dropper, matcher
from gradcli.cli.suppress import Suppressions, idle
from gradcli.cli.watcher import Watcher
from gradcli.finding import Checked, Finding, Report

NUMERICS = ("order", "points", "rtol", "mode", "method", "dtype", "engine")  # what `again:` repeats when it is not the default
ELSEWHERE = (
    "a directory is searched for grad_*.py, *_grad.py, *.expr and files that import gradcli: name the file, or add it to `include` "
    "in [tool.gradcli]"
)
EMPTY = (
    "a case is a public function with tensors as defaults, or what a script computes from an input with requires_grad=True; "
    "gradcli init writes one"
)


def run(options: Check) -> int:
    """Check everything the paths hold and write the report; the exit code says whether anything failed."""
    started = time.time()
    writer, files = folder.get("gradcli.report", options.format), output.destinations(options.report)
    dropped, scope, settings = dropper(options.select, options.ignore), _scope(options), settings_of(options)
    if options.collect_only:
        with terminal.aside():
            found = collect(scope, settings)
        return listing.show(found, options)
    with terminal.aside():
        report = _check(options, scope, settings, dropped)
    report = replace(report, seconds=time.time() - started, run={**report.run, **_run(options, started)})
    terminal.say(writer.write(report))
    output.save_reports(report, files)
    own_up([bug for one in report.checks for bug in one.bugs])
    if not report.checks and not options.allow_empty:
        print(f"hint: {_empty(options, scope)}", file=sys.stderr)
    return report.exit_code


def _empty(options: Check, scope: Scope) -> str:
    """What to do where nothing was checked."""
    if not _files(scope):
        return ELSEWHERE
    return f"-k {shlex.quote(options.k)} may match none: --collect-only without -k lists the cases there are" if options.k else EMPTY


def _files(scope: Scope) -> list[str]:
    """The files that the paths stand for."""
    return read.files([path.partition("::")[0] for path in scope.paths or (".",)], scope.include, scope.exclude)


def settings_of(options: Check) -> Settings:
    """The numeric options as the record the reader and the checker take. Raises UsageError for a value out of range."""
    return Settings(seed=options.seed, show_ladder=options.show_ladder, **{name: getattr(options, name) for name in NUMERICS})


def _scope(options: Check) -> Scope:
    return Scope(options.paths, options.include, options.exclude, matcher(options.k))


def _check(options: Check, scope: Scope, settings: Settings, dropped: Callable[[Finding], bool]) -> Report:
    """Check the cases, then add the files that did not load. Stops early when enough failed."""
    accepted = Suppressions()

    def kept(one: Checked) -> Checked:
        return accepted.accept(one).without(dropped)

    limit = 1 if options.first else options.max_failures
    watcher = Watcher(lambda one: kept(one).verdict.severity == "error", limit, Progress(0, options.progress))
    found, done, about = measured(options, scope, settings, watcher)
    checks = [_finished(one, found, options) for one in (*found.broken.values(), *done)]
    checks = [kept(one) for one in (with_lint(checks, looked_at(options)[1]) if options.lint else checks)]
    if len(done) == len(found.cases):
        checks += [one.without(dropped) for one in idle(accepted, found, options, lambda code: _judged(code, options))]
    return Report(tuple(sorted(checks, key=lambda one: one.id)), tuple(found.skipped.values()), run=about)


def _judged(code: str, options: Check) -> bool:
    """Whether this run would have found `code`: G7 is lint's, G107 needs order 2."""
    return (options.lint or not code.startswith("G7")) and (code != "G107" or int(options.order) == 2)


def _finished(checked: Checked, found: Found, options: Check) -> Checked:
    """With the command line that repeats it, and with what its file printed while it was read."""
    printed = found.printed.get(checked.where.file, "") + checked.stdout
    return replace(checked, reproduce=again(checked.id, options), stdout=printed if checked.findings else checked.stdout)


def again(id: str, options: Check) -> str:
    """The command line that checks one case again: "gradcli check samples/mlp.py::loss --seed 0 -v"."""
    changed = [(name, getattr(options, name)) for name in NUMERICS if getattr(options, name) != Check.__dataclass_fields__[name].default]
    words = [word for name, value in changed for word in (f"--{name}", str(value))]
    return shlex.join(["gradcli", "check", id, "--seed", str(options.seed), *words, "-v"])


def _run(options: Check, started: float) -> dict[str, Any]:
    """What the report says about the run itself, and how it is to look."""
    return {**about(options, started), **{name: getattr(options, name) for name in ("durations", *NUMERICS)}}
