"""Complex steps: operations on complex numbers in which the real parts decide, and nothing is conjugated or cut off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.autograd import state
from gradcli.autograd.op import Op
from gradcli.autograd.promotion import promoted
from gradcli.autograd.tensor import Tensor, make


def stepped(op: Op, arrays: Sequence[Any], params: Mapping[str, Any]) -> Any:
    """The operation's analytic continuation. Raises TypeError where it has none."""
    return (op.complex_kernel or op.kernel)(*arrays, **params)


class ComplexSteps:
    """A `with` block in which every operation takes its analytic continuation, inside a user's Functions too."""

    def __enter__(self) -> None:
        state.levels.append(self)

    def __exit__(self, *_: object) -> None:
        state.levels.remove(self)

    def call(self, op: Any, args: tuple[Any, ...], params: dict[str, Any]) -> Any:
        if isinstance(op, type):  # a Function: its own operations come here one by one
            return op._applied(args, params)[0]  # type: ignore[attr-defined]
        arrays = [a._data if isinstance(a, Tensor) else a for a in args]
        with state.below(self):
            y = stepped(op, promoted(arrays, op) if op.promote else arrays, params)
        return make(y) if op.outputs == 1 else tuple(map(make, y))
