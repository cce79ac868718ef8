"""torch.autograd.gradcheck and gradgradcheck: torch's signatures over gradcli's own checker."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gradcli.cases import Case, Run, Settings
from gradcli.check import check_case
from gradcli.errors import Where
from gradcli.finding import Checked, Finding, Verdict

DOUBLE = {"float32": "float64", "float16": "float64", "bfloat16": "float64", "complex64": "complex128"}
UNTOLD = (
    "Input #{} requires gradient and is not a double precision floating point or complex. "
    "This check will likely fail if all the inputs are not of double precision floating point or complex. "
)


class GradcheckError(RuntimeError):
    """A gradient that did not pass: torch's key phrase, then what gradcli found."""


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float | None = None,
    rtol: float | None = None,
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

    atol, rtol, nondet_tol: None is gradcli's own; given ones widen.  fast_mode: random directions instead of every entry.
    The other arguments are torch's and not needed here: steps are chosen per entry, dtypes are always checked.
    """
    return _verdict(func, inputs, _settings(rtol, atol, nondet_tol, fast_mode), raise_exception)


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float | None = None,
    rtol: float | None = None,
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
    return _verdict(func, inputs, replace(_settings(rtol, atol, nondet_tol, fast_mode), order=2), raise_exception)


def _settings(rtol: float | None, atol: float | None, nondet_tol: float, fast_mode: bool) -> Settings:
    return Settings(rtol=rtol, atol=atol or 0.0, mode="projected" if fast_mode else "full", nondet_tol=nondet_tol)


def _verdict(func: Callable[..., Any], inputs: Any, settings: Settings, raise_exception: bool) -> bool:
    arguments = list(inputs) if isinstance(inputs, (tuple, list)) else [inputs]
    wanted = [k for k, value in enumerate(arguments) if getattr(value, "requires_grad", False)]
    if not wanted:
        raise ValueError("gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True.")
    _warn(arguments, wanted)
    func(*arguments)  # an exception of the function itself is the caller's
    checked = check_case(_case(func, arguments, wanted, settings))
    if checked.verdict is Verdict.PASS:
        return True
    if raise_exception:
        raise GradcheckError(_message(checked, wanted))
    return False


def _warn(arguments: Sequence[Any], wanted: Sequence[int]) -> None:
    for k in wanted:
        if _dtype(arguments[k]) in DOUBLE:
            warnings.warn(UNTOLD.format(k), stacklevel=4)


def _dtype(tensor: Any) -> str:
    return str(tensor.dtype).rpartition(".")[2]


def _case(func: Callable[..., Any], arguments: Sequence[Any], wanted: Sequence[int], settings: Settings) -> Case:
    """The call as a case; floating tensors that need no gradient are constants, all are promoted to double together."""
    fixed = {k: _promoted(value) for k, value in enumerate(arguments)}
    names = {f"input {number}": k for number, k in enumerate(wanted)}

    def fn(arrays: Mapping[str, Any]) -> Run:
        leaves = {name: fixed[k].new_tensor(arrays[name]).requires_grad_() for name, k in names.items()}
        outputs = func(*({**fixed, **{k: leaves[name] for name, k in names.items()}}[k] for k in range(len(arguments))))
        many = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
        return Run({f"output {k}": y for k, y in enumerate(many) if hasattr(y, "requires_grad")}, leaves)

    inputs = {name: np.array(fixed[k].detach().numpy()) for name, k in names.items()}
    title = getattr(func, "__name__", type(func).__name__)
    return Case(f"gradcheck::{title}", title, fn, inputs, _place(func), settings=settings)


def _promoted(value: Any) -> Any:
    if not hasattr(value, "requires_grad") or _dtype(value) not in DOUBLE:
        return value
    return value.detach().double() if _dtype(value) != "complex64" else value.detach().to(_complex(value))


def _complex(value: Any) -> Any:
    """complex128 of the tensor's own library."""
    return (value.real.double() + 0j).dtype


def _place(func: Callable[..., Any]) -> Where:
    code = getattr(func, "__code__", None)
    return Where(code.co_filename, code.co_firstlineno, code.co_name) if code else Where("<gradcheck>")


def _message(checked: Checked, wanted: Sequence[int]) -> str:
    """torch's sentence for what went wrong, and ours."""
    finding = checked.findings[0]
    return f"{_phrase(finding, len(wanted))}\n{_ours(finding)}"


def _phrase(finding: Finding, inputs: int) -> str:
    code = finding.code.id
    if code == "G402":
        return "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different values."
    if code in ("G105", "G602"):
        return "Gradient has dtype or shape mismatch."
    where = f"for {finding.output or 'output 0'} with respect to {finding.input or f'input {inputs - 1}'}"
    entry = finding.entry
    numbers = f",\nnumerical:{entry.numeric!r}\nanalytical:{entry.analytic!r}" if entry else ""
    return f"Jacobian mismatch {where}{numbers}\n"


def _ours(finding: Finding) -> str:
    """Code, what it means, the explanation and the node."""
    says = f"{finding.code.id} {finding.code.name}: {finding.code.says}"
    why = f"\nwhy: {finding.why}" if finding.why else ""
    culprit = finding.culprit
    node = f"\nwrong node: {culprit.grad_fn or culprit.op}" + (f" at {culprit.where}" if culprit.where else "") if culprit else ""
    return says + why + node + (f"\n{finding.detail}" if finding.detail else "")
