"""Student's t-distribution."""

from __future__ import annotations

import copy
import math
from typing import Any

from gradcli.distributions import constraints
from gradcli.distributions.chi2 import Chi2
from gradcli.distributions.distribution import Distribution
from gradcli.distributions.utils import broadcast_all
from gradcli.nn import engine as T


class StudentT(Distribution):
    """A normal number over the root of a mean of `df` squares of others. Samples have no gradient here."""

    arg_constraints = constraints.each(df=constraints.positive, loc=constraints.real, scale=constraints.positive)
    support = constraints.real

    def __init__(self, df: Any, loc: Any = 0.0, scale: Any = 1.0, validate_args: bool | None = None) -> None:
        self.df, self.loc, self.scale = broadcast_all(df, loc, scale)
        self._chi2 = Chi2(self.df)
        super().__init__(self.df.shape, validate_args=validate_args)

    def expand(self, batch_shape: Any) -> Any:
        new = super().expand(batch_shape)
        new._chi2 = copy.copy(self._chi2).expand(batch_shape)
        return new

    @property
    def mean(self) -> Any:
        return T.where(self.df <= 1, math.nan, self.loc)

    @property
    def mode(self) -> Any:
        return self.loc

    @property
    def variance(self) -> Any:
        spread = self.scale.pow(2) * self.df / (self.df - 2)
        return T.where(self.df <= 1, math.nan, T.where(self.df <= 2, math.inf, spread))

    def sample(self, sample_shape: Any = ()) -> Any:
        x = T.empty(self._extended_shape(sample_shape), dtype=self.df.dtype).normal_()
        squares = self._chi2.sample(sample_shape)
        return self.loc.detach() + self.scale.detach() * (x * T.rsqrt(squares / self.df.detach()))

    def _log_beta(self) -> Any:
        return T.lgamma(0.5 * self.df) - T.lgamma(0.5 * (self.df + 1.0))

    def log_prob(self, value: Any) -> Any:
        self._validate_sample(value)
        y = (value - self.loc) / self.scale
        norm = self.scale.log() + 0.5 * self.df.log() + 0.5 * math.log(math.pi) + self._log_beta()
        return -0.5 * (self.df + 1.0) * T.log1p(y**2.0 / self.df) - norm

    def entropy(self) -> Any:
        half, more = 0.5 * self.df, 0.5 * (self.df + 1)
        return self.scale.log() + more * (T.digamma(more) - T.digamma(half)) + 0.5 * self.df.log() + self._log_beta() + math.lgamma(0.5)
