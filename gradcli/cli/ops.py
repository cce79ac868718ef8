"""gradcli ops: what the built-in engine can compute and differentiate, read from its registry."""

from __future__ import annotations

import sys
from typing import Any

from gradcli.cli import terminal
from gradcli.cli.options import Ops
from gradcli.errors import UsageError
from gradcli.folder import nearest

RULES = ("vjp", "jvp", "batch", "complex")
HEAD = ("operation", "grad_fn", "family", *RULES)


def run(options: Ops) -> int:
    """Write one line per operation: name, grad_fn, and which rules it has."""
    from gradcli.autograd.op import registry

    ops = registry()
    wanted = [ops[name] for name in sorted(ops) if options.pattern.lower() in name.lower()]
    if not wanted:
        raise UsageError(f"no operation is called {options.pattern!r}{nearest(options.pattern, ops)}", hint="gradcli ops lists them all")
    yes = "✓" if terminal.glyphs(sys.stdout) else "yes"
    rows = [HEAD, *(_row(op, yes) for op in wanted)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    counted = f"{len(wanted)} operation" + ("s" if len(wanted) != 1 else "")
    terminal.say("\n".join([*lines, "", f"{counted}; a rule that is missing is made from the others, or run in a loop"]) + "\n")
    return 0


def _row(op: Any, yes: str) -> tuple[str, ...]:
    return (op.name, op.grad_fn, op.family, *(yes if rule in op.has else "" for rule in RULES))
