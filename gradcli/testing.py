"""torch.testing: assert_close, which says how far apart two tensors are, and where; make_tensor."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import empty
from gradcli.autograd.op import OPS
from gradcli.autograd.random import randint
from gradcli.autograd.tensor import Tensor

TOLERANCES = {
    "float16": (1e-3, 1e-5),
    **dict.fromkeys(("float32", "complex64"), (1.3e-6, 1e-5)),
    **dict.fromkeys(("float64", "complex128"), (1e-7, 1e-7)),
}
CHECKS = {"check_device": False, "check_dtype": True, "check_layout": False, "check_stride": False, "allow_subclasses": True}
BOUNDS = {"bool": (0, 2), "uint8": (0, 10)}  # of made tensors: low, and high itself left out; -9 to 10 for other whole numbers
Message = str | Callable[[str], str] | None
Tolerance = tuple[float, float]


def assert_close(
    actual: Any,
    expected: Any,
    *,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    msg: Message = None,
    **checks: bool,
) -> None:
    """Raises AssertionError where |actual - expected| > atol + rtol * |expected|, or where shapes or types differ.

    Tensors, arrays, numbers, sequences and mappings of them; the tolerances are those of the less exact type unless both are given.
    """
    unknown = set(checks) - set(CHECKS)
    if unknown:
        raise TypeError(f"assert_close() got an unexpected keyword argument {min(unknown)!r}")
    if (rtol is None) != (atol is None):
        raise ValueError(f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {'rtol' if rtol is None else 'atol'}.")
    tolerance = None if rtol is None or atol is None else (rtol, atol)
    for place, one, other in pairs(actual, expected, ""):
        said = difference(one, other, tolerance, equal_nan, {**CHECKS, **checks}["check_dtype"])
        if said is not None:
            said += f"\n\nThe failure occurred for item {place}" if place else ""
            raise AssertionError(msg(said) if callable(msg) else msg or said)


def pairs(actual: Any, expected: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    """What is to be compared, with the indices that lead there. Raises AssertionError for containers of different sizes or keys."""
    if isinstance(actual, Mapping) and isinstance(expected, Mapping):
        missing, more = sorted(set(expected) - set(actual)), sorted(set(actual) - set(expected))
        if missing or more:
            told = {"Missing": missing, "Additional": more}
            lines = [f"{word} keys in the actual mapping: {keys}" for word, keys in told.items() if keys]
            raise AssertionError("\n".join(["The keys of the mappings do not match:", *lines]))
        for key in expected:
            yield from pairs(actual[key], expected[key], f"{place}[{key!r}]")
    elif is_sequence(actual) and is_sequence(expected):
        if len(actual) != len(expected):
            raise AssertionError(f"The length of the sequences mismatch: {len(actual)} != {len(expected)}")
        for i, (one, other) in enumerate(zip(actual, expected)):
            yield from pairs(one, other, f"{place}[{i}]")
    else:
        yield place, actual, expected


def is_sequence(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def difference(actual: Any, expected: Any, tolerance: Tolerance | None, equal_nan: bool, check_dtype: bool) -> str | None:
    """What is wrong with one pair, None if nothing. Raises TypeError for values that cannot be compared."""
    if actual is None and expected is None:
        return None
    if isinstance(actual, bool) and isinstance(expected, bool):
        return None if actual is expected else f"Booleans mismatch: {actual} is not {expected}"
    arrays = (Tensor, np.ndarray)
    if isinstance(actual, (int, float, complex)) and isinstance(expected, (int, float, complex)):
        if check_dtype and type(actual) is not type(expected):
            return f"The (d)types do not match: {type(actual)} != {type(expected)}."
    elif not (isinstance(actual, arrays) and isinstance(expected, arrays)):
        raise TypeError(f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}.")
    a, b = values(actual), values(expected)
    if a.shape != b.shape:
        return f"The values for attribute 'shape' do not match: torch.Size({list(a.shape)}) != torch.Size({list(b.shape)})."
    if check_dtype and a.dtype != b.dtype:
        return f"The values for attribute 'dtype' do not match: torch.{a.dtype} != torch.{b.dtype}."
    return apart(a, b, tolerance or max(tolerance_of(a), tolerance_of(b)), equal_nan)


def values(x: Any) -> Any:
    """The numbers of a tensor, array or number."""
    return np.asarray(x._data if isinstance(x, Tensor) else x)


def tolerance_of(a: Any) -> Tolerance:
    """(rtol, atol) of a type: none for whole numbers."""
    return TOLERANCES.get(str(a.dtype), (0.0, 0.0))


def apart(a: Any, b: Any, tolerance: Tolerance, equal_nan: bool) -> str | None:
    """How far arrays are apart and where, None if they are close."""
    rtol, atol = tolerance
    kind = np.dtype(np.complex128 if "c" in (a.dtype.kind, b.dtype.kind) else np.float64)
    near = np.isclose(a.astype(kind), b.astype(kind), rtol, atol, equal_nan)
    if near.all():
        return None
    if a.dtype.kind in "iub":
        a, b = a.astype(np.int64), b.astype(np.int64)
    far = np.abs(a - b)
    relative = np.where(near, 0, far / np.abs(b))
    far = np.where(near, 0, far)
    told, limits = ("equal", ("", "")) if rtol == atol == 0 else ("close", (f" (up to {atol} allowed)", f" (up to {rtol} allowed)"))
    if a.ndim == 0:
        lines = [f"Scalars are not {told}!\n", f"Expected {b.item()} but got {a.item()}."]
        return "\n".join([*lines, f"Absolute difference: {far.item()}{limits[0]}", f"Relative difference: {relative.item()}{limits[1]}"])
    count = np.count_nonzero(~near)
    lines = [f"Tensor-likes are not {told}!\n", f"Mismatched elements: {count} / {a.size} ({count / a.size:.1%})"]
    lines += [f"Greatest {word} difference: {greatest(x)}{end}" for word, x, end in zip(("absolute", "relative"), (far, relative), limits)]
    return "\n".join(lines)


def greatest(x: Any) -> str:
    """The largest number of an array with its index; NaN counts as largest."""
    at = tuple(int(i) for i in np.unravel_index(np.argmax(x), x.shape))
    return f"{x[at].item()} at index {at}"


def make_tensor(
    *shape: Any,
    dtype: Any,
    device: Any,
    low: float | None = None,
    high: float | None = None,
    requires_grad: bool = False,
    noncontiguous: bool = False,
    exclude_zero: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Uniform random numbers of a type on [low, high): [-9, 9), whole numbers up to 9 too. Raises ValueError for limits that do not fit.

    noncontiguous: with a step between neighbours.   exclude_zero: the smallest number, or 1, in place of 0.
    """
    size = [int(n) for n in (shape[0] if len(shape) == 1 and isinstance(shape[0], Sequence) else shape)]
    whole = not (dtype.is_floating_point or dtype.is_complex)
    if noncontiguous and memory_format is not None:
        raise ValueError(f"The parameters `noncontiguous` and `memory_format` are mutually exclusive, but got {memory_format=}")
    if requires_grad and whole:
        raise ValueError(f"`requires_grad=True` is not supported for boolean and integral dtypes, but got {dtype=}")
    spread = noncontiguous and math.prod(size) > 1
    made = uniform([*size[:-1], 2 * size[-1]] if spread else size, dtype, low, high, whole)
    made = made[..., 1::2] if spread else made
    if exclude_zero:
        made[made == 0] = 1 if whole else dtypes.finfo(dtype).tiny
    return made.requires_grad_(requires_grad)


def uniform(size: Sequence[int], dtype: Any, low: Any, high: Any, whole: bool) -> Tensor:
    """Random numbers on [low, high), the real and imaginary parts of complex ones."""
    least, most = BOUNDS.get(str(dtype).rpartition(".")[2], (-9, 10)) if whole else (-9, 9)
    low, high = least if low is None else low, most if high is None else high
    if not low < high:
        raise ValueError(f"`low` must be less than `high`, but got {low} >= {high}")
    if whole:
        return randint(math.ceil(low), math.ceil(high), tuple(size), dtype=dtype)
    out = empty(tuple(size), dtype=dtype)
    (OPS["view_as_real"](out) if dtype.is_complex else out).uniform_(low, high)
    return out
