"""Functions that pick one of their operands, element by element: where, maximum, minimum, fmax, fmin."""


from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.batch import aligned
from gradcli.autograd.creation import into
from gradcli.autograd.interop import answers, as_operand
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops.compare import isnan
from gradcli.autograd.tensor import Tensor, make, unwrap
from gradcli.sample import mask, normal


def no_gradient(g: Any) -> Any:
    """Zeros like g, also where g is NaN or infinite."""
    return make(np.zeros_like(g._data)) if isinstance(g, Tensor) else np.zeros_like(g)


@op((mask(2, 3), normal(2, 3), normal(2, 3)), (mask(3), normal(2, 1), 2.0), family="other")
def where(condition: Any, a: Any, b: Any) -> Any:
    """a where the condition holds, elsewhere b."""
    return np.where(condition, a, b)[()]


where.vjp(
    None,
    lambda g, _y, condition, _a, _b: where(condition, g, 0.0),
    lambda g, _y, condition, _a, _b: where(condition, 0.0, g),
).batch(aligned)
where.jvp(lambda ts, _y, condition, _a, _b: where(condition, 0.0 if ts[1] is None else ts[1], 0.0 if ts[2] is None else ts[2]))


@public("torch", "where")
def where_face(condition: Tensor, input: Any = None, other: Any = None, *, out: Tensor | None = None) -> Any:
    """input where the condition holds, elsewhere other; with the condition alone, the indices where it holds, one tensor per axis."""
    if input is None and other is None:
        return condition.nonzero(as_tuple=True)
    check_condition(condition)
    return into(out, where(condition, *_common_type(input, other)))


@public("Tensor", "where")
def where_method(self: Tensor, condition: Tensor, other: Any) -> Any:
    """self where the condition holds, elsewhere other."""
    return where_face(condition, self, other)


def check_condition(condition: Any) -> None:
    """RuntimeError, as torch has it, for a condition that is not boolean."""
    if not isinstance(condition, Tensor):
        raise TypeError(f"where(): argument 'condition' (position 1) must be Tensor, not {type(condition).__name__}")
    if condition._data.dtype.kind not in "bu":
        raise RuntimeError(f"where expected condition to be a boolean tensor, but got a tensor with dtype {_type_name(condition)}")


def _type_name(t: Tensor) -> str:
    return {"float32": "Float", "float64": "Double", "int64": "Long", "int32": "Int"}.get(t.dtype.name, t.dtype.name)


def _common_type(a: Any, b: Any) -> list[Any]:
    kind = dtypes.result_type([unwrap(a), unwrap(b)])
    return [x.to(dtypes.of(kind)) if isinstance(x, Tensor) and x._data.dtype != kind else x if isinstance(x, Tensor) else dtypes.number_as(x, kind) for x in (a, b)]


def alike(*operands: Any) -> list[Any]:
    """Tensors in the common type of all operands; numbers among them become tensors unless they come after none."""
    kind = dtypes.result_type([unwrap(a) for a in operands if a is not None])
    mixed = sum(isinstance(a, Tensor) for a in operands) > 1
    return [_in_type(a, kind, mixed) for a in operands]


def _in_type(a: Any, kind: Any, mixed: bool) -> Any:
    if isinstance(a, Tensor):
        return a if a._data.dtype == kind else a.to(dtypes.of(kind))
    if a is None or not (mixed or kind.kind in "iu"):
        return a
    number = dtypes.number_as(a, kind)
    return make(number) if mixed else number.item()


@answers(np.where)
def np_where(condition: Any, *choices: Any) -> Any:
    """np.where."""
    return where_face(as_operand(condition), *map(as_operand, choices))


def winners(x: Any, y: Any) -> Any:
    """Where x equals its extreme y, or is NaN as y is."""
    return (x == y) | (isnan(x) & isnan(y))


# ------------------------------------------------------------ the larger and the smaller of two
Share = Callable[[Any, Any, Any], Any]
PAIRS = [(normal(2, 3), normal(2, 3)), (normal(2, 3), normal(3))]


def routed(name: str, kernel: Any, shares: tuple[Share, Share], safe: Callable[[Any, Any], Any], grad_fn: str = "", **traits: Any) -> Op:
    """Declare an operation that takes each element from one of two operands; share(g, a, b): the part of g that goes to a, to b."""
    to_a, to_b = shares
    out = Op(name, kernel, PAIRS, promote="same", family="arithmetic", grad_fn=grad_fn, **traits).batch(aligned).complex_safe(safe)
    out.vjp(lambda g, _y, a, b: to_a(g, a, b), lambda g, _y, a, b: to_b(g, a, b))
    return out.jvp(lambda ts, _y, a, b: total([share(t, a, b) for share, t in zip(shares, ts) if t is not None]))


def total(parts: list[Any]) -> Any:
    """The sum of at least one array or tensor."""
    return sum(parts[1:], parts[0])


def winner_takes(beats: Callable[[Any, Any], Any]) -> tuple[Share, Share]:
    """Equal operands get half each; both get all where one is NaN, as in torch."""
    return (
        lambda g, a, b: where(beats(b, a), 0.0, where(a == b, g / 2, g)),
        lambda g, a, b: where(beats(a, b), 0.0, where(a == b, g / 2, g)),
    )


def first_takes(wins: Callable[[Any, Any], Any]) -> tuple[Share, Share]:
    """The first operand gets all where it wins or the second is NaN."""
    return lambda g, a, b: where(wins(a, b) | isnan(b), g, 0.0), lambda g, a, b: where(wins(a, b) | isnan(b), 0.0, g)


def by_real_part(beats: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The pick continued analytically: decided on the real parts, the mean of two equal ones."""

    def pick(a: Any, b: Any) -> Any:
        return np.where(beats(a.real, b.real), a, np.where(a.real == b.real, (a + b) / 2, b))

    return pick


def more(a: Any, b: Any) -> Any:
    return a > b


def less(a: Any, b: Any) -> Any:
    return a < b


# fmt: off
maximum = routed("maximum", np.maximum, winner_takes(more), by_real_part(more), replaces=(np.maximum,))
minimum = routed("minimum", np.minimum, winner_takes(less), by_real_part(less), replaces=(np.minimum,))
fmax    = routed("fmax", np.fmax, first_takes(lambda a, b: a >= b), by_real_part(more), replaces=(np.fmax,))
fmin    = routed("fmin", np.fmin, first_takes(lambda a, b: a <= b), by_real_part(less), replaces=(np.fmin,))
clamp_min_tensor = routed("clamp_min_tensor", np.maximum, (lambda g, a, b: where(a >= b, g, 0.0), lambda g, a, b: where(a < b, g, 0.0)), by_real_part(more), "ClampMinBackward1")
clamp_max_tensor = routed("clamp_max_tensor", np.minimum, (lambda g, a, b: where(a <= b, g, 0.0), lambda g, a, b: where(a > b, g, 0.0)), by_real_part(less), "ClampMaxBackward1")
# fmt: on


def publish(op: Op) -> None:
    """torch.maximum(input, other, out=None) and the method."""

    def face(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        if not isinstance(other, Tensor):
            raise TypeError(f"{op.name}(): argument 'other' (position 2) must be Tensor, not {type(other).__name__}")
        return into(out, op(input, other))

    face.__name__ = face.__qualname__ = op.name
    face.__doc__ = op.__doc__
    expose("torch Tensor", op.name, face)


for _op in (maximum, minimum, fmax, fmin):
    publish(_op)
