"""Tensors kept for backward: saved in the forward, checked for in-place changes and unpacked in the backward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.node import FREED, Node, Output
from gradcli.autograd.rule import SHAPE, VALUE
from gradcli.autograd.tensor import LEAF, PLAIN, Tensor, current_edge, make, type_name

TWICE = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). "
    "Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if "
    "you need to backward through the graph a second time or if you need to access saved tensors after calling backward."
)


ENABLE = (
    "enable anomaly detection to find the operation that failed to compute its gradient, with "
    "torch.autograd.set_detect_anomaly(True, check_nan=False)."
)
FURTHER = (
    "the backtrace further above shows the operation that failed to compute its gradient. The variable in question was changed in there or "
    "anywhere later. Good luck!"
)
MODIFIED = (
    "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook cannot be modified by in-place "
    "operations as this can lead to unexpected side-effects. Please open an issue if you need to perform in-place operations on the input "
    "to a pack hook."
)


class Pinned:
    """A saved tensor that had been changed in place before: it must still be at that version in the backward; None: at any."""

    __slots__ = ("__weakref__", "tensor", "version")

    def __init__(self, tensor: Tensor, version: int | None) -> None:
        self.tensor, self.version = tensor, version


class Packed:
    """A saved tensor in the form a user's pack hook gave it, with the way back into the graph: for a leaf itself."""

    __slots__ = ("edge", "packed", "unpack")

    def __init__(self, t: Tensor, hooks: tuple[Any, Any], edge: Any) -> None:
        pack, self.unpack = hooks
        self.edge, before = edge, version(t)
        self.packed = pack(t)
        if version(t) != before:
            raise RuntimeError(MODIFIED)

    def array(self) -> Any:
        """The values. Raises TypeError when the unpack hook returns no tensor."""
        t = self.unpack(self.packed)
        if not isinstance(t, Tensor):
            kind, module = type(t).__qualname__, type(t).__module__
            name = kind if module == "builtins" else f"{module}.{kind}"
            raise TypeError(f"Output of saved tensor unpack_hook expected to be a Tensor but got result of type {name}")
        return t._data

    def tensor(self) -> Tensor:
        """The values, with the history the saved tensor had."""
        return make(self.array(), self.edge)


def version(t: Tensor) -> int:
    """How often the memory of a tensor was changed in place."""
    return 0 if t._counter is None else t._counter.n


def save(codes: Sequence[int], args: Sequence[Any]) -> tuple[Any, ...]:
    """The arguments a node keeps. The last code holds for all further arguments."""
    if len(codes) != len(args):
        codes = [*codes, *[codes[-1]] * (len(args) - len(codes))]
    kept: list[Any] = []
    for code, a in zip(codes, args):  # the case of `keep` that nearly all are, without the call
        if code == VALUE:
            kept.append(keep(a) if isinstance(a, Tensor) and (a._counter is not None or state.saved_hooks) else a)
        else:
            kept.append(None if code != SHAPE else shape_of(a))
    return tuple(kept)


def save_in_order(op: Any, codes: Sequence[int], args: Sequence[Any]) -> tuple[Any, ...]:
    """The arguments a node keeps, given to pack hooks in torch's order."""
    return save(codes[::-1], args[::-1])[::-1] if other_first(op, args) else save(codes, args)


def other_first(op: Any, args: Sequence[Any]) -> bool:
    """Whether torch saves the second of two arguments before the first: it goes by their names, and `other` comes before `self`."""
    return len(args) == 2 and op is not None and (bool(op.promote) or op.name in ("mm", "bmm"))


def keep(a: Any) -> Any:
    """A value to save: tensors as they are, with their version where they have been changed in place."""
    if isinstance(a, Tensor):
        if a._inference:
            raise RuntimeError(
                "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation "
                "tracked by autograd. To work around this, you can make a clone to get a normal tensor and use it in autograd, or use "
                "`torch.no_grad()` instead of `torch.inference_mode()`."
            )
        if state.saved_hooks:
            return Packed(a, state.saved_hooks[-1], edge_of(a))
        counter = a._counter
        if counter is not None and counter.n:
            return Pinned(a, counter.n)
    return a


