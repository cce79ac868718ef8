"""Element types, and PyTorch's rules for which type a mixed operation computes in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


class dtype:
    """An element type, compared by identity: `float32`, `int64`, ... Prints as in torch."""

    __slots__ = ("is_complex", "is_floating_point", "itemsize", "kind", "name", "numpy")

    def __init__(self, name: str, numpy: str = "", itemsize: int = 0) -> None:
        self.name = name
        self.numpy = np.dtype(numpy or name)
        self.kind = self.numpy.kind
        self.itemsize = itemsize or self.numpy.itemsize
        self.is_floating_point = self.kind == "f"
        self.is_complex = self.kind == "c"

    @property
    def is_signed(self) -> bool:
        return self.kind in "ifc"

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return self.name

    def to_complex(self) -> dtype:
        return {"float64": complex128, "complex128": complex128}.get(self.name, complex64)

    def to_real(self) -> dtype:
        return {"complex64": float32, "complex128": float64}.get(self.name, self)


# fmt: off
bool_ = dtype("bool")
uint8, int8, int16, int32, int64 = map(dtype, ("uint8", "int8", "int16", "int32", "int64"))
float16, float32, float64 = map(dtype, ("float16", "float32", "float64"))
complex64, complex128 = map(dtype, ("complex64", "complex128"))
bfloat16 = dtype("bfloat16", "float32", 2)  # numpy has none: float32 numbers, rounded where they are cast to it
# fmt: on
ALL = (bool_, uint8, int8, int16, int32, int64, float16, float32, float64, complex64, complex128)
NAMES = {
    **{d.name: d for d in (*ALL, bfloat16)},
    "half": float16, "float": float32, "double": float64, "cfloat": complex64, "cdouble": complex128,
    "short": int16, "int": int32, "long": int64,
}
BY_NUMPY = {d.numpy: d for d in ALL}
C_NAMES = {
    "int8": "int8_t", "uint8": "uint8_t", "int16": "int16_t", "int32": "int", "int64": "int64_t", "float16": "at::Half", "float32": "float",
    "float64": "double",
}  # fmt: skip
CPP_NAMES = {"bool": "bool", "uint8": "unsigned char", "int8": "signed char", "int16": "short int", "int32": "int", "int64": "long int"}
# numbers of one kind give way to tensors of the same or a higher kind: bool < integer < float < complex
RANK = {"b": 0, "u": 1, "i": 1, "f": 2, "c": 3}


class Default:
    """The type of new floating tensors; one for the process, as in torch."""

    __slots__ = ("floating",)

    def __init__(self) -> None:
        self.floating = float32


DEFAULT = Default()


def get_default_dtype() -> dtype:
    """The dtype of floating tensors made from Python numbers: float32 unless set."""
    return DEFAULT.floating


def set_default_dtype(d: dtype) -> None:
    """Set the dtype of new floating tensors. Raises TypeError unless `d` is a floating point dtype."""
    if not (isinstance(d, dtype) and d.is_floating_point):
        raise TypeError("only floating-point types are supported as the default type")
    DEFAULT.floating = d


def of(numpy_dtype: np.dtype[Any]) -> dtype:
    """The dtype of a numpy array. Raises TypeError for types torch has not (strings, objects, uint16, ...)."""
    found = BY_NUMPY.get(numpy_dtype)
    if found is None:
        known = ", ".join(d.name for d in ALL)
        raise TypeError(f"can't convert np.ndarray of type {numpy_dtype}. The only supported types are: {known}.")
    return found


def resolve(d: Any) -> dtype:
    """A dtype from a dtype, a Python type (as numpy reads it: `float` is float64) or a numpy one."""
    if isinstance(d, dtype):
        return d
    if isinstance(d, str):
        raise TypeError(f"argument 'dtype' must be torch.dtype, not {type(d).__name__}")
    return of(np.dtype(d))


def scalar_dtype(value: object) -> np.dtype[Any]:
    """The numpy dtype a Python number has as a tensor."""
    if isinstance(value, (bool, np.bool_)):
        return bool_.numpy
    if isinstance(value, (int, np.integer)):
        return int64.numpy
    if isinstance(value, complex):
        return DEFAULT.floating.to_complex().numpy
    return DEFAULT.floating.numpy


def result_type(operands: Sequence[Any]) -> np.dtype[Any]:
    """The numpy dtype torch computes in, for arrays and Python numbers.

    Arrays with dimensions decide; 0-d arrays, and after them numbers, count only when of a higher kind (torch's type promotion).
    """
    groups: tuple[list[np.dtype[Any]], ...] = ([], [], [])
    for x in operands:
        if isinstance(x, (np.ndarray, np.generic)):
            groups[0 if x.ndim else 1].append(x.dtype)
        else:
            groups[2].append(scalar_dtype(x))
    chosen = np.dtype(bool)
    first = True
    for group in groups:
        if group:
            other = _common(group)
            if first or RANK[other.kind] > RANK[chosen.kind]:
                chosen = other if first else _raise_kind(chosen, other)
            first = False
    return chosen


def _common(group: list[np.dtype[Any]]) -> np.dtype[Any]:
    out = group[0]
    for d in group[1:]:
        out = promote_types(out, d)
    return out


def number_as(value: Any, kind: np.dtype[Any]) -> Any:
    """A number as a scalar of a type; negative ones wrap around in unsigned types. Raises RuntimeError where it does not fit."""
    outside = False
    if kind.kind != "c" and isinstance(value, complex):
        value, outside = value.real, value.imag != 0
    if kind.kind in "iu":
        limits = np.iinfo(kind)
        outside = outside or not min(limits.min, -limits.max) - 1 < value < limits.max + 1  # NaN is outside too
    if outside:
        raise RuntimeError(f"value cannot be converted to type {C_NAMES.get(kind.name, kind.name)} without overflow")
    return np.asarray(value).astype(kind)[()]


def promote_types(a: np.dtype[Any], b: np.dtype[Any]) -> np.dtype[Any]:
    """torch's promotion of two types of equal standing: as numpy's, but an integer never widens a float."""
    if RANK[a.kind] < RANK[b.kind]:
        a, b = b, a
    if a.kind in "fc" and b.kind in "biu":
        return a
    return np.promote_types(a, b)


def _raise_kind(low: np.dtype[Any], high: np.dtype[Any]) -> np.dtype[Any]:
    """`low`'s precision in `high`'s kind: float64 array with a complex number computes in complex128."""
    if high.kind == "c" and low.kind == "f":
        return of(low).to_complex().numpy
    return high


def type_name(data: Any) -> str:
    """torch's name for a tensor type, "torch.FloatTensor"."""
    names = {"float32": "Float", "float64": "Double", "float16": "Half", "int64": "Long", "int32": "Int", "int16": "Short"}
    names |= {"int8": "Char", "uint8": "Byte", "bool": "Bool", "complex64": "ComplexFloat", "complex128": "ComplexDouble"}
    return f"torch.{names[data.dtype.name]}Tensor"


class Limits:
    """What is known of a dtype, compared by all of it."""

    def __init__(self, d: dtype, bits: int, **numbers: float) -> None:
        self.__dict__.update(numbers)
        self.bits, self.dtype = bits, d.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Limits) and vars(self) == vars(other)

    def __repr__(self) -> str:
        numbers = [f"{name}={value:.6g}" for name, value in vars(self).items() if name not in ("bits", "dtype")]
        return f"{type(self).__name__}({', '.join(numbers)}, dtype={self.dtype})"


