"""How shapes, dtypes, sizes and numbers are written on a card."""

from __future__ import annotations

import math
import re
from typing import Any

SHORT = {"float": "f", "int": "i", "uint": "u", "complex": "c", "bfloat": "bf"}


def shape(dims: tuple[int, ...]) -> str:
    """(32, 16), (16,) or (): as Python writes a tuple."""
    return f"({dims[0]},)" if len(dims) == 1 else f"({', '.join(map(str, dims))})"


def times(dims: tuple[int, ...]) -> str:
    """32×16, or scalar: the short form for an edge."""
    return "×".join(map(str, dims)) or "scalar"


def dtype(name: str) -> str:
    """f64 for float64, i64 for int64, c128 for complex128; others as they are."""
    kind = name.rstrip("0123456789")
    return SHORT.get(kind, kind) + name[len(kind) :]


def two_digits(number: float) -> str:
    """2 significant digits: 4.1e-2, 1.0, 12, 3.3e4, nan, inf."""
    if not math.isfinite(number) or number == 0:
        return f"{number:g}"
    mantissa, exponent = f"{number:.1e}".split("e")
    if int(exponent) in (0, 1):
        return mantissa if int(exponent) == 0 else f"{number:.0f}"
    return f"{mantissa}e{int(exponent)}"


def value(array: Any) -> str:
    """The only element of `array` with 4 significant digits; "" for none or more than one."""
    only = element(array)
    if only is None or isinstance(only, bool | int):
        return "" if only is None else str(only)
    return f"{only:.4g}"


def sure(number: complex, dtype: str) -> str:
    """A number with the digits that do not depend on the machine: the last one or two that its dtype holds do."""
    return str(number) if isinstance(number, int) else f"{number:.{12 if dtype in ('float64', 'complex128') else 5}g}"


def element(array: Any) -> bool | int | float | complex | None:
    """The only element of `array` as a Python number, None for anything else."""
    if array is None or getattr(array, "size", 1) != 1:
        return None
    only = array.item() if hasattr(array, "item") else array
    return only if isinstance(only, bool | int | float | complex) else None


def shown(thing: Any) -> str:
    """repr without addresses in memory, which differ from run to run."""
    return re.sub(r" at 0x[0-9a-fA-F]+", "", repr(thing))


def size(nbytes: int) -> str:
    """4 KiB, 1.5 MiB, 12 B."""
    amount, units = float(nbytes), ["B", "KiB", "MiB", "GiB", "TiB"]
    while amount >= 1024 and len(units) > 1:
        amount, units = amount / 1024, units[1:]
    return f"{amount:.1f} {units[0]}" if amount < 10 and amount % 1 else f"{amount:.0f} {units[0]}"


def seconds(amount: float) -> str:
    """3.4 ms, 120 µs, 2.0 s."""
    unit, scale = next((pair for pair in (("s", 1.0), ("ms", 1e-3)) if amount >= pair[1]), ("µs", 1e-6))
    number = amount / scale
    return f"{number:.1f} {unit}" if number < 10 else f"{number:,.0f} {unit}"


def count(number: int, noun: str, plural: str = "") -> str:
    """1 node, 52,418 nodes."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def path_range(first: str, last: str) -> str:
    """blocks.0–6 for "blocks.0" and "blocks.6"; both names around an ellipsis where they differ in more than the number at the end."""
    stem, _, low = first.rpartition(".")
    other, _, high = last.rpartition(".")
    if stem == other and low.isdecimal() and high.isdecimal():
        return f"{first}–{high}"
    return first if first == last else f"{first} … {last}"