def edge_of(a: Tensor) -> Any:
    """Where the gradient of a saved tensor goes: a leaf that requires grad stands for itself."""
    edge = a._edge if a._base is None else current_edge(a)
    return a if edge is LEAF else edge


def keep_result(y: Any, edge: Any) -> Any:
    """A result to save: the array, or what a pack hook makes of it, which sees it with its node."""
    if not state.saved_hooks:
        return y
    return Packed(make(y, edge if y.dtype.kind in "fc" else None), state.saved_hooks[-1], None)


def shape_of(a: Any) -> tuple[int, ...]:
    data = a._data if isinstance(a, Tensor) else a
    return data.shape if isinstance(data, (np.ndarray, np.generic)) else ()


def unpack(node: Node, create: bool) -> tuple[Sequence[Any], Any]:
    """(arguments, result) as saved: tensors when the backward is itself recorded, else arrays.

    Raises RuntimeError when they were freed or changed in place.
    """
    saved = node._saved
    if saved is FREED:
        raise RuntimeError(TWICE)
    y = node._y
    if y is not None:
        if node._counter is not None and node._counter.n != node._version:
            raise changed(y, node, node._counter.n, node._version)
        y = y if y.__class__ is np.ndarray else unpacked(y)
        y = result(node, y) if create else y
    if saved is None:
        return (None,) * len(node._edges), y
    if saved[0].__class__ is Packed and other_first(node._op, saved):
        return [value(a, create) for a in saved[::-1]][::-1], y
    found = []
    for a in saved:  # the cases of `value` that nearly all are, without the call
        kind = a.__class__
        if kind in PLAIN and (a._counter is None or not a._counter.n):
            found.append(a if create else a._data)
        else:
            found.append(value(a, create) if kind is Packed or kind is Pinned or isinstance(a, Tensor) else a)
    return found, y


def unpacked(y: Any) -> Any:
    """A saved result as an array (or a tuple of them), through the unpack hook where there was one."""
    if isinstance(y, tuple):
        return tuple(map(unpacked, y))
    return y.array() if y.__class__ is Packed else y


def value(a: Any, create: bool) -> Any:
    """One saved argument as a tensor (`create`) or array, after its version was checked."""
    expected: int | None = 0
    if a.__class__ is Packed:
        return a.tensor() if create else a.array()
    if a.__class__ is Pinned:
        a, expected = a.tensor, a.version
    if isinstance(a, Tensor):
        counter = a._counter
        if counter is not None and expected is not None and counter.n != expected:
            raise changed(a._data, a.grad_fn, counter.n, expected, a.output_nr)
        return a if create else a._data
    return a


def result(node: Node, y: Any) -> Any:
    """The saved result as a tensor of the recorded graph."""
    if isinstance(y, tuple):
        return tuple(part if part is None else one_of(node, part, i) for i, part in enumerate(y))
    return dual(make(y, node), node, 0)


def one_of(node: Node, part: Any, number: int) -> Tensor:
    """One of several saved results; integer ones are outside of the graph."""
    return dual(make(part, Output(node, number)), node, number) if part.dtype.kind in "fc" else make(part)


def dual(t: Tensor, node: Node, number: int) -> Tensor:
    """A result made anew from what was kept of it, with the forward-mode tangents it had."""
    if node._duals is not None and node._duals[number] is not None:
        t.__dict__["_tangents"] = node._duals[number]
    return t


def origin_name(node: Node) -> str:
    """A node's name as torch has it in this error: "Mul" for MulBackward0, "Fill2" for FillBackward2, "F" for FBackward of a Function F."""
    name, _, number = node.name().rpartition("Backward")
    return name + number.strip("0")


def changed(data: Any, node: Node | None, version: int, expected: int, number: int = 0) -> RuntimeError:
    """torch's error for a saved tensor that was changed in place."""
    data = next(part for part in data if part is not None) if isinstance(data, tuple) else data
    origin = f", which is output {number} of {origin_name(node)}," if node is not None else ""
    return RuntimeError(
        f"one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"[{type_name(data)} {list(data.shape)}]{origin} is at version {version}; expected version {expected} instead. "
        f"Hint: {FURTHER if state.anomaly else ENABLE}"
    )
