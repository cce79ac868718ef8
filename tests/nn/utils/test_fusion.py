import pytest

import gradcli as torch
from gradcli import nn
from gradcli.nn import utils


def trained(norm, x):
    """A norm with statistics of its own, in eval mode."""
    norm(x)
    with torch.no_grad():
        norm.weight.fill_(1.5)
    return norm.eval()


def test_a_fused_convolution_does_what_both_did():
    conv, x = nn.Conv2d(1, 2, 2).eval(), torch.randn(3, 1, 4, 4)
    norm = trained(nn.BatchNorm2d(2), conv(x))
    assert torch.allclose(utils.fuse_conv_bn_eval(conv, norm)(x), norm(conv(x)), atol=1e-5)


def test_a_fused_linear_does_what_both_did():
    linear, x = nn.Linear(3, 2, bias=False).eval(), torch.randn(5, 3)
    norm = trained(nn.BatchNorm1d(2), linear(x))
    assert torch.allclose(utils.fuse_linear_bn_eval(linear, norm)(x), norm(linear(x)), atol=1e-5)


def test_training_mode_is_refused():
    with pytest.raises(AssertionError, match="only for eval"):
        utils.fuse_linear_bn_eval(nn.Linear(1, 1), nn.BatchNorm1d(1))


def test_weights_are_fused_as_parameters_that_want_gradients_where_the_layers_did():
    linear = nn.Linear(3, 2, bias=False)
    norm = trained(nn.BatchNorm1d(2), torch.randn(5, 2))
    w, b = utils.fuse_linear_bn_weights(linear.weight, None, norm.running_mean, norm.running_var, norm.eps, norm.weight, norm.bias)
    assert (w.requires_grad, b.requires_grad) == (True, False)
    x = torch.randn(4, 3)
    assert torch.allclose(nn.functional.linear(x, w, b), norm(linear(x)), atol=1e-5)
