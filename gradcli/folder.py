"""The folder is the registry: the modules of a package are its plug-ins, found by file name and imported only when named."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
from pathlib import Path
from types import ModuleType

from gradcli.errors import UsageError


def names(package: str) -> list[str]:
    """The plug-ins of `package` (say "gradcli.report"), sorted; names starting with _ are its private parts."""
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.submodule_search_locations
    files = (file for place in spec.submodule_search_locations for file in Path(place).iterdir())
    return sorted({file.stem for file in files if file.suffix == ".py" and not file.stem.startswith("_")})


def get(package: str, name: str) -> ModuleType:
    """The module `name` of `package`. Raises UsageError listing the known names."""
    known = names(package)
    if name in known:
        return importlib.import_module(f"{package}.{name}")
    near = difflib.get_close_matches(name, known, 1)
    kind = package.rpartition(".")[2]
    raise UsageError(
        f"unknown {kind} {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""),
        hint=f"known: {', '.join(known)}",
    )
