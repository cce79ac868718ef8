"""Op: everything known about one operation, declared together: kernel, vjp, jvp, batching, complex-safe kernel, samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.fit import in_rows
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.misfit import unbroadcast
from gradcli.autograd.node import Output, next_number
from gradcli.autograd.op_node import OpNode
from gradcli.autograd.promotion import alike, promoted
from gradcli.autograd.rule import Rule, linear_tangent
from gradcli.autograd.saved import keep_result, save, save_in_order
from gradcli.autograd.saved_names import of_kernel
from gradcli.autograd.tensor import LEAF, Tensor, Version, alias, current_edge, mark_inference, storage

Array = Any
OPS: dict[str, Op] = {}
new = object.__new__


def registry() -> dict[str, Op]:
    """Every operation by name; loads all families."""
    import gradcli.autograd.ops  # noqa: F401

    return OPS


class Op:
    """One operation on arrays, callable on tensors.

    Positional arguments are arrays, tensors or numbers; keyword arguments are metadata and never differentiated.

    promote: how argument types mix: "" not at all, "same" to a common type, "float" to a common floating type.
    view: the result shares memory with argument 0.  outputs: number of results, 0 when it varies (the kernel returns a tuple).
    family: for pictures.  replaces: the numpy functions it answers for.  random: it draws random numbers.
    refuses: called with the arguments, raises for types that do not go together.
    declared: (with which metadata what backward gives is deliberately no derivative, the linear map in its place: (*tangents, **metadata)).
    kept: of several results, those that rules which use the result need (default all).
    shortcut: (walk, node, cotangent) -> whether it has taken the plain walk through this node and the next ones in one step.
    ordered: the result lies in memory row by row whatever the order of the arguments, as of reductions in torch.
    """

    shortcut: Callable[..., bool] | None = None

    def __init__(
        self,
        name: str,
        kernel: Callable[..., Any],
        samples: Sequence[Any] = (),
        *,
        grad_fn: str = "",
        promote: str = "",
        view: bool = False,
        outputs: int = 1,
        family: str = "other",
        replaces: Sequence[Any] = (),
        random: bool = False,
        kept: Sequence[int] = (),
        ordered: bool = False,
    ) -> None:
        assert name not in OPS, f"two operations are called {name}"
        self.name, self.kernel, self.samples = name, kernel, list(samples)
        self.promote, self.view, self.outputs, self.family = promote, view, outputs, family
        self.replaces, self.random = tuple(replaces), random
        self.kept = frozenset(kept or range(outputs))
        self.defaults: dict[str, Any] = getattr(kernel, "__kwdefaults__", None) or {}
        self.metadata: int = kernel.__code__.co_kwonlyargcount if self.defaults else 0
        self.__name__ = self.__qualname__ = name
        self.__doc__ = kernel.__doc__
        grad_fn = grad_fn or "".join(part.title() for part in name.split("_")) + "Backward0"
        self.node = self._node_class(grad_fn)
        self.node_of: Callable[[dict[str, Any]], type[OpNode]] | None = None
        self.rules: tuple[Rule | None, ...] = ()
        self.whole: Rule | None = None
        self.tangent: Callable[..., Any] | None = None
        self.stacked: Callable[..., Any] | None = None
        self.complex_kernel: Callable[..., Any] | None = None
        self.refuses: Callable[[Sequence[Any]], None] | None = None
        self.declared: tuple[Callable[..., bool], Callable[..., Any]] | None = None
        self.ordered = (ordered or family in ("reduction", "index")) and outputs == 1
        self.differentiable, self.simple = False, outputs == 1  # simple: one result, one rule per argument: the walk's fast path
        self.pull: Callable[..., None] | None = None  # its step of the plain walk, made when needed
        self._plans: dict[int, tuple[Any, bool]] = {}
        OPS[name] = self

    # ------------------------------------------------------------ declaring
    def vjp(self, *rules: Callable[..., Any] | None) -> Op:
        """One rule per argument: (g, y, *arguments, **params) -> gradient of the argument; None: not differentiable.

        What a rule keeps for backward is read off its parameter names: `x` keeps the value, `x_shape` only the shape, `_x` nothing.
        A gradient larger than its argument is summed over the broadcast axes by the engine.
        """
        self.rules = tuple(rule and Rule(rule) for rule in rules)
        self.differentiable = True
        return self

    def vjp_all(self, rule: Callable[..., Any]) -> Op:
        """One rule for all arguments: (g, y, arguments, wanted, **params) -> one gradient (or None) per argument.

        For operations with any number of arguments, and those whose gradients share most of the work.
        """
        self.whole, self.simple = Rule(rule, whole=True), False
        self.differentiable = True
        return self

    def jvp(self, rule: Callable[..., Any]) -> Op:
        """Forward mode: (tangents, y, *arguments, **params) -> tangent of the result; a tangent is None where there is none."""
        self.tangent = rule
        return self

    def linear(self) -> Op:
        """Linear in each argument: the tangent is the sum of the operation with one argument replaced by its tangent."""
        self.tangent = partial(linear_tangent, self)
        return self

    def batch(self, rule: Callable[..., Any]) -> Op:
        """How to run on arguments with one leading batch axis: (op, stacked, arguments, params) -> result with that axis."""
        self.stacked = rule
        return self

    def named_by(self, metadata: str, grad_fn: str) -> Op:
        """Nodes are called `grad_fn` when the given metadata is not None: torch has SumBackward0 and SumBackward1."""
        plain, other = self.node, self._node_class(grad_fn)
        self.node_of = lambda params: plain if params[metadata] is None else other
        return self

    def complex_safe(self, kernel: Callable[..., Any]) -> Op:
        """The kernel for complex-step differentiation of real functions; without it the ordinary one is analytic."""
        self.complex_kernel = kernel
        return self

    def _node_class(self, name: str) -> type[OpNode]:
        traits = {"_op": self, "__slots__": (), "_outputs": self.outputs, "__module__": "builtins"}
        return type(name, (OpNode,), {**of_kernel(self.kernel), **traits})

    @property
    def grad_fn(self) -> str:
        """The name of its node, "MulBackward0"."""
        return self.node.__name__

    @property
    def has(self) -> set[str]:
        """Which rules are declared: vjp, jvp, batch, complex."""
        told = {"vjp": self.differentiable, "jvp": self.tangent, "batch": self.stacked, "complex": self.complex_kernel}
        return {name for name, rule in told.items() if rule}

    def __repr__(self) -> str:
        return f"<op {self.name}>"

    # ------------------------------------------------------------ running
    def __call__(self, *args: Any, **params: Any) -> Any:
        if len(params) < self.metadata:
            params = {**self.defaults, **params}
        if state.levels:
            return state.levels[-1].call(self, args, params)
        for a in args:
            if isinstance(a, Tensor):
                break
        else:
            return self._on_arrays(args, params)
        arrays: list[Any] = []
        edges: list[Any] = []
        kind: Any = None
        mask, bit = 0, 1
        for a in args:
            if isinstance(a, Tensor):
                data = a._data
                edge = a._edge if a._base is None else current_edge(a)
                if edge is not None:
                    mask |= bit
                    if edge is LEAF:
                        edge = a
                if kind is None:
                    kind = data.dtype
                arrays.append(data)
                edges.append(edge)
            else:
                arrays.append(a)
                edges.append(None)
            bit <<= 1
        if self.promote and not alike(arrays, kind, self.promote):
            arrays = promoted(arrays, self)
        elif self.view and arrays[0].__class__ is not np.ndarray:
            arrays[0] = storage(args[0])  # a numpy scalar has no memory to share
        try:
            y = self.kernel(*arrays, **params)
        except ValueError as error:
            raise unbroadcast(arrays, error) from None
        if self.outputs != 1:
            return self._many(args, params, y, edges, mask)
        if self.ordered:
            y = in_rows(y)
        t = new(Tensor)
        t._data = y
        if mask and MODE.enabled and self.differentiable and y.dtype.kind in "fc":
            node = self._node(args, params, edges, mask)
            node._shape, node._dtype = y.shape, y.dtype
            if self._plans[mask][1]:
                node._y = keep_result(y, node) if state.saved_hooks else y
                node._counter, node._version = None, 0
            t._edge = node
        elif MODE.inference and not self.view:
            mark_inference(t)
        if self.view:
            alias(t, args[0])
        if state.tracer is not None:
            state.tracer.record(self, args, arrays, params, (t,))
        return t

    def _many(self, args: Sequence[Any], params: dict[str, Any], ys: Sequence[Any], edges: list[Any], mask: int) -> Any:
        """The results of an operation with several: outputs of one node, integer ones outside the graph."""
        ts = tuple([new(Tensor) for _ in ys])
        for t, y in zip(ts, ys):
            t._data = y
        if mask and MODE.enabled and self.differentiable:
            node = self._node(args, params, edges, mask)
            node._shape, node._dtype = [y.shape for y in ys], [y.dtype for y in ys]
            if self._plans[mask][1]:
                self._keep_results(node, ts)
            for number, (t, y) in enumerate(zip(ts, ys)):
                if y.dtype.kind in "fc":
                    t._edge = Output(node, number)
        for t in ts:
            if self.view:
                alias(t, args[0])
                t._kind = "multi" if MODE.enabled else t._kind
            elif MODE.inference:
                mark_inference(t)
        if state.tracer is not None:
            state.tracer.record(self, args, None, params, ts)
        return ts

    def _keep_results(self, node: OpNode, ts: Sequence[Tensor]) -> None:
        """Keep what rules need of several results, one version counter for all of that."""
        kept = self.kept or range(len(ts))
        node._y = tuple([keep_result(t._data, Output(node, number)) if number in kept else None for number, t in enumerate(ts)])
        node._counter, node._version = Version(), 0
        for number in kept:
            ts[number]._counter = node._counter

    def _node(self, args: Sequence[Any], params: dict[str, Any], edges: list[Any], mask: int) -> OpNode:
        codes = self.plan(mask)[0]
        node = new(self.node if self.node_of is None else self.node_of(params))
        node._edges, node._params, node._y, node._number = edges, params, None, next_number()
        node._saved = None if codes is None else save_in_order(self, codes, args) if state.saved_hooks else save(codes, args)
        return node

    def _on_arrays(self, arrays: Sequence[Any], params: dict[str, Any]) -> Any:
        """No tensor among the arguments: inside a rule or a kernel. A user who passes numbers is told what is missing."""
        for a in arrays:
            if isinstance(a, (np.ndarray, np.generic)):
                y = self.kernel(*arrays, **params)
                return in_rows(y) if self.ordered else y
        kind = type(arrays[0]).__name__ if arrays else "nothing"
        raise TypeError(f"{self.name}(): argument 'input' (position 1) must be Tensor, not {kind}")

    # ------------------------------------------------------------ rules
    def plan(self, mask: int) -> tuple[Any, bool]:
        """What to keep when the arguments in `mask` need gradients: a code per argument (None: nothing), and whether the result."""
        known = self._plans.get(mask)
        if known is not None:
            return known
        rules = [self.whole] if self.whole else [rule for i, rule in enumerate(self.rules) if rule and mask >> i & 1]
        codes = tuple(map(max, zip(*(rule.arguments for rule in rules))))
        plan = (codes if any(codes) else None, any(rule.result for rule in rules))
        self._plans[mask] = plan
        return plan

    def gradients(self, g: Any, y: Any, saved: Sequence[Any], wanted: Sequence[bool], params: dict[str, Any]) -> list[Any]:
        """One gradient per argument, None where not wanted; on arrays, or on tensors to record the backward itself."""
        if self.whole is not None:
            return self.whole.all(g, y, saved, wanted, params)
        return [rule(g, y, saved, params) if want and rule else None for rule, want in zip(self.rules, wanted)]


def op(*samples: Any, **traits: Any) -> Callable[[Callable[..., Any]], Op]:
    """Declare the operation named like the decorated kernel, with the inputs it is self-tested on.

    A sample is a tuple of recipes (or numbers), optionally ending in a dict of metadata.
    """
    return lambda kernel: Op(traits.pop("name", kernel.__name__.strip("_")), kernel, samples, **traits)
