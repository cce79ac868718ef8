"""Results to files: destinations are looked at before the work starts, so that an hour of checking is not lost to a misspelt directory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType

import gradcli.folder as folder
from gradcli.errors import UsageError
from gradcli.finding import Report


def destinations(wanted: Sequence[str]) -> list[tuple[ModuleType, str]]:
    """`json=report.json` to (writer, path). Raises UsageError for an unknown format and for a place nothing can be written to."""
    return [_destination(text) for text in wanted]


def _destination(text: str) -> tuple[ModuleType, str]:
    name, equals, path = text.partition("=")
    if not (name and equals and path):
        raise UsageError(f"--report {text} is not NAME=PATH", hint="--report json=report.json")
    writable(path)
    return folder.get("gradcli.report", name), path


def writable(path: str) -> None:
    """Raises UsageError when `path` cannot be written: no such directory, a directory itself, no permission."""
    place = os.path.dirname(path) or "."
    if not os.path.isdir(place):
        raise UsageError(f"cannot write {path}: there is no directory {place}", hint=f"mkdir -p {place}")
    if os.path.isdir(path):
        raise UsageError(f"cannot write {path}: it is a directory")
    if not os.access(path if os.path.exists(path) else place, os.W_OK):
        raise UsageError(f"cannot write {path}: permission denied")


def save(path: str, content: bytes) -> None:
    """Write `content` to `path`. Raises UsageError when that fails (disk full, permission)."""
    try:
        with open(path, "wb") as file:
            file.write(content)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None


def save_reports(report: Report, files: Sequence[tuple[ModuleType, str]]) -> None:
    """Write the report to every destination, without colour, in UTF-8."""
    plain = replace(report, run={**report.run, "color": False, "glyphs": True, "width": 0})
    for writer, path in files:
        save(path, writer.write(plain).encode("utf-8", "backslashreplace"))
