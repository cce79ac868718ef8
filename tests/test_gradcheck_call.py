"""What torch's gradcheck accepts, refuses and raises, argument by argument; every expectation was recorded from PyTorch 2.13."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import gradcli as torch
from gradcli.autograd import gradcheck, gradgradcheck
from gradcli.gradcheck_api import GradcheckError


def leaf(*values: Any) -> Any:
    return torch.tensor(values, dtype=torch.complex128 if isinstance(values[0], complex) else torch.float64, requires_grad=True)


def custom(forward: Callable[..., Any], backward: Callable[..., Any], **more: Any) -> Any:
    """The apply of a Function that saves its inputs; `backward` gets the gradients and then the inputs."""

    def run(ctx: Any, *args: Any) -> Any:
        ctx.set_materialize_grads(more.get("materialize", True))
        ctx.save_for_backward(*args)
        ctx.save_for_forward(*args)
        return forward(*args)

    def back(ctx: Any, *gs: Any) -> Any:
        return backward(*gs, *ctx.saved_tensors)

    parts: dict[str, Any] = {"forward": staticmethod(run), "backward": staticmethod(back)}
    if "jvp" in more:
        parts["jvp"] = staticmethod(lambda ctx, *ts: more["jvp"](*ts, *ctx.saved_tensors))
    return type("Custom", (torch.autograd.Function,), parts).apply


def square(factor: float, **more: Any) -> Any:
    return custom(lambda a: a**2, lambda g, a: factor * g * a, **more)


def boom(g: Any, a: Any) -> Any:
    raise ValueError("boom")


TWO = custom(lambda a: (a * 2, a * 3), lambda g, h, a: g * 2 + h * 3)
TWO_UNDEFINED = custom(lambda a: (a * 2, a * 3), lambda g, h, a: g * 2 + h * 3, materialize=False)
HANDED = custom(lambda a: a * 2, lambda g, a: None if g is None else g * 2, materialize=False)
UNHANDED = custom(lambda a: a * 2, lambda g, a: g * 2, materialize=False)
NUMBER = custom(lambda a: a * 2, lambda g, a: 0 if g is None else g * 2, materialize=False)
ONES = custom(lambda a: a * 2, lambda g, a: torch.ones_like(a) if g is None else g * 2, materialize=False)
X = leaf(1.0, 2.0)
Z = leaf(1 + 2j, 0.5 - 1j)

# fmt: off
ACCEPTED = {
    "an input that is no tuple": (torch.sin, X, {}),
    "a list of inputs": (lambda a, b: a * b, [X, leaf(3.0, 4.0)], {}),
    "fast mode": (lambda a, b: (a * b).sin(), (X, leaf(3.0, 4.0)), {"fast_mode": True}),
    "complex to complex": (lambda z: z * z.conj(), (Z,), {}),
    "complex to real": (lambda z: (z.abs(), z.angle()), (Z,), {}),
    "real to complex": (lambda a: torch.exp(1j * a), (X,), {}),
    "forward mode as well": (lambda a: a.sin() * a, (X,), {"check_forward_ad": True}),
    "forward mode only": (lambda a: a.sin() * a, (X,), {"check_forward_ad": True, "check_backward_ad": False}),
    "a jvp of one's own": (square(2, jvp=lambda t, a: 2 * t * a), (X,), {"check_forward_ad": True}),
    "two outputs": (TWO, (X,), {}),
    "two outputs without undefined gradients": (TWO_UNDEFINED, (X,), {"check_undefined_grad": False}),
    "an undefined gradient": (lambda a: HANDED(a).sin(), (X,), {}),
    "an undefined gradient that nobody asks for": (UNHANDED, (X,), {"check_undefined_grad": False}),
    "batched": (lambda a: (a * a).sum(0), (leaf(1.0, 2.0),), {"check_batched_grad": True}),
    "dtypes": (lambda a: a * 2, (X,), {"check_grad_dtypes": True}),
    "masked": (lambda a: a * 2, (X,), {"masked": True}),
    "no elements": (lambda a: a.sum(), (torch.zeros(0, 3, dtype=torch.float64, requires_grad=True),), {}),
    "an integer argument": (lambda a, n: a**n, (X, 3), {}),
    "an integer output": (lambda a: (a * 2, a.argmax()), (X,), {}),
    "an output that stands still": (lambda a: a.argmax(), (X,), {}),
    "a wide absolute tolerance": (square(2.5), (X,), {"atol": 3.0}),
    "an error of one in ten thousand": (square(2.0001), (X,), {}),
    "a step of one's own": (torch.exp, (X,), {"eps": 1e-4, "atol": 1e-3}),
    "the same tensor twice": (lambda p, q: p * q, (X, X), {}),
    "a function that returns its input": (lambda a: a, (X,), {}),
    "an input without use": (lambda a, b: a * 2, (X, leaf(1.0)), {}),
}
REFUSED = {
    "a factor of two": (square(1), (X,), {}, "Jacobian mismatch for output 0 with respect to input 0"),
    "fast mode": (square(1), (X,), {"fast_mode": True}, "Jacobian mismatch for output 0 with respect to input 0"),
    "the second input": (custom(lambda a, b: a * b, lambda g, a, b: (g * b, 2 * g * a)), (X, leaf(3.0, 4.0)), {}, "output 0 with respect to input 1"),
    "no gradient for the second": (custom(lambda a, b: a * b, lambda g, a, b: (g * b, None)), (X, leaf(3.0, 4.0)), {}, "with respect to input 1"),
    "the second output": (lambda a: (a * 2, square(1)(a)), (X,), {}, "for output 1 with respect to input 0"),
    "a jvp": (square(2, jvp=lambda t, a: 3 * t * a), (X,), {"check_forward_ad": True}, "Jacobian computed with forward mode mismatch for output 0"),
    "a detached output": (lambda a: a.detach(), (X,), {}, "Numerical gradient for function expected to be zero"),
    "tight tolerances": (square(2.001), (X,), {"rtol": 1e-5, "atol": 1e-8}, "Jacobian mismatch"),
    "our own tolerance": (square(2.0001), (X,), {"rtol": None}, "Jacobian mismatch"),
    "a small gradient": (lambda a: 1e-7 * square(1)(a), (X,), {}, "Jacobian mismatch"),  # torch's atol hides this one
    "a complex gradient": (custom(lambda z: z * z, lambda g, z: 2 * g * z), (Z,), {}, "Jacobian mismatch for output 0 with respect to input 0"),
}
RAISED = {
    "the function": (lambda a: 1 / 0, (X,), {}, ZeroDivisionError, "division"),
    "the backward": (custom(lambda a: a * 2, boom), (X,), {}, ValueError, "boom"),
    "a gradient of another shape": (custom(lambda a: a * 2, lambda g, a: torch.ones(7)), (X,), {}, RuntimeError, "invalid gradient at index 0"),
    "too few gradients": (custom(lambda a, b: a * b, lambda g, a, b: g * b), (X, leaf(3.0, 4.0)), {}, RuntimeError, "incorrect number of gradients"),
    "an undefined gradient": (TWO_UNDEFINED, (X,), {}, TypeError, "NoneType"),
    "no jvp": (square(2), (X,), {"check_forward_ad": True}, NotImplementedError, "implement the jvp function"),
    "the undefined gradient of a single output": (lambda a: UNHANDED(a).sin(), (X,), {}, TypeError, "NoneType"),
    "neither mode": (torch.sin, (X,), {"check_backward_ad": False}, AssertionError, "at least one of check_forward_ad or check_backward_ad"),
    "nothing to differentiate": (torch.sin, (torch.ones(2),), {}, ValueError, "but none of them have requires_grad=True"),
}
# fmt: on


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepts(name: str) -> None:
    func, inputs, arguments = ACCEPTED[name]

    assert gradcheck(func, inputs, **arguments)


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_with_torchs_phrase_or_false(name: str) -> None:
    func, inputs, arguments, phrase = REFUSED[name]

    with pytest.raises(GradcheckError, match=phrase):
        gradcheck(func, inputs, **arguments)
    assert gradcheck(func, inputs, raise_exception=False, **arguments) is False


@pytest.mark.parametrize("quiet", [False, True])
@pytest.mark.parametrize("name", RAISED)
def test_exceptions_of_the_caller_come_through_as_they_are(name: str, quiet: bool) -> None:
    func, inputs, arguments, kind, phrase = RAISED[name]

    with pytest.raises(kind, match=phrase) as caught:
        gradcheck(func, inputs, raise_exception=not quiet, **arguments)
    assert not isinstance(caught.value, GradcheckError)


@pytest.mark.parametrize("arguments", [{}, {"gen_non_contig_grad_outputs": True}, {"check_fwd_over_rev": True}, {"fast_mode": True}])
def test_second_derivatives_with_every_argument(arguments: Any) -> None:
    lost = custom(lambda a: a**3, lambda g, a: 3 * g * a.detach() ** 2)

    assert gradgradcheck(lambda a: a.sin(), (X,), **arguments)
    assert gradgradcheck(lambda a: a**3, (X,), (leaf(0.5, 0.25),), **arguments)
    with pytest.raises(GradcheckError, match="Jacobian mismatch for output 0 with respect to input 0"):
        gradgradcheck(lost, (X,), **arguments)
    assert gradgradcheck(lost, (X,), raise_exception=False, **arguments) is False


@pytest.mark.parametrize(("factor", "right"), [(1.0, True), (1.01, False)])
def test_forward_mode_alone_is_checked_where_there_is_no_backward(factor: float, right: bool) -> None:
    class Exp(torch.autograd.Function):  # of torch's forward-mode tutorial
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.result = torch.exp(x)
            return ctx.result

        @staticmethod
        def jvp(ctx: Any, t: Any) -> Any:
            return factor * t * ctx.result

    only = {"check_forward_ad": True, "check_backward_ad": False}
    assert gradcheck(Exp.apply, (leaf(0.5, -1.0, 2.0),), raise_exception=False, **only) is right
    if not right:
        with pytest.raises(GradcheckError, match="Jacobian computed with forward mode mismatch for output 0 with respect to input 0"):
            gradcheck(Exp.apply, (leaf(0.5, -1.0, 2.0),), **only)


def test_inputs_whose_entries_share_memory_are_refused():
    x = torch.ones(1, dtype=torch.float64, requires_grad=True).expand(2, 2)
    with pytest.raises(RuntimeError, match="The 0th input has a dimension with stride 0"):
        torch.autograd.gradcheck(torch.sin, (x,), raise_exception=False)


@pytest.mark.parametrize(("function", "message"), [(NUMBER, "to handle undefined output grads"), (ONES, "input grads to be undefined or zero")])
def test_a_backward_that_cannot_do_without_gradients_is_refused_with_a_warning(function: Any, message: str) -> None:
    with pytest.warns(UserWarning, match="check_undefined_grad=False"), pytest.raises(GradcheckError, match=message):
        gradcheck(function, (X,))

    with pytest.warns(UserWarning, match="check_undefined_grad=False"):
        assert not gradcheck(function, (X,), raise_exception=False)
