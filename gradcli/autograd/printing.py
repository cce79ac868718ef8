"""repr of tensors, as torch prints them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd import state


class Options:
    """What torch.set_printoptions sets."""

    def __init__(self) -> None:
        self.precision, self.threshold, self.edgeitems, self.linewidth = 4, 1000, 3, 80
        self.sci_mode: bool | None = None


PRINT = Options()
PROFILES: dict[str, dict[str, Any]] = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """How tensors print: digits, when to shorten, how many items then, characters per line."""
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    chosen = {**PROFILES.get(profile or "", {}), **{k: v for k, v in given.items() if v is not None}}
    for name, value in chosen.items():
        setattr(PRINT, name, value)
    PRINT.sci_mode = sci_mode


def text(t: Any) -> str:
    """repr(t): values, then dtype, requires_grad, grad_fn or tangent where they are not the default."""
    if hasattr(t, "whole"):  # inside vmap
        value = text(t.whole).replace("\n", "\n    ")
        return f"BatchedTensor(lvl={state.depth(t.level)}, bdim=0, value=\n    {value}\n)"
    prefix = "Parameter containing:\ntensor(" if type(t).__name__ == "Parameter" else "tensor("
    indent = len("tensor(")
    data = np.asarray(t._data)
    notes = _notes(t, data)
    body = "[]" if data.size == 0 else nested(data, indent, formatter(data), PRINT.edgeitems if data.size > PRINT.threshold else None)
    if data.size == 0 and data.ndim != 1:
        notes.insert(0, f"size={tuple(data.shape)}")
    return _joined(prefix, body, notes, indent)


def _notes(t: Any, data: Any) -> list[str]:
    plain = (dtypes.DEFAULT.floating, dtypes.DEFAULT.floating.to_complex(), dtypes.int64, dtypes.bool_)
    shown = t.dtype in plain and (data.size > 0 or t.dtype is dtypes.DEFAULT.floating)
    notes = [] if shown else [f"dtype={t.dtype}"]
    name = _node_name(t)
    if name is not None:
        notes.append(f"grad_fn=<{name}>")
    elif t.requires_grad:
        notes.append("requires_grad=True")
    tangents = t.__dict__.get("_tangents", {})
    notes += [f"tangent={text(tangent)}" for level, tangent in tangents.items() if level in state.levels]
    return notes


def _node_name(t: Any) -> str | None:
    """The class of the node that made a tensor; "Invalid" for a view whose history is in no record any more."""
    try:
        node = t.grad_fn
    except RuntimeError:
        return "Invalid"
    return None if node is None else type(node).__name__


def _joined(prefix: str, body: str, notes: list[str], indent: int) -> str:
    """Notes go on the last line while they fit, else on lines of their own."""
    out = prefix + body
    width = len(out) - out.rfind("\n") + 1
    for note in notes:
        if width + len(note) + 2 > PRINT.linewidth:
            out += ",\n" + " " * indent + note
            width = indent + len(note)
        else:
            out += ", " + note
            width += len(note) + 2
    return out + ")"


class Column:
    """How to show each of a set of values; `width` as torch counts it, which decides how many fit on a line."""

    def __init__(self, show: Callable[[Any], str], width: int) -> None:
        self.show, self.width = show, width

    def __call__(self, v: Any) -> str:
        return self.show(v)


def padded(texts: list[str], show: Callable[[Any], str]) -> Column:
    """Texts of one width, that of the longest of `texts`."""
    width = max(map(len, texts), default=1)
    return Column(lambda v: show(v).rjust(width), width)


def formatter(data: Any) -> Column:
    """How to show the elements of an array, fit to those that are shown."""
    shown = shortened(data) if data.size > PRINT.threshold else data
    if data.dtype.kind == "b":
        return padded([str(bool(v)) for v in shown.flat], lambda v: str(bool(v)))
    if data.dtype.kind in "iu":
        return padded([str(v) for v in shown.flat], str)
    if data.dtype.kind != "c":
        return float_format(shown)
    real, imag = float_format(shown.real), float_format(shown.imag)
    return Column(lambda v: real(v.real) + signed(imag(v.imag).lstrip()) + "j", real.width + imag.width + 1)


def signed(text: str) -> str:
    """A number with its sign, also where that is a plus."""
    return text if text.startswith("-") else "+" + text


def float_format(shown: Any) -> Column:
    """torch's choice between "1.", "1.5000" and "1.5000e+00" for a set of numbers."""
    values = np.abs(shown[np.isfinite(shown) & (shown != 0)].astype(np.float64))
    whole = bool(np.all(values == np.ceil(values))) if values.size else True
    big = values.size > 0 and (values.max() / values.min() > 1000.0 or values.max() > 1e8)
    small = values.size > 0 and values.min() < 1e-4
    p = PRINT.precision
    scientific = PRINT.sci_mode if PRINT.sci_mode is not None else bool(big if whole else big or small)
    show: Callable[[float], str]
    if not values.size:
        show = lambda v: f"{v:.0f}" + ("." if math.isfinite(v) else "")
    elif scientific:
        show = lambda v: f"{v:.{p}e}"
    elif whole:
        show = lambda v: f"{v:.0f}" + ("." if math.isfinite(v) else "")
    else:
        show = lambda v: f"{v:.{p}f}"
    counted = shown[np.isfinite(shown) & (shown != 0)]  # as in torch, the others do not widen a column
    return padded([show(float(v)) for v in counted.flat], lambda v: show(float(v)))


def shortened(data: Any) -> Any:
    """The elements that are printed of a large array: the first and last few along each axis."""
    for axis, n in enumerate(data.shape):
        if n > 2 * PRINT.edgeitems:
            keep = [*range(PRINT.edgeitems), *range(n - PRINT.edgeitems, n)]
            data = data.take(keep, axis)
    return data


def nested(data: Any, indent: int, show: Column, edge: int | None) -> str:
    """The brackets and lines; edge: how many items to show at both ends of a long axis, None for all."""
    if data.ndim == 0:
        return str(show(data[()])) if data.dtype.kind == "c" else str(show(data[()])).strip()
    if data.ndim == 1:
        return _line(data, indent, show, edge)
    parts = ["..." if row is None else nested(row, indent + 1, show, edge) for row in _items(data, edge)]
    between: str = "," + "\n" * (data.ndim - 1) + " " * (indent + 1)
    return "[" + between.join(parts) + "]"


def _items(data: Any, edge: int | None) -> list[Any]:
    """The entries of the first axis, None in place of those left out."""
    return list(data) if edge is None or len(data) <= 2 * edge else [*data[:edge], None, *data[-edge:]]


def _line(data: Any, indent: int, show: Column, edge: int | None) -> str:
    texts = [" ..." if v is None else show(v) for v in _items(data, edge)]
    per_line = max(1, (PRINT.linewidth - indent) // (show.width + 2))
    lines = [", ".join(texts[k : k + per_line]) for k in range(0, len(texts), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
