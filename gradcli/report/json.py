"""The report for programs: one JSON document, schema gradcli-report/1 (report.schema.json beside this file)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from gradcli.errors import Where
from gradcli.finding import Checked, Culprit, Entry, Finding, Pair, Report

SCHEMA = "gradcli-report/1"
RUN = ("argv", "seed", "dtype", "method", "mode", "order", "jobs")
STAGES = ("load", "forward", "backward", "numeric")
CAPTURED = 64 * 1024  # characters of a stream that are kept: the last ones


def write(report: Report) -> str:
    """The document, indented, results by id. Only started, duration_s and timing differ between two runs with one seed."""
    return json.dumps(_plain(document(report)), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as nested dictionaries, lists, words and numbers; numbers may still be NaN, infinite or complex."""
    run = {key: report.run.get(key) for key in RUN}
    times = {"exit_code": report.exit_code, "started": report.run.get("started"), "duration_s": report.seconds}
    counts = {**report.counts, "skipped": len(report.skipped), "cached": 0, "baselined": 0}
    return {
        "schema": SCHEMA,
        "tool": dict(report.run.get("tool", {})),
        "run": {**run, **times, "config_file": report.run.get("config_file") or None},
        "summary": counts,
        "checks": [_check(check) for check in sorted(report.checks, key=lambda check: check.id)],
        "skipped": [{"id": s.id, **_place(s.where), "reason": s.reason} for s in sorted(report.skipped, key=lambda s: s.id)],
    }


def _check(check: Checked) -> dict[str, Any]:
    # fmt: off
    return {
        "id": check.id, **_place(check.where), "name": check.name, "engine": check.engine,
        "verdict": check.verdict.value, "severity": check.verdict.severity, "order": check.order,
        "cached": False, "baselined": False,
        "duration_s": check.seconds, "timing": {stage: check.timing.get(stage, 0.0) for stage in STAGES},
        "digits": check.digits, "mode": check.mode, "evaluations": check.evaluations,
        "inputs": [dict(described) for described in check.inputs],
        "pairs": [_pair(pair) for pair in check.pairs],
        "findings": [_finding(check, finding) for finding in check.findings],
        "notes": list(check.notes), "unexamined": list(check.unexamined),
        "captured": _captured(check), "reproduce": check.reproduce,
    }
    # fmt: on


def _pair(pair: Pair) -> dict[str, Any]:
    # fmt: off
    return {
        "output": pair.output, "input": pair.input, "shape": list(pair.shape), "checked": pair.checked, "wrong": pair.wrong,
        "verdict": pair.verdict.value, "max_abs_error": pair.max_abs_error, "max_rel_error": pair.max_rel_error, "digits": pair.digits,
        "worst": _entry(pair.worst),
    }
    # fmt: on


def _entry(entry: Entry | None) -> dict[str, Any] | None:
    if entry is None:
        return None
    # fmt: off
    return {
        "output_index": list(entry.output_index), "input_index": list(entry.input_index),
        "output_part": entry.output_part or None, "input_part": entry.input_part or None,
        "analytic": entry.analytic, "numeric": entry.numeric, "bound": entry.bound,
        "left": entry.left, "right": entry.right, "step": entry.step,
    }
    # fmt: on


def _finding(check: Checked, finding: Finding) -> dict[str, Any]:
    # fmt: off
    return {
        "code": finding.code.id, "name": finding.code.name, "level": finding.verdict.severity,
        "message": finding.message, "explanation": finding.why, **_place(finding.location(check)),
        "input": finding.input or None, "output": finding.output or None,
        "entry": _entry(finding.entry), "detail": finding.detail,
        "fingerprint": finding.fingerprint(check), "help": finding.code.do, "node": _node(finding.culprit),
    }
    # fmt: on


def _node(culprit: Culprit | None) -> dict[str, Any] | None:
    if culprit is None:
        return None
    # fmt: off
    return {
        "id": culprit.node, "op": culprit.op, "grad_fn": culprit.grad_fn, "scope": culprit.scope,
        **_place(culprit.where), "argument": culprit.argument,
    }
    # fmt: on


def _place(where: Where | None) -> dict[str, Any]:
    """file and line; null where unknown."""
    return {"file": where.file if where else None, "line": (where.line or None) if where else None}


def _captured(check: Checked) -> dict[str, Any]:
    truncated = max(len(check.stdout), len(check.stderr)) > CAPTURED
    return {"stdout": check.stdout[-CAPTURED:], "stderr": check.stderr[-CAPTURED:], "truncated": truncated}


def _plain(value: Any) -> Any:
    """`value` in JSON's own types: "nan", "inf" and complex numbers become words, numpy numbers become numbers."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, bool | str) or value is None:
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
    return _number(value)


def _number(value: Any) -> float | int | str:
    """A number as JSON has it, else as a word."""
    if isinstance(value, complex):
        return str(value).strip("()")
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return float(value) if isinstance(value, float) else value
    if hasattr(value, "item"):  # a numpy number
        return _number(value.item())
    return str(value)
