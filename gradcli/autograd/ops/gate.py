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
    keep = open.astype(bits)
    np.negative(keep, out=keep)  # all bits, or none
    return np.bitwise_and(g.view(bits), keep, out=keep if keep.shape == g.shape else None).view(g.dtype)


gate.vjp(lambda g, _y, _g, open: gate(g, open), None).jvp(lambda ts, _y, _g, open: gate(ts[0], open)).batch(aligned)
