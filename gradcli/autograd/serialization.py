"""save and load: tensors, state dicts and whole modules in a file, pickled; loading makes nothing but data unless told otherwise."""

from __future__ import annotations

import os
import pickle
from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import IO, Any

HARMLESS = {
    "collections": {"OrderedDict", "Counter", "defaultdict"},
    "gradcli": {"Tensor"},
    "gradcli.autograd.tensor": {"Tensor", "rebuild"},
    "gradcli.autograd.size": {"Size"},
    "gradcli.autograd.device": {"device"},
    "gradcli.autograd.dtype": None,  # any: they are constants
    "gradcli.nn.parameter": {"Parameter", "Buffer"},
    "numpy": {"ndarray", "dtype"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy.core.multiarray": {"_reconstruct", "scalar"},
    "_codecs": {"encode"},
    "builtins": {"bytes", "bytearray", "complex", "set"},
}
ALLOWED: dict[tuple[str, str], Any] = {}
REFUSED = (
    "Weights only load failed. This file can still be loaded, to do so you have two options, do those steps only if you trust the source "
    "of the checkpoint. (1) Re-running `torch.load` with `weights_only` set to `False` will likely succeed, but it can result in arbitrary "
    "code execution. Do it only if you got the file from a trusted source. (2) Alternatively, to load with `weights_only=True`: "
    "WeightsUnpickler error: Unsupported global: GLOBAL {name} was not an allowed global by default. Please use "
    "`torch.serialization.add_safe_globals([{name}])` to allowlist this global if you trust this class/function."
)


class Unpickler(pickle.Unpickler):
    """Makes tensors, numbers and containers, and what was declared safe; refuses everything else by name."""

    def find_class(self, module: str, name: str) -> Any:
        module, name = NAME_MAPPING.get((module, name), (IMPORT_MAPPING.get(module, module), name))  # protocol 2 has the old ones
        if (module, name) in ALLOWED:
            return ALLOWED[module, name]
        known = HARMLESS.get(module, set())
        if known is not None and name not in known:
            raise pickle.UnpicklingError(REFUSED.format(name=name if module == "builtins" else f"{module}.{name}"))
        return super().find_class(module, name)


def save(obj: Any, f: Any, pickle_module: Any = pickle, pickle_protocol: int = 2, _use_new_zipfile_serialization: bool = True) -> None:
    """Write an object to a path or to a file open for writing bytes."""
    with _opened(f, "wb") as file:
        pickle_module.dump(obj, file, protocol=pickle_protocol)


def load(
    f: Any, map_location: Any = None, pickle_module: Any = None, *, weights_only: bool | None = None, mmap: bool | None = None, **more: Any
) -> Any:
    """What `save` wrote to a path or to a file open for reading bytes. There is one device, so `map_location` changes nothing.

    weights_only: make nothing but tensors and containers of them (the default). Raises UnpicklingError for anything else.
    """
    with _opened(f, "rb") as file:
        if _is_zip(file):
            raise pickle.UnpicklingError("this file was written by PyTorch itself: gradcli reads what its own torch.save wrote")
        if weights_only is False:
            return (pickle_module or pickle).load(file, **more)
        return Unpickler(file, **more).load()


def add_safe_globals(safe_globals: list[Any]) -> None:
    """Classes and functions that `load` may use with weights_only."""
    ALLOWED.update({(each.__module__, each.__qualname__): each for each in safe_globals})


def get_safe_globals() -> list[Any]:
    """The classes and functions declared safe."""
    return list(ALLOWED.values())


def clear_safe_globals() -> None:
    """Declare nothing safe any more."""
    ALLOWED.clear()


@contextmanager
def safe_globals(safe_globals: list[Any]) -> Iterator[None]:
    """A block in which these classes and functions are safe."""
    before = dict(ALLOWED)
    add_safe_globals(safe_globals)
    try:
        yield
    finally:
        clear_safe_globals()
        ALLOWED.update(before)


def _opened(f: Any, mode: str) -> Any:
    if isinstance(f, (str, os.PathLike)):
        folder = os.path.dirname(os.fspath(f))
        if mode == "wb" and folder and not os.path.isdir(folder):
            raise RuntimeError(f"Parent directory {folder} does not exist.")
        return open(f, mode)
    needed = "write" if mode == "wb" else "read"
    if not hasattr(f, needed):
        raise AttributeError(f"expected 'f' to be string, path, or a file-like object with a '{needed}' attribute")
    return nullcontext(f)


def _is_zip(file: IO[bytes]) -> bool:
    """Whether the file is an archive, as PyTorch's are; it is left where it was."""
    if not file.seekable():
        return False
    place = file.tell()
    head = file.read(4)
    file.seek(place)
    return head == b"PK\x03\x04"
