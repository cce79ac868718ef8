"""Kullback-Leibler divergences, recorded from torch 2.13."""

import pytest
from recorded import near

import gradcli as torch
import gradcli.distributions as td

INF = float("inf")


def D(*numbers):
    return torch.tensor(numbers, dtype=torch.float64)


EYE = torch.eye(2, dtype=torch.float64)
PAIRS = [
    (td.Normal(D(0.0), 1.0), td.Normal(D(1.0), 2.0), [0.4431471805599453]),
    (td.Bernoulli(D(0.3, 0.0, 0.5)), td.Bernoulli(D(0.6, 0.6, 0.0)), [0.1837868973868122, 0.9162907318741548, INF]),
    (td.Categorical(D(0.3, 0.7)), td.Categorical(D(0.5, 0.5)), 0.08228287850505173),
    (td.Categorical(D(0.0, 1.0)), td.Categorical(D(0.5, 0.5)), 0.6931471805599451),
    (td.OneHotCategorical(D(0.3, 0.7)), td.OneHotCategorical(D(0.5, 0.5)), 0.08228287850505173),
    (td.Uniform(D(0.0, 0.0), D(1.0, 3.0)), td.Uniform(D(-1.0, -1.0), D(2.0, 2.0)), [1.0986122886681098, INF]),
    (td.Exponential(D(1.0)), td.Exponential(D(2.0)), [0.3068528194400546]),
    (td.Laplace(D(0.0), 1.0), td.Laplace(D(1.0), 2.0), [0.37708690114566656]),
    (td.Poisson(D(1.0)), td.Poisson(D(2.0)), [0.3068528194400547]),
    (td.Geometric(D(0.3)), td.Geometric(D(0.5)), [0.27427626168350594]),
    (td.MultivariateNormal(D(0.0, 0.0), EYE), td.MultivariateNormal(D(1.0, 1.0), 2 * EYE), 0.6931471805599452),
    (
        td.Independent(td.Normal(D(0.0, 1.0), D(1.0, 2.0)), 1),
        td.Independent(td.Normal(D(1.0, 1.0), D(1.0, 1.0)), 1),
        1.3068528194400546,
    ),
    (td.LogNormal(D(0.0), 1.0), td.LogNormal(D(1.0), 2.0), [0.4431471805599453]),
    (td.HalfNormal(D(1.0)), td.HalfNormal(D(2.0)), [0.3181471805599453]),
    (td.Gamma(D(1.0), D(2.0)), td.Gamma(D(2.0), D(1.0)), [1.4635100260214233]),
    (td.Beta(D(1.0), D(2.0)), td.Beta(D(2.0), D(1.0)), [1.0]),
    (td.Dirichlet(D(1.0, 1.0, 1.0)), td.Dirichlet(D(1.0, 2.0, 3.0)), 1.098802618337844),
    (td.Uniform(D(0.0), D(1.0)), td.Normal(D(0.5), 2.0), [1.6225023804312846]),
    (td.Normal(D(0.0), 1.0), td.Laplace(D(0.5), 2.0), [0.4151523853165239]),
    (td.Laplace(D(0.0), 1.0), td.Normal(D(0.5), 2.0), [0.20018853320467267]),
    (td.Normal(D(0.0), 1.0), td.Uniform(D(0.0), D(1.0)), [INF]),
]


@pytest.mark.parametrize(("p", "q", "divergence"), PAIRS, ids=repr)
def test_divergences_are_as_in_torch(p, q, divergence):
    near(td.kl_divergence(p, q).tolist(), divergence)


@pytest.mark.parametrize(("p", "q"), [(p, q) for p, q, _ in PAIRS if type(p) is type(q)], ids=repr)
def test_nothing_is_apart_from_itself(p, q):
    near(td.kl_divergence(p, p).abs().sum().tolist(), 0.0)
    assert td.kl_divergence(p, q).sum() > 0


class Narrow(td.Normal):
    pass


def test_a_derived_family_uses_the_formula_of_the_one_it_is_derived_from():
    near(td.kl_divergence(Narrow(D(0.0), 1.0), td.Normal(D(1.0), 2.0)).tolist(), [0.4431471805599453])


def test_the_most_special_formula_is_taken():
    @td.register_kl(Narrow, Narrow)
    def _own(p, q):
        return "own"

    assert td.kl_divergence(Narrow(0.0, 1.0), Narrow(0.0, 1.0)) == "own"


def test_families_without_a_formula_are_named():
    with pytest.raises(NotImplementedError, match=r"No KL\(p \|\| q\) is implemented for p type Normal and q type Poisson"):
        td.kl_divergence(td.Normal(0.0, 1.0), td.Poisson(1.0))


def test_vectors_of_different_lengths_are_refused():
    p, q = (td.MultivariateNormal(torch.zeros(n), torch.eye(n)) for n in (2, 3))
    with pytest.raises(ValueError, match="different event shapes cannot be computed"):
        td.kl_divergence(p, q)
