"""What a kernel worked out beside its result, set aside for the backward of that very run."""

from __future__ import annotations

from typing import Any

from gradcli.autograd import state
from gradcli.autograd.grad_mode import MODE


class Aside:
    """A place that a kernel fills; where it is empty a rule works out again what it needs.

    Rules leave what is there as it is: a second backward has to give the same to the last bit.
    """

    _of: tuple[Any, ...] = ()
    _value: Any = None

    def put(self, value: Any, *arrays: Any) -> None:
        """Fill the place with what was worked out of these arrays."""
        self._value, self._of = value, arrays

    def look(self, *arrays: Any) -> Any:
        """What is there; None where nothing is, or where it was worked out of other arrays: `x.data = ...` swaps them."""
        for a, b in zip(arrays, self._of):
            if a is not b:
                return None
        return self._value


def asides(count: int, *inputs: Any) -> tuple[Aside, ...]:
    """`count` places to hand to an operation on `inputs`, or none where no backward of this very run will follow.

    Transforms run a kernel on other arguments, and users' hooks say what is kept and how.
    """
    if not MODE.enabled or state.levels or state.saved_hooks:
        return ()
    for t in inputs:
        if t is not None and t.requires_grad:
            return tuple([Aside() for _ in range(count)])
    return ()
