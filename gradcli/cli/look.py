"""What lint finds in the paths of a command line, by itself or beside what a check found."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from dataclasses import replace

from gradcli.cases import Settings
from gradcli.cli.collect import Found, Scope
from gradcli.cli.options import Reported
from gradcli.cli.progress import Progress
from gradcli.cli.running import measured
from gradcli.cli.select import matcher
from gradcli.cli.watcher import Watcher
from gradcli.finding import Checked, worst

RESULT = re.compile(r"::<script>\[.*")  # one result of a script; what happens in it is not for one result


def looked_at(options: Reported) -> tuple[Found, list[Checked]]:
    """(what the paths hold, what lint finds in it with the files that do not load), sorted by id."""
    paths = tuple(RESULT.sub("::<script>", path) for path in options.paths)
    scope = Scope(paths, options.include, options.exclude, matcher(options.k), whole=True)
    watcher = Watcher(lambda _: False, None, Progress(0, options.progress))
    found, done, _ = measured(options, scope, Settings(seed=options.seed, engine=options.engine, dtype="keep"), watcher)
    checks = [*found.broken.values(), *done]
    again = f"--seed {options.seed}"
    told = (replace(check, reproduce=f"gradcli lint {shlex.quote(check.id)} {again}") for check in checks)
    return found, sorted(told, key=lambda check: check.id)


def with_lint(checks: Iterable[Checked], lint: Iterable[Checked]) -> list[Checked]:
    """Checks with what lint found in the same case; what it found elsewhere comes as a record of its own."""
    by_id = {check.id: check for check in checks}
    for one in lint:
        check = by_id.get(one.id)
        if check is None and one.findings and one.where.file not in by_id:  # a file by itself is one that does not load
            by_id[one.id] = one
        elif check is not None:
            more = tuple(finding for finding in one.findings if finding.code.id not in {found.code.id for found in check.findings})
            findings = (*check.findings, *more)
            by_id[one.id] = replace(check, findings=findings, verdict=worst([check.verdict, *(finding.verdict for finding in more)]))
    return list(by_id.values())
