"""What parameters and samples have to satisfy: positive, on the simplex, ..."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gradcli import linalg
from gradcli.autograd import dtype as dtypes
from gradcli.nn import engine as T

SIMPLEX_TOLERANCE = 1e-6  # torch's: probabilities in float32 rarely add up to 1 exactly


class Constraint:
    """A region: `check` says of every event whether it lies in it."""

    is_discrete = False
    event_dim = 0
    shown: tuple[str, ...] = ()

    def check(self, value: Any) -> Any:
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__.removeprefix('_')}({', '.join(f'{name}={getattr(self, name)}' for name in self.shown)})"


class Real(Constraint):
    def check(self, value: Any) -> Any:
        return value == value  # false for NaN


class Boolean(Constraint):
    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value == 0) | (value == 1)


class OneHot(Constraint):
    is_discrete, event_dim = True, 1

    def check(self, value: Any) -> Any:
        return boolean.check(value).all(-1) & value.sum(-1).eq(1)


class Simplex(Constraint):
    event_dim = 1

    def check(self, value: Any) -> Any:
        return (value >= 0).all(-1) & ((value.sum(-1) - 1).abs() < SIMPLEX_TOLERANCE)


class Interval(Constraint):
    """Both ends included."""

    shown = ("lower_bound", "upper_bound")

    def __init__(self, lower_bound: Any, upper_bound: Any) -> None:
        self.lower_bound, self.upper_bound = lower_bound, upper_bound

    def check(self, value: Any) -> Any:
        return (self.lower_bound <= value) & (value <= self.upper_bound)


class IntegerInterval(Interval):
    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value % 1 == 0) & super().check(value)


class HalfOpenInterval(Interval):
    """The lower end included."""

    def check(self, value: Any) -> Any:
        return (self.lower_bound <= value) & (value < self.upper_bound)


class GreaterThan(Constraint):
    shown = ("lower_bound",)

    def __init__(self, lower_bound: Any) -> None:
        self.lower_bound = lower_bound

    def check(self, value: Any) -> Any:
        return self.lower_bound < value


class GreaterThanEq(GreaterThan):
    def check(self, value: Any) -> Any:
        return self.lower_bound <= value


class IntegerGreaterThan(GreaterThan):
    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value % 1 == 0) & (value >= self.lower_bound)


class LessThan(Constraint):
    shown = ("upper_bound",)

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return value < self.upper_bound


class Multinomial(Constraint):
    """Counts that add up to no more than upper_bound."""

    is_discrete, event_dim = True, 1

    def __init__(self, upper_bound: int) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return (value >= 0).all(-1) & (value.sum(-1) <= self.upper_bound)


class LowerCholesky(Constraint):
    """Lower triangular matrices with a positive diagonal."""

    event_dim = 2

    def check(self, value: Any) -> Any:
        return (value.tril() == value).all(-1).all(-1) & (value.diagonal(dim1=-2, dim2=-1) > 0).all(-1)


class PositiveDefinite(Constraint):
    """Symmetric matrices with positive eigenvalues."""

    event_dim = 2

    def check(self, value: Any) -> Any:
        if value.shape[-2] != value.shape[-1]:
            return T.zeros(value.shape[:-2], dtype=dtypes.bool_)
        symmetric = T.isclose(value, value.mT, atol=1e-6).all(-2).all(-1)
        return linalg.eigvalsh(value).gt(0).all(-1) if symmetric.all() else symmetric


class IndependentConstraint(Constraint):
    """A constraint of scalars that has to hold in all of the last dimensions."""

    def __init__(self, base_constraint: Constraint, reinterpreted_batch_ndims: int) -> None:
        self.base_constraint, self.reinterpreted_batch_ndims = base_constraint, reinterpreted_batch_ndims
        self.event_dim = base_constraint.event_dim + reinterpreted_batch_ndims
        self.is_discrete = base_constraint.is_discrete

    def check(self, value: Any) -> Any:
        result = self.base_constraint.check(value)
        if result.ndim < self.reinterpreted_batch_ndims:
            raise ValueError(f"Expected value.dim() >= {self.event_dim} but got {value.ndim}")
        return result.reshape(*result.shape[: result.ndim - self.reinterpreted_batch_ndims], -1).all(-1)

    def __repr__(self) -> str:
        return f"IndependentConstraint({self.base_constraint!r}, {self.reinterpreted_batch_ndims})"


class MixtureSameFamilyConstraint(Constraint):
    """The support of a mixture: that of each of its components."""

    def __init__(self, base_constraint: Constraint) -> None:
        self.base_constraint, self.event_dim, self.is_discrete = base_constraint, base_constraint.event_dim, base_constraint.is_discrete

    def check(self, value: Any) -> Any:
        result = self.base_constraint.check(value.unsqueeze(-1 - self.event_dim))
        return result.reshape(*result.shape[: value.ndim - self.event_dim], -1).all(-1)

    def __repr__(self) -> str:
        return f"MixtureSameFamilyConstraint({self.base_constraint!r})"


def each(**named: Constraint) -> Mapping[str, Constraint]:
    """The constraints of the parameters of a distribution."""
    return MappingProxyType(named)


boolean, one_hot, real, simplex = Boolean(), OneHot(), Real(), Simplex()
nonnegative_integer, positive_integer = IntegerGreaterThan(0), IntegerGreaterThan(1)
positive, nonnegative = GreaterThan(0.0), GreaterThanEq(0.0)
unit_interval, real_vector = Interval(0.0, 1.0), IndependentConstraint(real, 1)
lower_cholesky, positive_definite = LowerCholesky(), PositiveDefinite()
interval, half_open_interval, integer_interval = Interval, HalfOpenInterval, IntegerInterval
greater_than, greater_than_eq, less_than, independent = GreaterThan, GreaterThanEq, LessThan, IndependentConstraint
multinomial = Multinomial
