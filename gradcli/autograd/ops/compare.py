"""Comparisons, logic and bits: element by element, never differentiated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.creation import into
from gradcli.autograd.names import expose
from gradcli.autograd.op import Op
from gradcli.autograd.ops.refuse import kind_name
from gradcli.autograd.tensor import Tensor, type_name
from gradcli.autograd.view import inplace
from gradcli.sample import integers, normal


def comparison(name: str, kernel: Callable[..., Any], arity: int, *names: str, promote: str = "same") -> Op:
    """Declare an operation without derivative, published under its name and `names`."""
    op = Op(name, kernel, [tuple(normal(2, 3) for _ in range(arity))], promote=promote, family="other").batch(aligned)
    for public_name in (name, *names):
        publish(op, public_name)
    return op


def publish(op: Op, name: str) -> None:
    """torch.name(input, other, out=None), Tensor.name and, where it has one, the in-place form."""

    def face(*operands: Any, out: Tensor | None = None, **named: Any) -> Tensor:
        y = op(*operands, *named.values())
        return y if out is None else into(out, y)

    face.__name__ = face.__qualname__ = name
    face.__doc__ = op.__doc__
    face.__wrapped__ = op  # type: ignore[attr-defined]  # its signature, for readers
    expose("torch Tensor", name, face)
    if not name.startswith("is") and name != "signbit":
        expose("Tensor", name + "_", inplace(op, name + "_"))


KERNELS = {"left_shift": "lshift", "right_shift": "rshift"}  # torch's names of numpy's functions


def bits(fn: Callable[..., Any]) -> Callable[..., Any]:
    """A bitwise kernel; NotImplementedError for floating tensors, as torch has it."""

    def kernel(*arrays: Any) -> Any:
        for a in arrays:
            if getattr(a, "dtype", np.dtype(int)).kind in "fc":
                name = KERNELS.get(fn.__name__, fn.__name__)
                raise NotImplementedError(f'"{name}_cpu" not implemented for {kind_name(a)!r}')
        return fn(*arrays)

    return kernel


def ordered(name: str, fn: Callable[..., Any]) -> Callable[..., Any]:
    """A kernel that compares by order; NotImplementedError for complex tensors, which have none."""

    def kernel(a: Any, b: Any) -> Any:
        for x in (a, b):
            if isinstance(x, (np.ndarray, np.generic)) and x.dtype.kind == "c":
                kind = type_name(x).removeprefix("torch.").removesuffix("Tensor")
                raise NotImplementedError(f'"{name}_cpu" not implemented for {kind!r}')
        return fn(a, b)

    return kernel


def inverted(input: Tensor) -> Any:
    """Every bit inverted. Raises TypeError for a tensor with fractions."""
    if input._data.dtype.kind in "fc":
        raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return bitwise_not(input)


# fmt: off
#             name           kernel             arguments, other names
eq          = comparison("eq",          np.equal,          2)
ne          = comparison("ne",          np.not_equal,      2, "not_equal")
lt          = comparison("lt",          ordered("lt", np.less),          2, "less")
le          = comparison("le",          ordered("le", np.less_equal),    2, "less_equal")
gt          = comparison("gt",          ordered("gt", np.greater),       2, "greater")
ge          = comparison("ge",          ordered("ge", np.greater_equal), 2, "greater_equal")
logical_and = comparison("logical_and", np.logical_and,    2)
logical_or  = comparison("logical_or",  np.logical_or,     2)
logical_xor = comparison("logical_xor", np.logical_xor,    2)
logical_not = comparison("logical_not", np.logical_not,    1)
isnan       = comparison("isnan",       np.isnan,          1)
isinf       = comparison("isinf",       np.isinf,          1)
isfinite    = comparison("isfinite",    np.isfinite,       1)
isposinf    = comparison("isposinf",    np.isposinf,       1)
isneginf    = comparison("isneginf",    np.isneginf,       1)
isreal      = comparison("isreal",      np.isreal,         1)
signbit     = comparison("signbit",     np.signbit,        1)
bitwise_and = comparison("bitwise_and", bits(np.bitwise_and), 2)
bitwise_or  = comparison("bitwise_or",  bits(np.bitwise_or),  2)
bitwise_xor = comparison("bitwise_xor", bits(np.bitwise_xor), 2)
bitwise_not = comparison("bitwise_not", bits(np.invert),      1)
left_shift  = comparison("bitwise_left_shift",  bits(np.left_shift),  2)
right_shift = comparison("bitwise_right_shift", bits(np.right_shift), 2)
# fmt: on

for _op in (bitwise_and, bitwise_or, bitwise_xor, bitwise_not, left_shift, right_shift):
    _op.samples[:] = [(integers(0, 8, 2, 3),) * len(_op.samples[0])]  # whole numbers only, which have no derivative

ANSWERS = {
    eq: np.equal, ne: np.not_equal, lt: np.less, le: np.less_equal, gt: np.greater, ge: np.greater_equal, isnan: np.isnan,
    isinf: np.isinf, isfinite: np.isfinite, logical_and: np.logical_and, logical_or: np.logical_or, logical_not: np.logical_not,
    logical_xor: np.logical_xor, signbit: np.signbit, bitwise_and: np.bitwise_and, bitwise_or: np.bitwise_or,
    bitwise_xor: np.bitwise_xor, bitwise_not: np.invert, left_shift: np.left_shift, right_shift: np.right_shift,
}  # fmt: skip
for _op, _ufunc in ANSWERS.items():
    _op.replaces = (_ufunc,)


def _compared(op: Callable[..., Any]) -> Callable[..., Any]:
    """A comparison operator; == and != with something that is no number are plain False and True."""

    def method(self: Tensor, other: Any) -> Any:
        if not isinstance(other, (Tensor, bool, int, float, complex, np.ndarray, np.generic)):
            return NotImplemented
        return op(self, other)

    return method


def _of_two(op: Callable[..., Any]) -> Callable[..., Any]:
    """An operation with the signature of an operator."""

    def face(self: Tensor, other: Any) -> Any:
        return op(self, other)

    return face


OPERATORS: dict[str, Callable[..., Any]] = {
    "__eq__": eq, "__ne__": ne, "__lt__": lt, "__le__": le, "__gt__": gt, "__ge__": ge,
    "__and__": bitwise_and, "__or__": bitwise_or, "__xor__": bitwise_xor, "__rand__": bitwise_and, "__ror__": bitwise_or,
    "__lshift__": left_shift, "__rshift__": right_shift, "__rxor__": bitwise_xor,
    "__rlshift__": lambda x, other: left_shift(other, x), "__rrshift__": lambda x, other: right_shift(other, x),
}  # fmt: skip
for _name, _fn in OPERATORS.items():
    expose("Tensor", _name, _compared(_fn))
CHANGES: dict[str, Callable[..., Any]] = {
    "__iand__": bitwise_and, "__ior__": bitwise_or, "__ixor__": bitwise_xor, "__ilshift__": left_shift, "__irshift__": right_shift,
}  # fmt: skip
for _name, _fn in CHANGES.items():
    expose("Tensor", _name, inplace(_of_two(_fn), _name))
expose("Tensor", "__invert__", inverted)
