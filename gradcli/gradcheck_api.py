"""torch.autograd.gradcheck and gradgradcheck: torch's signatures over gradcli's own checker."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

from gradcli import gradcheck_heard
from gradcli.cases import LISTENERS, Settings
from gradcli.check import complaint
from gradcli.finding import Checked, Finding
from gradcli.gradcheck_call import Call

RAISED = ("G601", "G602", "G604")
UNLIKE = (
    "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different values, "
    "although analytical gradient matches numerical gradient."
)
NOTES = ' Please look at "Notes about undefined output gradients" in "tools/autograd/derivatives.yaml"'
NOT_HANDLED = "Expected backward function to handle undefined output grads." + NOTES
NOT_ZERO = "Expected all input grads to be undefined or zero when all output grads are undefined or zero." + NOTES
NEWLY_CHECKED = (
    "Backwards compatibility: New undefined gradient support checking feature is enabled by default, but it may break existing callers of "
    'this function. If this is true for you, you can call this function with "check_undefined_grad=False" to disable the feature'
)
REQUIRES = "Setting {}=True requires {} to be True"


class CallableModule(ModuleType):
    """torch.autograd.gradcheck is a function and a module of this name: importing the module must not take the function away."""

    def __call__(self, *args: Any, **kwargs: Any) -> bool:
        return gradcheck(*args, **kwargs)


sys.modules[__name__].__class__ = CallableModule


class GradcheckError(RuntimeError):
    """A gradient that did not pass: torch's key phrase, then what gradcli found."""


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float | None = None,
    rtol: float | None = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """True if the gradients of func at inputs pass; else GradcheckError, or False without `raise_exception`.

    rtol: torch's default; None is gradcli's own, as in `gradcli check`.  atol: none by default, so small gradients are checked too.
    fast_mode: random directions instead of every entry.  check_forward_ad: forward mode must agree with backward, or with
    differences where check_backward_ad is False.  check_undefined_grad: a backward must cope with an output that gets no gradient.
    The other arguments are torch's and not needed here: steps are chosen per entry, dtypes are always checked.
    """
    assert check_backward_ad or check_forward_ad, "Expected at least one of check_forward_ad or check_backward_ad to be True"
    assert check_backward_ad or not check_batched_grad, REQUIRES.format("check_batched_grad", "check_backward_ad")
    assert check_forward_ad or not check_batched_forward_grad, REQUIRES.format("check_batched_forward_grad", "check_forward_ad")
    settings = _settings(rtol, atol, nondet_tol, fast_mode)

    def ask() -> bool:
        call = Call.of(func, inputs)
        right = not check_backward_ad or _verdict(call, settings, raise_exception)
        if right and check_undefined_grad and check_backward_ad:
            right = _undefined(call, raise_exception)
        return right and (not check_forward_ad or _forward(call, settings, raise_exception, check_backward_ad))

    if LISTENERS and check_backward_ad:  # what has none is not for who reads the file
        return gradcheck_heard.left_to(Call.prepared(func, inputs), settings, ask, raise_exception)
    return gradcheck_heard.unseen(ask) if LISTENERS else ask()


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float | None = None,
    rtol: float | None = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """The same for first and second derivatives; the outputs are weighted at random with a fixed seed, not by `grad_outputs`."""
    assert check_fwd_over_rev or check_rev_over_rev, "Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True"
    assert check_rev_over_rev or not check_undefined_grad, REQUIRES.format("check_undefined_grad", "check_rev_over_rev")
    assert check_rev_over_rev or not check_batched_grad, REQUIRES.format("check_batched_grad", "check_rev_over_rev")
    settings = replace(_settings(rtol, atol, nondet_tol, fast_mode), order=2)

    def ask() -> bool:
        return _verdict(Call.of(func, inputs), settings, raise_exception)

    return gradcheck_heard.left_to(Call.prepared(func, inputs), settings, ask, raise_exception) if LISTENERS else ask()


def _settings(rtol: float | None, atol: float | None, nondet_tol: float, fast_mode: bool) -> Settings:
    return Settings(rtol=rtol, atol=atol or 0.0, mode="projected" if fast_mode else "full", nondet_tol=nondet_tol)


def _verdict(call: Call, settings: Settings, raise_exception: bool) -> bool:
    checked = complaint(call.case(settings))
    if checked is None:
        return True
    finding = checked.findings[0]
    if finding.code.id == "G108":
        return True  # what check_forward_ad is for
    if finding.code.id == "G603" and call.stands_still():
        return True  # outputs that do not move need no gradient
    if finding.code.id in RAISED:
        call.differentiated()  # an exception of the backward is the caller's, as it was raised
    if raise_exception:
        raise GradcheckError(_message(checked, len(call.wanted)))
    return False


def _undefined(call: Call, raise_exception: bool) -> bool:
    """Whether backward copes with outputs that get no gradient; what it raises is the caller's unless a RuntimeError, as in torch."""
    try:
        right, why, cause = call.undefined(), NOT_ZERO, None
    except RuntimeError as error:
        right, why, cause = False, NOT_HANDLED, error
    if not right:
        warnings.warn(NEWLY_CHECKED, stacklevel=4)
    if raise_exception and not right:
        raise GradcheckError(why) from cause
    return right


def _forward(call: Call, settings: Settings, raise_exception: bool, has_backward: bool) -> bool:
    """Whether forward mode gives the transpose of what backward gives, or else what differences give, in random directions."""
    found = call.forward_mismatch(settings, has_backward)
    if found is None:
        return True
    if raise_exception:
        output, number, forward, backward = found
        where = f"for output {output} with respect to input {number}"
        raise GradcheckError(f"Jacobian computed with forward mode mismatch {where},\nnumerical:{backward!r}\nanalytical:{forward!r}\n")
    return False


def _message(checked: Checked, inputs: int) -> str:
    """torch's sentence for what went wrong, and ours."""
    finding = checked.findings[0]
    return f"{_phrase(finding, inputs)}\n{_ours(finding)}"


def _phrase(finding: Finding, inputs: int) -> str:
    code = finding.code.id
    if code == "G402":
        return UNLIKE
    if code == "G603":
        return "Numerical gradient for function expected to be zero"
    if code in ("G105", "G602"):
        return "Gradient has dtype or shape mismatch."
    output = (finding.output or "output 0").replace("input", "output")  # the gradient is the output of second order
    where = f"for {output} with respect to {finding.input or f'input {inputs - 1}'}"
    entry = finding.entry
    numbers = f",\nnumerical:{entry.numeric!r}\nanalytical:{entry.analytic!r}" if entry else ""
    return f"{_part(entry.output_part if entry else '')}Jacobian mismatch {where}{numbers}\n"


def _part(part: str) -> str:
    """torch's clause for a complex output, whose real and imaginary parts it differentiates apart."""
    named = {"real": "real", "imag": "imaginary"}.get(part)
    return f"While considering the {named} part of complex outputs only, " if named else ""


def _ours(finding: Finding) -> str:
    """Code, what it means, the explanation and the node."""
    says = f"{finding.code.id} {finding.code.name}: {finding.code.says}"
    why = f"\nwhy: {finding.why}" if finding.why else ""
    culprit = finding.culprit
    node = f"\nwrong node: {culprit.grad_fn or culprit.op}" + (f" at {culprit.where}" if culprit.where else "") if culprit else ""
    return says + why + node + (f"\n{finding.detail}" if finding.detail else "")
