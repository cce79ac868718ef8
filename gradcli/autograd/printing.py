"""repr of tensors, as torch prints them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes


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
    """repr(t): values, then dtype, requires_grad or grad_fn where they are not the default."""
    prefix = "Parameter containing:\ntensor(" if type(t).__name__ == "Parameter" else "tensor("
    indent = len("tensor(")
    data = np.asarray(t._data)
    notes = _notes(t, data)
    body = "[]" if data.size == 0 else nested(data, indent, formatter(data))
    if data.size == 0 and data.ndim != 1:
        notes.insert(0, f"size={tuple(data.shape)}")
    return _joined(prefix, body, notes, indent)


def _notes(t: Any, data: Any) -> list[str]:
    plain = (dtypes.DEFAULT.floating, dtypes.DEFAULT.floating.to_complex(), dtypes.int64, dtypes.bool_)
    shown = t.dtype in plain and (data.size > 0 or t.dtype is dtypes.DEFAULT.floating)
    notes = [] if shown else [f"dtype={t.dtype}"]
    if t.grad_fn is not None:
        notes.append(f"grad_fn=<{type(t.grad_fn).__name__}>")
    elif t.requires_grad:
        notes.append("requires_grad=True")
    return notes


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


def formatter(data: Any) -> Any:
    """A function (element) -> text of fixed width, fit to the values shown."""
    shown = shortened(data) if data.size > PRINT.threshold else data
    if data.dtype.kind == "b":
        return _padded([str(bool(v)) for v in shown.flat], lambda v: str(bool(v)))
    if data.dtype.kind in "iu":
        return _padded([str(v) for v in shown.flat], str)
    if data.dtype.kind == "c":
        real, imag = float_format(shown.real), float_format(shown.imag)
        return lambda v: real(v.real) + ("" if imag(v.imag).lstrip().startswith("-") else "+") + imag(v.imag).lstrip() + "j"
    return float_format(shown)


def _padded(texts: list[str], show: Any) -> Any:
    width = max(map(len, texts), default=0)
    return lambda v: show(v).rjust(width)


def float_format(shown: Any) -> Any:
    """torch's choice between "1.", "1.5000" and "1.5000e+00" for a set of numbers."""
    values = np.abs(shown[np.isfinite(shown) & (shown != 0)].astype(np.float64))
    whole = bool(np.all(values == np.ceil(values))) if values.size else True
    big = values.size > 0 and (values.max() / values.min() > 1000.0 or values.max() > 1e8)
    small = values.size > 0 and values.min() < 1e-4
    p = PRINT.precision
    scientific = PRINT.sci_mode if PRINT.sci_mode is not None else bool(big if whole else big or small)
    if not values.size:
        show = lambda v: f"{v:.0f}" + ("." if math.isfinite(v) else "")
    elif scientific:
        show = lambda v: f"{v:.{p}e}"
    elif whole:
        show = lambda v: f"{v:.0f}" + ("." if math.isfinite(v) else "")
    else:
        show = lambda v: f"{v:.{p}f}"
    counted = shown[np.isfinite(shown) & (shown != 0)]  # as in torch, the others do not widen a column
    return _padded([show(float(v)) for v in counted.flat], lambda v: show(float(v)))


def shortened(data: Any) -> Any:
    """The elements that are printed of a large array: the first and last few along each axis."""
    for axis, n in enumerate(data.shape):
        if n > 2 * PRINT.edgeitems:
            keep = [*range(PRINT.edgeitems), *range(n - PRINT.edgeitems, n)]
            data = data.take(keep, axis)
    return data


def nested(data: Any, indent: int, show: Any) -> str:
    """The brackets and lines."""
    if data.ndim == 0:
        return str(show(data[()])).strip() if data.dtype.kind != "c" else str(show(data[()]))
    long = data.size > PRINT.threshold
    if data.ndim == 1:
        return _line(data, indent, show, long)
    parts = [nested(row, indent + 1, show) if row is not None else "..." for row in _items(data, long and len(data) > 2 * PRINT.edgeitems)]
    return "[" + (("," + "\n" * (data.ndim - 1) + " " * (indent + 1)).join(parts)) + "]"


def _items(data: Any, cut: bool) -> list[Any]:
    e = PRINT.edgeitems
    return [*data[:e], None, *data[-e:]] if cut else list(data)


def _line(data: Any, indent: int, show: Any, long: bool) -> str:
    texts = [" ..." if v is None else show(v) for v in _items(data, long and len(data) > 2 * PRINT.edgeitems)]
    width = max((len(s) for s in texts), default=0) + 2
    per_line = max(1, (PRINT.linewidth - indent) // width)
    lines = [", ".join(texts[k : k + per_line]) for k in range(0, len(texts), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
