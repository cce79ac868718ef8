"""Operations computed in another way for a while: by their continuations, or with every result rounded otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.op import Op
from gradcli.autograd.promotion import promoted
from gradcli.autograd.tensor import Tensor, alias, make

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
        if op.outputs == 1:
            return self._made(op, args, y)
        return tuple(self._made(op, args, part) for part in y)

    def _made(self, op: Op, args: Sequence[Any], y: Array) -> Tensor:
        """A result as a tensor; a view is one of the argument still, so that writing into it does."""
        t = make(y)
        if op.view and isinstance(args[0], Tensor) and np.may_share_memory(y, args[0]._data):
            alias(t, args[0])
        return t


def moved(move: Callable[[Array], Array]) -> Compute:
    """Every operation's own kernel, with `move` applied to its results; a view computes nothing."""

    def compute(op: Op, arrays: Sequence[Any], params: Mapping[str, Any]) -> Any:
        y = op.kernel(*arrays, **params)
        if op.view:
            return y
        return move(y) if op.outputs == 1 else tuple(map(move, y))

    return compute
