import copy
import pickle

import pytest

import gradcli as torch
from gradcli import nn
from gradcli.nn.utils import parametrizations, parametrize


class Symmetric(nn.Module):
    def forward(self, w):
        return w.triu() + w.triu(1).t()

    def right_inverse(self, w):
        return w.triu()


def symmetric():
    linear = nn.Linear(2, 2)
    return parametrize.register_parametrization(linear, "weight", Symmetric())


def test_a_parametrized_weight_is_computed_from_the_original():
    linear = symmetric()
    assert torch.equal(linear.weight, linear.weight.t())
    assert sorted(linear.state_dict()) == ["bias", "parametrizations.weight.original"]
    assert parametrize.is_parametrized(linear, "weight")
    assert type(linear).__name__ == "ParametrizedLinear"
    linear(torch.ones(1, 2)).sum().backward()
    assert linear.parametrizations.weight.original.grad is not None


def test_assigning_goes_through_the_inverse():
    linear = symmetric()
    linear.weight = torch.full((2, 2), 3.0)
    assert linear.parametrizations.weight.original.tolist() == [[3.0, 3.0], [0.0, 3.0]]
    assert linear.weight.tolist() == [[3.0, 3.0], [3.0, 3.0]]


def test_cached_computes_once():
    linear = symmetric()
    assert linear.weight is not linear.weight
    with parametrize.cached():
        assert linear.weight is linear.weight
    assert linear.weight is not linear.weight


def test_removing_leaves_the_computed_or_the_original_value():
    linear = symmetric()
    computed = linear.weight.detach().clone()
    parametrize.remove_parametrizations(linear, "weight")
    assert type(linear) is nn.Linear
    assert torch.equal(linear.weight, computed)
    assert isinstance(linear.weight, nn.Parameter)
    with pytest.raises(ValueError, match="does not have a parametrization"):
        parametrize.remove_parametrizations(linear, "weight")


def test_copies_are_parametrized_too_but_cannot_be_pickled():
    linear = symmetric()
    assert torch.equal(copy.deepcopy(linear).weight, linear.weight)
    with pytest.raises(RuntimeError, match="only supported through state_dict"):
        pickle.dumps(linear)


@pytest.mark.parametrize(
    ("parametrization", "message"), [(nn.Flatten(0), "may not change the shape"), (nn.Linear(2, 3), "may not change the shape")]
)
def test_changes_of_shape_are_refused(parametrization, message):
    with pytest.raises(ValueError, match=message):
        parametrize.register_parametrization(nn.Linear(2, 2), "weight", parametrization)


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="with name 'nope'"):
        parametrize.register_parametrization(nn.Linear(2, 2), "nope", Symmetric())


def test_weight_norm_splits_length_and_direction():
    linear = nn.Linear(3, 2)
    before = linear.weight.detach().clone()
    parametrizations.weight_norm(linear)
    assert torch.allclose(linear.weight, before, atol=1e-6)
    g, v = linear.parametrizations.weight.originals()
    assert g.shape == (2, 1)
    with torch.no_grad():
        v.mul_(5.0)
    assert torch.allclose(linear.weight, before, atol=1e-6)


def test_spectral_norm_brings_the_largest_singular_value_to_one():
    linear = parametrizations.spectral_norm(nn.Linear(3, 3), n_power_iterations=20)
    x, w = torch.randn(3), linear.weight.detach()
    for _ in range(50):
        x = w.t() @ (w @ x)
        x = x / x.norm()
    assert (w @ x).norm().item() == pytest.approx(1.0, rel=1e-3)  # power iteration, not converged to the end


@pytest.mark.parametrize("kind", ["cayley", "householder"])
@pytest.mark.parametrize("shape", [(3, 3), (4, 2), (2, 4)])
@pytest.mark.parametrize("trivial", [True, False])
def test_orthogonal_weights_are_orthogonal(kind, shape, trivial):
    linear = nn.Linear(shape[1], shape[0]).double()
    parametrizations.orthogonal(linear, orthogonal_map=kind, use_trivialization=trivial)
    w = linear.weight if shape[0] >= shape[1] else linear.weight.t()
    assert torch.allclose(w.t() @ w, torch.eye(min(shape), dtype=torch.float64), atol=1e-9)
    linear.weight.sum().backward()
    assert linear.parametrizations.weight.original.grad is not None
