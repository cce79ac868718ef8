"""What all distributions have in common: reprs, shapes, and torch's errors for wrong parameters and values."""

import pytest

import gradcli as torch
import gradcli.distributions as td
from gradcli.distributions import constraints

EYE = torch.eye(2)


@pytest.mark.parametrize(
    ("d", "shown"),
    [
        (td.Normal(0.0, 1.0), "Normal(loc: 0.0, scale: 1.0)"),
        (td.Normal(torch.zeros(2), 1.0), "Normal(loc: torch.Size([2]), scale: torch.Size([2]))"),
        (td.Uniform(0, 1), "Uniform(low: 0.0, high: 1.0)"),
        (td.Categorical(torch.ones(3)), "Categorical(probs: torch.Size([3]))"),
        (td.Bernoulli(logits=0.0), "Bernoulli(logits: 0.0)"),
        (td.LogNormal(0.0, 1.0), "LogNormal()"),
        (td.MultivariateNormal(torch.zeros(2), EYE), "MultivariateNormal(loc: torch.Size([2]), covariance_matrix: torch.Size([2, 2]))"),
        (td.Independent(td.Normal(torch.zeros(2), 1.0), 1), "Independent(Normal(loc: torch.Size([2]), scale: torch.Size([2])), 1)"),
        (
            td.MixtureSameFamily(td.Categorical(torch.ones(2)), td.Normal(torch.zeros(2), 1.0)),
            "MixtureSameFamily(\n  Categorical(probs: torch.Size([2])),\n  Normal(loc: torch.Size([2]), scale: torch.Size([2])))",
        ),
    ],
)
def test_reprs_are_torchs(d, shown):
    assert repr(d) == shown


def test_probs_and_logits_follow_from_each_other_and_are_shown_once_computed():
    d = td.Categorical(logits=torch.zeros(2, requires_grad=True))
    with torch.no_grad():
        d.sample()
    assert d.probs.tolist() == [0.5, 0.5]
    assert d.probs.requires_grad
    assert repr(d) == "Categorical(probs: torch.Size([2]), logits: torch.Size([2]))"


# recorded from torch 2.13
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: td.Normal(0.0, -1.0),
            "Expected parameter scale (Tensor of shape ()) of distribution Normal(loc: 0.0, scale: -1.0) to satisfy the constraint "
            "GreaterThan(lower_bound=0.0), but found invalid values:\n-1.0",
        ),
        (
            lambda: td.Categorical(torch.tensor([-0.1, 1.1])),
            "Expected parameter probs (Tensor of shape (2,)) of distribution Categorical(probs: torch.Size([2])) to satisfy the constraint "
            "Simplex(), but found invalid values:\ntensor([-0.1000,  1.1000])",
        ),
        (
            lambda: td.MultivariateNormal(torch.zeros(2), -EYE),
            "Expected parameter covariance_matrix (Tensor of shape (2, 2)) of distribution MultivariateNormal(loc: torch.Size([2]), "
            "covariance_matrix: torch.Size([2, 2])) to satisfy the constraint PositiveDefinite(), but found invalid values:\n"
            "tensor([[-1., -0.],\n        [-0., -1.]])",
        ),
        (lambda: td.Categorical(), "Either `probs` or `logits` must be specified, but not both."),
        (lambda: td.Bernoulli(0.3, 0.3), "Either `probs` or `logits` must be specified, but not both."),
        (lambda: td.Categorical(torch.tensor(1.0)), "`probs` parameter must be at least one-dimensional."),
        (
            lambda: td.MultivariateNormal(torch.zeros(2)),
            "Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.",
        ),
        (lambda: td.MultivariateNormal(torch.tensor(0.0), EYE), "loc must be at least one-dimensional."),
        (
            lambda: td.MultivariateNormal(torch.zeros(2), scale_tril=torch.ones(2)),
            "scale_tril matrix must be at least two-dimensional, with optional leading batch dimensions",
        ),
        (
            lambda: td.Independent(td.Normal(0.0, 1.0), 1),
            "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual 1 vs 0",
        ),
        (
            lambda: td.MixtureSameFamily(td.Categorical(torch.ones(3)), td.Normal(torch.zeros(2), 1.0)),
            "`mixture_distribution component` (3) does not equal `component_distribution.batch_shape[-1]` (2)",
        ),
        (
            lambda: td.Normal("a", 1.0),
            "Input arguments must all be instances of Number, torch.Tensor or objects implementing __torch_function__.",
        ),
        (lambda: td.Normal(0.0, 1.0).log_prob(1.0), "The value argument to log_prob must be a Tensor"),
        (
            lambda: td.Normal(torch.zeros(2), 1.0).log_prob(torch.ones(3)),
            "Value is not broadcastable with batch_shape+event_shape: torch.Size([3]) vs torch.Size([2]).",
        ),
        (
            lambda: td.MultivariateNormal(torch.zeros(2), EYE).log_prob(torch.ones(3)),
            "The right-most size of value must match event_shape: torch.Size([3]) vs torch.Size([2]).",
        ),
        (
            lambda: td.Uniform(0.0, 1.0).log_prob(torch.tensor(2.0)),
            "Expected value argument (Tensor of shape ()) to be within the support (Interval(lower_bound=0.0, upper_bound=1.0)) "
            "of the distribution Uniform(low: 0.0, high: 1.0), but found invalid values:\n2.0",
        ),
        (
            lambda: td.Geometric(torch.tensor([0.0, 0.5])),
            "Expected parameter probs (Tensor of shape (2,)) of distribution Geometric(probs: torch.Size([2])) to be positive but found "
            "invalid values:\ntensor([0.])",
        ),
    ],
)
def test_what_is_wrong_is_told_as_torch_tells_it(make, words):
    with pytest.raises(ValueError) as error:  # noqa: PT011  # the whole message is compared
        make()
    assert str(error.value) == words


