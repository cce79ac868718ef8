"""A file to cases: one module per kind of file, named as its suffix; directories are walked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from types import ModuleType

from gradcli import folder
from gradcli.cases import Case, Settings, Skipped
from gradcli.errors import UsageError
from gradcli.read._walk import walked


def files(paths: Iterable[str], include: Iterable[str] = (), exclude: Iterable[str] = ()) -> list[str]:
    """The files that paths stand for, each once: files as they are, directories walked.

    include, exclude: patterns such as "samples/*.py" and "samples/broken", for what is found in directories.
    Raises UsageError for a path that does not exist, naming the nearest that does.
    """
    found: dict[str, None] = {}
    for path in paths:
        found.update(dict.fromkeys(walked(path, tuple(include), tuple(exclude)) if os.path.isdir(path) else [existing(path)]))
    return list(found)


def existing(path: str) -> str:
    """The path. Raises UsageError when nothing is there."""
    if os.path.exists(path):
        return path
    if os.path.islink(path):
        raise UsageError(f"{path} is a link to {os.readlink(path)}, where there is no file", hint="give a file, or a directory to search")
    place = os.path.dirname(path) or "."
    near = folder.nearest(os.path.basename(path), os.listdir(place)) if os.path.isdir(place) else ""
    raise UsageError(f"{path} does not exist{near}", hint="give a file, or a directory to search")


def whole(path: str, settings: Settings) -> Case | None:
    """A file as one case, whatever it leaves: the script with everything that happens in it. None for a kind of file that is no program."""
    make = getattr(_reader(path), "whole", None)
    found: Case | None = make(existing(path), settings) if make is not None else None
    return found


def cases(path: str, settings: Settings | None = None, select: str | None = None) -> tuple[list[Case], list[Skipped]]:
    """(the cases of a file, what looked like one and is none); with `select` those called so: `loss` is also `loss[0]`, `loss[1]`.

    Raises UsageError for a suffix without a reader, ReadError for a file that cannot be turned into cases.
    """
    found, skipped = _reader(path).cases(existing(path), settings or Settings())
    if select is None:
        return found, skipped
    return [case for case in found if select in (case.name, case.name.partition("[")[0])], skipped


def _reader(path: str) -> ModuleType:
    """The module for the suffix of a file."""
    suffix = os.path.splitext(path)[1][1:]
    known = folder.names(__name__)
    if suffix not in known:
        raise UsageError(f"{path} is no file that gradcli reads", hint=f"it reads {', '.join(f'.{name}' for name in known)}")
    return folder.get(__name__, suffix)
