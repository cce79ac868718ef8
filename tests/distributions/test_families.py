"""Each family: the sample that torch 2.13 draws after manual_seed(0), its log_prob, and the entropy, mean and variance recorded there."""

import pytest
from recorded import near

import gradcli as torch
import gradcli.distributions as td

NAN, INF = float("nan"), float("inf")


def D(*numbers):
    return torch.tensor(numbers, dtype=torch.float64)


COVARIANCE = torch.tensor([[2.0, 0.5], [0.5, 1.0]], dtype=torch.float64)
# fmt: off
FAMILIES = [  # sample, log_prob of it, entropy, mean, variance
    (lambda: td.Normal(D(0.3, -1.0), D(0.5, 2.0)), [1.070498054, -1.586857812], [-1.413125855, -1.655135975], [0.7257913526, 2.112085714], [0.3, -1.0], [0.25, 4.0]),
    (lambda: td.Laplace(D(0.3, -1.0), D(0.5, 2.0)), [1.707589503, 0.07447516724], [-2.815179006, -1.923531945], [1.0, 2.386294361], [0.3, -1.0], [0.5, 8.0]),
    (lambda: td.Cauchy(D(0.3, -1.0), D(0.5, 2.0)), [5.598864663, 0.5295345192], [-5.181726606, -2.298378796], [1.837877066, 3.224171428], [NAN, NAN], [INF, INF]),
    (lambda: td.Gumbel(D(0.3, -1.0), D(0.5, 2.0)), [2.04658121, 1.125145299], [-2.830419808, -2.101285477], [0.8840684843, 2.270362845], [0.5886078325, 0.1544313298], [0.4112335167, 6.579736267]),
    (lambda: td.LogNormal(D(0.3, -1.0), D(0.5, 2.0)), [2.916831878, 0.2045673922], [-2.48362391, -0.06827816361], [1.025791353, 1.112085714], [1.52959042, 2.718281828], [0.664519172, 396.0397374]),
    (lambda: td.HalfNormal(D(0.5, 2.0)), [0.7704980541, 0.5868578115], [-0.7199786749, -0.9619887946], [0.03264417208, 1.418938533], [0.3989422804, 1.595769122], [0.09084505691, 1.453520911]),
    (lambda: td.Uniform(D(-2.0, 0.0), D(1.0, 3.0)), [0.9101590054, 2.123459593], [-1.098612289, -1.098612289], [1.098612289, 1.098612289], [-0.5, 1.5], [0.75, 0.75]),
    (lambda: td.Exponential(D(0.5, 2.0)), [7.016652373, 0.6151923821], [-4.201473367, -0.5372375836], [1.693147181, 0.3068528194], [2.0, 0.5], [4.0, 0.25]),
    (lambda: td.Gamma(D(0.5, 2.0), D(1.0, 3.0)), [0.0007893582063, 0.210513535], [2.998990869, 0.007478643632], [0.09060992991, 0.4786033762], [0.5, 0.6666666667], [0.5, 0.2222222222]),
    (lambda: td.Beta(D(0.5, 2.0), D(1.0, 3.0)), [0.006590448295, 0.5120418828], [1.817919773, 0.3805063904], [-0.3068528194, -0.2349066498], [0.3333333333, 0.4], [0.08888888889, 0.04]),
    (lambda: td.Chi2(D(3.0, 5.0)), [7.496333966, 3.525630965], [-3.659898468, -1.890277178], [2.054119956, 2.42309509], [3.0, 5.0], [6.0, 10.0]),
    (lambda: td.StudentT(D(3.0, 5.0), D(0.0, 1.0), D(1.0, 2.0)), [9.318286801, 0.4743156952], [-7.799512702, -1.702934606], [1.773477572, 2.320649853], [0.0, 1.0], [3.0, 6.666666667]),
    (lambda: td.Bernoulli(D(0.3, 0.9)), [0.0, 1.0], [-0.3566749439, -0.1053605157], [0.6108643021, 0.3250829734], [0.3, 0.9], [0.21, 0.09]),
    (lambda: td.Bernoulli(logits=D(0.3, -0.9)), [0.0, 0.0], [-0.8543552445, -0.3411538747], [0.6820224894, 0.6012993224], [0.5744425168, 0.2890504974], [0.2444583117, 0.2055003073]),
    (lambda: td.Geometric(D(0.3, 0.9)), [0.0, 0.0], [-1.203972804, -0.1053605157], [2.03621434, 0.3612033038], [2.333333333, 0.1111111111], [7.777777778, 0.1234567901]),
    (lambda: td.Poisson(D(0.5, 4.0)), [2.0, 5.0], [-2.579441542, -1.856019937], None, [0.5, 4.0], [0.5, 4.0]),
    (lambda: td.Categorical(D(1.0, 2.0, 5.0)), 2.0, -0.4700036292, 0.9002560513, NAN, NAN),
    (lambda: td.Categorical(logits=D(1.0, 2.0, 0.5)), 1.0, -0.4643687841, 0.9059592565, NAN, NAN),
    (lambda: td.OneHotCategorical(D(1.0, 2.0, 5.0)), [0.0, 0.0, 1.0], -0.4700036292, 0.9002560513, [0.125, 0.25, 0.625], [0.109375, 0.1875, 0.234375]),
    (lambda: td.Dirichlet(D(0.5, 2.0, 3.0)), [0.0002211356408, 0.1769236517, 0.8228552126], 4.778681961, -1.914676991, [0.09090909091, 0.3636363636, 0.5454545455], [0.01271455817, 0.03560076287, 0.03814367451]),
    (lambda: td.MultivariateNormal(D(1.0, 2.0), COVARIANCE), [3.179297596, 2.270346791], -3.348069725, 3.11768496, [1.0, 2.0], [2.0, 1.0]),
    (lambda: td.MultivariateNormal(D(1.0, 2.0), precision_matrix=COVARIANCE), [2.164883564, 1.124129312], -2.788453937, 2.558069172, [1.0, 2.0], [0.5714285714, 1.142857143]),
    (lambda: td.Independent(td.Normal(D(0.3, -1.0), D(0.5, 2.0)), 1), [1.070498054, -1.586857812], -3.068261831, 2.837877066, [0.3, -1.0], [0.25, 4.0]),
    (lambda: td.MixtureSameFamily(td.Categorical(D(0.3, 0.7)), td.Normal(D(0.3, -1.0), D(0.5, 2.0))), 0.1368625546, -1.062018482, None, -0.61, 3.2299),
    (lambda: td.RelaxedBernoulli(D(0.7), D(0.3, 0.8)), [0.9772022978, 0.9624730898], [-0.09124858166, 1.388320816], None, None, None),
    (lambda: td.RelaxedOneHotCategorical(D(0.7)[0], D(0.3, 0.2, 0.5)), [0.963757844, 0.01676566581, 0.01947649018], 2.807462374, None, None, None),
    (lambda: td.Binomial(5, D(0.2, 0.7)), [2.0, 2.0], [-1.585721386, -2.022683208], [1.243024162, 1.413614855], [1.0, 3.5], [0.8, 1.05]),
    (lambda: td.Binomial(100, D(0.3, 0.9)), [29.0, 89.0], [-2.4585192, -2.121284157], [2.940540474, 2.511233116], [30.0, 90.0], [21.0, 9.0]),
    (lambda: td.Binomial(10, logits=D(0.0, 1.0)), [7.0, 7.0], [-2.143980063, -1.345125132], [1.875953605, 1.741651657], [5.0, 7.310585786], [2.5, 1.966119332]),
    (lambda: td.Multinomial(10, D(1.0, 2.0, 5.0)), [0.0, 3.0, 7.0], -2.661416745, None, [1.25, 2.5, 6.25], [1.09375, 1.875, 2.34375]),
]
# fmt: on


