"""vmap: a function of one example mapped over a batch."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from gradcli.autograd import state
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.vmapping import Level
from gradcli.func.trees import Function, checked_randomness, flatten, spelled, transform


def vmap(func: Function, in_dims: Any = 0, out_dims: Any = 0, randomness: str = "error", *, chunk_size: int | None = None) -> Function:
    """The function that maps `func` over an axis of its arguments. Raises ValueError for sizes or axes that do not match.

    randomness: what random functions inside do: "error", "same" for all examples, "different" for each.
    """
    checked_randomness(randomness)
    if chunk_size is not None and chunk_size < 1:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")
    name = getattr(func, "__name__", repr(func))

    @functools.wraps(func)
    def mapped(*args: Any, **kwargs: Any) -> Any:
        leaves, build = flatten(args)
        call = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>)"
        refuse_inputs(name, in_dims, leaves, call)
        dims = spread_dims(in_dims, args, call)
        level = Level(batch_size(leaves, dims, call), randomness)
        inner = build([x if d is None else level.argument(x, d) for x, d in zip(leaves, dims)])
        state.levels.append(level)
        try:
            with transform():
                out = func(*inner, **kwargs)
        finally:
            state.levels.remove(level)
        outs, rebuild = flatten(out)
        refuse_out_dims(name, out_dims)
        places = out_dims[0] if isinstance(out, Tensor) and isinstance(out_dims, tuple) and len(out_dims) == 1 else out_dims
        wanted = spread_dims(places, out, f"vmap({name}, ..., out_dims={out_dims})(<inputs>)", ("out_dims", "outputs"))
        return rebuild([left(level, y, d, name) for y, d in zip(outs, wanted)])

    return mapped


def refuse_inputs(name: str, in_dims: Any, leaves: Sequence[Any], call: str) -> None:
    """ValueError for axes of the wrong kind, or nothing to map over."""
    if not isinstance(in_dims, (int, tuple)):
        raise ValueError(
            f"{call}: expected `in_dims` to be int or a (potentially nested) tuple matching the structure of inputs, got: {type(in_dims)}."
        )
    if not leaves:
        raise ValueError(
            f"vmap({name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a function with no "
            "inputs. The latter is unsupported."
        )


def refuse_out_dims(name: str, dims: Any) -> None:
    """ValueError for places of the batch axis that are no numbers."""
    if isinstance(dims, (tuple, list, dict)):
        for part in dims.values() if isinstance(dims, dict) else dims:
            refuse_out_dims(name, part)
    elif not isinstance(dims, (int, type(None))):
        raise ValueError(
            f"vmap({name}, ..., out_dims={dims}): `out_dims` must be an int, None or a python collection of ints representing where in the "
            "outputs the vmapped dimension should appear."
        )


def spread_dims(dims: Any, tree: Any, call: str, names: tuple[str, str] = ("in_dims", "inputs")) -> list[Any]:
    """One axis per leaf: `dims` may stand for whole subtrees. Raises ValueError where the nesting differs."""
    if not isinstance(dims, (tuple, list, dict)):
        return [dims] * len(flatten(tree)[0])
    if not alike(dims, tree):
        raise ValueError(
            f"{call}: {names[0]} is not compatible with the structure of `{names[1]}`. {names[0]} has structure {spelled(dims)} "
            f"but {names[1]} has structure {spelled(tree)}."
        )
    keys = tree if isinstance(tree, dict) else range(len(tree))
    return [d for key in keys for d in spread_dims(dims[key], tree[key], call, names)]


def alike(dims: Any, tree: Any) -> bool:
    """Whether the outermost collections are of one kind and have the same keys, or the same length."""
    if isinstance(dims, dict):
        return isinstance(tree, dict) and dims.keys() == tree.keys()
    return isinstance(tree, tuple if isinstance(dims, tuple) else list) and len(tree) == len(dims)


def batch_size(leaves: Sequence[Any], dims: Sequence[Any], call: str) -> int:
    """The common length of the mapped axes."""
    sizes = []
    for x, d in zip(leaves, dims):
        if d is None:
            continue
        if not isinstance(d, int):
            raise ValueError(f"{call}: Got in_dim={d} for an input but in_dim must be either an integer dimension or None.")
        if not isinstance(x, Tensor):
            raise ValueError(
                f"{call}: Got in_dim={d} for an input but the input is of type {type(x)}. We cannot "
                "vmap over non-Tensor arguments, please use None as the respective in_dim"
            )
        if not -x._data.ndim <= d < x._data.ndim:
            n = x._data.ndim
            raise ValueError(
                f"{call}: Got in_dim={d} for some input, but that input is a Tensor of dimensionality "
                f"{n} so expected in_dim to satisfy -{n} <= in_dim < {n}."
            )
        sizes.append(x._data.shape[d])
    if not sizes:
        raise ValueError("vmap: Expected at least one Tensor to vmap over")
    if len(set(sizes)) > 1:
        raise ValueError(
            f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the mapped dimension"
        )
    return int(sizes[0])


def left(level: Level, y: Any, dim: Any, name: str) -> Any:
    """A result of the mapped function with its batch axis at `dim`, without one where that is None. Raises ValueError for others."""
    if dim is None and not isinstance(y, Tensor):
        return y
    if not isinstance(y, Tensor):
        raise ValueError(
            f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(y)}. Did you mean to set out_dims= to None for output?"
        )
    if dim is None:
        if level.batched(y):
            raise ValueError(f"vmap({name}, ...): `{name}` can not return a BatchedTensor when out_dim is None")
        return y
    whole: Tensor = y.whole if level.batched(y) else y.expand((level.size, *y._data.shape))  # type: ignore[attr-defined]
    return whole if not dim else whole.movedim(0, dim)
