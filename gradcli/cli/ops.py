"""gradcli ops: what the built-in engine can compute and differentiate, read from its registry."""

from __future__ import annotations

import json
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
    wanted = [ops[name] for name in sorted(ops) if options.pattern.lower() in f"{name} {ops[name].grad_fn}".lower()]
    if not wanted:
        raise UsageError(f"no operation is called {options.pattern!r}{nearest(options.pattern, ops)}", hint="gradcli ops lists them all")
    terminal.say((_text if options.format == "text" else _json)(wanted, options.pattern))
    return 0


def _text(ops: list[Any], pattern: str) -> str:
    yes = "✓" if terminal.glyphs(sys.stdout) else "yes"
    rows = [HEAD, *((*_names(op), *(yes if rule in op.has else "" for rule in RULES)) for op in ops)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    counted = f"{len(ops)} operation" + ("s" if len(ops) != 1 else "")
    notes = [f"{counted}; a rule that is missing is made from the others, or run in a loop", *([] if pattern else [_public()])]
    return "\n".join([*lines, "", *notes]) + "\n"


def _public() -> str:
    """How many functions the operations make."""
    from gradcli.autograd.reference import differentiable

    return f"they make {len(differentiable())} public functions and methods that are differentiable"


def _json(ops: list[Any], _pattern: str) -> str:
    rows = [dict(zip(HEAD, _names(op))) | {"rules": [rule for rule in RULES if rule in op.has]} for op in ops]
    return json.dumps(rows, indent=2) + "\n"


def _names(op: Any) -> tuple[str, str, str]:
    return op.name, op.grad_fn, op.family
