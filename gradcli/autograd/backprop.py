"""The backward walk: from outputs to leaves, newest node first, without recursion."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Any

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.grad_mode import enable_grad, no_grad
from gradcli.autograd.node import Node, Output
from gradcli.autograd.tensor import LEAF, Tensor, current_edge, make

Seeds = list[tuple[Any, Any]]  # (edge, cotangent: array, or Tensor when the backward is recorded)


def backward(
    tensors: Any,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Any = None,
) -> None:
    """Add the gradient of every output, weighted by its cotangent, into the .grad of the leaves (or of `inputs` only).

    Raises RuntimeError as torch does: no grad, implicit cotangent of a non-scalar, wrong shape, freed graph.
    """
    outputs = as_list(tensors)
    gs = as_list(grad_tensors if grad_tensors is not None else grad_variables)
    if inputs is not None and not len(as_list(inputs)):
        raise RuntimeError("`inputs` argument to `backward` cannot be empty.")
    seeds = seeded(outputs, gs, create_graph)
    note_backward(outputs)
    retain = create_graph if retain_graph is None else retain_graph
    targets = None if inputs is None else [_target(t) for t in as_list(inputs)]
    walk = Walk(create_graph, retain, targets)
    with _mode(create_graph):
        walk.run(seeds)
    for leaf, g in walk.leaves.items():
        if targets is None or leaf in targets:
            accumulate(leaf, g, create_graph)
    for edge, t in () if inputs is None else zip(targets or (), as_list(inputs)):
        if edge is not t and walk.caught.get(_key(edge)) is not None:
            accumulate(t, walk.caught[_key(edge)], create_graph)


def grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Any, ...]:
    """The gradients of the outputs with respect to `inputs` (tensors or gradient edges); nothing is accumulated.

    Raises RuntimeError as torch does, also for an input no gradient reaches unless `allow_unused`.
    """
    if not only_inputs:
        warnings.warn("only_inputs argument is deprecated and is ignored now (defaults to True).", FutureWarning, stacklevel=2)
    outputs, wanted = as_list(outputs), as_list(inputs)
    if is_grads_batched:
        return _batched(outputs, wanted, as_list(grad_outputs), retain_graph, allow_unused)
    targets = [_target(t) for t in wanted]
    seeds = seeded(outputs, as_list(grad_outputs), create_graph)
    walk = Walk(create_graph, create_graph if retain_graph is None else retain_graph, targets)
    with _mode(create_graph):
        walk.run(seeds)
    found = [walk.found(edge) for edge in targets]
    allow = materialize_grads if allow_unused is None else allow_unused
    if not allow and any(g is None for g in found):
        raise RuntimeError(
            "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the "
            "desired behavior."
        )
    if materialize_grads:
        found = [np.zeros_like(t._data) if g is None else g for g, t in zip(found, wanted)]
    return tuple(g if g is None or isinstance(g, Tensor) else make(g) for g in found)


class Walk:
    """One backward pass.

    create: record the pass itself, on tensors.  keep: leave saved tensors for another pass.  targets: the edges whose gradient is
    asked for (None: every leaf).  leaves: the gradient of each leaf reached.  caught: the gradient at each non-leaf target.
    """

    def __init__(self, create: bool, keep: bool, targets: list[Any] | None) -> None:
        self.create, self.keep = create, keep
        self.targets = None if targets is None else {_key(edge) for edge in targets if not isinstance(edge, Tensor)}
        self.leaf_targets = None if targets is None else {edge for edge in targets if isinstance(edge, Tensor)}
        self.leaves: dict[Any, Any] = {}
        self.caught: dict[Any, Any] = {}
        self.pending: dict[Node, Any] = {}
        self.queue: list[tuple[int, Node]] = []
        self.summed: set[Any] = set()  # places whose pending gradient is a sum made here, which may be added to in place
        self.needed: set[Node] | None = None

    def run(self, seeds: Seeds) -> None:
        """Walk from the seeds until nothing is pending."""
        if self.targets is not None:
            self.needed = leading_to([edge for edge, _ in seeds], self.targets, self.leaf_targets or set())
        for edge, g in seeds:
            self.give(edge, g)
        queue, pending = self.queue, self.pending
        while queue:
            node = heappop(queue)[1]
            self.step(node, pending.pop(node))
        for leaf in [leaf for leaf in self.leaves if leaf._hooks is not None]:
            self.leaves[leaf] = run_leaf_hooks(leaf, self.leaves[leaf])

    def step(self, node: Node, g: Any) -> None:
        """Run one node and hand its gradients on."""
        gs = [g] if node._outputs == 1 else g
        if node._hooks is not None:
            gs = [unless_tensor(h, self.create) for h in node._hooks.arrive([as_tensor(h) for h in gs])]
        if self.targets:
            self.catch(node, gs)
        edges = node._edges
        wanted = [edge is not None for edge in edges] if self.needed is None else [self.needs(edge) for edge in edges]
        if not any(wanted):
            return
        out = node._apply(gs, wanted, self.create)
        if node._hooks is not None and node._hooks.after:
            out = node._hooks.leave([as_tensor(h) for h in out], [as_tensor(h) for h in gs])
            out = [unless_tensor(h, self.create) for h in out]
        if state.anomaly:
            refuse_nan(node, out)
        if not self.keep:
            node._release() if state.tracer is None else state.tracer.spent(node)
        for number, (edge, gradient) in enumerate(zip(edges, out)):
            if gradient is not None and wanted[number]:
                self.give(edge, fit(gradient, edge, node, number))

    def give(self, edge: Any, g: Any) -> None:
        """Add `g` to what is pending at the other end of `edge`."""
        if isinstance(edge, Tensor):
            old = self.leaves.get(edge)
            self.leaves[edge] = g if old is None else self.add(edge, old, g)
            return
        if edge.__class__ is Output:
            self.give_output(edge, g)
            return
        old = self.pending.get(edge)
        if old is None:
            self.pending[edge] = g
            heappush(self.queue, (-edge._number, edge))
        else:
            self.pending[edge] = self.add(edge, old, g)

    def give_output(self, edge: Output, g: Any) -> None:
        slots = self.pending.get(edge.node)
        if slots is None:
            slots = self.pending[edge.node] = [None] * len(edge.node._shape)
            heappush(self.queue, (-edge.node._number, edge.node))
        old = slots[edge._number]
        slots[edge._number] = g if old is None else self.add((edge.node, edge._number), old, g)

    def add(self, place: Any, old: Any, g: Any) -> Any:
        """The sum of two contributions to one place: a new array the first time, then added to in place."""
        if place in self.summed and not self.create:
            old += g
            return old
        self.summed.add(place)
        return old + g

    def needs(self, edge: Any) -> bool:
        if edge is None:
            return False
        if isinstance(edge, Tensor):
            return edge in self.leaf_targets  # type: ignore[operator]
        return (edge.node if edge.__class__ is Output else edge) in self.needed  # type: ignore[operator]

    def catch(self, node: Node, gs: list[Any]) -> None:
        for number, g in enumerate(gs):
            if (node, number) in self.targets and g is not None:  # type: ignore[operator]
                self.caught[node, number] = g

    def found(self, edge: Any) -> Any:
        return self.leaves.get(edge) if isinstance(edge, Tensor) else self.caught.get(_key(edge))


def leading_to(starts: list[Any], targets: set[Any], leaves: set[Any]) -> set[Node]:
    """The nodes on a path from `starts` to a target."""
    seen: set[Node] = set()
    stack = [_node(edge) for edge in starts if not isinstance(edge, Tensor)]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack.extend(_node(edge) for edge in node._edges if edge is not None and not isinstance(edge, Tensor))
    needed = {node for node, _ in targets}
    for node in sorted(seen, key=_age):
        if any(edge in leaves if isinstance(edge, Tensor) else edge is not None and _node(edge) in needed for edge in node._edges):
            needed.add(node)
    return needed


def _age(node: Node) -> int:
    return node._number


def _node(edge: Any) -> Any:
    return edge.node if edge.__class__ is Output else edge


def _key(edge: Any) -> tuple[Any, int]:
    return (edge.node, edge._number) if edge.__class__ is Output else (edge, 0)


def _target(t: Any) -> Any:
    """The edge of an input of `grad`. Raises RuntimeError when it does not require grad."""
    if not isinstance(t, Tensor):
        node, number = t
        return node.variable if hasattr(node, "variable") else Output(node, number) if node._outputs != 1 else node
    edge = t._edge if t._base is None else current_edge(t)
    if edge is None:
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    return t if edge is LEAF else edge


def seeded(outputs: list[Any], gs: list[Any], create: bool) -> Seeds:
    """The cotangent of each output, checked; ones for scalars where none is given."""
    if gs and len(gs) < len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(gs)} gradients")
    pairs = [(t, _cotangent(t, g)) for t, g in zip(outputs, gs or [None] * len(outputs))]
    return [(_target_of_output(i, t), unless_tensor(g, create)) for i, (t, g) in enumerate(pairs)]


def _target_of_output(i: int, t: Any) -> Any:
    edge = t._edge if t._base is None else current_edge(t)
    if edge is None:
        raise RuntimeError(f"element {i} of tensors does not require grad and does not have a grad_fn")
    return t if edge is LEAF else edge


def _cotangent(t: Any, g: Any) -> Any:
    if not isinstance(t, Tensor):
        raise TypeError(f"backward() and grad() take Tensors, but got {type(t).__name__}")
    if g is None:
        return _implicit(t)
    if not isinstance(g, Tensor):
        raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
    if g._data.shape != t._data.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[0] has a shape of {g.shape} and output[0] has a shape of {t.shape}."
        )
    if (g._data.dtype.kind == "c") != (t._data.dtype.kind == "c"):
        raise RuntimeError(
            "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in dtype: "
            f"grad_output[0] has a dtype of {g.dtype} and output[0] has a dtype of {t.dtype}."
        )
    return g if g._data.dtype == t._data.dtype else g.to(t.dtype)  # type: ignore[attr-defined]


def _implicit(t: Tensor) -> Any:
    if t._edge is None:
        return None
    if t._data.size != 1:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    if t._data.dtype.kind == "c":
        raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {t.dtype}")
    return make(np.ones_like(t._data) if t._data.ndim else t._data.dtype.type(1))


def fit(g: Any, edge: Any, node: Node, number: int) -> Any:
    """The gradient in the shape and type of what it is the gradient of: summed over broadcast axes, cast.

    Raises RuntimeError when the shape cannot be reduced to it.
    """
    shape, dtype = (edge._data.shape, edge._data.dtype) if isinstance(edge, Tensor) else _metadata(edge)
    data = g._data if g.__class__ is Tensor or isinstance(g, Tensor) else g
    if data.shape == shape and data.dtype is dtype:
        return g
    if data.shape != shape:
        if not expandable(shape, data.shape):
            raise RuntimeError(
                f"Function {node.name()} returned an invalid gradient at index {number} - got {list(data.shape)} but expected "
                f"shape compatible with {list(shape)}"
            )
        g = reduce_to(g, shape)
    if (g._data if isinstance(g, Tensor) else g).dtype != dtype:
        g = cast(g, dtype)
    return g


def _metadata(edge: Any) -> tuple[Any, Any]:
    if edge.__class__ is Output:
        return edge.node._shape[edge._number], edge.node._dtype[edge._number]
    return edge._shape, edge._dtype


def expandable(small: tuple[int, ...], large: tuple[int, ...]) -> bool:
    """Whether an array of shape `small` broadcasts to `large`."""
    lead = len(large) - len(small)
    return lead >= 0 and all(s in (1, n) for s, n in zip(small, large[lead:]))


def reduce_to(g: Any, shape: tuple[int, ...]) -> Any:
    """`g` summed over the axes along which an array of `shape` was broadcast."""
    if isinstance(g, Tensor):
        return g.sum_to_size(shape)  # type: ignore[attr-defined]
    lead = g.ndim - len(shape)
    axes = (*range(lead), *(lead + i for i, n in enumerate(shape) if n == 1 and g.shape[lead + i] != 1))
    out = np.add.reduce(g, axis=axes, keepdims=True)
    return out.reshape(shape) if lead else out


def cast(g: Any, dtype: Any) -> Any:
    """`g` in another type; the real part where the other type is real."""
    if isinstance(g, Tensor):
        if dtype.kind != "c" and g._data.dtype.kind == "c":
            g = g.real  # type: ignore[attr-defined]
        return g.to(dtype)  # type: ignore[attr-defined]
    return (g.real if dtype.kind != "c" and g.dtype.kind == "c" else g).astype(dtype)


def accumulate(leaf: Tensor, g: Any, create: bool) -> None:
    """leaf.grad += g, in place where there is a gradient already; with `create`, a new tensor in the graph."""
    old = leaf._grad
    if create:
        g = g if isinstance(g, Tensor) else make(g)
        leaf._grad = g if old is None else old + g
    elif old is None:
        leaf._grad = make(owned(g._data if isinstance(g, Tensor) else g))
    elif old._edge is not None:
        leaf._grad = make(old._data + g)
    else:
        from gradcli.autograd.view import storage_for_write

        data = storage_for_write(old)
        data += g
    for hook in leaf.__dict__.get("_after_accumulate", {}).copy().values():
        hook(leaf)


def owned(g: Any) -> Any:
    """A contiguous copy of `g`: somebody else may hold the array itself."""
    return np.array(g, order="C") if isinstance(g, np.ndarray) else g


def run_leaf_hooks(leaf: Tensor, g: Any) -> Any:
    from gradcli.autograd.hooks import chain

    created = isinstance(g, Tensor)
    out = chain(leaf._hooks, as_tensor(g))
    return out if created else out._data


def as_tensor(g: Any) -> Any:
    return g if g is None or isinstance(g, Tensor) else make(g)


def unless_tensor(g: Any, create: bool) -> Any:
    """The form cotangents have during the walk: tensors when it is recorded, else arrays."""
    return g if create or not isinstance(g, Tensor) else g._data


def as_list(x: Any) -> list[Any]:
    """One or many, as a list; an empty list for None."""
    if x is None:
        return []
    return [x] if isinstance(x, Tensor) or _is_edge(x) else list(x)


def _is_edge(x: Any) -> bool:
    return isinstance(x, tuple) and len(x) == 2 and isinstance(x[0], Node)


def _mode(create: bool) -> Any:
    return enable_grad() if create else no_grad()


def _batched(outputs: list[Any], inputs: list[Any], gs: list[Any], retain_graph: bool | None, allow_unused: bool | None) -> Any:
    """One gradient per entry of the cotangents' leading axis, stacked."""
    if not gs:
        raise RuntimeError("grad_outputs must be given when is_grads_batched is True")
    rows = [
        grad(outputs, inputs, [make(g._data[k]) for g in gs], True, allow_unused=allow_unused) for k in range(len(gs[0]))
    ]
    return tuple(None if column[0] is None else make(np.stack([g._data for g in column])) for column in zip(*rows))


def refuse_nan(node: Node, gradients: Sequence[Any]) -> None:
    """Anomaly mode: RuntimeError at the first node that returns NaN."""
    for number, g in enumerate(gradients):
        data = g._data if isinstance(g, Tensor) else g
        if data is not None and np.isnan(data).any():
            raise RuntimeError(f"Function '{node.name()}' returned nan values in its {number}th output.")


def note_backward(outputs: list[Any]) -> None:
    if state.tracer is not None:
        state.tracer.event("backward", outputs[0])


def warn_non_leaf() -> None:
    """torch's warning for reading .grad of a non-leaf."""
    warnings.warn(
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated during "
        "autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the "
        "non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
        "github.com/pytorch/pytorch/pull/30531 for more informations.",
        UserWarning,
        stacklevel=3,
    )
