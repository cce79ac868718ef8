"""Poisson numbers from a stream, in torch's way: products of uniform numbers for small rates, transformed rejection for large ones."""

from __future__ import annotations

import math

import numpy as np

from gradcli.autograd.draws import Draw
from gradcli.autograd.stream import Stream

LARGE = 10.0  # from this rate on rejection takes fewer numbers


def counts(rates: np.ndarray) -> Draw:
    """One number per rate. Raises RuntimeError for a negative one."""
    if (rates < 0).any():
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    return lambda stream, shape, _kind: np.array([count(stream, float(rate)) for rate in rates.flat]).reshape(shape)


def count(stream: Stream, rate: float) -> int:
    """A Poisson number of this rate."""
    if rate == 0:
        return 0
    return by_products(stream, rate) if rate < LARGE else by_rejection(stream, rate)


def unit(stream: Stream) -> float:
    return float(stream.unit(1, "d")[0])


def by_products(stream: Stream, rate: float) -> int:
    """How many uniform numbers can be multiplied before the product is below exp(-rate). Source: Knuth, TAOCP 2, 3.4.1."""
    limit, product, k = math.exp(-rate), unit(stream), 0
    while product > limit:
        product *= unit(stream)
        k += 1
    return k


def by_rejection(stream: Stream, rate: float) -> int:
    """Source: Hörmann, The transformed rejection method for generating Poisson random variables, 1993 (PTRS)."""
    b = 0.931 + 2.53 * math.sqrt(rate)
    a = -0.059 + 0.02483 * b
    scale, inside = math.log(1.1239 + 1.1328 / (b - 3.4)), 0.9277 - 3.6224 / (b - 2)
    while True:
        u, v = unit(stream) - 0.5, unit(stream)
        margin = 0.5 - abs(u)
        k = math.floor((2 * a / margin + b) * u + rate + 0.43)
        if margin >= 0.07 and v <= inside:
            return k
        if k < 0 or (margin < 0.013 and v > margin):
            continue
        if math.log(v) + scale - math.log(a / (margin * margin) + b) <= k * math.log(rate) - rate - math.lgamma(k + 1):
            return k
