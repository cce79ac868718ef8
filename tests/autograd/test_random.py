"""Random numbers: those torch gives for the same seed (recorded from PyTorch 2.13), and what cannot be drawn."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gradcli as torch
from gradcli.autograd import random


def near(t, values):
    """Equal to five digits, as recorded: the last bits of float32 logarithms and cosines differ between libraries."""
    return torch.allclose(t.double(), torch.tensor(values, dtype=torch.float64), rtol=1e-5, atol=1e-5)


def test_a_seed_gives_torchs_numbers():
    torch.manual_seed(0)
    assert near(torch.rand(3), [0.496257, 0.768222, 0.088477])
    assert near(torch.randn(3), [0.36434, 0.1344, 0.16422])
    assert near(torch.randn(17)[-3:], [0.79244, -0.28967, 0.05251])
    assert torch.randint(10, (4,)).tolist() == [1, 7, 3, 5]
    assert torch.randperm(5).tolist() == [2, 4, 3, 1, 0]
    assert torch.bernoulli(torch.full((6,), 0.5)).tolist() == [0.0, 0.0, 0.0, 1.0, 0.0, 1.0]
    assert torch.nn.functional.dropout(torch.ones(6)).tolist() == [2.0, 0.0, 0.0, 2.0, 2.0, 2.0]


def test_poisson_numbers_are_torchs():
    torch.manual_seed(0)  # recorded from torch 2.13.0; rates below and above 10 are drawn differently
    assert torch.poisson(torch.tensor([0.0, 1.0, 3.0, 9.9, 10.0, 25.0, 100.0])).tolist() == [0.0, 2.0, 4.0, 10.0, 13.0, 28.0, 101.0]
    assert near(torch.rand(1), [0.81978])
    with pytest.raises(RuntimeError, match="invalid Poisson rate, expected rate to be non-negative"):
        torch.poisson(torch.tensor([1.0, -1.0]))


@given(st.floats(0.1, 200.0))
@settings(max_examples=15, deadline=None)
def test_poisson_numbers_have_their_rate_as_mean_and_variance(rate):
    torch.manual_seed(0)
    drawn = torch.poisson(torch.full((4000,), rate, dtype=torch.float64))
    # six standard deviations of the mean of 4000 numbers, and of their variance (fourth moment 3 rate^2 + rate)
    assert abs(drawn.mean().item() - rate) < 6 * (rate / 4000) ** 0.5
    assert abs(drawn.var().item() - rate) < 6 * ((2 * rate**2 + rate) / 4000) ** 0.5


def test_layers_start_from_torchs_weights():
    torch.manual_seed(0)
    assert near(torch.nn.Linear(2, 1).weight.detach(), [[-0.00529, 0.37932]])


def test_half_a_pair_of_normal_numbers_waits_for_the_next_call():
    torch.manual_seed(3)
    together = torch.randn(4).tolist()
    torch.manual_seed(3)
    assert [*torch.randn(3).tolist(), *torch.randn(1).tolist()] == together


def test_a_saved_state_repeats_the_numbers():
    torch.randn(3)
    state = torch.get_rng_state()
    first = torch.randn(3).tolist()
    torch.set_rng_state(state)
    assert torch.randn(3).tolist() == first
    assert (state.dtype, state.shape) == (torch.uint8, (5056,))


def test_a_fork_leaves_the_generator_as_it_was():
    torch.manual_seed(1)
    with random.fork_rng():
        torch.rand(5)
    inside_out = torch.rand(1).item()
    torch.manual_seed(1)
    assert torch.rand(1).item() == inside_out


def test_a_generator_of_its_own_does_not_touch_the_common_one():
    torch.manual_seed(1)
    torch.rand(2, generator=torch.Generator().manual_seed(5))
    value = torch.rand(1).item()
    torch.manual_seed(1)
    assert torch.rand(1).item() == value


def test_numbers_fill_memory_in_its_own_order():
    torch.manual_seed(2)
    rows = torch.empty(2, 3).uniform_().tolist()
    torch.manual_seed(2)
    assert torch.empty(2, 3).t().uniform_().t().tolist() == rows


@pytest.mark.parametrize(
    ("fill", "mean"),
    [
        (lambda t: t.log_normal_(0.0, 0.5), math.exp(0.125)),
        (lambda t: t.geometric_(0.25), 4.0),
        (lambda t: t.exponential_(2.0), 0.5),
        (lambda t: (t.cauchy_() < 0).to(t.dtype), 0.5),
    ],
)
def test_other_distributions_have_their_means(fill, mean):
    torch.manual_seed(0)
    found = fill(torch.empty(20000, dtype=torch.float64)).mean().item()
    assert abs(found - mean) < 0.1 * mean  # standard error of the mean below 2 % of it


def test_examples_inside_vmap_draw_numbers_of_their_own_only_when_asked():
    draw = lambda t: t + torch.rand(2)
    xs = torch.zeros(3, 2)
    assert torch.vmap(draw, randomness="different")(xs).unique().numel() == 6
    assert torch.vmap(draw, randomness="same")(xs).unique().numel() == 2
    with pytest.raises(RuntimeError, match="called random operation while in randomness error mode"):
        torch.vmap(draw)(xs)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: torch.rand(2, dtype=torch.int64), NotImplementedError, "\"check_uniform_bounds\" not implemented for 'Long'"),
        (lambda: torch.ones(2, dtype=torch.int64).normal_(), NotImplementedError, "\"normal_kernel_cpu\" not implemented for 'Long'"),
        (lambda: torch.ones(2).normal_(0, -1), RuntimeError, "normal expects std >= 0.0, but found std -1"),
        (lambda: torch.ones(2).uniform_(2, 1), RuntimeError, "but found from=2 > to=1"),
        (lambda: torch.ones(2).bernoulli_(2), RuntimeError, r"bernoulli_ expects p to be in \[0, 1\], but got p=2"),
        (lambda: torch.bernoulli(torch.tensor([2.0])), RuntimeError, "Expected p_in >= 0 && p_in <= 1"),
        (lambda: torch.multinomial(torch.ones(2), 5), RuntimeError, "cannot sample n_sample > prob_dist.size"),
        (lambda: torch.multinomial(-torch.ones(2), 1), RuntimeError, "probability tensor contains either"),
        (lambda: torch.multinomial(torch.zeros(2), 1), RuntimeError, "sum of probabilities <= 0"),
        (lambda: torch.randint(5, 2, (1,)), RuntimeError, "got from=5 >= to=2"),
        (lambda: torch.randint(5), TypeError, r"received an invalid combination of arguments - got \(int\)"),
        (lambda: torch.randperm(-1), RuntimeError, "n must be non-negative"),
        (lambda: torch.randperm("a"), TypeError, "argument 'n' .position 1. must be int, not str"),
        (lambda: torch.normal(torch.zeros(2), torch.ones(3)), RuntimeError, r"The size of tensor a \(2\) must match"),
        (lambda: torch.set_rng_state(torch.zeros(3)), TypeError, "RNG state must be a torch.ByteTensor"),
        (lambda: torch.ones(2).exponential_(0), RuntimeError, "exponential_ expects lambda > 0.0"),
        (lambda: torch.ones(2).geometric_(2), RuntimeError, r"geometric_ expects p to be in \(0, 1\)"),
    ],
)
def test_what_cannot_be_drawn_says_why(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_bernoulli_is_a_method_too():
    torch.manual_seed(0)
    by_function = torch.bernoulli(torch.full((8,), 0.5))
    torch.manual_seed(0)
    assert torch.full((8,), 0.5).bernoulli().tolist() == by_function.tolist()
    assert torch.zeros(2).bernoulli(1.0).tolist() == [1.0, 1.0]


def test_a_cloned_generator_gives_the_same_numbers():
    g = torch.Generator().manual_seed(3)
    torch.rand(5, generator=g)
    other = g.clone_state()
    assert torch.rand(3, generator=other).tolist() == torch.rand(3, generator=g).tolist()
    assert other.initial_seed() == 3


@pytest.mark.parametrize(
    ("fill", "node"),
    [
        (lambda y: y.uniform_(), "UniformBackward0"),
        (lambda y: y.normal_(), "NormalBackward0"),
        (lambda y: y.bernoulli_(0.5), "BernoulliBackward2"),
        (lambda y: y.exponential_(), "ExponentialBackward0"),
        (lambda y: y.random_(), "RandomBackward2"),
    ],
)
def test_no_gradient_reaches_what_random_numbers_were_written_over(fill, node):
    x = torch.ones(3, requires_grad=True)
    torch.manual_seed(0)
    y = fill(x * 2)
    torch.manual_seed(0)
    assert y.tolist() == fill(torch.ones(3)).tolist()
    assert type(y.grad_fn).__name__ == node
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 0.0]


def test_random_numbers_in_a_part_leave_the_rest_its_gradient():
    x = torch.ones(3, requires_grad=True)
    y = x * 2
    y[:1].normal_()
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("draw", "node"),
    [
        (torch.bernoulli, "BernoulliBackward0"),
        (lambda x: x.bernoulli(), "BernoulliBackward0"),
        (torch.poisson, "PoissonBackward0"),
        (lambda x: torch.normal(x, 1.0), "NormalBackward1"),
        (lambda x: torch.normal(0.0, x), "NormalBackward2"),
        (lambda x: torch.normal(x, x), "NormalBackward3"),
    ],
)
def test_parameters_of_random_numbers_get_zeros_for_gradients(draw, node):
    x = torch.tensor([0.25, 0.5], requires_grad=True)
    torch.manual_seed(1)
    y = draw(x)
    torch.manual_seed(1)
    assert y.tolist() == draw(x.detach()).tolist()
    assert type(y.grad_fn).__name__ == node
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_what_is_no_generator_or_no_seed_is_refused():
    with pytest.raises(TypeError, match=r"'generator' must be torch\.Generator, not int"):
        torch.rand(2, generator=3)
    with pytest.raises(ValueError, match="Overflow when unpacking long long"):
        torch.manual_seed(2**70)


@pytest.mark.parametrize("draw", [torch.rand, torch.randn, lambda n, **o: torch.randint(3, (n,), **o), torch.randperm])
def test_random_tensors_on_another_device_are_refused(draw):
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        draw(2, device="cuda")


@pytest.mark.parametrize(
    ("limits", "kind", "expected"),
    [
        ((0, 2**28 - 1), torch.int64, [209652404, 130329144]),
        ((0, 2**28), torch.int64, [130329135, 136432832]),
        ((0, 2**32 - 1), torch.int64, [608416988, 2402841398]),
        ((-5, 2**31 - 1), torch.int32, [869029098, 527210811]),
    ],
)
def test_whole_numbers_from_a_wide_range_are_drawn_from_64_bits(limits, kind, expected):
    torch.manual_seed(0)
    assert torch.randint(*limits, (2,), dtype=kind).tolist() == expected


def test_whole_numbers_that_a_type_has_not_are_not_drawn():
    with pytest.raises(RuntimeError, match="to - 1 is out of bounds for signed char"):
        torch.randint(0, 256, (2,), dtype=torch.int8)


def test_limits_of_random_numbers_can_be_named():
    def numbers(call):
        torch.manual_seed(4)
        return call(torch.zeros(5)).tolist()

    assert numbers(lambda t: t.random_(to=5)) == numbers(lambda t: t.random_(5)) == [0, 4, 1, 3, 4]
    assert numbers(lambda t: t.random_(2, to=9)) == numbers(lambda t: t.random_(2, 9)) == [5, 8, 7, 5, 3]
    assert numbers(lambda t: t.uniform_(to=3)) == numbers(lambda t: t.uniform_(0, 3))
    assert numbers(lambda t: torch.randint_like(t, low=2, high=9)) == [5, 8, 7, 5, 3]


def test_without_an_upper_limit_whole_numbers_end_with_the_type():
    torch.manual_seed(4)
    assert torch.zeros(2, dtype=torch.int32).random_(0, None).tolist() == [1720656046, 741720773]


def test_nothing_is_drawn_where_all_is_dropped():
    torch.manual_seed(0)
    state = torch.get_rng_state()
    assert torch.nn.functional.dropout(torch.ones(3), 1.0).tolist() == [0, 0, 0]
    assert torch.equal(torch.get_rng_state(), state)
