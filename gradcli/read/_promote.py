"""float32 in a file that is checked in float64: leaves, parameters and constants are made in float64; casts inside the graph stay.

A file that nowhere speaks of float64 is itself in float32: there a cast to float32 changes nothing, in the graph or in a backward.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

import gradcli
from gradcli.autograd import names
from gradcli.autograd.tensor import LEAF, Tensor

NOTE = "float32 values are checked in float64"
WIDER = {np.dtype("float32"): np.dtype("float64"), np.dtype("complex64"): np.dtype("complex128")}
CREATORS = (
    *("tensor", "as_tensor", "asarray", "from_numpy", "frombuffer", "scalar_tensor"),
    *("zeros", "ones", "empty", "full", "eye", "arange", "linspace"),
    *("logspace", "rand", "randn", "normal", "zeros_like", "ones_like", "empty_like", "full_like", "rand_like", "randn_like"),
)
WIDE = re.compile(rb"\b(float64|complex128|double|cdouble|DoubleTensor)\b")
CASTS = ("float", "to", "type", "type_as")


class Lifting:
    """Replaces what makes tensors, while it is on, by the same in float64.

    happened: whether anything was float32 since it is on.   single: whether the file is in float32, so that casts to it do nothing.
    """

    def __init__(self) -> None:
        self.happened = self.single = False
        self._depth = 0
        self._before: list[tuple[Any, str, Any]] = []

    @property
    def on(self) -> bool:
        """Whether a file that is checked in float64 is running."""
        return self._depth > 0

    def start(self, single: bool = False) -> None:
        """Begin to lift, if nobody has: every public name that makes a constant."""
        self._depth += 1
        if self._depth > 1:
            return
        self.happened, self.single = False, single
        makers = [(gradcli, name, getattr(gradcli, name, None)) for name in CREATORS]
        methods = [(Tensor, name, names.find("Tensor", name)) for name in CASTS]
        self._before = [(place, name, fn) for place, name, fn in (*makers, *methods) if fn is not None]
        for place, name, fn in self._before:
            setattr(place, name, lifted(fn, place is Tensor))

    def stop(self) -> None:
        """Undo one `start`; after the first of them the names are what they were."""
        self._depth -= 1
        if not self._depth:
            for place, name, fn in self._before:
                setattr(place, name, fn)

    def lift(self, t: Any, source: Any = None) -> Any:
        """The tensor, its data in float64 if it is a leaf or a constant in float32.   source: what it was cast from."""
        if not self.on or not isinstance(t, Tensor) or t._data.dtype not in WIDER:
            return t
        whole = self.single and isinstance(source, Tensor) and source._data.dtype == WIDER[t._data.dtype]
        if whole and np.array_equal(t._data, source._data.astype(t._data.dtype), equal_nan=True):  # and not rounded to bfloat16
            self.happened = True
            return source
        if t._edge is None or t._edge is LEAF:
            t._data = wide(t._data)
            self.happened = True
        return t


LIFTING = Lifting()


@functools.cache
def lifted(fn: Callable[..., Any], casts: bool) -> Callable[..., Any]:
    """fn, its result in float64; a file that imports the name keeps this one, so it looks whether it is still wanted."""

    @functools.wraps(fn)
    def make(*args: Any, **kwargs: Any) -> Any:
        return LIFTING.lift(fn(*args, **kwargs), args[0] if casts and not kwargs.get("copy") else None)

    return make


def wide(array: Any) -> Any:
    """A floating array in float64 or complex128, its layout kept; other arrays as they are."""
    kind = WIDER.get(array.dtype)
    return array if kind is None else array.astype(kind)


def is_single(path: Any) -> bool:
    """Whether a file nowhere speaks of float64."""
    try:
        return WIDE.search(path.read_bytes()) is None
    except OSError:
        return False


def lift_modules(modules: Iterable[Any]) -> None:
    """Parameters and buffers of modules, also those made with an explicit dtype."""
    for module in modules:
        for t in (*module.parameters(), *module.buffers()):
            LIFTING.lift(t)
