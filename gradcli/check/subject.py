"""What is compared: a differentiable map seen as real vectors, whether it is a whole case or one node of its graph."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np

from gradcli.numeric import UNIT

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Block:
    """One array inside a flat real vector: `size` entries from `start`, real and imaginary parts in turn if `complex`."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    start: int

    @cached_property
    def complex(self) -> bool:
        return self.dtype.kind == "c"

    @cached_property
    def size(self) -> int:
        """Number of real entries."""
        return math.prod(self.shape) * (2 if self.complex else 1)

    @cached_property
    def slice(self) -> slice:
        return slice(self.start, self.start + self.size)

    def index(self, flat: int) -> tuple[int, ...]:
        """The index in the array of entry `flat` (counted from the block's own start)."""
        return tuple(int(k) for k in np.unravel_index(flat // (2 if self.complex else 1), self.shape))

    def part(self, flat: int) -> str:
        """Which part of a complex number entry `flat` is; "" in an array of real ones."""
        return ("real", "imag")[flat % 2] if self.complex else ""

    def array(self, flat: Array) -> Array:
        """The array of a real vector of `size` entries; leading axes of `flat` stay."""
        lead = flat.shape[:-1]
        if not self.complex:
            return flat.reshape((*lead, *self.shape)).astype(self.dtype, copy=False)
        pairs = np.ascontiguousarray(flat, dtype=np.float64).view(np.complex128)
        return pairs.reshape((*lead, *self.shape)).astype(self.dtype)


def flatten(array: Any, block: Block, lead: int = 0) -> Array:
    """An array as a real vector, float64; `lead` leading axes stay. Complex for a real block keeps the real part."""
    values = np.asarray(array)
    if not lead and values.dtype == np.float64 and not block.complex:
        return values.reshape(-1)
    shape = (*values.shape[:lead], math.prod(values.shape[lead:]))
    if block.complex:
        return np.ascontiguousarray(values, dtype=np.complex128).reshape(shape).view(np.float64)
    return np.asarray(values.real, dtype=np.float64).reshape(shape)


def blocks(arrays: Mapping[str, Any], wanted: Iterable[str]) -> tuple[Block, ...]:
    """Blocks of the wanted arrays, one after the other."""
    out: list[Block] = []
    start = 0
    for name in wanted:
        value = np.asarray(arrays[name])
        out.append(Block(name, value.shape, value.dtype, start))
        start += out[-1].size
    return tuple(out)


def differentiable(array: Any) -> bool:
    """Whether an array holds floating-point or complex numbers."""
    return np.asarray(array).dtype.kind in "fc"


class Swept(NamedTuple):
    """A map for l shifts of every coordinate of one input, one coordinate at a time.

    alone: (values (l, n), y (n,)) where column j is entry j's own change, of the output itself (`diagonal`) or added up to the only one.
    portions: the numbers of all columns, as many at a time as are best asked for.
    columns: numbers (c,) -> values (l, c, m); None where that fails.
    """

    alone: tuple[Array, Array] | None
    diagonal: bool
    portions: Callable[[], Iterable[Array]]
    columns: Callable[[Array], Array | None]

    def of(self, which: Array, y: Array) -> tuple[Array, Array] | None:
        """The values for some columns, (l, c, m), and what they are without a shift, (m,) or (c, m). y: of all outputs."""
        if self.alone is not None:
            return self.alone[0][:, which, None], self.alone[1][which, None]
        values = self.columns(which)
        return None if values is None else (values, y)


Many = Callable[[str, Array], Array]
Pull = Callable[[Array], Mapping[str, Array | None]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A map with its analytic gradient.

    at: {input: flat real point}; y: flat real outputs (m,).
    many: (input, points (k, n)) -> values (k, m), NaN where the map cannot be evaluated.
    pull: cotangent (m,) -> {input: gradient (n,)}, None where there is no path.
    blur: absolute noise (m,) of y from roundings inside the map, computed when asked.
    unit: round-off of the map's own arithmetic.
    sweep: (input, shifts (l, n)) -> the columns from coordinates moved all at once, None where that cannot be; see sweep.py.
    doubt: (input) -> whether evaluating many points at once turned out to be wrong for it; from then on it is done one by one.
    stepped: (input, complex points (k, n)[, rng]) -> complex values (k, m) for complex steps, with every result rounded at random
    if there is an rng. Raises NotAnalytic; see complex_step.py.
    pulls: cotangents (k, m) -> {input: gradients (k, n)}, all at once.
    near: (k) -> the pull k steps of a few ulps away, in all that goes into the map, constants too.
    seconds: that one evaluation takes where the program itself is run for it, else 0.
    """

    name: str
    inputs: tuple[Block, ...]
    outputs: tuple[Block, ...]
    at: Mapping[str, Array]
    y: Array
    many: Many
    pull: Pull
    blur: Callable[[], Array] | None = None
    unit: float = UNIT
    sweep: Callable[[str, Array], Swept | None] | None = None
    doubt: Callable[[str], bool] | None = None
    near: Callable[[int], Pull] | None = None
    stepped: Callable[..., Array] | None = None
    pulls: Pull | None = None
    seconds: float = 0.0

    @property
    def m(self) -> int:
        """Number of real output entries."""
        return int(self.y.size)

    def input(self, name: str) -> Block:
        """The block of one input."""
        return next(block for block in self.inputs if block.name == name)

    def output_of(self, row: int) -> Block:
        """The output that flat entry `row` belongs to."""
        return next(block for block in self.outputs if block.start <= row < block.start + block.size)


@cache
def unit(dtype: Any) -> float:
    """Round-off of a floating type; numpy looks for it anew each time, and does not know bfloat16."""
    return 2.0**-8 if dtype == "bfloat16" else float(np.finfo(dtype).eps) / 2


def unit_of(blocks: Iterable[Block]) -> float:
    """Round-off of the coarsest floating type among the blocks."""
    return max((unit(block.dtype) for block in blocks), default=UNIT)


def coarsest(dtypes: Iterable[str]) -> float:
    """Round-off of the coarsest floating type among the names of dtypes."""
    known = {name for name in dtypes if name in ("bfloat16", "float16", "float32", "float64", "complex64", "complex128")}
    return max(map(unit, known), default=UNIT)


def short_unit(dtypes: Iterable[str]) -> float:
    """The same among those narrower than float32, which nobody casts to for a check: 0 for none."""
    short = {name for name in dtypes if name in ("bfloat16", "float16")}
    return coarsest(short) if short else 0.0


def join(arrays: Mapping[str, Any], outputs: tuple[Block, ...], lead: int = 0) -> Array:
    """Outputs by name as one flat vector, `lead` leading axes kept."""
    parts = [flatten(arrays[block.name], block, lead) for block in outputs]
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1) if parts else np.zeros(0)


def split(g: Array, outputs: tuple[Block, ...]) -> dict[str, Array]:
    """A flat cotangent as one array per output, copied: a backward may write into it."""
    return {block.name: block.array(g[block.slice].copy()) for block in outputs}


def same(one: Array, other: Array) -> bool:
    """Bitwise equality, NaN equal to NaN."""
    if np.shape(one) != np.shape(other):
        return False
    return not np.count_nonzero(one != other) or bool(np.array_equal(one, other, equal_nan=np.asarray(one).dtype.kind in "fc"))