def name(case):
    return repr(case()) if callable(case) else ""


@pytest.mark.parametrize(("make", "sample", "log_prob", "entropy", "mean", "variance"), FAMILIES, ids=name)
def test_a_family_is_as_in_torch(make, sample, log_prob, entropy, mean, variance):
    d = make()
    torch.manual_seed(0)
    x = d.sample()
    near(x.tolist(), sample)
    near(d.log_prob(x).tolist(), log_prob)
    for wanted, get in ((entropy, d.entropy), (mean, lambda: d.mean), (variance, lambda: d.variance)):
        if wanted is not None:
            near(get().tolist(), wanted)


@pytest.mark.parametrize("case", FAMILIES, ids=lambda case: name(case[0]))
def test_samples_have_the_shape_of_sample_batch_and_event(case):
    d = case[0]()
    assert d.sample((3, 2)).shape == (3, 2, *d.batch_shape, *d.event_shape)
    wide = d.expand((4, *d.batch_shape))
    assert wide.sample().shape == (4, *d.batch_shape, *d.event_shape)
    assert wide.log_prob(wide.sample()).shape == (4, *d.batch_shape)


WITH_CDF = [
    td.Normal(D(0.3), D(0.5)),
    td.Laplace(D(0.3), D(0.5)),
    td.Cauchy(D(0.3), D(0.5)),
    td.Gumbel(D(0.3), D(0.5)),
    td.LogNormal(D(0.3), D(0.5)),
]
WITH_CDF += [td.HalfNormal(D(0.5)), td.Uniform(D(-2.0), D(1.0)), td.Exponential(D(0.5))]


