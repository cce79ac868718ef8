"""Division with remainder: the node says whether the divisor is a number or a tensor, and only a tensor gets a gradient."""

from __future__ import annotations

import numpy as np
import pytest

import gradcli as torch

TRUE = torch.tensor([True])
X, Y = [-2.5, 1.0, 4.0], [1.5, -2.0, 3.0]


@pytest.mark.parametrize(
    ("call", "node", "in_x", "in_y"),
    [
        (torch.remainder, "RemainderBackward1", [1, 1, 1], [2, 1, -1]),
        (torch.fmod, "FmodBackward1", [1, 1, 1], [1, 0, -1]),
        (lambda x, y: torch.div(x, y, rounding_mode="floor"), "DivBackward2", [0, 0, 0], [0, 0, 0]),
        (lambda x, y: torch.div(x, y, rounding_mode="trunc"), "DivBackward2", [0, 0, 0], [0, 0, 0]),
        (np.remainder, "RemainderBackward1", [1, 1, 1], [2, 1, -1]),
    ],
)
def test_of_two_tensors_both_have_a_gradient(call, node, in_x, in_y):
    x, y = torch.tensor(X, requires_grad=True), torch.tensor(Y, requires_grad=True)
    z = call(x, y)
    assert z.grad_fn.name() == node
    z.sum().backward()
    assert (x.grad.tolist(), y.grad.tolist()) == (in_x, in_y)  # whole numbers: exact


@pytest.mark.parametrize(("call", "node"), [(torch.remainder, "RemainderBackward0"), (torch.fmod, "FmodBackward0")])
def test_of_a_number_only_the_tensor_has_a_gradient(call, node):
    x = torch.tensor(X, requires_grad=True)
    z = call(x, 1.5)
    assert z.grad_fn.name() == node
    z.sum().backward()
    assert x.grad.tolist() == [1, 1, 1]


@pytest.mark.parametrize("call", [lambda x, y: x // y, lambda x, y: x // 2.0, torch.floor_divide])
def test_backward_through_floor_division_is_refused(call):
    x, y = torch.tensor(X, requires_grad=True), torch.tensor(Y, requires_grad=True)
    with pytest.raises(RuntimeError, match="derivative for aten::floor_divide is not implemented"):
        call(x, y).sum().backward()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: torch.tensor([1]) % torch.tensor([0]), RuntimeError, "ZeroDivisionError"),
        (lambda: torch.fmod(torch.tensor([1]), 0), RuntimeError, "ZeroDivisionError"),
        (lambda: TRUE**TRUE, NotImplementedError, "\"pow\" not implemented for 'Bool'"),
        (lambda: TRUE % TRUE, NotImplementedError, "\"remainder_cpu\" not implemented for 'Bool'"),
        (lambda: TRUE // TRUE, NotImplementedError, "\"div_floor_cpu\" not implemented for 'Bool'"),
        (lambda: torch.rsub(TRUE, TRUE), RuntimeError, "with two bool tensors is not supported"),
    ],
)
def test_what_whole_numbers_and_booleans_do_not_have_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_powers_of_whole_numbers_to_negative_tensors_are_rounded_towards_zero():
    powers = torch.tensor([2, 1, -1, -1, 3]) ** torch.tensor([-1, -2, -3, -2, 2])
    assert powers.tolist() == [0, 1, -1, 1, 9]


@pytest.mark.parametrize(("call", "slope"), [(lambda x: x**x, 0.0), (lambda x: 0**x, 0.0), (lambda x: x ** (x * 0), 0.0)])
def test_powers_of_zero_have_the_slope_zero(call, slope):
    x = torch.tensor([0.0], requires_grad=True)
    call(x).sum().backward()
    assert x.grad.tolist() == [slope]


def test_rsub_of_two_tensors_is_one_node():
    a, b = torch.tensor([1.0], requires_grad=True), torch.tensor([5.0], requires_grad=True)
    y = torch.rsub(a, b, alpha=2)
    assert (y.item(), y.grad_fn.name(), hasattr(y, "rsub")) == (3.0, "RsubBackward0", False)


def test_reversed_subtraction_of_a_tensor_has_both_gradients() -> None:
    a, b = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 5.0], requires_grad=True)
    found = torch.autograd.grad(a.__rsub__(b).sum(), (a, b))
    assert [g.tolist() for g in found] == [[-1.0, -1.0], [1.0, 1.0]]


BYTES = torch.arange(1, 4, dtype=torch.uint8)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda x: x + 300, [45, 46, 47]),
        (lambda x: x * -1, [255, 254, 253]),
        (lambda x: 200 - x.to(torch.int8), [-57, -58, -59]),
        (lambda x: x.clone().add_(300), [45, 46, 47]),
        (lambda x: x // -1, [0, 0, 0]),
        (lambda x: x % -3, [1, 2, 3]),
        (lambda x: x & -1, [1, 2, 3]),
        (lambda x: x << 300, [0, 0, 0]),
        (lambda x: x == 257, [True, False, False]),
        (lambda x: 300**x, [44, 144, 192]),
        (lambda x: torch.where(x > 1, x, -1), [255, 2, 3]),
    ],
)
def test_numbers_outside_the_type_of_a_whole_tensor_wrap_around(call, expected):
    assert call(BYTES).tolist() == expected


@pytest.mark.parametrize("call", [lambda x: x.clamp(-1, 300), lambda x: x.clamp_max(300), lambda x: x**300, lambda x: torch.where(x > 1, x, 300)])
def test_bounds_and_exponents_outside_the_type_are_refused(call):
    with pytest.raises(RuntimeError, match="value cannot be converted to type uint8_t without overflow"):
        call(BYTES)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: torch.tensor([1]).add(1, alpha=1.5), "For integral input tensors, argument alpha must not be a floating point number."),
        (lambda: torch.tensor([1.0]).sub(1, alpha=2j), "For non-complex input tensors, argument alpha must not be a complex number."),
        (lambda: torch.tensor([1.0]).add(1, alpha=True), "Boolean alpha only supported for Boolean results."),
        (lambda: torch.tensor([1.0]) - True, "with a bool tensor is not supported"),
        (lambda: True - torch.tensor([True]), "with two bool tensors is not supported"),
    ],
)
def test_factors_and_booleans_that_do_not_fit_are_refused(call, words):
    with pytest.raises(RuntimeError, match=words):
        call()


def test_a_number_to_the_power_of_negative_whole_numbers_is_rounded_towards_zero():
    assert (2 ** torch.tensor([-1, 0, 3])).tolist() == [0, 1, 8]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda x: torch.add(x, 2, x), 3.0),
        (lambda x: x.clone().add_(2, x), 3.0),
        (lambda x: torch.sub(x, 2, x), -1.0),
        (lambda x: torch.addcmul(x, 0.5, x, x), 1.5),
        (lambda x: x.clone().addcdiv_(0.5, x, x), 1.5),
    ],
)
def test_the_factor_may_come_second_as_it_used_to(call, expected):
    with pytest.warns(UserWarning, match="This overload of [a-z]+ is deprecated"):
        assert call(torch.ones(1)).item() == expected
