"""The gamma distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd.draws import drawn
from gradcli.autograd.stream import Stream
from gradcli.distributions import constraints
from gradcli.distributions.distribution import Distribution
from gradcli.distributions.utils import broadcast_all, shape_of
from gradcli.nn import engine as T

THIRD, SQUEEZE = float(np.float32(1) / np.float32(3)), float(np.float32(0.0331))  # torch writes them in single precision


def standard_gamma(concentration: Any) -> Any:
    """Gamma numbers of rate 1, in torch's order of draws; no gradient reaches the concentration."""
    shapes = np.asarray(concentration.detach().numpy(), np.float64)
    smallest = np.finfo(concentration.detach().numpy().dtype).tiny

    def draw(stream: Stream, shape: Any, kind: Any) -> Any:
        numbers = [max(one_gamma(stream, float(a)), smallest) for a in shapes.ravel()]
        return np.array(numbers, kind).reshape(shape)

    return drawn(draw, tuple(concentration.shape), {"dtype": concentration.dtype}, "_standard_gamma")


def one_gamma(stream: Stream, a: float) -> float:
    """A gamma number by squeezed rejection (Marsaglia and Tsang, ACM Trans. Math. Softw. 26(3), 2000)."""
    scale = 1.0
    if a < 1:
        if a == 0:
            return 0.0
        scale, a = uniform(stream) ** (1 / a), a + 1
    d = a - THIRD
    c = 1 / math.sqrt(9 * d)
    while True:
        x = float(stream.normal((), np.dtype(np.float64)))
        v = (1 + c * x) ** 3
        if v <= 0:
            continue
        u = uniform(stream)
        if u < 1 - SQUEEZE * x**4 or math.log(u) < 0.5 * x * x + d * (1 - v + math.log(v)):
            return scale * d * v


def uniform(stream: Stream) -> float:
    """A number on (0, 1]."""
    return 1 - float(stream.unit(1, "d")[0])


class Gamma(Distribution):
    """Waiting times for `concentration` events that happen `rate` times per unit. Samples have no gradient here."""

    arg_constraints = constraints.each(concentration=constraints.positive, rate=constraints.positive)
    support = constraints.nonnegative

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        self.concentration, self.rate = broadcast_all(concentration, rate)
        super().__init__(shape_of((concentration, rate), self.rate), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        return self.concentration / self.rate

    @property
    def mode(self) -> Any:
        return ((self.concentration - 1) / self.rate).clamp(min=0)

    @property
    def variance(self) -> Any:
        return self.concentration / self.rate.pow(2)

    def sample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended_shape(sample_shape)
        return standard_gamma(self.concentration.expand(shape)) / self.rate.detach().expand(shape)

    def log_prob(self, value: Any) -> Any:
        value = T.as_tensor(value, dtype=self.rate.dtype)
        self._validate_sample(value)
        head = T.xlogy(self.concentration, self.rate) + T.xlogy(self.concentration - 1, value)
        return head - self.rate * value - T.lgamma(self.concentration)

    def cdf(self, value: Any) -> Any:
        self._validate_sample(value)
        return T.igamma(self.concentration, self.rate * value)

    def entropy(self) -> Any:
        a = self.concentration
        return a - T.log(self.rate) + T.lgamma(a) + (1.0 - a) * T.digamma(a)