@pytest.mark.parametrize("d", WITH_CDF, ids=repr)
def test_icdf_is_the_inverse_of_cdf_whose_slope_is_the_density(d):
    x = d.icdf(D(0.7)).detach().requires_grad_()
    p = d.cdf(x)
    near(p.tolist(), [0.7])
    p.backward()
    near(x.grad.tolist(), d.log_prob(x).exp().tolist())


REPARAMETERISED = [td.Normal, td.Laplace, td.Cauchy, td.Gumbel, td.LogNormal]


@pytest.mark.parametrize("family", REPARAMETERISED)
def test_gradients_reach_the_parameters_through_rsample(family):
    loc, scale = D(0.3).requires_grad_(), D(0.5).requires_grad_()
    d = family(loc, scale)
    d.rsample((4,)).sum().backward()
    assert loc.grad.item() != 0
    assert scale.grad.item() != 0
    assert not d.sample().requires_grad


@pytest.mark.parametrize("d", [td.Gamma(2.0, 3.0), td.Beta(2.0, 3.0), td.Categorical(D(1.0, 2.0)), td.Bernoulli(0.5)], ids=repr)
def test_where_no_gradient_goes_through_samples_rsample_refuses(d):
    assert not d.has_rsample
    with pytest.raises(NotImplementedError):
        d.rsample()


@pytest.mark.parametrize(
    ("d", "values"),
    [
        (td.Bernoulli(D(0.3, 0.9)), [[0.0, 0.0], [1.0, 1.0]]),
        (td.Categorical(D(1.0, 2.0, 5.0)), [0, 1, 2]),
        (td.OneHotCategorical(D(1.0, 2.0)), [[1.0, 0.0], [0.0, 1.0]]),
    ],
)
def test_discrete_families_list_their_values(d, values):
    listed = d.enumerate_support()
    assert listed.tolist() == values
    near(d.log_prob(listed).exp().sum(0).tolist(), torch.ones(d.batch_shape).tolist())


@pytest.mark.parametrize(
    ("d", "mode"),
    [
        (td.Normal(1.0, 2.0), 1.0),
        (td.Bernoulli(0.7), 1.0),
        (td.Categorical(D(1.0, 5.0, 2.0)), 1),
        (td.OneHotCategorical(D(1.0, 5.0)), [0.0, 1.0]),
        (td.Beta(D(2.0), D(3.0)), [1 / 3]),
        (td.Poisson(D(2.5)), [2.0]),
        (td.LogNormal(D(0.0), D(1.0)), [0.36787944117144233]),
        (td.Dirichlet(D(0.5, 0.6)), [1.0, 0.0]),
    ],
)
def test_the_mode_is_the_likeliest_value(d, mode):
    near(d.mode.tolist(), mode)


def test_trials_of_different_numbers_are_not_listed():
    d = td.Binomial(D(3.0, 4.0), D(0.5, 0.5))
    assert (d.sample((50,)) <= d.total_count).all()
    with pytest.raises(NotImplementedError, match="Inhomogeneous total count not supported by `enumerate_support`"):
        d.enumerate_support()
    with pytest.raises(NotImplementedError, match="Inhomogeneous total count not supported by `entropy`"):
        d.entropy()


def test_straight_through_samples_are_one_hot_with_the_gradient_of_the_probabilities():
    logits = D(0.1, 0.5, -1.0).requires_grad_()
    x = td.OneHotCategoricalStraightThrough(logits=logits).rsample()
    assert sorted(x.tolist()) == [0.0, 0.0, 1.0]
    (x * D(1.0, 2.0, 3.0)).sum().backward()
    expected = torch.autograd.grad((logits.softmax(0) * D(1.0, 2.0, 3.0)).sum(), logits)[0]
    near(logits.grad.tolist(), expected.tolist())


def test_precision_and_covariance_and_root_are_told_from_each_other():
    by_covariance = td.MultivariateNormal(D(0.0, 0.0), COVARIANCE)
    by_precision = td.MultivariateNormal(D(0.0, 0.0), precision_matrix=by_covariance.precision_matrix)
    near(by_precision.covariance_matrix.tolist(), COVARIANCE.tolist())
    near(by_precision.scale_tril.tolist(), torch.linalg.cholesky(COVARIANCE).tolist())


def test_gradients_of_a_multivariate_density_are_as_in_torch():
    loc, root = D(0.0, 0.0).requires_grad_(), torch.tensor([[1.0, 0.0], [0.5, 2.0]], dtype=torch.float64, requires_grad=True)
    d = td.MultivariateNormal(loc, scale_tril=root)
    d.log_prob(torch.tensor([[1.0, 2.0], [0.0, 1.0]], dtype=torch.float64)).sum().backward()
    near(loc.grad.tolist(), [0.6875, 0.625])
    near(root.grad.tolist(), [[-1.1875, 0.0], [0.375, -0.59375]])
