"""In-place changes inside vmap and forward mode: the whole batch is written, and tangents follow the memory they belong to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gradcli.autograd import forward_ad, state, view
from gradcli.autograd.node import next_number
from gradcli.autograd.tensor import Tensor, counter
from gradcli.autograd.vmapping import BatchedTensor

UNMAPPED = (
    "vmap: inplace arithmetic(self, *extra_args) is not possible because there exists a Tensor `other` in extra_args that has more "
    "elements than `self`. This happened due to `other` being vmapped over but `self` not being vmapped over in a vmap. Please try to use "
    "out-of-place operators instead of inplace arithmetic. If said operator is being called inside the PyTorch framework, please file a "
    "bug report instead."
)


def assign(t: Tensor, op: Callable[..., Any], args: Sequence[Any], params: dict[str, Any], name: str) -> Tensor:
    """As view.assign, with every level taking its part."""
    prepare(t, name)
    first, before = next_number(), former(t, name)
    commit(t, before, op(before, *args, **params), first)
    return t


def prepare(t: Tensor, name: str) -> None:
    """RuntimeError when t, or the batch it is an example of, may not be changed."""
    view.prepare(t, name)
    if isinstance(t, BatchedTensor):
        prepare(t.whole, name)


def former(t: Tensor, name: str = "") -> Tensor:
    """t as it is before the change: same memory, history and tangents."""
    before = t.level.wrap(former(t.whole, name)) if isinstance(t, BatchedTensor) else view.former(t, name)
    for level in forward_levels():
        with state.below(level):
            tangent = level.tangent(t)
            if tangent is not None:
                level.put(before, tangent)
    return before


def forward_levels() -> list[forward_ad.Level]:
    return [level for level in state.levels if isinstance(level, forward_ad.Level)]


def commit(t: Tensor, before: Tensor, result: Tensor, first: int) -> None:
    """Write a result into t on every level. Raises RuntimeError when it differs between examples and t does not."""
    tangents = {}
    for level in forward_levels():
        with state.below(level):
            tangents[level] = level.tangent(result)
    if isinstance(result, BatchedTensor):
        if not (isinstance(t, BatchedTensor) and isinstance(before, BatchedTensor) and t.level is result.level):
            raise RuntimeError(UNMAPPED)
        with state.below(t.level):
            commit(t.whole, before.whole, result.whole, first)
        t._data = t.whole._data[0, ...]
    else:
        view.commit(t, before, result, first)
    for level, tangent in tangents.items():
        with state.below(level):
            level.follow(t, tangent)


def reform(t: Tensor, op: Callable[..., Any], args: Sequence[Any], params: dict[str, Any]) -> Tensor:
    """As view.reform: t becomes a view of its own memory."""
    prepare(t, "")
    result = op(former(t), *args, **params)
    t._data, t._edge = result._data, view.numbered_in_place(result._edge)
    if isinstance(t, BatchedTensor) and isinstance(result, BatchedTensor):
        t.whole = result.whole
    t.__dict__["_tangents"] = dict(result.__dict__.get("_tangents", {}))
    counter(t).n += 1
    t._seen = counter(t).n
    return t
