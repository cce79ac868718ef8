"""Functions of the representation of numbers: gcd, lcm, nextafter, frexp, positive."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd import return_types
from gradcli.autograd.batch import aligned
from gradcli.autograd.creation import into
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import Op, op
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.view import inplace
from gradcli.sample import integers, nonzero, normal

WHOLE = [(integers(1, 20, 4), integers(1, 20, 4))]
gcd = Op("gcd", np.gcd, WHOLE, promote="same", replaces=(np.gcd,)).batch(aligned)
lcm = Op("lcm", np.lcm, WHOLE, promote="same", replaces=(np.lcm,)).batch(aligned)
nextafter = Op("nextafter", np.nextafter, [(normal(3), normal(3))], promote="same", replaces=(np.nextafter,)).batch(aligned)


@op((nonzero(2, 3),), outputs=2, kept=(1,), family="arithmetic")
def frexp(x: Any) -> Any:
    """(mantissa, exponent) with x = mantissa 2^exponent and |mantissa| in [0.5, 1)."""
    mantissa, exponent = np.frexp(x.real)
    return x * np.exp2(-exponent.astype(mantissa.dtype)) if np.iscomplexobj(x) else mantissa, exponent


frexp.vjp(lambda gs, y, _x: gs[0] * power_of_two(y[1], gs[0]))
frexp.jvp(lambda ts, y, _x: (ts[0] * power_of_two(y[1], ts[0]), None)).batch(aligned)


def power_of_two(exponent: Any, like: Any) -> Any:
    """2^-exponent in the type of `like`; a constant."""
    return np.exp2(-np.asarray(getattr(exponent, "_data", exponent), like.dtype.numpy if isinstance(like, Tensor) else like.dtype))


@public("torch Tensor", "frexp")
def frexp_face(input: Tensor, *, out: Any = None) -> Any:
    """(mantissa, exponent) with input = mantissa 2^exponent."""
    results = frexp(input)
    return return_types.named("frexp", "mantissa", "exponent")(results if out is None else [into(o, r) for o, r in zip(out, results)])


@public("torch Tensor")
def positive(input: Tensor) -> Tensor:
    """The tensor itself. Raises RuntimeError for booleans."""
    if input._data.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


def publish(operation: Op) -> None:
    """torch.gcd(input, other, out=None), the method and its in-place form."""

    def face(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        return into(out, operation(input, other))

    face.__name__ = face.__qualname__ = operation.name
    expose("torch Tensor", operation.name, face)
    expose("Tensor" if operation is nextafter else "torch Tensor", operation.name + "_", inplace(face, operation.name + "_"))


for _op in (gcd, lcm, nextafter):
    publish(_op)
