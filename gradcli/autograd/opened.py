"""A node opened up: what it saved, by torch's names (_saved_self, _saved_result), and its backward as a function."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd.applied import Result
from gradcli.autograd.device import CPU
from gradcli.autograd.dtype import BY_NUMPY
from gradcli.autograd.fit import fit
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.node import FREED, Node
from gradcli.autograd.saved import TWICE, Packed, edge_of, result, unpacked, value
from gradcli.autograd.saved_names import AXES, FIRST, LISTED, REDUCTIONS, RESULTS, SECOND, TORCH_NAMES
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.walk import as_tensor, unless_tensor

GONE = (
    "Calling register_hooks on a saved tensor after it has been freed. Saved intermediate values of the graph are freed when you call "
    ".backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to "
    "access saved variables after calling backward."
)
FACTORS = ("alpha", "beta", "value")  # numbers that are 1 where an operation has nothing of the kind
UNSIGNED = ("dim", "dim0", "dim1", "dim2", "index", "ignore_index", "padding_idx", "start", "end")  # shown as unsigned 64-bit numbers
SIZES = ("_sym_sizes", "_sym_numel", "_sym_strides")
SHOWN = ("_input_metadata", "_sequence_nr")
FREE = "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: only one pair of hooks is allowed at a time."


def called(node: Node, gs: Sequence[Any]) -> Any:
    """The gradients of a node's arguments; recorded unless in no_grad. A leaf's node adds into its .grad instead."""
    if hasattr(node, "variable"):
        from gradcli.autograd.accumulation import accumulate

        if gs[0] is not None:
            accumulate(node.variable, gs[0], MODE.enabled)
        return ()
    create, given = MODE.enabled, cotangents(node, gs)
    if node._op is not None and all(g is None for g in gs):
        return None if len(node._counted()) == 1 else (None,) * len(node._counted())
    found = node._apply([unless_tensor(g, create) for g in given], [edge is not None for edge in node._edges], create)
    fitted = [g if g is None or edge is None else as_tensor(fit(g, edge, node)) for g, edge in zip(found, node._edges)]
    fitted = [fitted[i] for i in node._counted()]
    return fitted[0] if len(fitted) == 1 else tuple(fitted)


def cotangents(node: Node, gs: Sequence[Any]) -> list[Any]:
    """The arguments of a node's call, one per result; results without gradient, such as indices, have none. Raises TypeError."""
    kinds = [node._dtype] if node._outputs == 1 else node._dtype
    taken = [number for number, kind in enumerate(kinds) if kind is not None and kind.kind in "fc"]
    if len(gs) != len(taken):
        raise TypeError(f"expected {len(taken)} arguments, got {len(gs)} instead")
    for number, g in enumerate(gs):
        if g is not None and not isinstance(g, Tensor):
            raise TypeError(f"argument {number} is not a Variable")
    given = dict(zip(taken, gs))
    return [given.get(number) for number in range(len(kinds))]


def kept(node: Node, name: str) -> Any:
    """What a node saved under one of torch's names. Raises AttributeError when it keeps nothing of the kind, RuntimeError once freed."""
    raw = name.startswith("_raw_")
    what = name.partition("saved_")[2]
    listed = LISTED.get(type(node).__name__)
    if listed is not None and what not in listed:
        raise AttributeError(f"'{type(node).__name__}' object has no attribute '{name}'")
    if what in FACTORS and not raw and what not in node._params:
        return 1
    if what.endswith(SIZES) and not raw:
        return sizes_of(node, what, name)
    place = place_of(node, what)
    if place is None or (raw and place not in ("y", 0, 1)):
        raise AttributeError(f"'{type(node).__name__}' object has no attribute '{name}'")
    if node._saved is FREED:
        raise RuntimeError(TWICE)
    if raw:
        return SavedTensor(node, place)
    if place == "y" or isinstance(place, tuple):
        y = result(node, unpacked(node._y))
        return y if place == "y" else y[place[1]]
    if isinstance(place, str):
        return as_torch(node, what, node._params[place])
    return None if node._saved is None else as_torch(node, what, value(node._saved[place], True))


def as_torch(node: Node, what: str, kept: Any) -> Any:
    """A saved value in torch's form: axes of reductions as a tuple, kinds of reduction as numbers, the other operand as a tensor."""
    if what == "dim" and isinstance(kept, int) and node._op is not None and node._op.name in AXES:
        kept = (kept,)
    if what == "reduction":
        return REDUCTIONS.get(kept, kept)
    if what in UNSIGNED and isinstance(kept, (int, tuple)):
        return tuple(n % 2**64 for n in kept) if isinstance(kept, tuple) else kept % 2**64
    return make(np.asarray(kept)) if what == "other" and isinstance(kept, (int, float, complex)) else kept


