import pytest

import gradcli as torch
from gradcli.nn import utils


def with_grad(*values):
    t = torch.zeros(len(values), dtype=torch.float64, requires_grad=True)
    t.grad = torch.tensor(values, dtype=torch.float64)
    return t


@pytest.mark.parametrize(
    ("order", "norm"), [(2.0, 5.0), (1.0, 7.0), (float("inf"), 4.0), (3.0, 91 ** (1 / 3))]
)
def test_clipping_returns_the_norm_before_and_scales_to_the_limit(order, norm):
    a, b = with_grad(3.0), with_grad(-4.0)
    assert utils.clip_grad_norm_([a, b], 1.0, order).item() == pytest.approx(norm)
    assert a.grad.item() == pytest.approx(3.0 / norm, rel=1e-6)  # torch adds 1e-6 to the norm
    assert b.grad.item() == pytest.approx(-4.0 / norm, rel=1e-6)


def test_clipping_takes_a_generator_as_parameters_gives_one():
    layer = torch.nn.Linear(3, 2)
    layer(torch.ones(1, 3)).sum().backward()
    utils.clip_grad_norm_(layer.parameters(), 0.5)
    assert utils.get_total_norm([p.grad for p in layer.parameters()]).item() == pytest.approx(0.5, rel=1e-5)  # float32, and torch's 1e-6


def test_small_gradients_are_left_alone():
    a = with_grad(0.3)
    utils.clip_grad_norm_(a, 1.0)
    assert a.grad.item() == 0.3
    assert utils.clip_grad_norm_([torch.ones(1)], 1.0).item() == 0.0


def test_nonfinite_norms_can_raise():
    with pytest.raises(RuntimeError, match="is non-finite, so it cannot be clipped"):
        utils.clip_grad_norm_([with_grad(float("nan"))], 1.0, error_if_nonfinite=True)


def test_values_are_clamped_in_place():
    a = with_grad(3.0, -4.0, 0.5)
    grad = a.grad
    utils.clip_grad_value_([a], 1.0)
    assert grad.tolist() == [1.0, -1.0, 0.5]


def test_the_older_name_is_warned_of():
    x = torch.ones(2, requires_grad=True)
    x.grad = torch.tensor([3.0, 4.0])
    with pytest.warns(FutureWarning, match="`torch.nn.utils.clip_grad_norm` is now deprecated in favor of"):
        assert utils.clip_grad_norm(x, 1.0).item() == 5.0


def test_an_empty_generator_is_told():
    with pytest.warns(UserWarning, match="`parameters` is an empty generator, no gradient clipping will occur"):
        utils.clip_grad_norm_((p for p in []), 1.0)
