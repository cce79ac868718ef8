"""The backward walk: from outputs to leaves, newest node first, without recursion."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.accumulation import accumulate
from gradcli.autograd.fit import handed_out
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.node import Node, Output
from gradcli.autograd.tensor import LEAF, Tensor, current_edge, make
from gradcli.autograd.walk import Seeds, Walk
from gradcli.autograd.warned import warn

RUNNING: list[tuple[Walk, Seeds]] = []  # the backward passes under way, innermost last: what hooks on several gradients ask
NOT_PARTLY = (
    "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an `inputs` parameter to .backward(). To "
    "resolve this error, you can either set use_reentrant=False, or call .backward() without passing the `inputs` argument."
)


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
    if state.transforms:
        raise RuntimeError(
            "backward() called inside a functorch transform. This is not supported, please use functorch.grad or functorch.vjp instead or "
            "call backward() outside of functorch transforms."
        )
    if grad_variables is not None:
        warn("`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning)
    outputs = list(map(stand_in, as_list(tensors)))
    gs = as_list(grad_tensors if grad_tensors is not None else grad_variables)
    if inputs is not None and not len(as_list(inputs)):
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    note_backward(outputs, create_graph)
    seeds = seeded(outputs, gs, create_graph)
    if create_graph:
        warn_of_cycle()
    retain = create_graph if retain_graph is None else retain_graph
    kept = nodes_kept(as_list(inputs))
    walk = Walk(create_graph, retain, None if inputs is None else [target(t) for t in as_list(inputs)])
    walk.run_too, walk.take = kept, functools.partial(accumulate, create=create_graph)
    walked(walk, seeds, create_graph)


def nodes_kept(inputs: list[Any]) -> set[Any]:
    """The nodes of the non-leaves among the `inputs` of a backward: they are run, and .grad is retained from now on.

    Raises RuntimeError for a tensor that does not require grad.
    """
    found = [t for t in inputs if isinstance(t, Tensor) and not (t.is_leaf and t.requires_grad)]
    for t in found:
        t.retain_grad()
    return {t.grad_fn for t in found}


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
) -> Any:
    """The gradients of the outputs with respect to `inputs` (tensors or gradient edges, or a dict of them); nothing is accumulated.

    Raises RuntimeError as torch does, also for an input no gradient reaches unless `allow_unused`.
    """
    if isinstance(inputs, dict):
        found = grad(outputs, list(inputs.values()), grad_outputs, retain_graph, create_graph, only_inputs, allow_unused, is_grads_batched,
                     materialize_grads)  # fmt: skip
        return dict(zip(inputs, found))
    if materialize_grads and allow_unused is False:
        raise ValueError("Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.")
    if not only_inputs:
        warn("only_inputs argument is deprecated and is ignored now (defaults to True).", FutureWarning)
    outputs, wanted = [t if isinstance(t, Tensor) else stand_in(t) for t in as_list(outputs)], as_list(inputs)
    if not wanted:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    note_differentiated(outputs, create_graph)
    if state.tracer is not None and not create_graph:
        state.tracer.told("grad")
    gs, keep = as_list(grad_outputs), create_graph if retain_graph is None else retain_graph
    batched = state.levels and any(hasattr(g, "whole") for g in gs)
    pull = pulled_per_example if batched else pulled_rows if is_grads_batched else pulled
    found = pull(outputs, wanted, gs, create_graph, keep)
    note_asked(wanted, found)
    if not (materialize_grads if allow_unused is None else allow_unused):
        refuse_unused(found)
    if materialize_grads:
        found = [nothing(t, create_graph) if g is None else g for g, t in zip(found, wanted)]
    return tuple([g if g is None else handed_out(g) for g in found])


def nothing(t: Any, create: bool) -> Tensor:
    """The gradient that did not reach an input: zeros, which require grad when a graph is made. Raises RuntimeError for an edge."""
    if not isinstance(t, Tensor):
        raise RuntimeError("materialize_grads cannot be used when the given input is a GradientEdge")
    return make(np.zeros_like(t._data)).requires_grad_(create)


def refuse_unused(found: list[Any]) -> None:
    """RuntimeError for an input that no gradient reached."""
    for i, g in enumerate(found):
        if g is None:
            raise RuntimeError(
                f"The differentiated Tensor at index {i} appears to not have been used in the graph. Set allow_unused=True if this is "
                "the desired behavior."
            )


def pulled(outputs: list[Any], inputs: list[Any], gs: list[Any], create: bool, keep: bool) -> list[Any]:
    """The gradient of each input as the walk leaves it; None where no path exists. Tangents of the outputs go through backward, too."""
    on_tensors = create or (bool(state.levels) and any(getattr(t, "_tangents", None) for t in (*outputs, *gs)))
    seeds = seeded(outputs, gs, on_tensors)
    targets = list(map(target, inputs))
    walk = walked(Walk(on_tensors, keep, targets), seeds, create)
    return list(map(walk.found if walk.targets else walk.leaves.get, targets))


def pulled_rows(outputs: list[Any], inputs: list[Any], gs: list[Any], create: bool, keep: bool) -> list[Any]:
    """The same for stacks of cotangents."""
    from gradcli.autograd import rows

    rows.checked(outputs, gs)
    return rows.pulled(outputs, inputs, gs, create, keep)


def pulled_per_example(outputs: list[Any], inputs: list[Any], gs: list[Any], create: bool, keep: bool) -> list[Any]:
    """The same inside vmap, where a cotangent has one value per example."""
    from gradcli.autograd import per_example

    given = [_cotangent(i, t, g) for i, (t, g) in enumerate(zip(outputs, gs))]
    return per_example.pulled(outputs, inputs, given, create, keep)


def walked(walk: Walk, seeds: Seeds, create: bool) -> Walk:
    """The walk after its run, which records exactly when it creates a graph."""
    before, MODE.enabled = MODE.enabled, create
    RUNNING.append((walk, seeds))
    done = False
    try:
        walk.run(seeds)
        done = True
    finally:
        RUNNING.pop()
        MODE.enabled = before
        if state.tracer is not None:
            places = [getattr(edge, "node", edge) for edge, _ in seeds]
            state.tracer.walked([node for node in places if isinstance(node, Node)], done)
    return walk


def reached(walk: Walk, seeds: Seeds) -> set[Any]:
    """The nodes that a walk runs and the leaves whose gradients it computes."""
    found = {getattr(edge, "node", edge) for edge, _ in seeds}
    stack = [node for node in found if isinstance(node, Node)]
    while stack:
        for edge in stack.pop()._edges:
            place = getattr(edge, "node", edge)
            if place is not None and place not in found and walk.needs(edge):
                found.add(place)
                if isinstance(place, Node):
                    stack.append(place)
    return found


def target(t: Any) -> Any:
    """The edge of an input of `grad`. Raises RuntimeError when it does not require grad."""
    if not isinstance(t, Tensor):
        if not _is_edge(t):
            raise RuntimeError(f"all inputs have to be Tensors or GradientEdges, but got {type(t).__name__}")
        node, number = t[:2]
        return node.variable if hasattr(node, "variable") else Output(node, number) if node._outputs != 1 else node
    edge = t._edge if t._base is None else current_edge(t)
    if edge is None:
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    return t if edge is LEAF else edge


def stand_in(t: Any) -> Any:
    """A tensor at a gradient edge, for its shape and type; tensors as they are."""
    if not _is_edge(t):
        return t
    edge, about = target(t), t[0]._input_metadata[t[1]]
    return edge if isinstance(edge, Tensor) else make(np.broadcast_to(np.zeros((), about.dtype.numpy), about.shape), edge)


def seeded(outputs: list[Any], gs: list[Any], create: bool) -> Seeds:
    """The cotangent of each output, checked; ones for scalars where none is given."""
    if gs and len(gs) < len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(gs)} gradients")
    given = list(map(_cotangent, itertools.count(), outputs, gs or itertools.repeat(None)))
    edges = map(target_of_output, itertools.count(), outputs)
    return [(edge, g if create or g is None else g._data) for edge, g in zip(edges, given)]


def target_of_output(i: int, t: Any) -> Any:
    edge = t._edge if t._base is None else current_edge(t)
    if edge is None:
        raise RuntimeError(f"element {i} of tensors does not require grad and does not have a grad_fn")
    return t if edge is LEAF else edge


def _cotangent(i: int, t: Any, g: Any) -> Any:
    if not isinstance(t, Tensor):
        raise AssertionError("Expected output to be a torch.Tensor")
    if g is None:
        return _implicit(t)
    if not isinstance(g, Tensor):
        raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
    if g._data.shape != t._data.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{i}] has a shape of {g.shape} and output[{i}] has a shape of {t.shape}."
        )
    if (g._data.dtype.kind == "c") != (t._data.dtype.kind == "c"):
        raise RuntimeError(
            "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in dtype: "
            f"grad_output[{i}] has a dtype of {g.dtype} and output[{i}] has a dtype of {t.dtype}."
        )
    return g if g._data.dtype == t._data.dtype else g.to(t.dtype)


def _implicit(t: Tensor) -> Any:
    if t._edge is None:
        return None
    if t._data.size != 1:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    if t._data.dtype.kind == "c":
        raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {t.dtype}")
    return make(np.ones_like(t._data) if t._data.ndim else t._data.dtype.type(1))


def as_list(x: Any) -> list[Any]:
    """One or many, as a list; an empty list for None."""
    if x is None:
        return []
    return [x] if isinstance(x, Tensor) or _is_edge(x) else list(x)


def _is_edge(x: Any) -> bool:
    return isinstance(x, tuple) and len(x) >= 2 and isinstance(x[0], Node)


def note_asked(wanted: list[Any], found: list[Any]) -> None:
    for t, g in zip(wanted, found) if state.tracer is not None else ():
        if isinstance(t, Tensor):
            state.tracer.asked(t, g is not None)  # type: ignore[union-attr]


def note_backward(outputs: list[Any], create: bool) -> None:
    if state.tracer is not None:
        state.tracer.event("backward", outputs[0])
    note_differentiated(outputs, create)


def note_differentiated(outputs: list[Any], create: bool) -> None:
    if state.tracer is not None:
        state.tracer.differentiated([t for t in outputs if isinstance(t, Tensor)], create)


@functools.cache
def warn_of_cycle() -> None:
    """torch's warning for backward(create_graph=True), once per process as there."""
    warn(
        "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient which can cause a "
        "memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you have to use this function, make sure "
        "to reset the .grad fields of your parameters to None after use to break the cycle and avoid the leak.",
    )


def warn_non_leaf() -> None:
    """torch's warning for reading .grad of a non-leaf."""
    warn(
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated during "
        "autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the "
        "non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
        "github.com/pytorch/pytorch/pull/30531 for more information.",
    )
