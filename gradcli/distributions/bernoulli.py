"""Chances of one event: what is given by probs or logits, and the Bernoulli distribution."""

from __future__ import annotations

import math
from typing import Any

from gradcli.autograd.grad_mode import no_grad
from gradcli.distributions import constraints
from gradcli.distributions.distribution import Distribution
from gradcli.distributions.utils import broadcast_all, lazy_property, logits_to_probs, probs_to_logits, shape_of
from gradcli.nn import engine as T
from gradcli.nn import functional as F


def refuse_both(probs: Any, logits: Any) -> None:
    """Raises ValueError unless one of them is given."""
    if (probs is None) == (logits is None):
        raise ValueError("Either `probs` or `logits` must be specified, but not both.")


class OfChances(Distribution):
    """A distribution given by probabilities or by their log odds; each is computed from the other when asked for."""

    arg_constraints = constraints.each(probs=constraints.unit_interval, logits=constraints.real)

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        refuse_both(probs, logits)
        given = logits if probs is None else probs
        (self._param,) = broadcast_all(given)
        setattr(self, "logits" if probs is None else "probs", self._param)
        super().__init__(shape_of((given,), self._param), validate_args=validate_args)

    @lazy_property
    def logits(self) -> Any:
        return probs_to_logits(self.probs, is_binary=True)

    @lazy_property
    def probs(self) -> Any:
        return logits_to_probs(self.logits, is_binary=True)

    @property
    def param_shape(self) -> Any:
        return self._param.size()


class Bernoulli(OfChances):
    """1 with probability `probs`, else 0."""

    support = constraints.boolean
    has_enumerate_support = True

    @property
    def mean(self) -> Any:
        return self.probs

    @property
    def mode(self) -> Any:
        return T.where(self.probs == 0.5, math.nan, (self.probs >= 0.5).to(self.probs))

    @property
    def variance(self) -> Any:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        with no_grad():
            return T.bernoulli(self.probs.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Any) -> Any:
        self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        return -F.binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self) -> Any:
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand: bool = True) -> Any:
        return self._spread(T.arange(2, dtype=self._param.dtype), expand)
