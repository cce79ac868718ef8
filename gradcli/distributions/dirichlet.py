"""The Dirichlet distribution."""

from __future__ import annotations

from typing import Any

from gradcli.distributions import constraints
from gradcli.distributions.distribution import Distribution
from gradcli.distributions.gamma import standard_gamma
from gradcli.nn import engine as T
from gradcli.nn import functional as F


class Dirichlet(Distribution):
    """Probabilities of several events, `concentration`: (..., n). Samples have no gradient here."""

    arg_constraints = constraints.each(concentration=constraints.independent(constraints.positive, 1))
    support = constraints.simplex

    def __init__(self, concentration: Any, validate_args: bool | None = None) -> None:
        if concentration.ndim < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        super().__init__(concentration.shape[:-1], concentration.shape[-1:], validate_args)

    @property
    def mean(self) -> Any:
        return self.concentration / self.concentration.sum(-1, True)

    @property
    def mode(self) -> Any:
        above = (self.concentration - 1).clamp(min=0.0)
        mode = above / above.sum(-1, True)
        corner = F.one_hot(mode.argmax(dim=-1), mode.shape[-1]).to(mode)
        return T.where((self.concentration < 1).all(-1, keepdim=True), corner, mode)

    @property
    def variance(self) -> Any:
        total = self.concentration.sum(-1, True)
        return self.concentration * (total - self.concentration) / (total.pow(2) * (total + 1))

    def sample(self, sample_shape: Any = ()) -> Any:
        parts = standard_gamma(self.concentration.expand(self._extended_shape(sample_shape)))
        return parts / parts.sum(-1, True)

    def log_prob(self, value: Any) -> Any:
        self._validate_sample(value)
        a = self.concentration
        return T.xlogy(a - 1.0, value).sum(-1) + T.lgamma(a.sum(-1)) - T.lgamma(a).sum(-1)

    def entropy(self) -> Any:
        a = self.concentration
        total = a.sum(-1)
        log_beta = T.lgamma(a).sum(-1) - T.lgamma(total)
        return log_beta - (a.shape[-1] - total) * T.digamma(total) - ((a - 1.0) * T.digamma(a)).sum(-1)
