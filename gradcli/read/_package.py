"""A checked file inside a package: imported under its full name, as Python would, if the package itself imports it."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType


class Checked(MetaPathFinder, Loader):
    """Gives the checked file's own module to whoever imports its name, and runs the file's code when that happens."""

    def __init__(self, module: ModuleType, code: CodeType) -> None:
        self.module, self.code = module, code
        self.has_started = self.has_run = False

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        return ModuleSpec(name, self, origin=self.module.__file__) if name == self.module.__name__ else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self.module

    def exec_module(self, module: ModuleType) -> None:
        self.has_started = True
        exec(self.code, module.__dict__)
        self.has_run = True


@contextmanager
def _first(finder: MetaPathFinder) -> Iterator[None]:
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def imported(module: ModuleType, code: CodeType, package: str) -> bool:
    """Whether importing the package of a file that asks for parts of it has run the file. What the file raises comes through.

    A package that cannot be imported is left alone: if the file needs it after all, it says so when it runs by itself.
    """
    if not package or module.__name__ == "__main__" or not asks_for(Path(str(module.__file__)), package.partition(".")[0]):
        return False
    checked = Checked(module, code)
    with _first(checked):
        try:
            importlib.import_module(package)
        except Exception:  # user code
            if checked.has_started and not checked.has_run:
                raise
    return checked.has_run


def asks_for(file: Path, package: str) -> bool:
    """Whether a file imports from its own package, relatively or by name."""
    imports = [node for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = [alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in imports if isinstance(node, ast.ImportFrom)]
    return any(getattr(node, "level", 0) for node in imports) or any(name.partition(".")[0] == package for name in names)
