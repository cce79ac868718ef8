"""Refusals in torch's words, for tensors of a type or rank that an operation does not take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd import state
from gradcli.autograd.instead import Instead
from gradcli.autograd.op import Op
from gradcli.autograd.tensor import Tensor, type_name, unwrap
from gradcli.autograd.unfit import told

FLOAT = np.dtype(float)


def is_continued() -> bool:
    """Whether complex numbers are real ones a complex step away, for which an operation has a continuation."""
    return any(isinstance(level, Instead) for level in state.levels)


def kind_name(x: Any) -> str:
    """torch's name for the type of an array: "Long", "Float"."""
    return type_name(np.asarray(x))[6:-6]


def derivatives(op: Op) -> None:
    """Declare that an operation of two arguments has no derivative: its node is in the graph, its backward an error, as in torch."""

    def rule(_g: Any, _y: Any, _a: Any, _b: Any) -> Any:
        raise RuntimeError(f"derivative for aten::{op.name} is not implemented")

    def forward(*_: Any) -> Any:
        raise NotImplementedError(f"Trying to use forward AD with aten::{op.name} that does not support it.")

    op.vjp(rule, rule).jvp(forward)


def booleans(x: Any, kernel: str) -> None:
    """NotImplementedError for booleans; `kernel` is what torch calls the piece of code that lacks them."""
    if getattr(x, "dtype", FLOAT).kind == "b":
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")


def fractions(x: Any, kernel: str) -> None:
    """NotImplementedError for what has no whole part: booleans and complex numbers."""
    booleans(x, kernel)
    if getattr(x, "dtype", FLOAT).kind == "c" and not is_continued():
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{kind_name(x)}'")


def booleans_in_difference(operands: Sequence[Any]) -> None:
    """RuntimeError for a difference with a boolean."""
    booleans = [a.__class__ is bool or getattr(a, "dtype", FLOAT).kind == "b" for a in operands]
    if all(booleans):
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
        )
    if any(booleans):
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or "
            "`logical_not()` operator instead."
        )


def exponents_outside(operands: Sequence[Any]) -> None:
    """RuntimeError for whole numbers to the power of a negative number, or one that their type does not hold."""
    a, b = operands
    if b.__class__ is int and getattr(a, "dtype", FLOAT).kind in "iu":
        if b < 0:
            raise RuntimeError("Integers to negative integer powers are not allowed.")
        dtypes.number_as(b, a.dtype)


def scaled(t: Any, alpha: Any, other: Any) -> Any:
    """alpha * t. Raises RuntimeError for a factor that the common type of both operands does not have."""
    if alpha.__class__ is int and alpha == 1:
        return t
    if alpha.__class__ is float and getattr(t, "dtype", dtypes.int64).is_floating_point:
        return t * alpha
    kind = dtypes.result_type([unwrap(t), unwrap(other)]).kind
    if kind in "biu" and isinstance(alpha, float):
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    if kind != "c" and isinstance(alpha, complex):
        raise RuntimeError("For non-complex input tensors, argument alpha must not be a complex number.")
    if kind != "b" and isinstance(alpha, bool):
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    return t if alpha == 1 else t * (bool(alpha) if kind == "b" else alpha)


def floating(x: Any, kernel: str) -> None:
    """NotImplementedError for whole numbers; `kernel` is what torch calls the piece of code that lacks them."""
    if x.dtype.kind not in "fc":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{kind_name(x)}'")


def complex_numbers(x: Tensor, kernel: str) -> None:
    """NotImplementedError for complex numbers."""
    if x._data.dtype.kind == "c" and not is_continued():
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{kind_name(x._data)}'")


def numbers_of(x: Tensor, kind: str) -> None:
    """RuntimeError for tensors of another type than this one of torch's, "Long"."""
    found = kind_name(x._data)
    if found != kind:
        raise RuntimeError(f"expected scalar type {kind} but found {found}")


def tensor(x: Any, name: str, position: int = 1, argument: str = "input") -> None:
    """TypeError for what is no tensor."""
    if not isinstance(x, Tensor):
        raise TypeError(f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {type(x).__name__}")


def numbers_alone(name: str, second: str, *operands: Any) -> None:
    """TypeError for operands of which none is a tensor; `second` is torch's name of the second one."""
    if not any(isinstance(a, Tensor) for a in operands):
        forms = [f"(Tensor input, Tensor {second}, *, Tensor out = None)", f"(Number self, Tensor {second}, *, Tensor out = None)"]
        forms.append(f"(Tensor input, Number {second}, *, Tensor out = None)")
        got = f"{name}() received an invalid combination of arguments - got ({told(operands, {})}), but expected one of:"
        raise TypeError("\n * ".join([got, *forms]))


def whole_numbers(x: Tensor, name: str) -> None:
    """RuntimeError for whole numbers, as linear algebra words it."""
    if x._data.dtype.kind not in "fc":
        raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input. Got {kind_name(x._data)}")
