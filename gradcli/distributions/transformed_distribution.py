"""Functions of what another distribution gives."""

from __future__ import annotations

import copy
import math
from typing import Any

from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.size import Size
from gradcli.distributions import constraints
from gradcli.distributions.distribution import Distribution
from gradcli.distributions.independent import Independent
from gradcli.distributions.transforms import ComposeTransform, Transform
from gradcli.distributions.utils import sum_rightmost


class TransformedDistribution(Distribution):
    """Samples of a base distribution sent through transforms, one after the other."""

    def __init__(self, base_distribution: Any, transforms: Any, validate_args: bool | None = None) -> None:
        self.transforms: list[Any] = [transforms] if isinstance(transforms, Transform) else transforms
        if not isinstance(self.transforms, list):
            raise ValueError(f"transforms must be a Transform or list, but was {transforms}")
        if not all(isinstance(t, Transform) for t in self.transforms):
            raise ValueError("transforms must be a Transform or a list of Transforms")
        whole = ComposeTransform(self.transforms)
        before, after = whole.domain.event_dim, whole.codomain.event_dim
        shape = Size((*base_distribution.batch_shape, *base_distribution.event_shape))
        own = len(base_distribution.event_shape)
        if len(shape) < before:
            raise ValueError(f"base_distribution needs to have shape with size at least {before}, but got {shape}.")
        made = Size(whole.forward_shape(shape))
        wide = Size(whole.inverse_shape(made))
        base = base_distribution if wide == shape else base_distribution.expand(wide[: len(wide) - own])
        self.base_dist: Any = Independent(base, before - own) if before > own else base
        cut = len(made) - max(after, own + after - before)
        super().__init__(made[:cut], made[cut:], validate_args)

    def expand(self, batch_shape: Any) -> Any:
        new = copy.copy(self)
        shape = Size((*batch_shape, *self.event_shape))
        for transform in reversed(self.transforms):
            shape = Size(transform.inverse_shape(shape))
        new.base_dist = self.base_dist.expand(shape[: len(shape) - len(self.base_dist.event_shape)])
        new._batch_shape = Size(batch_shape)
        return new

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        return bool(self.base_dist.has_rsample)

    @property
    def support(self) -> constraints.Constraint:
        last: constraints.Constraint = self.transforms[-1].codomain if self.transforms else self.base_dist.support
        more = len(self.event_shape) - last.event_dim
        return constraints.independent(last, more) if more > 0 else last

    def _through(self, x: Any) -> Any:
        for transform in self.transforms:
            x = transform(x)
        return x

    def sample(self, sample_shape: Any = ()) -> Any:
        with no_grad():
            return self._through(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        return self._through(self.base_dist.rsample(sample_shape))

    def log_prob(self, value: Any) -> Any:
        self._validate_sample(value)
        event_dim, log_prob, y = len(self.event_shape), 0.0, value
        for transform in reversed(self.transforms):
            x = transform.inv(y)
            event_dim += transform.domain.event_dim - transform.codomain.event_dim
            log_prob = log_prob - sum_rightmost(transform.log_abs_det_jacobian(x, y), event_dim - transform.domain.event_dim)
            y = x
        return log_prob + sum_rightmost(self.base_dist.log_prob(y), event_dim - len(self.base_dist.event_shape))

    def _turned(self, p: Any) -> Any:
        """A probability of not being above a value, as that of not being below where the transforms fall."""
        sign = math.prod(transform.sign for transform in self.transforms)
        return p if isinstance(sign, int) and sign == 1 else sign * (p - 0.5) + 0.5

    def cdf(self, value: Any) -> Any:
        for transform in reversed(self.transforms):
            value = transform.inv(value)
        return self._turned(self.base_dist.cdf(value))

    def icdf(self, value: Any) -> Any:
        return self._through(self.base_dist.icdf(self._turned(value)))
