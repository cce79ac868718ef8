"""gradcli lint: files to graphs, graphs to a report, the report to the standard output."""

from __future__ import annotations

import sys
import time

import gradcli.folder as folder
from gradcli.cli import output, terminal
from gradcli.cli.about import about
from gradcli.cli.look import looked_at
from gradcli.cli.options import Lint
from gradcli.cli.select import dropper
from gradcli.cli.suppress import Suppressions, idle
from gradcli.finding import Report

EMPTY = "programs are run, so a directory is searched for check files only: name the program, or add it to `include` in [tool.gradcli]"
READING = {"dtype": "as written", "method": "auto", "mode": "auto", "order": 1}  # what a check would choose


def run(options: Lint) -> int:
    """Run everything the paths hold and write what was found; the exit code says whether anything failed."""
    started = time.time()
    writer, files = folder.get("gradcli.report", options.format), output.destinations(options.report)
    dropped, accepted = dropper(options.select, options.ignore), Suppressions()
    with terminal.aside():
        found, checks = looked_at(options)
    kept = [accepted.accept(check) for check in checks]
    kept += idle(accepted, found, options, lambda code: code.startswith("G7"))
    checks = sorted((check.without(dropped) for check in kept), key=lambda check: check.id)
    report = Report(tuple(checks), seconds=time.time() - started, run={**READING, **about(options, started)})
    terminal.say(writer.write(report))
    output.save_reports(report, files)
    if not report.checks and not options.allow_empty:
        print(f"hint: {EMPTY}", file=sys.stderr)
    return report.exit_code
