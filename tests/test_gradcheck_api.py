"""gradcheck and gradgradcheck: torch's signatures and key phrases over our checker."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

import gradcli as torch
from gradcli.gradcheck_api import GradcheckError, gradcheck, gradgradcheck


def leaf(*values: Any) -> Any:
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


class Wrong(torch.autograd.Function):
    """x ** 2 with half of its gradient."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        (x,) = ctx.saved_tensors
        return g * x


class Detached(torch.autograd.Function):
    """x ** 3 whose second derivative is lost."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.x = x.detach()
        return x**3

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return 3 * g * ctx.x**2


def test_a_right_function_passes() -> None:
    assert gradcheck(lambda x: x.sin() * x, (leaf(0.3, -1.2),))
    assert gradcheck(torch.mul, (leaf(0.3, -1.2), leaf(2.0, 0.5)))


def test_a_wrong_one_raises_with_torchs_phrase_and_our_reason() -> None:
    with pytest.raises(GradcheckError, match="for output 0 with respect to input 1") as caught:
        gradcheck(lambda a, b: a * Wrong.apply(b), (leaf(1.0, 2.0), leaf(0.5, -0.7)))

    assert isinstance(caught.value, RuntimeError)
    assert "a factor 2 is missing" in str(caught.value)
    assert "WrongBackward" in str(caught.value)


def test_a_wrong_complex_output_is_told_by_its_part() -> None:
    z = torch.tensor([1 + 2j], dtype=torch.complex128, requires_grad=True)
    with pytest.raises(GradcheckError, match=r"While considering the (real|imaginary) part of complex outputs only, Jacobian mismatch"):
        gradcheck(Wrong.apply, (z,))


def test_without_raising_it_returns_false() -> None:
    assert not gradcheck(Wrong.apply, (leaf(0.5, 1.0),), raise_exception=False)


def test_a_kink_does_not_pass() -> None:
    assert not gradcheck(torch.abs, (leaf(0.0, 1.0),), raise_exception=False)
    assert gradcheck(torch.abs, (leaf(0.5, 1.0),))


def test_given_tolerances_widen() -> None:
    slightly = lambda x: Wrong.apply(x) * 1.0 + x**2 * 0.5

    assert not gradcheck(slightly, (leaf(0.5, 1.0),), raise_exception=False)
    assert gradcheck(slightly, (leaf(0.5, 1.0),), atol=10.0)


def test_constants_and_numbers_pass_through() -> None:
    assert gradcheck(lambda a, b, k: a * b * k, (leaf(1.0, 2.0), torch.tensor([3.0, 4.0], dtype=torch.float64), 2))


def test_single_precision_is_warned_about_and_promoted() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)

    with pytest.warns(UserWarning, match="double precision"):
        assert gradcheck(lambda t: t * 2, (x,))


def test_no_input_to_differentiate_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one input tensor to require gradient"):
        gradcheck(lambda x: x, (torch.ones(2),))


def test_an_exception_of_the_function_is_its_own() -> None:
    with pytest.raises(KeyError):
        gradcheck(lambda x: {}["missing"], (leaf(1.0),))


def test_fast_mode_finds_it_too() -> None:
    x = torch.linspace(0.1, 2.0, 400, dtype=torch.float64).requires_grad_()

    assert not gradcheck(Wrong.apply, (x,), fast_mode=True, raise_exception=False)


def test_second_derivatives() -> None:
    assert gradcheck(Detached.apply, (leaf(0.5, 1.0),))
    assert gradgradcheck(lambda x: x**3, (leaf(0.5, 1.0),))
    with pytest.raises(GradcheckError, match="G107"):
        gradgradcheck(Detached.apply, (leaf(0.5, 1.0),))


def test_the_module_of_the_name_can_be_called() -> None:
    assert importlib.import_module("gradcli.autograd.gradcheck").GradcheckError is GradcheckError
    assert torch.autograd.gradcheck(torch.sin, (leaf(0.5),))


@pytest.mark.parametrize(
    ("check", "options", "message"),
    [
        (gradcheck, {"check_batched_forward_grad": True}, "check_batched_forward_grad=True requires check_forward_ad to be True"),
        (
            gradcheck,
            {"check_batched_grad": True, "check_backward_ad": False, "check_forward_ad": True},
            "check_batched_grad=True requires check_backward_ad to be True",
        ),
        (gradgradcheck, {"check_rev_over_rev": False}, "at least one of check_fwd_over_rev or check_rev_over_rev"),
        (gradgradcheck, {"check_rev_over_rev": False, "check_fwd_over_rev": True}, "requires check_rev_over_rev to be True"),
    ],
)
def test_questions_that_need_another_are_refused_without_it(check: Any, options: Any, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check(torch.sin, (leaf(0.5),), **options)


@pytest.mark.parametrize(("out", "kind"), [(3, "int"), (None, "NoneType"), ({}, "dict")])
def test_a_function_returns_tensors(out: Any, kind: str) -> None:
    with pytest.raises(AttributeError, match=f"'{kind}' object has no attribute 'requires_grad'"):
        gradcheck(lambda _: out, (leaf(0.5),))
