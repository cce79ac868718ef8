"""The Laplace distribution."""

from __future__ import annotations

from typing import Any

from gradcli.autograd import dtype as dtypes
from gradcli.distributions.location_scale import LocationScale
from gradcli.nn import engine as T


class Laplace(LocationScale):
    """Two exponential tails of the given scale on the sides of loc."""

    @property
    def variance(self) -> Any:
        return 2 * self.scale.pow(2)

    @property
    def stddev(self) -> Any:
        return (2**0.5) * self.scale

    def rsample(self, sample_shape: Any = ()) -> Any:
        low = dtypes.finfo(self.loc.dtype).eps - 1
        u = T.empty(self._extended_shape(sample_shape), dtype=self.loc.dtype).uniform_(low, 1)
        return self.loc - self.scale * u.sign() * T.log1p(-u.abs())

    def log_prob(self, value: Any) -> Any:
        self._validate_sample(value)
        return -T.log(2 * self.scale) - T.abs(value - self.loc) / self.scale

    def cdf(self, value: Any) -> Any:
        self._validate_sample(value)
        return 0.5 - 0.5 * (value - self.loc).sign() * T.expm1(-(value - self.loc).abs() / self.scale)

    def icdf(self, value: Any) -> Any:
        term = value - 0.5
        return self.loc - self.scale * term.sign() * T.log1p(-2 * term.abs())

    def entropy(self) -> Any:
        return 1 + T.log(2 * self.scale)
