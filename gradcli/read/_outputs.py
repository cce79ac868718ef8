"""What a function returns, as named tensors: dict keys, namedtuple fields, "out" for one, "out[0]", "out[1]" for several."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from gradcli.autograd.tensor import Tensor, make


def named(out: Any) -> dict[str, Tensor]:
    """The tensors in whatever nesting of sequences and dicts; floats and arrays of floats are constants, the rest is left out."""
    found = list(_tensors("", out))
    if len(found) == 1 and found[0][0].startswith("["):
        return {"out": found[0][1]}
    return {(path if path and path[0] != "[" else f"out{path}"): t for path, t in found}


def _tensors(path: str, value: Any) -> Iterator[tuple[str, Tensor]]:
    if isinstance(value, Tensor):
        yield path, value
    elif isinstance(value, (float, complex, np.floating, np.complexfloating)):
        yield path, make(np.asarray(value))
    elif isinstance(value, np.ndarray):
        if value.dtype.kind in "fc":
            yield path, make(value)
    else:
        for step, part in _parts(value):
            yield from _tensors(f"{path}{step}" if step.startswith("[") or path else step[1:], part)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """What a container holds, each with the step to it: "[0]" or ".name"."""
    if isinstance(value, Mapping):
        yield from ((f".{key}", part) for key, part in value.items())
    elif isinstance(value, tuple) and (names := getattr(value, "_fields", None) or getattr(value, "fields", None)):
        yield from ((f".{name}", part) for name, part in zip(names, value))
    elif isinstance(value, (tuple, list)):
        yield from ((f"[{i}]", part) for i, part in enumerate(value))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from ((f".{field.name}", getattr(value, field.name)) for field in dataclasses.fields(value))
