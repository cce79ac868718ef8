"""`import torch` without torch: a finder that hands out gradcli's own modules under torch's names."""

from __future__ import annotations

import importlib
import re
import traceback
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import gradcli
from gradcli.errors import NotSupported, Where

OURS = str(Path(gradcli.__file__).parent)
CANNOT = re.compile(r"cannot import name '(\w+)' from '(gradcli[\w.]*)'")
MODULE = re.compile(r"module '(gradcli[\w.]*)' has no attribute '(\w+)'")
TENSOR = re.compile(r"'(Tensor|Parameter)' object has no attribute '(\w+)'")
HINT = "`gradcli ops` lists the operations there are"


class NoModuleError(NotSupported, ModuleNotFoundError):
    """`import torch.fx`: also an ImportError, so that files which do without it can say so; tracebacks show it as that."""

    __module__, __qualname__ = "builtins", "ModuleNotFoundError"


class Borrowed(Loader):
    """Hands out a module that exists already, and gives it back the spec that importing it under another name overwrites."""

    def __init__(self, module: ModuleType) -> None:
        self.module, self.spec = module, module.__spec__

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self.module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self.spec


class TorchFinder(MetaPathFinder):
    """Answers for torch and everything below it; there is one, put in place while a checked file runs."""

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Raises NoModuleError for parts of torch that gradcli has not."""
        if fullname.partition(".")[0] != "torch":
            return None
        name = ours(fullname)
        if name is None:
            raise NoModuleError(f"{fullname} is not part of gradcli's engine", hint=HINT)
        return spec_from_loader(fullname, Borrowed(importlib.import_module(name)))


FINDER = TorchFinder()


def ours(fullname: str) -> str | None:
    """The module that stands in for `fullname`: gradcli.nn for torch.nn; None where there is none."""
    parts = fullname.split(".")[1:]
    if not parts:
        return "gradcli"
    name = ".".join([gradcli.PACKAGES.get(parts[0], ""), *parts[1:]])
    return name if parts[0] in gradcli.PACKAGES and _exists(name) else None


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # its parent is no package
        return False


def missing(error: BaseException) -> NotSupported | None:
    """The error to show in place of one about a name that torch has and gradcli has not; None for other errors."""
    name = _name(error)
    if name is None:
        return None
    return NotSupported(f"{name} is not part of gradcli's engine", hint=HINT, where=_where(error))


def _name(error: BaseException) -> str | None:
    """The missing name as the user would write it: "torch.fx", "Tensor.sparse_mask"."""
    if isinstance(error, NoModuleError):
        return error.what.partition(" is not ")[0]
    if isinstance(error, ImportError) and (found := CANNOT.search(str(error))):
        return _torch(found[2], found[1])
    if isinstance(error, AttributeError) and (found := MODULE.search(str(error))):
        return _torch(found[1], found[2])
    if isinstance(error, AttributeError) and (found := TENSOR.search(str(error))):
        return f"{found[1]}.{found[2]}"
    return None


def _torch(module: str, name: str) -> str:
    return f"{module}.{name}".replace("gradcli", "torch", 1)


def _where(error: BaseException) -> Where | None:
    """The innermost line of the user's in the traceback."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not internal(frame.filename)]
    return Where(frames[-1].filename, frames[-1].lineno or 0, frames[-1].name) if frames else None


def internal(file: str) -> bool:
    """Whether a traceback's file is gradcli's or the import system's."""
    return file.startswith((OURS, "<frozen"))
