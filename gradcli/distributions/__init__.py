"""torch.distributions: densities, samples, entropies and divergences, in tensor operations; mirrors torch's modules."""

from __future__ import annotations

import importlib
from typing import Any

HOMES = {
    "bernoulli": "Bernoulli",
    "beta": "Beta",
    "binomial": "Binomial",
    "categorical": "Categorical",
    "cauchy": "Cauchy",
    "chi2": "Chi2",
    "dirichlet": "Dirichlet",
    "distribution": "Distribution",
    "exponential": "Exponential",
    "gamma": "Gamma",
    "geometric": "Geometric",
    "gumbel": "Gumbel",
    "half_normal": "HalfNormal",
    "independent": "Independent",
    "kl": "kl_divergence register_kl",
    "laplace": "Laplace",
    "log_normal": "LogNormal",
    "mixture_same_family": "MixtureSameFamily",
    "multinomial": "Multinomial",
    "multivariate_normal": "MultivariateNormal",
    "normal": "Normal",
    "one_hot_categorical": "OneHotCategorical OneHotCategoricalStraightThrough",
    "poisson": "Poisson",
    "relaxed_bernoulli": "LogitRelaxedBernoulli RelaxedBernoulli",
    "relaxed_categorical": "RelaxedOneHotCategorical",
    "student_t": "StudentT",
    "transformed_distribution": "TransformedDistribution",
    "transforms": (
        "AbsTransform AffineTransform ComposeTransform ExpTransform IndependentTransform PowerTransform SigmoidTransform "
        "SoftmaxTransform SoftplusTransform TanhTransform Transform identity_transform"
    ),
    "uniform": "Uniform",
}
HOME_OF = {name: home for home, names in HOMES.items() for name in names.split()}
MODULES = ("constraints", "utils", *HOMES)
__all__ = [*MODULES, *HOME_OF]


def __getattr__(name: str) -> Any:
    if name in MODULES:
        return importlib.import_module(f"gradcli.distributions.{name}")
    if name not in HOME_OF:
        raise AttributeError(f"module 'gradcli.distributions' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"gradcli.distributions.{HOME_OF[name]}"), name)
    globals()[name] = value  # the next access does not come here
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
