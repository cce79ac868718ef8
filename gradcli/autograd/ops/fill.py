"""Tensors filled in place with random numbers of a distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd.draws import chances, fill_in, gaussian, uniform, whole
from gradcli.autograd.names import public
from gradcli.autograd.tensor import Tensor


@public("Tensor")
def uniform_(self: Tensor, a: float = 0.0, to: float = 1.0, *, generator: Any = None, **named: float) -> Tensor:
    """Fill with uniform numbers in [a, to); `a` is called `from` where it is named."""
    if not named.keys() <= {"from"}:
        raise TypeError(f"uniform_() got an unexpected keyword argument '{next(iter(named))}'")
    return fill_in(self, uniform(named.get("from", a), to), generator, "uniform_")


@public("Tensor")
def normal_(self: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Any = None) -> Tensor:
    """Fill with normal numbers."""
    return fill_in(self, gaussian(mean, std, np.asarray(self._data).flags.c_contiguous), generator, "normal_")


@public("Tensor")
def random_(self: Tensor, *limits: int | None, generator: Any = None, **named: int | None) -> Tensor:
    """Fill with whole numbers: random_(), all that the type can hold, random_(to), from 0, or random_(from, to); None for the end of them."""
    given = dict(zip(("from", "to") if "from" in named or len(limits) + len(named) > 1 else ("to",), limits)) | named
    if not given.keys() <= {"from", "to"}:
        raise TypeError(f"random_() got an unexpected keyword argument '{next(iter(named))}'")
    kind = self._data.dtype
    most = 2 ** (np.finfo(kind).nmant + 1) if kind.kind == "f" else 1 if kind.kind == "b" else int(np.iinfo(kind).max)
    if given:
        low, high = given.get("from"), given.get("to")
        return fill_in(self, whole(low or 0, most + 1 if high is None else high), generator, "random_")
    return fill_in(self, lambda stream, shape, kind: stream.below(most + 1, shape, kind.itemsize < 8), generator, "random_")


@public("Tensor")
def bernoulli_(self: Tensor, p: Any = 0.5, *, generator: Any = None) -> Tensor:
    """Fill with 1 (probability p, a number or a tensor) and 0."""
    return fill_in(self, chances(np.asarray(p._data) if isinstance(p, Tensor) else p), generator, "bernoulli_")


@public("Tensor")
def exponential_(self: Tensor, lambd: float = 1.0, *, generator: Any = None) -> Tensor:
    """Fill with exponentially distributed numbers."""
    if lambd <= 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd}")
    return fill_in(self, lambda stream, shape, _kind: stream.exponential(shape, lambd), generator, "exponential_")


@public("Tensor")
def log_normal_(self: Tensor, mean: float = 1.0, std: float = 2.0, *, generator: Any = None) -> Tensor:
    """Fill with numbers whose logarithm is normal."""
    draw = lambda stream, shape, _kind: np.exp(stream.singles(math.prod(shape)).reshape(shape) * std + mean)
    return fill_in(self, draw, generator, "log_normal_")


@public("Tensor")
def cauchy_(self: Tensor, median: float = 0.0, sigma: float = 1.0, *, generator: Any = None) -> Tensor:
    """Fill with numbers of the Cauchy distribution."""
    draw = lambda stream, shape, _kind: median + sigma * np.tan(math.pi * (stream.unit(math.prod(shape), "d").reshape(shape) - 0.5))
    return fill_in(self, draw, generator, "cauchy_")


@public("Tensor")
def geometric_(self: Tensor, p: float, *, generator: Any = None) -> Tensor:
    """Fill with how many trials of probability p it takes to succeed."""
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p}")
    draw = lambda stream, shape, _kind: np.ceil(np.log(stream.unit(math.prod(shape), "d").reshape(shape)) / math.log1p(-p))
    return fill_in(self, draw, generator, "geometric_")
