"""Operations computed in another way for a while: by their continuations, or with every result rounded otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.op import Op
from gradcli.autograd.promotion import promoted
from gradcli.autograd.saved import save
from gradcli.autograd.tensor import Tensor, alias, make

Array = Any
NO_DERIVATIVE = "is not implemented"  # what rules of operations like floor division say
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
    """Every operation's own kernel, with `move` applied to its results where they are rounded at all."""
    return Moved(move).compute


class Moved:
    """One evaluation with every rounded number moved.

    fixed: by id, the results that do not follow what came before, as floor(x) and what is made of it.
    """

    def __init__(self, move: Callable[[Array], Array]) -> None:
        self.move = move
        self.fixed: dict[int, Array] = {}

    def compute(self, op: Op, arrays: Sequence[Any], params: Mapping[str, Any]) -> Any:
        y = op.kernel(*arrays, **params)
        free = [i for i, a in enumerate(arrays) if is_floating(a) and id(a) not in self.fixed]
        if not free and not op.random:
            return self.kept(y) if op.outputs == 1 else tuple(map(self.kept, y))
        if op.view:
            return y
        if op.random:
            return self.move(y) if op.outputs == 1 else tuple(map(self.move, y))
        near = [self.move(a) if i in free else a for i, a in enumerate(arrays)]
        others = op.kernel(*near, **params)
        beside = np.concatenate([np.ravel(near[i]) for i in free])
        if op.outputs != 1:
            return tuple(self.unless(np.isin(other, beside), part) for part, other in zip(y, others))
        still = stands_still(op, (arrays, free), params, y) if is_floating(y) else True
        return self.kept(y) if np.all(still) else self.unless(still | np.isin(others, beside), y)

    def unless(self, exact: Any, y: Array) -> Array:
        """A result moved but for what is exact, because it was chosen from the arguments or stands still."""
        found: Array = np.where(exact, y, self.move(y)) if is_floating(y) else y
        return found[()]

    def kept(self, y: Array) -> Array:
        """y, noted as fixed for as long as that is wanted: while it is held, no other array gets its id."""
        self.fixed[id(y)] = y
        return y


def is_floating(a: Any) -> bool:
    """Whether something is an array of real or complex numbers."""
    return isinstance(a, (np.ndarray, np.generic)) and a.dtype.kind in "fc"


def stands_still(op: Op, arguments: tuple[Sequence[Any], Sequence[int]], params: Mapping[str, Any], y: Array) -> Any:
    """Where a result has no slope, as that of floor, or of a clamp beyond its bounds: there it is what it is, and not rounded.

    arguments: all of them, and which are free to move.
    """
    arrays, free = arguments
    codes = op.plan(sum(1 << i for i in free))[0]
    saved = (None,) * len(arrays) if codes is None else save(codes, arrays)
    try:
        slopes = op.gradients(np.ones_like(y), y, saved, [i in free for i in range(len(arrays))], dict(params))
    except Exception as error:
        return NO_DERIVATIVE in str(error)
    found = [slope == 0 for slope in slopes if slope is not None]
    alike = [still for still in found if np.shape(still) == np.shape(y)]
    return np.logical_and.reduce(alike) if found and len(alike) == len(found) else bool(found) and all(map(np.all, found))
