"""A gradient that passes where a condition holds: g there, 0 elsewhere, whatever g is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.op import op
from gradcli.autograd.tensor import Tensor, make
from gradcli.sample import mask, normal

BITS = {np.dtype(f): np.dtype(i) for f, i in (("f2", "i2"), ("f4", "i4"), ("f8", "i8"))}  # whole numbers as long as floating ones


@op((normal(2, 3), mask(2, 3)), (normal(2, 3), mask(3)), family="other")
def gate(g: Any, open: Any) -> Any:
    """g where `open` holds, 0 elsewhere.

    Its bits are multiplied by 1 or 0, which is several times faster than a choice and, unlike a product of g itself, right for infinite g.
    """
    bits = BITS.get(g.dtype)
    if bits is None or not g.ndim or not open.ndim:
        return np.where(open, g, g.dtype.type(0))[()]
    ones = open.astype(bits, "C")
    return np.multiply(g.view(bits), ones, out=ones if ones.shape == g.shape else None).view(g.dtype)


def all_or_none(open: Any, bits: Any) -> Any:
    """Numbers with all bits set where `open` holds, with none elsewhere."""
    return np.negative(open.view(np.int8), out=np.empty(open.shape, bits))


def dealt(g: Any, wins: Sequence[Any]) -> list[Any]:
    """Each element of g dealt to one of 1 + len(wins) arrays, 0 in the others: to that of the last of `wins` that holds, else the first.

    g, wins: arrays of one shape.
    """
    bits = BITS.get(g.dtype, g.dtype)
    rest, parts = g.view(bits), []
    for open in wins[::-1]:
        if bits.kind == "i":
            part = all_or_none(open, bits)
            np.bitwise_and(rest, part, out=part)
            rest = np.bitwise_xor(rest, part)
        else:
            part, rest = np.where(open, rest, 0), np.where(open, 0, rest)
        parts.append(part.view(g.dtype))
    return [rest.view(g.dtype), *parts[::-1]]


gate.vjp(lambda g, _y, _g, open: gate(g, open), None).jvp(lambda ts, _y, _g, open: gate(ts[0], open)).batch(aligned)


@op((normal(2, 3), normal(2, 3)), family="other", grad_fn="ThresholdBackwardBackward0")
def tied(g: Any, _x: Any) -> Any:
    """g, which depends on x in steps only: where a backward is recorded, x gets a gradient of 0 from it, as in torch, and not none."""
    return g


tied.vjp(lambda g, _y, _g, _x: g, lambda g, _y, _g, _x: none_of(g)).jvp(lambda ts, _y, _g, _x: ts[0])


def none_of(g: Any) -> Any:
    """Zeros like g, an array or a tensor."""
    return make(np.zeros_like(g._data)) if isinstance(g, Tensor) else np.zeros_like(g)


def along(g: Any, x: Any) -> Any:
    """A cotangent tied to x where the backward is recorded."""
    return tied(g, x) if isinstance(g, Tensor) else g
