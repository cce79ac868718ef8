import pytest

import gradcli as torch
from gradcli import nn

X = torch.tensor([[1.0, 2.0, 6.0], [0.0, 0.0, 3.0]])


def test_layer_norm_has_mean_zero_and_variance_one():
    y = nn.LayerNorm(3)(X)
    assert y.mean(1).tolist() == pytest.approx([0.0, 0.0], abs=1e-6)
    assert y.var(1, correction=0).tolist() == pytest.approx([1.0, 1.0], rel=1e-4)  # eps 1e-5


def test_rms_norm_has_mean_square_one():
    assert (nn.RMSNorm(3)(X) ** 2).mean(1).tolist() == pytest.approx([1.0, 1.0], rel=1e-5)


def test_group_norm_with_one_group_is_layer_norm_of_a_sample():
    assert torch.allclose(nn.GroupNorm(1, 3)(X), nn.LayerNorm(3)(X), atol=1e-6)
    with pytest.raises(ValueError, match=r"num_channels \(4\) must be divisible by num_groups \(3\)"):
        nn.GroupNorm(3, 4)


def test_local_response_norm_divides_by_neighbouring_channels():
    # size 1, alpha 1, beta 1, k 0: x / x^2
    assert nn.LocalResponseNorm(1, 1.0, 1.0, 0.0)(X[:1].unsqueeze(2)).flatten().tolist() == pytest.approx([1.0, 0.5, 1 / 6])


def test_bias_can_be_left_out():
    assert nn.LayerNorm(3, bias=False).bias is None
    assert repr(nn.LayerNorm(3, bias=False)) == "LayerNorm((3,), eps=1e-05, elementwise_affine=True, bias=False)"
    assert list(nn.LayerNorm(3, elementwise_affine=False).parameters()) == []
