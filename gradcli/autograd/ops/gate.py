"""A gradient that passes where a condition holds: g there, 0 elsewhere, whatever g is."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.op import op
from gradcli.sample import mask, normal


@op((normal(2, 3), mask(2, 3)), (normal(2, 3), mask(3)), family="other")
def gate(g: Any, open: Any) -> Any:
    """g where `open` holds, 0 elsewhere.

    A product is several times faster than a choice by mask; it is wrong only where g is not finite, which the sum shows.
    """
    y = g * open
    y += 0  # -0 becomes 0, as users expect to see it
    total = np.add.reduce(y, axis=None)
    return y if total - total == 0 else np.where(open, g, y.dtype.type(0))


gate.vjp(lambda g, _y, _g, open: gate(g, open), None).jvp(lambda ts, _y, _g, open: gate(ts[0], open)).batch(aligned)
