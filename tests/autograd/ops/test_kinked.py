"""abs, sign, round, clamp and other functions with kinks: the conventions of torch at the kinks."""

import math

import numpy as np
import pytest
from pulled import assert_pulls, pulled

import gradcli as torch

NAN, INF = math.nan, math.inf


def test_abs_has_gradient_zero_at_zero_and_at_nan() -> None:
    assert pulled(torch.abs, [-2.0, 0.0, 3.0, NAN])[1] == [-1.0, 0.0, 3.0, 0.0]


def test_abs_of_complex_is_real_and_pulls_back_the_direction() -> None:
    z = torch.tensor([3 + 4j, 0j], dtype=torch.complex128, requires_grad=True)
    y = z.abs()
    y.sum().backward()
    assert y.dtype is torch.float64
    np.testing.assert_allclose(z.grad.numpy(), [0.6 + 0.8j, 0], rtol=1e-15)


def test_sign_refuses_complex_numbers_and_sgn_takes_them() -> None:
    z = torch.tensor([3 + 4j])
    with pytest.raises(NotImplementedError, match=r"torch\.sgn"):
        z.sign()
    np.testing.assert_allclose(z.sgn().numpy(), [0.6 + 0.8j], rtol=1e-6)


def test_rounding_passes_no_gradient_but_requires_one() -> None:
    for f in (torch.floor, torch.ceil, torch.round, torch.trunc, torch.sign):
        assert pulled(f, [1.3, -2.7])[1] == [0.0, 0.0]


def test_round_takes_halves_to_even_and_decimals() -> None:
    assert torch.tensor([0.5, 1.5, 2.5]).round().tolist() == [0.0, 2.0, 2.0]
    assert torch.tensor([1.234], dtype=torch.float64).round(decimals=2).tolist() == [1.23]


def test_zero_gradients_stay_zero_for_infinite_cotangents() -> None:
    x = torch.tensor([1.5], requires_grad=True)
    (g,) = torch.autograd.grad(x.floor(), x, torch.tensor([INF]))
    assert g.tolist() == [0.0]


def test_clamp_passes_gradients_at_its_bounds_and_none_for_nan() -> None:
    assert pulled(lambda x: x.clamp(0, 1), [-1.0, 0.0, 0.5, 1.0, 2.0])[1] == [0.0, 2.0, 3.0, 4.0, 0.0]
    value, gradient = pulled(lambda x: x.clamp(min=0.0), [NAN])
    assert math.isnan(value[0])
    assert gradient == [0.0]


def test_clamp_between_tensors_gives_the_gradient_to_what_was_taken() -> None:
    value, (x, low, high) = pulled(torch.clamp, [1.0, 2.0, 3.0, 4.0, 0.5], [1.0, 2.5, 3.0, 5.0, 2.0], [2.0, 2.5, 2.0, 6.0, 1.0])
    assert value == [1.0, 2.5, 2.0, 5.0, 1.0]
    assert x == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert low == [0.0, 0.0, 0.0, 4.0, 0.0]  # where low >= high it is the upper bound that acts
    assert high == [0.0, 0.0, 3.0, 0.0, 5.0]


def test_clamp_promotes_whole_numbers_and_needs_a_bound() -> None:
    assert torch.arange(3).clamp(0.5).tolist() == [0.5, 1.0, 2.0]
    with pytest.raises(RuntimeError, match="At least one of 'min' or 'max' must not be None"):
        torch.ones(2).clamp()


def test_clamp_nodes_are_named_as_in_torch() -> None:
    x = torch.ones(2, requires_grad=True)
    made = [x.clamp(0, 1), x.clamp(min=x.detach()), x.clamp_min(0), x.clamp_min(x.detach()), x.clamp_max(0)]
    names = [type(y.grad_fn).__name__ for y in made]
    assert names == ["ClampBackward1", "ClampBackward0", "ClampMinBackward0", "ClampMinBackward1", "ClampMaxBackward0"]


def test_nan_to_num_blocks_the_gradient_where_it_replaced() -> None:
    assert pulled(lambda x: x.nan_to_num(5.0, 6.0), [NAN, INF, 1.0]) == ([5.0, 6.0, 1.0], [0.0, 0.0, 3.0])


def test_copysign_turns_the_gradient_with_the_sign() -> None:
    assert_pulls(torch.copysign, [[1.0, -2.0, 0.0], [-1.0, -3.0, 1.0]], [-1.0, -2.0, 0.0], [[-1.0, 2.0, 0.0], [0.0, 0.0, 0.0]])


def test_heaviside_is_in_the_graph_and_refuses_backward() -> None:
    x = torch.tensor([-1.0, 0.0, 2.0])
    assert torch.heaviside(x, torch.tensor(0.5)).tolist() == [0.0, 0.5, 1.0]
    y = torch.heaviside(x.requires_grad_(), torch.tensor(0.5))
    assert type(y.grad_fn).__name__ == "NotImplemented"
    with pytest.raises(RuntimeError, match="derivative for aten::heaviside is not implemented"):
        y.sum().backward()


def test_in_place_forms_change_the_tensor_and_its_history() -> None:
    x = torch.tensor([-2.0, 3.0], requires_grad=True)
    y = (x * 1).abs_().clamp_(0, 2.5)
    y.sum().backward()
    assert y.tolist() == [2.0, 2.5]
    assert x.grad.tolist() == [-1.0, 0.0]


def test_nodes_tell_the_form_that_was_called() -> None:
    x = torch.tensor([1.5, -2.5], requires_grad=True)
    found = (x.copysign(-1.0), x.copysign(x.detach()), x.round(), x.round(decimals=0))
    names = ["CopysignBackward1", "CopysignBackward0", "RoundBackward0", "RoundBackward1"]
    assert [type(y.grad_fn).__name__ for y in found] == names
    assert torch.autograd.grad(x.copysign(-1.0).sum(), x)[0].tolist() == [-1.0, 1.0]


def test_absolute_values_of_complex_numbers_do_not_fit_in_place() -> None:
    assert torch.tensor([-1.0]).abs_().tolist() == [1.0]
    with pytest.raises(RuntimeError, match="In-place abs is not supported for complex tensors"):
        torch.tensor([1j]).abs_()
