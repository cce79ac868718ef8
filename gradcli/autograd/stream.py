"""Random numbers as torch's CPU generator gives them: one Mersenne twister, read the way torch reads it, so that seeds give its numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Shape = tuple[int, ...]
Array = Any
DIGITS = {"e": 24, "f": 24, "d": 53}  # random bits in a number on [0, 1), by the character of its type; float16 rounds it afterwards
BLOCK = 16  # normal numbers are made sixteen at a time, from this many on
KEY_BYTES = 624 * 4
STATE_BYTES = 5056  # of torch's state; ours needs fewer


class Stream:
    """A Mersenne twister. spare: the second of the last pair of single normal numbers, handed out first next time."""

    __slots__ = ("bits", "spare")

    def __init__(self, seed: int) -> None:
        self.bits = np.random.MT19937()
        self.seed(seed)

    def seed(self, seed: int) -> None:
        """Start again; only the lower 32 bits count, as in torch."""
        self.bits._legacy_seeding(seed % 2**32)  # the twister's own seeding
        self.spare: float | None = None

    def state(self) -> Array:
        """The state as bytes."""
        inner = self.bits.state["state"]
        out = np.zeros(STATE_BYTES, np.uint8)
        out[:KEY_BYTES] = inner["key"].astype(np.uint32).view(np.uint8)
        out[KEY_BYTES : KEY_BYTES + 8] = np.array([inner["pos"]], np.int64).view(np.uint8)
        out[KEY_BYTES + 8 : KEY_BYTES + 16] = np.array([np.nan if self.spare is None else self.spare]).view(np.uint8)
        return out

    def restore(self, state: Array) -> None:
        """Go on from a state."""
        key, rest = state[:KEY_BYTES].copy().view(np.uint32), state[KEY_BYTES : KEY_BYTES + 16].copy()
        self.bits.state = {"bit_generator": "MT19937", "state": {"key": key, "pos": int(rest[:8].view(np.int64)[0])}}
        spare = float(rest[8:].view(np.float64)[0])
        self.spare = None if math.isnan(spare) else spare

    # ------------------------------------------------------------ numbers
    def words(self, n: int) -> Array:
        """n words of 32 random bits, as uint64."""
        return self.bits.random_raw(n)

    def longs(self, n: int) -> Array:
        """n words of 64 random bits."""
        pairs = self.words(2 * n).reshape(n, 2)
        return (pairs[:, 0] << np.uint64(32)) | pairs[:, 1]

    def unit(self, n: int, kind: str) -> Array:
        """n numbers on [0, 1) with the digits of their type, as float64."""
        digits = DIGITS[kind]
        words = self.longs(n) if kind == "d" else self.words(n)
        return (words & np.uint64(2**digits - 1)) * 2.0**-digits

    def uniform(self, shape: Shape, low: float, high: float, kind: Any) -> Array:
        """Numbers on [low, high)."""
        real = real_of(kind)
        width, low = float(real.type(high) - real.type(low)), float(real.type(low))
        return as_complex(self.unit(count(shape, kind), real.char) * width + low, shape, kind)

    def normal(self, shape: Shape, kind: Any, in_blocks: bool = True) -> Array:
        """Standard normal numbers; the real and the imaginary part of complex ones share the variance 1."""
        real, n = real_of(kind), count(shape, kind)
        z = self.in_blocks(n, real) if n >= BLOCK and in_blocks else self.singles(n).astype(real)
        return as_complex(z if real == kind else z * real.type(math.sqrt(0.5)), shape, kind)

    def in_blocks(self, n: int, real: Any) -> Array:
        """n >= 16 normal numbers: blocks of sixteen, the last one over the end of the one before."""
        out = self.unit(n, real.char).astype(real)
        whole = n - n % BLOCK
        out[:whole] = box_muller(out[:whole])
        if n % BLOCK:
            out[-BLOCK:] = box_muller(self.unit(BLOCK, real.char).astype(real))
        return out

    def singles(self, n: int) -> Array:
        """n normal numbers in float64, in pairs; half a pair waits for the next call."""
        first = [self.spare] if self.spare is not None and n else []
        need = n - len(first)
        if first:
            self.spare = None
        u = self.unit(need + need % 2, "d").reshape(-1, 2)
        radius, angle = np.sqrt(-2.0 * np.log1p(-u[:, 1])), 2.0 * math.pi * u[:, 0]
        z = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).reshape(-1)
        if need % 2:
            self.spare = float(z[-1])
        return np.concatenate([first, z[:need]])

    def below(self, limit: int, shape: Shape, short: bool | None = None) -> Array:
        """Whole numbers on [0, limit); short: from 32 bits each, as torch draws them below 2^28."""
        n = math.prod(shape)
        short = limit < 2**28 if short is None else short
        return ((self.words(n) if short else self.longs(n)) % np.uint64(limit)).reshape(shape)

    def permutation(self, n: int) -> list[int]:
        """0 .. n - 1, shuffled."""
        order = list(range(n))
        if n > 1:
            steps = self.words(n - 1) % np.arange(n, 1, -1, dtype=np.uint64)
            for i, step in enumerate(steps.tolist()):
                order[i], order[i + step] = order[i + step], order[i]
        return order

    def exponential(self, shape: Shape, rate: float = 1.0) -> Array:
        """Exponentially distributed numbers, in float64."""
        return -1.0 / rate * np.log1p(-self.unit(math.prod(shape), "d")).reshape(shape)


def box_muller(u: Array) -> Array:
    """Normal numbers from uniform ones, sixteen by sixteen: the first eight are the radius, the others the angle."""
    blocks = u.reshape(-1, 2, BLOCK // 2)
    radius = np.sqrt(-2 * np.log(1 - blocks[:, 0]))
    angle = u.dtype.type(2.0 * math.pi) * blocks[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).reshape(-1)


def real_of(kind: Any) -> Any:
    """The type of the real part."""
    return np.zeros(0, kind).real.dtype


def count(shape: Shape, kind: Any) -> int:
    """How many real numbers there are in an array."""
    return math.prod(shape) * (2 if kind.kind == "c" else 1)


def as_complex(x: Array, shape: Shape, kind: Any) -> Array:
    """Real numbers in a type and shape, in pairs where it is complex."""
    return (x.astype(real_of(kind)).view(kind) if kind.kind == "c" else x.astype(kind, copy=False)).reshape(shape)
