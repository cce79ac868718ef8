"""The folder is the registry: the modules of a package are its plug-ins, found by file name and imported only when named."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from importlib.util import find_spec
from types import ModuleType

from gradcli.errors import UsageError


def names(package: str) -> list[str]:
    """The plug-ins of `package` (say "gradcli.report"), sorted; names starting with _ are its private parts."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations
    files = (file for place in spec.submodule_search_locations for file in os.listdir(place))
    return sorted({file.removesuffix(".py") for file in files if file.endswith(".py") and not file.startswith("_")})


def get(package: str, name: str) -> ModuleType:
    """The module `name` of `package`. Raises UsageError listing the known names."""
    known = names(package)
    if name in known:
        return importlib.import_module(f"{package}.{name}")
    kind = package.rpartition(".")[2]
    raise UsageError(f"unknown {kind} {name!r}{nearest(name, known)}", hint=f"known: {', '.join(known)}")


def nearest(word: str, known: Iterable[str]) -> str:
    """"; did you mean 'seed'?" for a word close to a known one, "" where nothing is close."""
    from difflib import get_close_matches  # needed only when something is misspelt

    near = get_close_matches(word, list(known), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else ""
