"""grad_fn: the nodes of the backward graph, and the edges between them."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gradcli.autograd.hooks import Hooks, around_accumulation, of_node

if TYPE_CHECKING:
    from gradcli.autograd.op import Op
    from gradcli.autograd.tensor import Tensor
    from gradcli.autograd.trace import Call

BY_HAND = ("AccumulateGrad", "CopyBackwards", "CopySlices", "Error", "NotImplemented")
next_number = itertools.count().__next__  # creation order: a consumer always has a higher number than what it consumes
NO_PARAMS: dict[str, Any] = {}  # the metadata of operations without any
FITTING: dict[str, Any] = {}  # the same, of a real node whose gradients have the right shape and type by themselves
BROADCAST: dict[str, Any] = {}  # the same, where they have to be brought into shape
SHAPES = {type(None), tuple}  # what is kept of an argument where its values are not
FREED: Any = ("freed",)  # stands where saved tensors were, after a backward without retain_graph


class Version:
    """How often a piece of memory was changed in place; shared by everything that looks at it."""

    __slots__ = ("n",)

    def __init__(self) -> None:
        self.n = 0


class Node:
    """One recorded operation.

    Names start with _ because the node of a custom Function is also its ctx, on which users hang names of their own.

    _edges: per argument where its gradient goes: None, a Node (its only output), an Output, or a leaf Tensor.
    _saved: what backward needs of the arguments, by the plan of the operation.  _y: what it needs of the result.
    _shape, _dtype: of the result (numpy's), tuples of those for several results.
    """

    __slots__ = (
        "__dict__", "__weakref__", "_counter", "_dtype", "_edges", "_number", "_params", "_saved", "_shape", "_version", "_y",
    )  # fmt: skip

    _edges: Sequence[Any]
    _saved: Any
    _y: Any
    _params: dict[str, Any]
    _shape: Any
    _dtype: Any
    _number: int
    _counter: Version | None  # of the result, where it is kept, and its version then; None until somebody else looks at its memory
    _version: int
    _hooks: Hooks | None = None  # these three live in the dict, since few nodes have them
    _call: Call | None = None
    _duals: Sequence[Any] | None = None  # the forward-mode tangents of each result: a backward inside forward mode sees them
    _outputs = 1
    _op: Op | None = None  # of built-in operations

    def name(self) -> str:
        """The class name, "MulBackward0"; with torch's namespace for the few it does not generate."""
        name = type(self).__name__
        return f"torch::autograd::{name}" if name in BY_HAND else name

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """(node, output number) per argument that counts; (None, 0) for those that need no gradient."""
        return tuple(describe(self._edges[i]) for i in self._counted())

    def _counted(self) -> Sequence[int]:
        """The arguments that torch knows of, whose gradients hooks see: all."""
        return range(len(self._edges))

    @property
    def metadata(self) -> dict[Any, Any]:
        """A place for what users want to remember about this node."""
        found: dict[Any, Any] = self.__dict__.setdefault("_metadata", {})
        return found

    @property
    def requires_grad(self) -> bool:
        """Whether gradients go through this node: always."""
        return True

    def _sequence_nr(self) -> int:
        """The order of creation; that of a leaf's node is the highest there is."""
        return self._number

    @property
    def _input_metadata(self) -> tuple[Any, ...]:
        """The shape, dtype and device of each result, which are those of the gradients that come in."""
        from gradcli.autograd import opened

        return opened.incoming(self)

    def register_hook(self, fn: Callable[..., Any]) -> Any:
        """Call fn(grad_inputs, grad_outputs) after this node ran; what it returns replaces the former."""
        return of_node(self).add("after", fn)

    def register_prehook(self, fn: Callable[..., Any]) -> Any:
        """Call fn(grad_outputs) before this node runs; what it returns replaces them."""
        return of_node(self).add("before", fn)

    def _apply(self, gs: list[Any], wanted: list[bool], create: bool) -> list[Any]:
        """One gradient per edge (None where not wanted or no path); `gs`: one cotangent per output, arrays unless `create`."""
        raise AssertionError(f"{self.name()} has no rule")

    def _filled(self, gs: list[Any], create: bool) -> list[Any]:
        """The cotangents of all outputs, zeros for outputs nobody used."""
        if all(g is not None for g in gs):
            return gs
        return [zeros(shape, dtype, create) if g is None else g for g, shape, dtype in zip(gs, self._shape, self._dtype)]

    def _release(self) -> None:
        """Drop the saved values; a second backward then says so. Shapes stay, so that what needs no values can run again."""
        if self._holds_values():
            self._saved, self._y = FREED, None

    def _holds_values(self) -> bool:
        """Whether more than shapes was saved."""
        return self._y is not None or not SHAPES.issuperset(map(type, self._saved or ()))

    def __call__(self, *gs: Any) -> Any:
        """The gradients of its arguments for cotangents of its results: one alone, several as a tuple."""
        from gradcli.autograd import opened

        return opened.called(self, gs)

    def __dir__(self) -> list[str]:
        from gradcli.autograd import opened

        return opened.names_of(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {hex(id(self))}>"


class Output:
    """Output `number` of a node that has several."""

    __slots__ = ("_number", "node")

    def __init__(self, node: Node, number: int) -> None:
        self.node, self._number = node, number


class AccumulateGrad(Node):
    """The end of the graph at a leaf: adds into `variable.grad`. Made on demand, to be looked at."""

    __slots__ = ("variable",)

    def __init__(self, variable: Tensor) -> None:
        self.variable = variable
        self._edges, self._saved, self._y, self._params = (), None, None, {}
        self._shape, self._dtype, self._number = variable._data.shape, variable._data.dtype, 2**64 - 1

    def register_hook(self, fn: Callable[..., Any]) -> Any:
        """Call fn((), grad_outputs) after a gradient has been added into .grad."""
        around_accumulation(self)
        return super().register_hook(fn)

    def register_prehook(self, fn: Callable[..., Any]) -> Any:
        """Call fn(grad_outputs) before a gradient is added into .grad; what it returns replaces them."""
        around_accumulation(self)
        return super().register_prehook(fn)


def zeros(shape: tuple[int, ...], dtype: Any, create: bool) -> Any:
    """A zero cotangent, as a tensor when the backward is recorded."""
    from gradcli.autograd.tensor import make

    array = np.zeros(shape, dtype if dtype.kind in "fc" else np.float32)
    return make(array) if create else array


def accumulator(leaf: Tensor) -> AccumulateGrad:
    """The AccumulateGrad of a leaf; the same object as long as somebody holds it."""
    known = leaf.__dict__.get("_accumulator")
    node = known() if known is not None else None
    if node is None:
        node = AccumulateGrad(leaf)
        leaf.__dict__["_accumulator"] = weakref.ref(node)
    return node


def describe(edge: Any) -> tuple[Node | None, int]:
    """An edge as torch shows it: (node, output number)."""
    if edge is None or isinstance(edge, Node):
        return edge, 0
    if isinstance(edge, Output):
        return edge.node, edge._number
    return accumulator(edge), 0
