"""Kullback-Leibler divergences, one function per pair of families."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

from gradcli import linalg
from gradcli.distributions.bernoulli import Bernoulli
from gradcli.distributions.beta import Beta
from gradcli.distributions.categorical import Categorical
from gradcli.distributions.dirichlet import Dirichlet
from gradcli.distributions.exponential import Exponential
from gradcli.distributions.gamma import Gamma
from gradcli.distributions.geometric import Geometric
from gradcli.distributions.half_normal import HalfNormal
from gradcli.distributions.independent import Independent
from gradcli.distributions.laplace import Laplace
from gradcli.distributions.multivariate_normal import MultivariateNormal, mahalanobis
from gradcli.distributions.normal import Normal
from gradcli.distributions.one_hot_categorical import OneHotCategorical
from gradcli.distributions.poisson import Poisson
from gradcli.distributions.transformed_distribution import TransformedDistribution
from gradcli.distributions.uniform import Uniform
from gradcli.distributions.utils import sum_rightmost
from gradcli.nn import engine as T
from gradcli.nn import functional as F

Divergence = Callable[[Any, Any], Any]
D = TypeVar("D", bound=Divergence)
REGISTRY: dict[tuple[type, type], Divergence] = {}


def register_kl(type_p: type, type_q: type) -> Callable[[D], D]:
    """A decorator: the function computes kl_divergence(p, q) of these families, and of those derived from them."""

    def register(fn: D) -> D:
        REGISTRY[type_p, type_q] = fn
        return fn

    return register


def kl_divergence(p: Any, q: Any) -> Any:
    """KL(p || q), the mean of log p - log q under p; one number per distribution of the batch.

    Raises NotImplementedError for families without a formula.
    """
    ways = [(a, b) for a in type(p).__mro__ for b in type(q).__mro__ if (a, b) in REGISTRY]  # the most special ones first
    if not ways:
        raise NotImplementedError(f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}")
    return REGISTRY[ways[0]](p, q)


@register_kl(Normal, Normal)
def _normal(p: Any, q: Any) -> Any:
    ratio = (p.scale / q.scale).pow(2)
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale).pow(2) - 1 - ratio.log())


@register_kl(Bernoulli, Bernoulli)
def _bernoulli(p: Any, q: Any) -> Any:
    heads = p.probs * (F.softplus(-q.logits) - F.softplus(-p.logits))
    tails = (1 - p.probs) * (F.softplus(q.logits) - F.softplus(p.logits))
    return _weighed(heads, p.probs, q.probs) + _weighed(tails, 1 - p.probs, 1 - q.probs)


@register_kl(Categorical, Categorical)
def _categorical(p: Any, q: Any) -> Any:
    return _weighed(p.probs * (p.logits - q.logits), p.probs, q.probs).sum(-1)


def _weighed(t: Any, p: Any, q: Any) -> Any:
    """Terms of a divergence: infinite where q rules out what p does not, nothing where p does."""
    return T.where(p == 0, 0.0, T.where(q == 0, math.inf, t))


@register_kl(OneHotCategorical, OneHotCategorical)
def _one_hot(p: Any, q: Any) -> Any:
    return _categorical(p, q)


@register_kl(MultivariateNormal, MultivariateNormal)
def _multivariate_normal(p: Any, q: Any) -> Any:
    if p.event_shape != q.event_shape:
        raise ValueError("KL-divergence between two Multivariate Normals with different event shapes cannot be computed")
    a, b = p._unbroadcasted_scale_tril, q._unbroadcasted_scale_tril
    trace = linalg.solve_triangular(b, a, upper=False).pow(2).sum((-2, -1))
    return q._half_log_det() - p._half_log_det() + 0.5 * (trace + mahalanobis(b, q.loc - p.loc) - p.event_shape[0])


@register_kl(Exponential, Exponential)
def _exponential(p: Any, q: Any) -> Any:
    ratio = q.rate / p.rate
    return -ratio.log() + ratio - 1


@register_kl(Laplace, Laplace)
def _laplace(p: Any, q: Any) -> Any:
    ratio, apart = p.scale / q.scale, (p.loc - q.loc).abs()
    return -ratio.log() + apart / q.scale + ratio * (-apart / p.scale).exp() - 1


@register_kl(Uniform, Uniform)
def _uniform(p: Any, q: Any) -> Any:
    return T.where((q.low > p.low) | (q.high < p.high), math.inf, ((q.high - q.low) / (p.high - p.low)).log())


@register_kl(Uniform, Normal)
def _uniform_normal(p: Any, q: Any) -> Any:
    width, squared = p.high - p.low, ((p.high + p.low - 2 * q.loc) / 2).pow(2)
    return (math.sqrt(math.pi * 2) * q.scale / width).log() + 0.5 * (width.pow(2) / 12 + squared) / q.scale.pow(2)


@register_kl(Normal, Laplace)
def _normal_laplace(p: Any, q: Any) -> Any:
    apart = p.loc - q.loc
    turned = apart / p.scale
    near = math.sqrt(2 / math.pi) * p.scale * (-0.5 * turned.pow(2)).exp()
    far = apart * T.erf(math.sqrt(0.5) * turned)
    return -(p.scale / q.scale).log() + (near + far) / q.scale - 0.5 * (1 + math.log(0.5 * math.pi))


@register_kl(Laplace, Normal)
def _laplace_normal(p: Any, q: Any) -> Any:
    ratio = p.scale.pow(2) / q.scale.pow(2)
    return -0.5 * (2 * ratio / math.pi).log() + ratio + 0.5 * ((p.loc - q.loc) / q.scale).pow(2) - 1


@register_kl(Normal, Uniform)
def _normal_uniform(p: Any, q: Any) -> Any:
    return T.full_like(p.loc, math.inf)


@register_kl(Poisson, Poisson)
def _poisson(p: Any, q: Any) -> Any:
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@register_kl(Geometric, Geometric)
def _geometric(p: Any, q: Any) -> Any:
    return -p.entropy() - (-q.probs).log1p() / p.probs - q.logits


@register_kl(Gamma, Gamma)
def _gamma(p: Any, q: Any) -> Any:
    a, b = p.concentration, q.concentration
    head = b * (p.rate / q.rate).log() + T.lgamma(b) - T.lgamma(a)
    return head + (a - b) * T.digamma(a) + (q.rate - p.rate) * (a / p.rate)


@register_kl(Dirichlet, Dirichlet)
def _dirichlet(p: Any, q: Any) -> Any:
    a, b = p.concentration, q.concentration
    head = a.sum(-1).lgamma() - b.sum(-1).lgamma() - (a.lgamma() - b.lgamma()).sum(-1)
    return head + ((a - b) * (a.digamma() - a.sum(-1, True).digamma())).sum(-1)


@register_kl(Beta, Beta)
def _beta(p: Any, q: Any) -> Any:
    return _dirichlet(p._dirichlet, q._dirichlet)


@register_kl(HalfNormal, HalfNormal)
def _half_normal(p: Any, q: Any) -> Any:
    return _normal(p.base_dist, q.base_dist)


@register_kl(Independent, Independent)
def _independent(p: Any, q: Any) -> Any:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return sum_rightmost(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)


@register_kl(TransformedDistribution, TransformedDistribution)
def _transformed(p: Any, q: Any) -> Any:
    if p.transforms != q.transforms or p.event_shape != q.event_shape:
        raise NotImplementedError
    return kl_divergence(p.base_dist, q.base_dist)
