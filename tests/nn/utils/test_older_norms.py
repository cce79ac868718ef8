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


def test_spectral_norm_by_hook_keeps_its_vectors_as_buffers():
    linear = utils.spectral_norm(nn.Linear(3, 3))
    linear(torch.ones(1, 3)).sum().backward()
    assert sorted(linear.state_dict()) == ["bias", "weight_orig", "weight_u", "weight_v"]
    assert linear.weight_orig.grad is not None
    utils.remove_spectral_norm(linear)
    assert sorted(linear.state_dict()) == ["bias", "weight"]
