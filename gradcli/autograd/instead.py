"""Operations computed in another way for a while: by their continuations, or with every result rounded otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gradcli.autograd import state
from gradcli.autograd.op import Op
from gradcli.autograd.promotion import promoted
from gradcli.autograd.tensor import Tensor, make

Array = Any
Compute = Callable[[Op, Sequence[Any], Mapping[str, Any]], Any]


class Instead:
    """A `with` block in which `compute` gives the results of every operation, inside a user's Functions too."""

    def __init__(self, compute: Compute) -> None:
        self.compute = compute

    def __enter__(self) -> None:
        state.levels.append(self)

    def __exit__(self, *_: object) -> None:
        state.levels.remove(self)

    def call(self, op: Any, args: tuple[Any, ...], params: dict[str, Any]) -> Any:
        if isinstance(op, type):  # a Function: its own operations come here one by one
            return op._applied(args, params)[0]  # type: ignore[attr-defined]
        arrays = [a._data if isinstance(a, Tensor) else a for a in args]
        with state.below(self):
            y = self.compute(op, promoted(arrays, op) if op.promote else arrays, params)
        return make(y) if op.outputs == 1 else tuple(map(make, y))


def moved(move: Callable[[Array], Array]) -> Compute:
    """Every operation's own kernel, with `move` applied to its results."""

    def compute(op: Op, arrays: Sequence[Any], params: Mapping[str, Any]) -> Any:
        y = op.kernel(*arrays, **params)
        return move(y) if op.outputs == 1 else tuple(map(move, y))

    return compute
