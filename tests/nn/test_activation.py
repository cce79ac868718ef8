import pytest

import gradcli as torch
from gradcli import nn

X = torch.tensor([-2.0, 0.0, 0.5])


@pytest.mark.parametrize(
    ("module", "expected"),  # values from PyTorch 2.13
    [
        (nn.ReLU(), [0.0, 0.0, 0.5]),
        (nn.ReLU6(), [0.0, 0.0, 0.5]),
        (nn.LeakyReLU(0.1), [-0.2, 0.0, 0.5]),
        (nn.ELU(), [-0.8646647, 0.0, 0.5]),
        (nn.SELU(), [-1.5201665, 0.0, 0.5253505]),
        (nn.GELU(), [-0.0455003, 0.0, 0.3457312]),
        (nn.GELU("tanh"), [-0.0454023, 0.0, 0.3457140]),
        (nn.SiLU(), [-0.2384058, 0.0, 0.3112297]),
        (nn.Mish(), [-0.2525015, 0.0, 0.3752452]),
        (nn.Hardtanh(-1, 0.25), [-1.0, 0.0, 0.25]),
        (nn.Hardsigmoid(), [1 / 6, 0.5, 3.5 / 6]),
        (nn.Hardswish(), [-1 / 3, 0.0, 1.75 / 6]),
        (nn.Softplus(), [0.126928, 0.6931472, 0.974077]),
        (nn.Softshrink(0.25), [-1.75, 0.0, 0.25]),
        (nn.Hardshrink(0.25), [-2.0, 0.0, 0.5]),
        (nn.Softsign(), [-2 / 3, 0.0, 1 / 3]),
        (nn.Tanhshrink(), [-1.0359724, 0.0, 0.0378828]),
        (nn.LogSigmoid(), [-2.126928, -0.6931472, -0.474077]),
        (nn.Threshold(0.1, 20.0), [20.0, 20.0, 0.5]),
        (nn.PReLU(), [-0.5, 0.0, 0.5]),
        (nn.Sigmoid(), [0.1192029, 0.5, 0.6224593]),
        (nn.Tanh(), [-0.9640276, 0.0, 0.4621172]),
    ],
    ids=repr,
)
def test_activations_have_their_values(module, expected):
    assert module(X).tolist() == pytest.approx(expected, abs=1e-6)  # float32


def test_inplace_overwrites_the_input():
    x = X.clone()
    assert nn.ReLU(inplace=True)(x) is x
    assert x.tolist() == [0.0, 0.0, 0.5]
    assert repr(nn.ReLU(inplace=True)) == "ReLU(inplace=True)"


def test_softmaxes_sum_to_one():
    x = torch.randn(2, 3)
    assert nn.Softmax(1)(x).sum(1).tolist() == pytest.approx([1.0, 1.0])
    assert nn.LogSoftmax(0)(x).exp().sum(0).tolist() == pytest.approx([1.0] * 3)
    assert nn.Softmax2d()(torch.randn(1, 2, 1, 1)).sum().item() == pytest.approx(1.0)
    with pytest.raises(ValueError, match="expected input to be 3D or 4D, got 2D"):
        nn.Softmax2d()(x)


def test_prelu_learns_its_slope():
    module = nn.PReLU()
    module(X).sum().backward()
    assert module.weight.grad.item() == -2.0


def test_hardtanh_refuses_an_empty_range():
    with pytest.raises(AssertionError, match="must be greater than"):
        nn.Hardtanh(1.0, -1.0)


def test_old_names_of_bounds_warn():
    with pytest.warns(FutureWarning, match="`min_value` is deprecated and renamed to `min_val`"):
        assert nn.Hardtanh(min_value=-0.5)(X).tolist() == [-0.5, 0.0, 0.5]
    with pytest.warns(FutureWarning, match="`max_value` is deprecated and renamed to `max_val`"):
        assert nn.Hardtanh(max_value=0.25)(X).tolist() == [-1.0, 0.0, 0.25]


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (nn.ELU, "EluBackward1"), (nn.SELU, "EluBackward1"), (nn.CELU, "CeluBackward1"), (nn.LeakyReLU, "LeakyReluBackward1"),
        (nn.RReLU, "RreluWithNoiseBackward1"), (lambda **k: nn.Threshold(0.1, 2.0, **k), "ThresholdBackward1"), (nn.ReLU, "ReluBackward0"),
    ],
)  # fmt: skip
def test_in_place_activations_have_torchs_node_and_gradient(layer, name):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    layer(inplace=True)(y).sum().backward()
    assert y.grad_fn.name() == name
    slope = nn.functional.selu(torch.ones(1)).item() if layer is nn.SELU else 1.0
    assert x.grad.tolist() == pytest.approx([slope, slope])  # both are positive
