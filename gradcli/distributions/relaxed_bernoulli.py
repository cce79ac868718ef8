"""Bernoulli numbers made continuous, so that gradients flow through samples."""

from __future__ import annotations

from typing import Any

from gradcli.distributions import constraints
from gradcli.distributions.bernoulli import OfChances
from gradcli.distributions.transformed_distribution import TransformedDistribution
from gradcli.distributions.transforms import SigmoidTransform
from gradcli.distributions.utils import broadcast_all, clamp_probs
from gradcli.nn import engine as T


class LogitRelaxedBernoulli(OfChances):
    """The log odds of a RelaxedBernoulli."""

    support = constraints.real
    has_rsample = True

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        self.temperature = temperature
        super().__init__(probs, logits, validate_args)

    def rsample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended_shape(sample_shape)
        probs = clamp_probs(self.probs.expand(shape))
        u = clamp_probs(T.rand(shape, dtype=probs.dtype))
        return (u.log() - (-u).log1p() + probs.log() - (-probs).log1p()) / self.temperature

    def log_prob(self, value: Any) -> Any:
        self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        diff = logits - value.mul(self.temperature)
        return self.temperature.log() + diff - 2 * diff.exp().log1p()


class RelaxedBernoulli(TransformedDistribution):
    """Numbers in (0, 1), nearer to the ends the lower the temperature (Maddison et al., arXiv:1611.00712)."""

    arg_constraints = constraints.each(probs=constraints.unit_interval, logits=constraints.real)
    support = constraints.unit_interval
    has_rsample = True

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        super().__init__(LogitRelaxedBernoulli(temperature, probs, logits), SigmoidTransform(), validate_args)

    @property
    def temperature(self) -> Any:
        return self.base_dist.temperature

    @property
    def logits(self) -> Any:
        return self.base_dist.logits

    @property
    def probs(self) -> Any:
        return self.base_dist.probs