class finfo(Limits):
    """Limits of a floating dtype: eps, max, min, tiny, ... Raises TypeError for others."""

    resolution: float
    min: float
    max: float
    eps: float
    smallest_normal: float
    tiny: float

    def __init__(self, type: Any = None) -> None:
        d = resolve(type) if type is not None else DEFAULT.floating
        if d.kind not in "fc":
            raise TypeError(f"torch.finfo() requires a floating point input type. Use torch.iinfo to handle '{d!r}'")
        real = d.to_real()
        info = np.finfo(real.numpy)
        eps, top, tiny, digits, bits = float(info.eps), float(info.max), float(info.tiny), int(info.precision), int(info.bits)
        if d is bfloat16:
            eps, top, digits, bits = 2.0**-7, (2 - 2.0**-7) * 2.0**127, 2, 16
        super().__init__(real, bits, resolution=10.0**-digits, min=-top, max=top, eps=eps, smallest_normal=tiny, tiny=tiny)


class iinfo(Limits):
    """Limits of an integer dtype: bits, max, min. Raises TypeError for others."""

    min: int
    max: int

    def __init__(self, type: Any) -> None:
        d = resolve(type)
        if d.kind not in "iu":
            raise TypeError(f"torch.iinfo() requires an integer input type. Use torch.finfo to handle '{d!r}'")
        info = np.iinfo(d.numpy)
        super().__init__(d, int(info.bits), min=int(info.min), max=int(info.max))
