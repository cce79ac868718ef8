"""A gradient that passes where a condition holds: g there, 0 elsewhere, whatever g is."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.op import op
from gradcli.sample import mask, normal

BITS = {np.dtype(f): np.dtype(i) for f, i in (("f2", "i2"), ("f4", "i4"), ("f8", "i8"))}  # whole numbers as long as floating ones


@op((normal(2, 3), mask(2, 3)), (normal(2, 3), mask(3)), family="other")
def gate(g: Any, open: Any) -> Any:
    """g where `open` holds, 0 elsewhere.

    Its bits are masked, which is several times faster than a choice and, unlike a product, right for infinite g.
    """
    bits = BITS.get(g.dtype)
    if bits is None or not g.ndim or not open.ndim:
        return np.where(open, g, g.dtype.type(0))[()]
    keep = all_or_none(open, bits)
    return np.bitwise_and(g.view(bits), keep, out=keep if keep.shape == g.shape else None).view(g.dtype)


def all_or_none(open: Any, bits: Any) -> Any:
    """Numbers with all bits set where `open` holds, with none elsewhere."""
    return np.negative(open.view(np.int8), out=np.empty(open.shape, bits))


def parted(g: Any, open: Any) -> tuple[Any, Any]:
    """(g where `open` holds, g where it does not), 0 elsewhere.   g, open: arrays of one shape."""
    bits = BITS.get(g.dtype)
    if bits is None:
        return gate.kernel(g, open), gate.kernel(g, ~open)
    inside = all_or_none(open, bits)
    np.bitwise_and(g.view(bits), inside, out=inside)
    return inside.view(g.dtype), np.bitwise_xor(g.view(bits), inside).view(g.dtype)


gate.vjp(lambda g, _y, _g, open: gate(g, open), None).jvp(lambda ts, _y, _g, open: gate(ts[0], open)).batch(aligned)
