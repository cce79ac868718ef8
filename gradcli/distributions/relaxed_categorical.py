"""One-hot vectors made continuous, so that gradients flow through samples."""

from __future__ import annotations

from typing import Any

from gradcli.distributions import constraints
from gradcli.distributions.one_hot_categorical import OfCategories
from gradcli.distributions.transformed_distribution import TransformedDistribution
from gradcli.distributions.transforms import ExpTransform
from gradcli.distributions.utils import broadcast_all, clamp_probs
from gradcli.nn import engine as T


class ExpRelaxedCategorical(OfCategories):
    """The logarithms of a RelaxedOneHotCategorical."""

    support = constraints.real_vector
    has_rsample = True

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        self.temperature = temperature
        super().__init__(probs, logits, validate_args)

    def rsample(self, sample_shape: Any = ()) -> Any:
        u = clamp_probs(T.rand(self._extended_shape(sample_shape), dtype=self.logits.dtype))
        scores = (self.logits - (-u.log()).log()) / self.temperature
        return scores - scores.logsumexp(dim=-1, keepdim=True)

    def log_prob(self, value: Any) -> Any:
        self._validate_sample(value)
        n = self.logits.shape[-1]
        logits, value = broadcast_all(self.logits, value)
        scale = T.full_like(self.temperature, float(n)).lgamma() - self.temperature.log().mul(-(n - 1))
        score = logits - value.mul(self.temperature)
        return (score - score.logsumexp(dim=-1, keepdim=True)).sum(-1) + scale


class RelaxedOneHotCategorical(TransformedDistribution):
    """Vectors on the simplex, nearer to its corners the lower the temperature (Jang et al., arXiv:1611.01144)."""

    arg_constraints = constraints.each(probs=constraints.simplex, logits=constraints.real_vector)
    support = constraints.simplex
    has_rsample = True

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        super().__init__(ExpRelaxedCategorical(temperature, probs, logits, validate_args), ExpTransform(), validate_args)

    @property
    def temperature(self) -> Any:
        return self.base_dist.temperature

    @property
    def logits(self) -> Any:
        return self.base_dist.logits

    @property
    def probs(self) -> Any:
        return self.base_dist.probs
