"""What a checked file sees of the process while it runs: torch is gradcli, its own folder comes first, new tensors are float64."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

import numpy as np

import gradcli
from gradcli.autograd import dtype as dtypes
from gradcli.autograd import state
from gradcli.autograd.draws import default_generator
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.names import VERSION
from gradcli.cases import LISTENERS, Listener, Settings
from gradcli.read._promote import LIFTING, is_single
from gradcli.read._torch_finder import FINDER

OWN_VERSION = gradcli.__version__
FLOATING = {"float64": dtypes.float64, "float32": dtypes.float32, "keep": dtypes.float32}


class World:
    """A `with` block in which user code of one file runs; may be entered again and again, also from inside.

    modules: what only this file sees in sys.modules: torch's names, and the helper modules next to it.
    floating: the default type of new tensors, float64 unless the settings or the file itself say otherwise.
    listener: takes the calls of gradcheck.
    """

    def __init__(self, path: str, settings: Settings, other: World | None = None) -> None:
        """other: a world of the same file whose helper modules this one is to import anew."""
        self.file = Path(path).resolve()
        self.root, self.package = _package(self.file)
        self.argv, self.path = [path], [str(self.root), *sys.path]
        self.modules: dict[str, ModuleType] = {}
        self.torch = settings.engine in ("auto", "builtin")
        self.floating = FLOATING[settings.dtype]
        self.lifts = settings.dtype == "float64"
        self.single = self.lifts and is_single(self.file)
        self._hidden = tuple(other.modules) if other is not None else ()
        self.listener: Listener = Listener(other.listener.answers if other is not None else ())
        self._depth = 0
        self._outside: dict[str, Any] = {}

    def seed(self, seed: int) -> None:
        """Start the engine's, Python's and numpy's random generators anew."""
        default_generator.manual_seed(seed)
        random.seed(seed)
        np.random.seed(seed % 2**32)

    def __enter__(self) -> World:
        if not self._depth:
            self._outside = _process()
            torch = [name for name in sys.modules if is_torch(name)] if self.torch and "torch" in sys.modules else []
            hidden = (*self.modules, *self._hidden, *torch)
            self._outside["modules"] = {name: sys.modules.pop(name) for name in hidden if name in sys.modules}
            sys.modules.update(self.modules)
            self._known = set(sys.modules)
            if self.torch:
                sys.meta_path.insert(0, FINDER)
                gradcli.__version__ = VERSION
            if self.lifts:
                LIFTING.start(self.single)
            sys.path[:], sys.argv[:], dtypes.DEFAULT.floating = self.path, self.argv, self.floating
            LISTENERS.append(self.listener)
        self._depth += 1
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._depth -= 1
        if self._depth:
            return
        LISTENERS.pop()
        self.path, self.floating = list(sys.path), dtypes.DEFAULT.floating
        if self.torch:
            sys.meta_path.remove(FINDER)
            gradcli.__version__ = OWN_VERSION
        if self.lifts:
            LIFTING.stop()
        self._take_out()
        sys.modules.update(self._outside["modules"])
        sys.path[:], sys.argv[:], dtypes.DEFAULT.floating = (self._outside[name] for name in ("path", "argv", "floating"))
        MODE.enabled, MODE.inference, state.anomaly = self._outside["mode"]

    def _take_out(self) -> None:
        """Remove from sys.modules what belongs to this file: another file may have a helper of the same name."""
        new = self._known.symmetric_difference(sys.modules) if len(sys.modules) != len(self._known) else ()
        for name in {*self.modules, *(name for name in new if name in sys.modules and self._owns(name))}:
            if name in sys.modules:
                self.modules[name] = sys.modules.pop(name)

    def _owns(self, name: str) -> bool:
        """Whether a module is torch's stand-in, or lies next to the file."""
        if self.torch and is_torch(name):
            return True
        if name.partition(".")[0] == "gradcli":  # a working copy of it below the file's folder
            return False
        file = getattr(sys.modules[name], "__file__", None)
        return file is not None and Path(file).is_relative_to(self.root) and "site-packages" not in file


def is_torch(name: str) -> bool:
    """Whether a module's name is torch's or of a part of it."""
    return name == "torch" or name.startswith("torch.")


def _process() -> dict[str, Any]:
    """What a `with` block changes and puts back."""
    os.environ.setdefault("MPLBACKEND", "Agg")  # plt.show() in a script must not wait for somebody to close a window
    mode = (MODE.enabled, MODE.inference, state.anomaly)
    return {"path": list(sys.path), "argv": list(sys.argv), "floating": dtypes.DEFAULT.floating, "mode": mode}


def _package(file: Path) -> tuple[Path, str]:
    """(the folder to import from, the dotted package a file lies in, "" for none)."""
    folder, parts = file.parent, []
    while (folder / "__init__.py").exists():
        parts.append(folder.name)
        folder = folder.parent
    return folder, ".".join(reversed(parts))
