import pytest

import gradcli as torch
from gradcli import nn
from gradcli.nn import utils


def test_weight_norm_by_hook_keeps_the_weight_and_goes_again():
    linear = nn.Linear(3, 2)
    before = linear.weight.detach().clone()
    with pytest.warns(FutureWarning, match="deprecated"):
        utils.weight_norm(linear)
    assert list(linear.state_dict()) == ["bias", "weight_g", "weight_v"]
    linear(torch.ones(1, 3)).sum().backward()
    assert linear.weight_g.grad is not None
    utils.remove_weight_norm(linear)
    assert torch.allclose(linear.weight, before, atol=1e-6)
    with pytest.raises(ValueError, match="weight_norm of 'weight' not found"):
        utils.remove_weight_norm(linear)


def test_spectral_norm_by_hook_brings_v_up_to_date_before_u():
    linear = utils.spectral_norm(nn.Linear(2, 2, bias=False))
    linear.load_state_dict({"weight_orig": torch.tensor([[2.0, 1.0], [0.0, 1.0]]), "weight_u": torch.tensor([1.0, 0.0]), "weight_v": torch.zeros(2)})
    linear(torch.ones(1, 2))  # v is W'u = (2, 1) / sqrt(5), u is Wv = (5, 1) / sqrt(26)
    assert torch.allclose(linear.weight_v, torch.tensor([2.0, 1.0]) / 5**0.5, rtol=0, atol=1e-6)
    assert torch.allclose(linear.weight_u, torch.tensor([5.0, 1.0]) / 26**0.5, rtol=0, atol=1e-6)


def test_spectral_norm_by_hook_keeps_its_vectors_as_buffers():
    linear = utils.spectral_norm(nn.Linear(3, 3))
    linear(torch.ones(1, 3)).sum().backward()
    assert sorted(linear.state_dict()) == ["bias", "weight_orig", "weight_u", "weight_v"]
    assert linear.weight_orig.grad is not None
    utils.remove_spectral_norm(linear)
    assert sorted(linear.state_dict()) == ["bias", "weight"]