def test_nothing_is_checked_when_asked_not_to():
    d = td.Uniform(0.0, 1.0, validate_args=False)
    assert d.log_prob(torch.tensor(2.0)).item() == float("-inf")
    assert repr(td.Normal(0.0, -1.0, validate_args=False)) == "Normal(loc: 0.0, scale: -1.0)"


def test_checks_can_be_turned_off_for_all():
    td.Distribution.set_default_validate_args(False)
    try:
        assert td.Normal(0.0, -1.0).scale.item() == -1.0
    finally:
        td.Distribution.set_default_validate_args(True)
    with pytest.raises(ValueError, match="Expected parameter scale"):
        td.Normal(0.0, -1.0)


def test_a_family_of_ones_own_says_what_it_lacks():
    class Exact(td.Distribution):
        arg_constraints = {"at": constraints.positive}
        support = constraints.real

        def __init__(self, at):
            self.at = at
            super().__init__(at.shape)

    d = Exact(torch.ones(2))
    assert repr(d) == "Exact(at: torch.Size([2]))"
    with pytest.raises(NotImplementedError):
        d.sample()
    with pytest.raises(NotImplementedError, match="does not implement mode"):
        _ = d.mode


@pytest.mark.parametrize(
    ("constraint", "shown", "inside", "outside"),
    [
        (constraints.positive, "GreaterThan(lower_bound=0.0)", [1.0], [0.0]),
        (constraints.nonnegative, "GreaterThanEq(lower_bound=0.0)", [0.0], [-1.0]),
        (constraints.real, "Real()", [1.0], [float("nan")]),
        (constraints.boolean, "Boolean()", [1.0], [0.5]),
        (constraints.unit_interval, "Interval(lower_bound=0.0, upper_bound=1.0)", [1.0], [1.5]),
        (constraints.half_open_interval(0, 1), "HalfOpenInterval(lower_bound=0, upper_bound=1)", [0.0], [1.0]),
        (constraints.integer_interval(0, 2), "IntegerInterval(lower_bound=0, upper_bound=2)", [2.0], [0.5]),
        (constraints.nonnegative_integer, "IntegerGreaterThan(lower_bound=0)", [3.0], [-1.0]),
        (constraints.less_than(1.0), "LessThan(upper_bound=1.0)", [0.0], [1.0]),
        (constraints.simplex, "Simplex()", [0.25, 0.75], [0.5, 0.6]),
        (constraints.one_hot, "OneHot()", [0.0, 1.0], [1.0, 1.0]),
        (constraints.real_vector, "IndependentConstraint(Real(), 1)", [0.0, 1.0], [0.0, float("nan")]),
        (constraints.lower_cholesky, "LowerCholesky()", [[1.0, 0.0], [2.0, 1.0]], [[1.0, 2.0], [2.0, 1.0]]),
        (constraints.positive_definite, "PositiveDefinite()", [[2.0, 1.0], [1.0, 2.0]], [[1.0, 2.0], [0.0, 1.0]]),
    ],
)
def test_constraints_tell_inside_from_outside(constraint, shown, inside, outside):
    assert repr(constraint) == shown
    assert constraint.check(torch.tensor(inside)).all()
    assert not constraint.check(torch.tensor(outside)).any()
