"""What all distributions have in common: shapes, checked arguments and samples, repr."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.size import Size
from gradcli.autograd.tensor import Tensor
from gradcli.distributions.constraints import Constraint


class Distribution:
    """A batch of distributions of one family. Samples are of shape sample_shape + batch_shape + event_shape."""

    has_rsample = False
    has_enumerate_support = False
    arg_constraints: Mapping[str, Constraint] = {}
    _validate_args = True

    def __init__(self, batch_shape: Any = (), event_shape: Any = (), validate_args: bool | None = None) -> None:
        self._batch_shape, self._event_shape = Size(batch_shape), Size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        for name, constraint in self.arg_constraints.items() if self._validate_args else ():
            if name in self.__dict__:
                self._check_argument(name, constraint)

    def _check_argument(self, name: str, constraint: Constraint) -> None:
        """Raises ValueError for a parameter outside of its region."""
        value = self.__dict__[name]
        if not constraint.check(value).all():
            what = f"parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution {self!r}"
            raise ValueError(f"Expected {what} to satisfy the constraint {constraint!r}, but found invalid values:\n{value}")

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Whether distributions check their arguments where it is not said."""
        if value not in (True, False):
            raise ValueError
        Distribution._validate_args = value

    def expand(self, batch_shape: Any) -> Any:
        """The same distribution with its parameters expanded to another batch shape."""
        new = copy.copy(self)
        kept = len(self._batch_shape)
        for name in (*self.arg_constraints, "_param"):
            if name in self.__dict__:
                value = self.__dict__[name]
                new.__dict__[name] = value.expand(*batch_shape, *value.shape[kept:])
        new._batch_shape = Size(batch_shape)
        return new

    @property
    def batch_shape(self) -> Size:
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        return self._event_shape

    @property
    def support(self) -> Constraint:
        raise NotImplementedError

    @property
    def mean(self) -> Any:
        raise NotImplementedError

    @property
    def mode(self) -> Any:
        raise NotImplementedError(f"{type(self)} does not implement mode")

    @property
    def variance(self) -> Any:
        raise NotImplementedError

    @property
    def stddev(self) -> Any:
        return self.variance.sqrt()

    def sample(self, sample_shape: Any = ()) -> Any:
        """Numbers that no gradient flows through."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Numbers that gradients of the parameters flow through. Raises NotImplementedError where there are none."""
        raise NotImplementedError

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density or probability of a value."""
        raise NotImplementedError

    def cdf(self, value: Any) -> Any:
        """The probability of what is not above a value."""
        raise NotImplementedError

    def icdf(self, value: Any) -> Any:
        """The value whose cdf this is."""
        raise NotImplementedError

    def entropy(self) -> Any:
        """One number per distribution of the batch."""
        raise NotImplementedError

    def enumerate_support(self, expand: bool = True) -> Any:
        """All values of a discrete distribution, along a new first dimension."""
        raise NotImplementedError

    def perplexity(self) -> Any:
        return self.entropy().exp()

    def _extended_shape(self, sample_shape: Any = ()) -> Size:
        """The shape of a sample."""
        return Size((*sample_shape, *self._batch_shape, *self._event_shape))

    def _spread(self, values: Any, expand: bool) -> Any:
        """All values along a new first dimension, of the batch's dimensions or, with `expand`, of its shape."""
        values = values.view(-1, *(1 for _ in self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values

    def _validate_sample(self, value: Any) -> None:
        """Raises ValueError for a value of another shape, or outside of the support; nothing is checked without validate_args."""
        if not self._validate_args:
            return
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        shape, own = value.shape, self._extended_shape()
        if shape[len(shape) - len(self._event_shape) :] != self._event_shape:
            raise ValueError(f"The right-most size of value must match event_shape: {shape} vs {self._event_shape}.")
        if any(i != 1 and j != 1 and i != j for i, j in zip(reversed(shape), reversed(own))):
            raise ValueError(f"Value is not broadcastable with batch_shape+event_shape: {shape} vs {own}.")
        if not self.support.check(value).all():
            what = f"value argument ({type(value).__name__} of shape {tuple(shape)}) to be within the support ({self.support!r})"
            raise ValueError(f"Expected {what} of the distribution {self!r}, but found invalid values:\n{value}")

    def __repr__(self) -> str:
        own = {name: self.__dict__[name] for name in self.arg_constraints if name in self.__dict__}
        told = (f"{name}: {value if value.numel() == 1 else value.size()}" for name, value in own.items())
        return f"{type(self).__name__}({', '.join(told)})"
