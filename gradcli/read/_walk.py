"""A directory to the files in it that are meant to be checked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

NAMES = ("grad_*.py", "*_grad.py", "*.expr")
BUILT = ("build", "dist", "node_modules", "site-packages", "__pycache__", "*.egg-info")
IMPORTS = re.compile(rb"^[ \t]*(?:import|from)[ \t]+gradcli\b", re.MULTILINE)


def walked(root: str, include: Sequence[str], exclude: Sequence[str]) -> Iterator[str]:
    """The files below `root` in sorted order, minus hidden ones, environments, build folders and what `exclude` names."""
    for place, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not _skipped(place, name) and not matches(os.path.join(place, name), exclude))
        for name in sorted(names):
            path = os.path.normpath(os.path.join(place, name))
            if not name.startswith(".") and not matches(path, exclude) and _meant(path, name, include):
                yield path


def _skipped(place: str, name: str) -> bool:
    """Whether a folder is hidden, a virtual environment or made by a build."""
    built = any(fnmatchcase(name, pattern) for pattern in BUILT)
    return name.startswith(".") or built or os.path.exists(os.path.join(place, name, "pyvenv.cfg"))


def matches(path: str, patterns: Sequence[str]) -> bool:
    """Whether a path ends in one of the patterns, wherever its beginning lies; * also stands for folders."""
    absolute = Path(path).absolute().as_posix()
    return any(fnmatchcase(absolute, f"*/{pattern.strip('/').removeprefix('./')}") for pattern in patterns)


def _meant(path: str, name: str, include: Sequence[str]) -> bool:
    """Whether a file is one to check: by its name, by what the project includes, or because it imports gradcli."""
    if any(fnmatchcase(name, pattern) for pattern in NAMES) or matches(path, include):
        return not _endless(path)
    return name.endswith(".py") and not _endless(path) and imports_gradcli(path)


def _endless(path: str) -> bool:
    """Whether it is a pipe, a socket or a device: reading one can wait for ever. A broken link is not, and is told of when it is read."""
    return os.path.exists(path) and not os.path.isfile(path)


def imports_gradcli(path: str) -> bool:
    """Whether a Python file imports gradcli, by its text."""
    try:
        return IMPORTS.search(Path(path).read_bytes()) is not None
    except OSError:  # a broken link, no permission
        return False
