"""Which functions take no number for an operand that has to be a tensor, in torch's words; a third table laid over the published functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from gradcli.autograd.names import SPACES, expose
from gradcli.autograd.ops import choose, compare, refusals, refused_types  # noqa: F401  they publish the functions first
from gradcli.autograd.unfit import OVERLOADED, told

NUMBERS = frozenset((bool, int, float, complex))
FORMS = " * (Tensor input, Tensor other, *, Tensor out = None)\n * (Tensor input, Number other, *, Tensor out = None)"
FIRST = """
    clamp_max clamp_min copysign eq fmod ge greater greater_equal gt le less less_equal lt max min ne not_equal rsub
""".split()  # functions of a tensor and anything
BOTH = """
    arctan2 atan2 fmax fmin gcd hypot igamma igammac lcm ldexp logaddexp logaddexp2 logical_and logical_or logical_xor maximum minimum
    nextafter polar gammainc gammaincc
""".split()  # functions of two tensors
WORDS = {"polar": ("abs", "angle")}  # torch's names of the operands where they are not input and other


def lay_over(space: str, name: str, count: int) -> None:
    """Guard the first `count` operands of a function, where it is public in this space."""
    if name in SPACES[space]:
        own = int(space == "Tensor")
        label = f"special_{name}" if space == "special" else name
        expose(space, name, guarded(SPACES[space][name], label, count, own))


def guarded(fn: Callable[..., Any], label: str, count: int, own: int) -> Callable[..., Any]:
    """fn, after a look at its first operands.   own: how many of them the caller did not write (self)."""

    @wraps(fn)
    def call(*operands: Any, **named: Any) -> Any:
        for place, a in enumerate(operands[:count]):
            if a.__class__ in NUMBERS:
                raise TypeError(refusal(label, place, operands, own))
        return fn(*operands, **named)

    return call


def refusal(label: str, place: int, operands: Sequence[Any], own: int) -> str:
    """What is wrong: the operand, or for functions of several forms the combination."""
    if label in OVERLOADED or label in ("max", "min"):
        return f"{label}() received an invalid combination of arguments - got ({told(operands[own:], {})}), but expected one of:\n{FORMS}"
    name = WORDS.get(label, ("input", "other"))[place]
    return f"{label}(): argument '{name}' (position {place + 1 - own}) must be Tensor, not {type(operands[place]).__name__}"


for _name in FIRST:
    lay_over("torch", _name, 1)
for _name in BOTH:
    for _space in ("torch", "Tensor", "special"):
        lay_over(_space, _name, 2)
