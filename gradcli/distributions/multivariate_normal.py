"""The normal distribution of vectors."""

from __future__ import annotations

import math
from typing import Any

from gradcli import linalg
from gradcli.distributions import constraints
from gradcli.distributions.distribution import Distribution
from gradcli.distributions.utils import lazy_property
from gradcli.nn import engine as T


def scale_of_precision(precision: Any) -> Any:
    """The lower triangular L with L L^T the inverse of a matrix."""
    flipped = linalg.cholesky(precision.flip(-2, -1)).flip(-2, -1).transpose(-2, -1)
    return linalg.solve_triangular(flipped, T.eye(precision.shape[-1], dtype=precision.dtype), upper=False)


ROOTS: dict[str, Any] = {"covariance_matrix": linalg.cholesky, "precision_matrix": scale_of_precision, "scale_tril": lambda root: root}


def the_one_given(*matrices: Any) -> tuple[str, Any]:
    """The matrix that is given, and its name. Raises ValueError for several or none, and for what is no matrix."""
    given = [(name, matrix) for name, matrix in zip(ROOTS, matrices) if matrix is not None]
    if len(given) != 1:
        raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
    name, matrix = given[0]
    if matrix.ndim < 2:
        told = f"{name} matrix" if name == "scale_tril" else name
        raise ValueError(f"{told} must be at least two-dimensional, with optional leading batch dimensions")
    return name, matrix


def mahalanobis(scale_tril: Any, x: Any) -> Any:
    """x^T (L L^T)^-1 x for vectors x: (..., n) and L: (..., n, n), which broadcast."""
    return linalg.solve_triangular(scale_tril, x.unsqueeze(-1), upper=False).pow(2).sum((-2, -1))


class MultivariateNormal(Distribution):
    """Mean `loc`: (..., n), and one of the covariance, its inverse, or its lower Cholesky factor: (..., n, n)."""

    arg_constraints = constraints.each(
        loc=constraints.real_vector,
        covariance_matrix=constraints.positive_definite,
        precision_matrix=constraints.positive_definite,
        scale_tril=constraints.lower_cholesky,
    )
    support = constraints.real_vector
    has_rsample = True

    def __init__(
        self,
        loc: Any,
        covariance_matrix: Any = None,
        precision_matrix: Any = None,
        scale_tril: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        name, matrix = the_one_given(covariance_matrix, precision_matrix, scale_tril)
        if loc.ndim < 1:
            raise ValueError("loc must be at least one-dimensional.")
        batch_shape = T.broadcast_shapes(matrix.shape[:-2], loc.shape[:-1])
        setattr(self, name, matrix.expand(*batch_shape, -1, -1))
        self.loc = loc.expand(*batch_shape, -1)
        super().__init__(batch_shape, self.loc.shape[-1:], validate_args)
        self._unbroadcasted_scale_tril = ROOTS[name](matrix)

    def _whole(self, matrix: Any) -> Any:
        """A matrix per distribution of the batch."""
        return matrix.expand(*self._batch_shape, *self._event_shape, *self._event_shape)

    @lazy_property
    def scale_tril(self) -> Any:
        return self._whole(self._unbroadcasted_scale_tril)

    @lazy_property
    def covariance_matrix(self) -> Any:
        return self._whole(self._unbroadcasted_scale_tril @ self._unbroadcasted_scale_tril.mT)

    @lazy_property
    def precision_matrix(self) -> Any:
        return self._whole(T.cholesky_inverse(self._unbroadcasted_scale_tril))

    @property
    def mean(self) -> Any:
        return self.loc

    @property
    def mode(self) -> Any:
        return self.loc

    @property
    def variance(self) -> Any:
        return self._unbroadcasted_scale_tril.pow(2).sum(-1).expand(*self._batch_shape, *self._event_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        eps = T.empty(self._extended_shape(sample_shape), dtype=self.loc.dtype).normal_()
        return self.loc + (self._unbroadcasted_scale_tril @ eps.unsqueeze(-1)).squeeze(-1)

    def _half_log_det(self) -> Any:
        return self._unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)

    def log_prob(self, value: Any) -> Any:
        self._validate_sample(value)
        squared = mahalanobis(self._unbroadcasted_scale_tril, value - self.loc)
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + squared) - self._half_log_det()

    def entropy(self) -> Any:
        each = 0.5 * self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + self._half_log_det()
        return each.expand(self._batch_shape) if self._batch_shape else each
