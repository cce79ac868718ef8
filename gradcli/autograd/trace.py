"""What a check or a drawing records beyond the tape: every node's arguments, its place in the user's file, and what left the graph."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.aside import Aside
from gradcli.autograd.grad_mode import MODE, enable_grad
from gradcli.autograd.node import FREED, Node
from gradcli.autograd.op import OPS
from gradcli.autograd.saved import TWICE, Pinned
from gradcli.autograd.tensor import LEAF, Tensor, Version, make
from gradcli.autograd.values import Values
from gradcli.autograd.warned import OURS
from gradcli.errors import Where

OUTSIDE = "."  # the scope of what is in no module; that of the first one is ""
SWITCHES = str(Path(__file__).parent / "grad_mode.py")
INSIDE = Where("")  # where no line of the user's is
COMMANDS = str(Path(__file__).parent.parent / "cli")


class Call:
    """One recorded operation, enough to run it again alone.

    op: an Op or a Function class.  args: as given, with arrays in place of tensors and None of asides.  tensors: which positions were
    tensors.  results: the arrays it gave.  params: its metadata.  where, scope: where in the user's code, inside which module.  writes:
    {position of a leaf: how often the leaf's memory had been changed when it was read}.
    """

    __slots__ = ("__weakref__", "args", "op", "params", "results", "scope", "tensors", "where", "writes")

    def __init__(self, op: Any, args: Sequence[Any], params: dict[str, Any], where: Where, scope: str) -> None:
        self.op, self.params, self.where, self.scope = op, params, where, scope
        self.args: list[Any] = [a._data if isinstance(a, Tensor) else None if isinstance(a, Aside) else a for a in args]
        self.tensors = [isinstance(a, Tensor) for a in args]
        self.results: list[Any] = []
        self.writes: dict[int, int] = {}


class Seen:
    """Something that the edges of the graph do not show: kind, place and a word of detail."""

    __slots__ = ("detail", "kind", "where")

    def __init__(self, kind: str, where: Where, detail: str) -> None:
        self.kind, self.where, self.detail = kind, where, detail


class Tracer:
    """Records while its `with` block runs. Nested tracers are not supported: the inner one takes over until it ends.

    events: what left the graph or drew random numbers.  scopes: the modules being run, outermost first.  titles: {scope: title}.
    """

    def __init__(self) -> None:
        self.events: list[Seen] = []
        self.scopes: list[str] = []
        self.titles: dict[str, str] = {}
        self.paths: dict[int, tuple[Any, str]] = {}  # per module (by id) the module and its dotted path; nn fills it
        self._holders: dict[int, list[tuple[weakref.ref[Call], str, int]]] = {}  # by memory: call, "args" or "results", position
        self._pinned: dict[int, list[weakref.ref[Pinned]]] = {}
        self.writes: dict[int, int] = {}
        self._spent: weakref.WeakSet[Node] = weakref.WeakSet()
        self._outer: Tracer | None = None

    def __enter__(self) -> Self:
        self._outer, state.tracer, MODE.watch = state.tracer, self, entered
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        state.tracer, MODE.watch = self._outer, None if self._outer is None else entered

    # ------------------------------------------------------------ what the engine tells
    def record(self, op: Any, args: Sequence[Any], _arrays: Any, params: dict[str, Any], outs: Sequence[Tensor]) -> None:
        """An operation ran; its node, if it made one, gets what a replay needs."""
        if getattr(op, "random", False):
            self.event("random", outs[0], op.name)
        node = next((t.grad_fn for t in outs if t._edge is not None and t._edge is not LEAF), None)
        outside = MODE.since is not INSIDE and not MODE.enabled and not state.applying
        if node is None and outside and any(isinstance(a, Tensor) and a._edge is not None for a in args):
            self.events.append(Seen("no_grad", unrecorded(place(), MODE.since), ""))
        if node is None or node._call is not None:
            return
        call = node._call = Call(op, args, params, place(), self.scopes[-1] if self.scopes else OUTSIDE)
        call.results = [t._data for t in outs]
        for position, a in enumerate(args):
            if isinstance(a, Tensor) and isinstance(a._data, np.ndarray):
                root = self._held(call, "args", position, a._data)
                if a._edge is LEAF:
                    call.writes[position] = self.writes.get(root, 0)
        for k, y in enumerate(call.results):
            if isinstance(y, np.ndarray):
                self._held(call, "results", k, y)

    def _held(self, call: Call, part: str, position: int, array: Any) -> int:
        """Note that a call holds an array, which is to stay as it is; the identity of its memory."""
        root = memory(array)
        self._holders.setdefault(root, []).append((weakref.ref(call), part, position))
        return root

    def event(self, kind: str, t: Values, detail: str = "") -> None:
        """Something the edges do not show happened."""
        self.told(kind, detail)

    def told(self, kind: str, detail: str = "", by: Any = None) -> None:
        """The same, of no tensor in particular.   by: the function that does it; the line is its own where it is the user's."""
        self.events.append(Seen(kind, line_of(by) or place(), detail))

    def left(self, kind: str, t: Values, value: Any) -> Any:
        """Something of `t` leaves the graph as `value` (a tensor, an array, a number); what is handed out instead of it."""
        if t._edge is not None:
            self.event(kind, t)
        return value

    def leaf(self, t: Tensor) -> None:
        """A tensor became a leaf that requires grad."""

    def accumulates(self, t: Tensor, g: Any) -> None:
        """A gradient, an array or a tensor, is about to be added into t.grad."""

    def asked(self, t: Tensor, given: bool) -> None:
        """Somebody looks at the gradient of a leaf: t.grad, or autograd.grad(..., t), which found one (`given`) or not."""

    def differentiated(self, outputs: Sequence[Tensor], create: bool) -> None:
        """backward() or autograd.grad() is about to be called on these; create: to get gradients that have a graph themselves."""

    def stepped(self, t: Tensor) -> None:
        """An optimizer is about to change a leaf by its gradient, or finds that it has none."""

    def replaced(self, t: Tensor) -> None:
        """`t.data = ...` gave t other memory."""
        if t._edge is not None:
            self.event("data", t)

    def reached(self, node: Node) -> None:
        """A backward is about to run `node`. Raises RuntimeError as torch does when an earlier one was to free what it saved."""
        if node in self._spent:
            raise RuntimeError(TWICE)

    def walked(self, nodes: Sequence[Node], done: bool) -> None:
        """A backward from these nodes has ended, or (not `done`) raised an exception."""

    def spent(self, node: Node) -> None:
        """A backward without retain_graph went through `node`: the user may not do so again, a check may."""
        if node._holds_values():
            self._spent.add(node)
        self.keep(node)

    def keep(self, node: Node) -> None:
        """Make what a node saved safe from what the user does to it from now on."""
        if isinstance(node._saved, (tuple, list)) and node._saved is not FREED:
            node._saved = tuple(map(self._kept, node._saved))
        if node._y is not None:
            node._counter, node._version = Version(), 0

    def _kept(self, item: Any) -> Any:
        item = snapshot(item)
        if isinstance(item, Pinned) and isinstance(item.tensor._data, np.ndarray):
            self._pinned.setdefault(memory(item.tensor._data), []).append(weakref.ref(item))
        return item

    def part(self, t: Tensor) -> None:
        """t's memory is about to change: what spent nodes saved of it gets a copy of the old values."""
        for held in self._pinned.pop(memory(t._data), ()):
            item = held()
            if item is not None:
                item.tensor = make(np.array(item.tensor._data), item.tensor._edge)

    def before_write(self, t: Tensor) -> None:
        """t's memory is about to change: recorded arguments and results that look at it get a copy of the old values."""
        self.part(t)
        for held, part, position in self._holders.pop(memory(t._data), ()):
            arrays = getattr(held(), part, None)
            if arrays is not None:
                arrays[position] = np.array(arrays[position])

    def after_write(self, t: Tensor) -> None:
        """t's memory has changed."""
        self.event("in_place", t, "constant" if t._edge is None else "argument" if state.applying else "")
        root = memory(t._data)
        self.writes[root] = self.writes.get(root, 0) + 1


def snapshot(item: Any) -> Any:
    """A saved item that later in-place changes do not reach: leaves are copied, with a way back to them; versions no longer count."""
    t = item.tensor if isinstance(item, Pinned) else item
    if not isinstance(t, Tensor):
        if hasattr(item, "counter"):
            item.counter, item.version = Version(), 0
        return item
    if t._edge is not LEAF:
        return Pinned(t, None)
    outer, state.tracer = state.tracer, None
    try:
        with enable_grad():
            return OPS["clone"](t)
    finally:
        state.tracer = outer


def memory(array: Any) -> int:
    """An identity for the memory an array looks at."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return id(array)


def user_frame() -> FrameType | None:
    """The innermost frame outside of gradcli; None where only the command line called."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(OURS):
        if frame.f_code.co_filename.startswith(COMMANDS):
            return None
        frame = frame.f_back
    return frame


def line_of(fn: Any) -> Where | None:
    """Where a function of the user's is written; None for others."""
    code = getattr(fn, "__code__", None)
    return None if code is None or code.co_filename.startswith(OURS) else Where(code.co_filename, code.co_firstlineno, code.co_name)


def unrecorded(line: Where, since: Where | None) -> Where:
    """Where to point for an operation that is not recorded: to its line, or to the block it is in when that was entered elsewhere."""
    return line if since is None or (line.file, line.function) == (since.file, since.function) else since


def entered() -> Where:
    """The line that switched recording off; INSIDE where the engine does so for an operation of its own."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename == SWITCHES:
        frame = frame.f_back
    return INSIDE if frame is not None and frame.f_code.co_filename.startswith(OURS) else place()


def place() -> Where:
    """The innermost line outside of gradcli that led here."""
    frame = user_frame()
    if frame is None:
        return Where("")
    code = frame.f_code
    name = code.co_qualname if code.co_name == "backward" else code.co_name  # whose backward it is
    return Where(code.co_filename, frame.f_lineno, name)