def sizes_of(node: Node, what: str, name: str) -> Any:
    """The shape of an argument, kept as such or that of the value kept, the number of its elements, or the strides of the value."""
    argument, _, form = what.partition("_sym_")
    place = place_of(node, f"{argument}_sym_sizes")
    place = place if place is not None else place_of(node, argument)
    if not isinstance(place, int):
        raise AttributeError(f"'{type(node).__name__}' object has no attribute '{name}'")
    if node._saved is FREED:
        raise RuntimeError(TWICE)
    found = value(node._saved[place], True)
    if form == "strides":
        return found.stride()
    shape = found if isinstance(found, tuple) else tuple(found.shape)
    return math.prod(shape) if form == "numel" else shape


def names_of(node: Node) -> list[str]:
    """What dir() shows of a node: what every node has, and what this one saved, as in torch."""
    common = [name for name in object.__dir__(node) if not name.startswith("_") or name in SHOWN or name.startswith("__")]
    if node._op is None:
        return common
    saved = [f"{head}{name}" for head in ("_saved_", "_raw_saved_") for name in sorted(LISTED.get(type(node).__name__, ()))]
    return [*common, *(name for name in saved if has(node, name))]


def has(node: Node, name: str) -> bool:
    """Whether a node has something under this name, freed or not."""
    try:
        kept(node, name)
    except AttributeError:
        return False
    except RuntimeError:
        return True
    return True


def place_of(node: Node, what: str) -> Any:
    """Where a node keeps something: the number of an argument, "y" for the result, a name of its metadata; None: nowhere."""
    if node._op is None:
        return None
    known = TORCH_NAMES.get(node._op.name, {}).get(what)
    if known is not None and not isinstance(known, int):
        return known if isinstance(known, str) and known != "y" else known if node._y is not None or node._saved is FREED else None
    if what in node._params:
        return what
    if what in RESULTS:
        return "y" if node._y is not None or node._saved is FREED else None
    what, sizes, _ = what.partition("_sym_sizes")
    names = node._op.kernel.__code__.co_varnames[: len(node._edges)] if hasattr(node._op.kernel, "__code__") else ()
    number = known if known is not None else 0 if what in FIRST else 1 if what in SECOND else names.index(what) if what in names else None
    if number is None or number >= len(node._edges):
        return None
    if node._saved is None or node._saved is FREED:
        return number if node._saved is FREED else None
    return number if bool(sizes) == (node._saved[number].__class__ is tuple) else None


class InputMetadata:
    """What a node knows of a gradient that comes in: its shape, dtype and device."""

    device = CPU
    is_nested_tensor = is_cpp_nested_tensor = False

    def __init__(self, shape: Sequence[int], kind: Any) -> None:
        self.shape, self.dtype = list(shape), BY_NUMPY[kind]


def incoming(node: Node) -> tuple[InputMetadata, ...]:
    """The metadata of the gradient of each result."""
    if node._outputs == 1:
        return (InputMetadata(node._shape, node._dtype),)
    return tuple(InputMetadata(shape, kind) for shape, kind in zip(node._shape, node._dtype))


class SavedTensor:
    """One saved tensor of a node, for hooks of its own."""

    def __init__(self, node: Node, place: Any) -> None:
        self._node, self._place = node, place

    def register_hooks(self, pack_hook: Callable[[Tensor], Any], unpack_hook: Callable[[Any], Tensor]) -> None:
        """Keep pack_hook(tensor) in its place; unpack_hook brings the tensor back. Raises RuntimeError when it has hooks already."""
        node, hooks = self._node, (pack_hook, unpack_hook)
        if node._saved is FREED:
            raise RuntimeError(GONE)
        old = node._y if self._place == "y" else node._saved[self._place]
        if isinstance(getattr(old, "data", old), Packed):
            raise RuntimeError(FREE)
        if self._place == "y":
            node._y, node._params = Packed(make(old), hooks, None), dict(node._params)  # no array, as in nodes with FITTING
            return
        if isinstance(old, Result):
            old.data = Packed(make(old.check(node)), hooks, None)
            return
        saved = list(node._saved)
        saved[self._place] = packed(old, hooks)
        node._saved = tuple(saved)


def packed(old: Any, hooks: tuple[Any, Any]) -> Packed:
    """An argument that was saved, through a pack hook, which sees it outside of the graph."""
    old = getattr(old, "tensor", old)
    if isinstance(old, Tensor):
        return Packed(old.detach(), hooks, edge_of(old))
    return Packed(make(np.float64(old)), hooks, None)
