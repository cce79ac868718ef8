"""Transforms and what they make of distributions."""

import math

import pytest
from recorded import near

import gradcli as torch
import gradcli.distributions as td
from gradcli.distributions.transforms import (
    AbsTransform,
    AffineTransform,
    ComposeTransform,
    ExpTransform,
    IndependentTransform,
    PowerTransform,
    SigmoidTransform,
    SoftmaxTransform,
    SoftplusTransform,
    TanhTransform,
    identity_transform,
)


def D(*numbers):
    return torch.tensor(numbers, dtype=torch.float64)


SMOOTH = [
    ExpTransform(),
    SigmoidTransform(),
    TanhTransform(),
    SoftplusTransform(),
    AffineTransform(1.0, -2.0),
    AffineTransform(D(1.0, 0.0), D(2.0, 3.0)),
    PowerTransform(D(2.0)),
    ComposeTransform([ExpTransform(), AffineTransform(0.0, 2.0)]),
    TanhTransform().inv,
]


@pytest.mark.parametrize("f", SMOOTH, ids=repr)
def test_the_inverse_leads_back_and_the_jacobian_is_the_slope(f):
    x = D(0.3, 0.6).requires_grad_()
    y = f(x)
    near(f.inv(y).tolist(), x.tolist())
    (slope,) = torch.autograd.grad(y.sum(), x)
    near(f.log_abs_det_jacobian(x, y).tolist(), slope.abs().log().tolist())
    near(f.inv.log_abs_det_jacobian(y, x).tolist(), (-slope.abs().log()).tolist())


def test_jacobians_of_events_are_added_up():
    f, x = IndependentTransform(ExpTransform(), 1), D(0.3, 0.6)
    near(f.log_abs_det_jacobian(x, f(x)).tolist(), 0.9)
    g = AffineTransform(0.0, D(2.0, 3.0), event_dim=1)
    near(g.log_abs_det_jacobian(x, g(x)).tolist(), math.log(6.0))


def test_equal_transforms_are_equal():
    assert ExpTransform() == ExpTransform()
    assert ExpTransform() != TanhTransform()
    assert AffineTransform(0.0, 1.0) == AffineTransform(0.0, 1.0)
    assert AffineTransform(0.0, 1.0) != AffineTransform(0.0, 2.0)
    assert ExpTransform().inv == ExpTransform().inv


def test_other_transforms():
    near(SoftmaxTransform()(D(0.0, math.log(3.0))).tolist(), [0.25, 0.75])
    assert AbsTransform()(D(-2.0)).tolist() == [2.0]
    assert identity_transform(D(1.0)).tolist() == [1.0]
    assert repr(ComposeTransform([ExpTransform(), TanhTransform()])) == "ComposeTransform(\n    ExpTransform(),\n    TanhTransform()\n)"


def test_a_cached_inverse_is_the_very_tensor():
    f, x = TanhTransform(cache_size=1), D(0.3)
    assert f.inv(f(x)) is x


def logistic():
    """The logistic distribution as torch's documentation makes it."""
    return td.TransformedDistribution(td.Uniform(D(0.0), D(1.0)), [SigmoidTransform().inv, AffineTransform(loc=1.0, scale=2.0)])


def test_a_transformed_distribution_is_as_in_torch():
    d = logistic()
    x = d.icdf(D(0.3))
    near(d.cdf(x).tolist(), [0.3])
    p = torch.sigmoid((D(0.7) - 1.0) / 2.0)
    near(d.log_prob(D(0.7)).tolist(), (p * (1 - p) / 2.0).log().tolist())
    assert d.has_rsample


def test_where_a_transform_falls_probabilities_are_turned():
    d = td.TransformedDistribution(td.Exponential(D(1.0)), AffineTransform(0.0, -1.0))
    near(d.cdf(D(-1.0)).tolist(), [math.exp(-1.0)])
    near(d.icdf(d.cdf(D(-1.0))).tolist(), [-1.0])


def test_events_of_vectors():
    base = td.Independent(td.Normal(D(0.0, 0.0), D(1.0, 1.0)), 1)
    d = td.TransformedDistribution(base, [ExpTransform(), AffineTransform(D(0.0, 0.0), D(2.0, 3.0), event_dim=1)])
    assert (d.batch_shape, d.event_shape) == (torch.Size([]), torch.Size([2]))
    expected = base.log_prob(D(0.0, 0.0)) - math.log(6.0)
    near(d.log_prob(D(2.0, 3.0)).tolist(), expected.tolist())
    assert d.expand((4,)).sample().shape == (4, 2)


def test_what_is_no_transform_is_refused():
    with pytest.raises(ValueError, match="transforms must be a Transform or list, but was 3"):
        td.TransformedDistribution(td.Normal(0.0, 1.0), 3)
    with pytest.raises(ValueError, match="transforms must be a Transform or a list of Transforms"):
        td.TransformedDistribution(td.Normal(0.0, 1.0), [3])
    with pytest.raises(ValueError, match="cache_size must be 0 or 1"):
        ExpTransform(cache_size=2)
