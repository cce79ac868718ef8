"""The binomial distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd.draws import drawn
from gradcli.autograd.stream import Stream
from gradcli.distributions import constraints
from gradcli.distributions.bernoulli import OfChances, refuse_both
from gradcli.distributions.distribution import Distribution
from gradcli.distributions.utils import broadcast_all
from gradcli.nn import engine as T

FEW = 10  # torch counts successes one by one below this mean, and rejects above
TAIL = (  # log k! less Stirling's approximation of it, for k below 10
    *(0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211),
    *(0.0138761288230707, 0.0118967099458917, 0.0104112652619720, 0.00925546218271273, 0.00833056343336287),
)


def successes(stream: Stream, n: float, p: float) -> float:
    """How many of n trials succeed, in torch's order of draws."""
    if n <= 0 or p <= 0:
        return 0.0
    if p >= 1:
        return n
    if p > 0.5:
        return n - successes(stream, n, 1 - p)
    return rejected(stream, n, p) if n * p >= FEW else counted(stream, n, p)


def uniform(stream: Stream) -> float:
    """A number on [0, 1)."""
    return float(stream.unit(1, "d")[0])


def counted(stream: Stream, n: float, p: float) -> float:
    """By the trials between successes, which are geometric."""
    trials, found = 0.0, 0.0
    while True:
        trials += math.ceil(math.log(uniform(stream)) / math.log1p(-p))
        if trials > n:
            return found
        found += 1


def rejected(stream: Stream, n: float, p: float) -> float:
    """By transformed rejection (Hörmann, J. Stat. Comput. Simul. 46, 1993, algorithm BTRS)."""
    deviation = math.sqrt(n * p * (1 - p))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * p
    r, alpha, m = p / (1 - p), (2.83 + 5.1 / b) * deviation, math.floor((n + 1) * p)
    while True:
        u, v = uniform(stream) - 0.5, uniform(stream)
        near = 0.5 - abs(u)
        k = math.floor((2 * a / near + b) * u + n * p + 0.5)
        if k < 0 or k > n:
            continue
        if near >= 0.07 and v <= 0.92 - 4.2 / b:
            return float(k)
        bound = (m + 0.5) * math.log((m + 1) / (r * (n - m + 1))) + (n + 1) * math.log((n - m + 1) / (n - k + 1))
        bound += (k + 0.5) * math.log(r * (n - k + 1) / (k + 1)) + tail(m) + tail(n - m) - tail(k) - tail(n - k)
        if math.log(v * alpha / (a / (near * near) + b)) <= bound:
            return float(k)


def tail(k: float) -> float:
    """log k! less Stirling's approximation of it."""
    if k < len(TAIL):
        return TAIL[int(k)]
    squared = (k + 1) ** 2
    return (1 / 12 - (1 / 360 - 1 / 1260 / squared) / squared) / (k + 1)


class Binomial(OfChances):
    """How many of `total_count` trials succeed, each with probability `probs`."""

    arg_constraints = constraints.each(
        total_count=constraints.nonnegative_integer, probs=constraints.unit_interval, logits=constraints.real
    )
    has_enumerate_support = True

    def __init__(self, total_count: Any = 1, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        refuse_both(probs, logits)
        given = logits if probs is None else probs
        self.total_count, self._param = broadcast_all(total_count, given)
        self.total_count = self.total_count.type_as(self._param)
        setattr(self, "logits" if probs is None else "probs", self._param)
        Distribution.__init__(self, self._param.size(), validate_args=validate_args)  # the chances are taken, with the counts

    @property
    def support(self) -> constraints.Constraint:
        return constraints.integer_interval(0, self.total_count)

    @property
    def mean(self) -> Any:
        return self.total_count * self.probs

    @property
    def mode(self) -> Any:
        return ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count)

    @property
    def variance(self) -> Any:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended_shape(sample_shape)
        n, p = (np.broadcast_to(t.detach().numpy(), shape).ravel() for t in (self.total_count, self.probs))
        draw = lambda stream, shape, kind: np.array([successes(stream, float(a), float(b)) for a, b in zip(n, p)], kind).reshape(shape)
        return drawn(draw, tuple(shape), {"dtype": self._param.dtype}, "binomial")

    def log_prob(self, value: Any) -> Any:
        self._validate_sample(value)
        n, logits = self.total_count, self.logits
        positive = (logits.clamp(min=0) + logits - logits.clamp(max=0)) / 2  # max(logits, 0), with the slope 1/2 at 0
        norm = n * positive + n * T.log1p(T.exp(-T.abs(logits))) - T.lgamma(n + 1)
        return value * logits - T.lgamma(value + 1) - T.lgamma(n - value + 1) - norm

    def entropy(self) -> Any:
        self._same_count("entropy")
        log_prob = self.log_prob(self.enumerate_support(False))
        return -(log_prob.exp() * log_prob).sum(0)

    def enumerate_support(self, expand: bool = True) -> Any:
        most = self._same_count("enumerate_support")
        return self._spread(T.arange(1 + most, dtype=self._param.dtype), expand)

    def _same_count(self, asked: str) -> int:
        """The number of trials. Raises NotImplementedError where there are several."""
        most = int(self.total_count.max())
        if int(self.total_count.min()) != most:
            raise NotImplementedError(f"Inhomogeneous total count not supported by `{asked}`.")
        return most
