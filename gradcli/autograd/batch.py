"""How operations run on arguments (arrays or tensors) with one extra leading axis; the default is a loop: never wrong, only slow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = Any
Flags = Sequence[bool]


def stacked(op: Any, flags: Flags, args: Sequence[Any], params: dict[str, Any]) -> Any:
    """op on arrays of which those flagged have a leading batch axis; every result has it too."""
    if op.stacked is not None:
        return op.stacked(op, flags, args, params)
    return loop(op, flags, args, params)


def loop(op: Any, flags: Flags, args: Sequence[Any], params: dict[str, Any]) -> Any:
    """One call per entry of the batch axis."""
    n = next(len(a) for a, flag in zip(args, flags) if flag)
    rows = [op(*[a[k] if flag else a for a, flag in zip(args, flags)], **params) for k in range(n)]
    if op.outputs == 1:
        return pile(rows)
    return tuple(pile(column) for column in zip(*rows))


def pile(rows: Sequence[Any]) -> Any:
    """Arrays or tensors, stacked on a new leading axis."""
    if isinstance(rows[0], (np.ndarray, np.generic)):
        return np.stack(rows)
    from gradcli.autograd.op import OPS

    return OPS["stack"](*rows, dim=0)


def aligned(op: Any, flags: Flags, args: Sequence[Any], params: dict[str, Any]) -> Any:
    """For operations that broadcast from the right: lower-rank stacked arguments get axes of length 1 behind the batch axis."""
    return op(*lifted(flags, args), **params)


def lifted(flags: Flags, args: Sequence[Any]) -> list[Any]:
    """The arguments with every stacked one of full rank, so that they broadcast against each other."""
    rank = max([rank_of(a) - flag for a, flag in zip(args, flags)])
    return [
        a.reshape(len(a), *(1,) * (rank + 1 - a.ndim), *a.shape[1:]) if flag and a.ndim <= rank else a for a, flag in zip(args, flags)
    ]


def rank_of(a: Any) -> int:
    """Number of axes; 0 for numbers."""
    return int(getattr(a, "ndim", 0))


def along(*names: str) -> Any:
    """For operations on axes: the metadata `names` (an axis, several, or None for all) move one to the right."""

    def rule(op: Any, flags: Flags, args: Sequence[Any], params: dict[str, Any]) -> Any:
        rank = rank_of(args[0]) - 1
        if not flags[0] or any(flags[1:]) or not rank:
            return loop(op, flags, args, params)
        moved = {name: shifted(params[name], rank) for name in names}
        return op(*args, **{**params, **moved})

    return rule


def shifted(dim: Any, rank: int) -> Any:
    """Axis numbers of an array of `rank` axes, as seen once a batch axis stands before them."""
    if dim is None or dim == ():
        return tuple(range(1, rank + 1))
    if isinstance(dim, (tuple, list)):
        return tuple(shifted(d, rank) for d in dim)
    return dim + 1 if dim >= 0 else dim
