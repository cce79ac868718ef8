"""Mixtures of distributions of one family."""

from __future__ import annotations

import copy
from typing import Any

from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.size import Size
from gradcli.distributions import constraints
from gradcli.distributions.categorical import Categorical
from gradcli.distributions.distribution import Distribution
from gradcli.nn import engine as T


class MixtureSameFamily(Distribution):
    """Components along the last batch dimension of one distribution, chosen by a Categorical."""

    def __init__(self, mixture_distribution: Any, component_distribution: Any, validate_args: bool | None = None) -> None:
        refuse_unfit(mixture_distribution, component_distribution)
        self.mixture_distribution, self.component_distribution = mixture_distribution, component_distribution
        self._event_ndims = len(component_distribution.event_shape)
        super().__init__(component_distribution.batch_shape[:-1], component_distribution.event_shape, validate_args)

    def expand(self, batch_shape: Any) -> Any:
        new = copy.copy(self)
        new.mixture_distribution = self.mixture_distribution.expand(batch_shape)
        new.component_distribution = self.component_distribution.expand((*batch_shape, self.component_distribution.batch_shape[-1]))
        new._batch_shape = Size(batch_shape)
        return new

    @property
    def support(self) -> constraints.Constraint:
        return constraints.MixtureSameFamilyConstraint(self.component_distribution.support)

    def _pad(self, x: Any) -> Any:
        """A value with a dimension for the components."""
        return x.unsqueeze(-1 - self._event_ndims)

    def _averaged(self, x: Any) -> Any:
        """The mean over the components, weighted by their probabilities."""
        probs = self.mixture_distribution.probs
        return (probs.view(*probs.shape, *(1 for _ in range(self._event_ndims))) * x).sum(dim=-1 - self._event_ndims)

    @property
    def mean(self) -> Any:
        return self._averaged(self.component_distribution.mean)

    @property
    def variance(self) -> Any:
        within = self._averaged(self.component_distribution.variance)
        return within + self._averaged((self.component_distribution.mean - self._pad(self.mean)).pow(2.0))

    def cdf(self, x: Any) -> Any:
        return (self.component_distribution.cdf(self._pad(x)) * self.mixture_distribution.probs).sum(dim=-1)

    def log_prob(self, x: Any) -> Any:
        self._validate_sample(x)
        each = self.component_distribution.log_prob(self._pad(x))
        return T.logsumexp(each + T.log_softmax(self.mixture_distribution.logits, dim=-1), dim=-1)

    def sample(self, sample_shape: Any = ()) -> Any:
        with no_grad():
            chosen = self.mixture_distribution.sample(sample_shape)
            drawn = self.component_distribution.sample(sample_shape)
            dim = len(sample_shape) + len(self.batch_shape)
            index = chosen.reshape(*chosen.shape, *(1 for _ in range(self._event_ndims + 1)))
            return drawn.gather(dim, index.expand(*chosen.shape, 1, *self.event_shape)).squeeze(dim)

    def __repr__(self) -> str:
        return f"MixtureSameFamily(\n  {self.mixture_distribution},\n  {self.component_distribution})"


def refuse_unfit(mixture: Any, component: Any) -> None:
    """Raises ValueError for what is no Categorical, no distribution, or of different numbers of components."""
    if not isinstance(mixture, Categorical):
        raise ValueError(" The Mixture distribution needs to be an  instance of torch.distributions.Categorical")
    if not isinstance(component, Distribution):
        raise ValueError("The Component distribution needs to be an instance of torch.distributions.Distribution")
    ours, theirs = mixture.batch_shape, component.batch_shape[:-1]
    if any(i != 1 and j != 1 and i != j for i, j in zip(reversed(ours), reversed(theirs))):
        told = f"`mixture_distribution.batch_shape` ({ours}) is not compatible with"
        raise ValueError(f"{told} `component_distribution.batch_shape`({theirs})")
    n, m = mixture.param_shape[-1], component.batch_shape[-1]
    if n != m:
        raise ValueError(f"`mixture_distribution component` ({n}) does not equal `component_distribution.batch_shape[-1]` ({m})")
