"""The beta distribution."""

from __future__ import annotations

import copy
from typing import Any

from gradcli.autograd.creation import tensor
from gradcli.autograd.tensor import Tensor
from gradcli.distributions import constraints
from gradcli.distributions.dirichlet import Dirichlet
from gradcli.distributions.distribution import Distribution
from gradcli.distributions.utils import broadcast_all
from gradcli.nn import engine as T


class Beta(Distribution):
    """A probability, after concentration1 - 1 successes and concentration0 - 1 failures. Samples have no gradient here."""

    arg_constraints = constraints.each(concentration1=constraints.positive, concentration0=constraints.positive)
    support = constraints.unit_interval

    def __init__(self, concentration1: Any, concentration0: Any, validate_args: bool | None = None) -> None:
        both = (concentration1, concentration0)
        numbers = not any(isinstance(each, Tensor) for each in both)
        self._dirichlet = Dirichlet(tensor([float(each) for each in both]) if numbers else T.stack(broadcast_all(*both), -1), validate_args)
        super().__init__(self._dirichlet.batch_shape, validate_args=validate_args)

    def expand(self, batch_shape: Any) -> Any:
        new = copy.copy(self)
        new._dirichlet = self._dirichlet.expand(batch_shape)
        new._batch_shape = new._dirichlet.batch_shape
        return new

    @property
    def concentration1(self) -> Any:
        return self._dirichlet.concentration[..., 0]

    @property
    def concentration0(self) -> Any:
        return self._dirichlet.concentration[..., 1]

    @property
    def mean(self) -> Any:
        return self.concentration1 / (self.concentration1 + self.concentration0)

    @property
    def mode(self) -> Any:
        return self._dirichlet.mode[..., 0]

    @property
    def variance(self) -> Any:
        total = self.concentration1 + self.concentration0
        return self.concentration1 * self.concentration0 / (total.pow(2) * (total + 1))

    def sample(self, sample_shape: Any = ()) -> Any:
        return self._dirichlet.sample(sample_shape).select(-1, 0)

    def log_prob(self, value: Any) -> Any:
        self._validate_sample(value)
        return self._dirichlet.log_prob(T.stack([value, 1.0 - value], -1))

    def entropy(self) -> Any:
        return self._dirichlet.entropy()
