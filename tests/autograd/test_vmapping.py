"""vmap: random functions with parameters of each example, running statistics, batches of nothing, axes."""

import pytest

import gradcli as torch

F = torch.nn.functional


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (torch.bernoulli, [[1.0, 0.0], [0.0, 1.0]]),
        (lambda p: torch.multinomial(p, 1), [[0], [1]]),
        (lambda p: torch.normal(p, 0.0), [[1.0, 0.0], [0.0, 1.0]]),
        (lambda p: torch.normal(mean=0.0 * p, std=0 * p) + p, [[1.0, 0.0], [0.0, 1.0]]),
        (lambda p: torch.poisson(0 * p), [[0.0, 0.0], [0.0, 0.0]]),
    ],
)
def test_examples_draw_with_their_own_parameters(draw, expected):
    assert torch.vmap(draw, randomness="different")(torch.eye(2)).tolist() == expected
    with pytest.raises(RuntimeError, match="does not currently support same randomness with a batched tensor input"):
        torch.vmap(draw, randomness="same")(torch.eye(2))
    with pytest.raises(RuntimeError, match="called random operation while in randomness error mode"):
        torch.vmap(draw)(torch.eye(2))


@pytest.mark.parametrize("in_dims", [0, 1])
def test_filling_in_place_fills_every_example(in_dims):
    fill = lambda a: a.clone().uniform_()
    torch.manual_seed(0)
    same = torch.vmap(fill, in_dims, randomness="same")(torch.zeros(3, 3))
    assert same.tolist() == [same[0].tolist()] * 3
    assert 0 not in same.tolist()[2]
    assert torch.vmap(fill, in_dims, randomness="different")(torch.zeros(3, 3)).unique().numel() == 9
    with pytest.raises(RuntimeError, match="called random operation while in randomness error mode"):
        torch.vmap(fill, in_dims)(torch.zeros(3, 3))


def test_a_tensor_of_all_examples_cannot_be_filled_differently():
    with pytest.raises(RuntimeError, match="Cannot ask for different inplace randomness on an unbatched tensor"):
        torch.vmap(lambda a: a + torch.zeros(3).uniform_(), randomness="different")(torch.zeros(3, 3))


def test_running_statistics_of_all_examples_together_are_refused():
    model = torch.nn.Sequential(torch.nn.BatchNorm1d(2))
    with pytest.raises(RuntimeError, match="running_mean or running_var, which will be updated in place, were not batched"):
        torch.vmap(model)(torch.ones(2, 3, 2))
    assert model[0].running_mean.tolist() == [0.0, 0.0]
    assert torch.func.replace_all_batch_norm_modules_(model) is model
    assert model[0].running_mean is None
    assert torch.vmap(model)(torch.ones(2, 3, 2)).shape == (2, 3, 2)


def test_a_batch_of_no_examples_is_mapped_to_none():
    assert torch.vmap(lambda a: (2 * a).sum())(torch.ones(0, 2)).shape == (0,)
    assert torch.vmap(torch.func.grad(lambda a: (2 * a).sum()))(torch.ones(0, 2)).shape == (0, 2)


@pytest.mark.parametrize(
    ("in_dims", "message"),
    [([0, 0], "expected `in_dims` to be int or a .* got: <class 'list'>"), ((0, 0.5), "Got in_dim=0.5 for an input but in_dim must be")],
)
def test_axes_come_in_a_tuple_of_numbers(in_dims, message):
    with pytest.raises(ValueError, match=message):
        torch.vmap(torch.add, in_dims=in_dims)(torch.ones(2), torch.ones(2))
