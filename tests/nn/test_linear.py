import pytest

import gradcli as torch
from gradcli import nn


def test_linear_maps_the_last_dimension():
    linear = nn.Linear(2, 1)
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([[2.0, -1.0]]))
        linear.bias.fill_(0.5)
    assert linear(torch.tensor([[1.0, 1.0], [0.0, 3.0]])).tolist() == [[1.5], [-2.5]]
    assert linear(torch.ones(4, 5, 2)).shape == (4, 5, 1)


def test_values_are_drawn_within_one_over_root_of_inputs():
    linear = nn.Linear(100, 300)
    for p in linear.parameters():
        assert 0.09 < float(p.detach().abs().max()) <= 0.1


def test_without_bias_there_is_none():
    assert nn.Linear(2, 1, bias=False).bias is None
    assert repr(nn.Linear(2, 1, bias=False)) == "Linear(in_features=2, out_features=1, bias=False)"


def test_bilinear_is_linear_in_both_inputs():
    bilinear = nn.Bilinear(2, 3, 4, bias=False)
    x, y = torch.randn(5, 2), torch.randn(5, 3)
    assert bilinear(x, y).shape == (5, 4)
    # float32: one product more on one side
    assert torch.allclose(bilinear(2 * x, 3 * y), 6 * bilinear(x, y), rtol=1e-4, atol=1e-5)
    with pytest.raises(ValueError, match="in1_features must be > 0"):
        nn.Bilinear(0, 1, 1)


def test_flatten_and_unflatten_are_inverse():
    x = torch.arange(24.0).reshape(2, 3, 4)
    flat = nn.Flatten()(x)
    assert flat.shape == (2, 12)
    assert torch.equal(nn.Unflatten(1, (3, 4))(flat), x)


def test_a_lazy_linear_becomes_a_linear_of_the_right_size():
    lazy = nn.LazyLinear(3)
    assert lazy(torch.ones(2, 5)).shape == (2, 3)
    assert type(lazy) is nn.Linear
    assert lazy.weight.shape == (3, 5)


def test_a_lazy_linear_takes_its_size_from_a_state_dict():
    full, lazy = nn.Linear(5, 3), nn.LazyLinear(3)
    lazy.load_state_dict(full.state_dict())
    assert torch.equal(lazy(torch.ones(2, 5)), full(torch.ones(2, 5)))
    with pytest.raises(RuntimeError, match="Can't access the shape of an uninitialized parameter"):
        full.load_state_dict(nn.LazyLinear(3).state_dict())
    with pytest.raises(ValueError, match=r"Attempted to use an uninitialized parameter in <method 'numel'"):
        nn.LazyLinear(3).weight.numel()


def test_only_modules_with_a_device_can_be_made_without_values():
    assert nn.utils.skip_init(nn.Linear, 2, 3).weight.shape == (3, 2)
    with pytest.raises(RuntimeError, match="Module must support a 'device' arg to skip initialization"):
        nn.utils.skip_init(nn.ReLU)


def test_batches_of_a_bilinear_map_must_match():
    with pytest.raises(RuntimeError, match=r"bilinear\(\): input batch dimensions do not match at dim 0: got 1 and 2"):
        nn.Bilinear(2, 3, 4)(torch.ones(1, 2), torch.ones(2, 3))
