"""The Gumbel distribution."""

from __future__ import annotations

import math
from typing import Any

from gradcli.autograd import dtype as dtypes
from gradcli.distributions import constraints
from gradcli.distributions.distribution import Distribution
from gradcli.distributions.transformed_distribution import TransformedDistribution
from gradcli.distributions.transforms import AffineTransform, ExpTransform
from gradcli.distributions.uniform import Uniform
from gradcli.distributions.utils import EULER, broadcast_all, shape_of
from gradcli.nn import engine as T


class Gumbel(TransformedDistribution):
    """The largest of many numbers: loc - scale * log(-log(u)) of uniform u."""

    arg_constraints = constraints.each(loc=constraints.real, scale=constraints.positive)
    support = constraints.real

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast_all(loc, scale)
        info = dtypes.finfo(self.loc.dtype)
        low, high = (T.full(shape_of((loc, scale), self.loc), end, dtype=self.loc.dtype) for end in (info.tiny, 1 - info.eps))
        down = AffineTransform(loc=0, scale=-T.ones_like(self.scale))
        steps = [ExpTransform().inv, down, ExpTransform().inv, AffineTransform(loc=self.loc, scale=-self.scale)]
        super().__init__(Uniform(low, high, validate_args), steps, validate_args)

    def expand(self, batch_shape: Any) -> Any:
        new = super().expand(batch_shape)
        new.loc, new.scale = self.loc.expand(batch_shape), self.scale.expand(batch_shape)
        return new

    @property
    def mean(self) -> Any:
        return self.loc + self.scale * EULER

    @property
    def mode(self) -> Any:
        return self.loc

    @property
    def stddev(self) -> Any:
        return (math.pi / math.sqrt(6)) * self.scale

    @property
    def variance(self) -> Any:
        return self.stddev.pow(2)

    def log_prob(self, value: Any) -> Any:
        Distribution._validate_sample(self, value)
        y = (self.loc - value) / self.scale
        return (y - y.exp()) - self.scale.log()

    def entropy(self) -> Any:
        return self.scale.log() + (1 + EULER)
