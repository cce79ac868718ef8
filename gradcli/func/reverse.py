"""Reverse-mode transforms: grad, grad_and_value, vjp, jacrev."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd import per_example, state
from gradcli.autograd import rows as autograd_rows
from gradcli.autograd.creation import zeros_like
from gradcli.autograd.grad_mode import MODE, enable_grad
from gradcli.autograd.op import OPS
from gradcli.autograd.tensor import LEAF, Tensor, make
from gradcli.autograd.vmapping import BatchedTensor, Level, all_of
from gradcli.func.trees import Function, flatten, spelled, transform, tree_map

CALLS = {"vjp": "vjp(f, *primals)", "jvp": "jvp(f, primals, tangents)"}


def grad(func: Function, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Function:
    """The function that computes the gradient of a scalar `func`. Raises RuntimeError when the output is no scalar."""
    both = grad_and_value(func, argnums, has_aux)

    @functools.wraps(func)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        found, value = both(*args, **kwargs)
        return (found, value[1]) if has_aux else found

    return gradient


def grad_and_value(func: Function, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Function:
    """The function that computes (gradient, value) of a scalar `func`."""

    @functools.wraps(func)
    def both(*args: Any, **kwargs: Any) -> Any:
        with enable_grad(), transform():
            live, build = fresh(args, argnums)
            value, aux = scalar_of(func(*build, **kwargs), has_aux)
            gradient = live.nested(pulled([value], live.tensors, None))
        return freed(gradient, live), (freed(value, live), freed(aux, live)) if has_aux else freed(value, live)

    return both


def with_aux(out: Any, has_aux: bool, what: str) -> tuple[Any, Any]:
    """(output, auxiliary output or None) of a user's function. Raises RuntimeError when has_aux and it is no pair."""
    if not has_aux:
        return out, None
    if not isinstance(out, tuple) or len(out) != 2:
        raise RuntimeError(f"{what}: output of function f should be a tuple: (output, aux) if has_aux is True")
    return out


def scalar_of(out: Any, has_aux: bool) -> tuple[Tensor, Any]:
    """(scalar output, auxiliary output). Raises RuntimeError for anything else."""
    value, aux = with_aux(out, has_aux, "grad_and_value(f)(*args)")
    if not isinstance(value, Tensor):
        raise RuntimeError(f"grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got {type(value)}")
    if value._data.ndim:
        raise RuntimeError(
            f"grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with {value._data.ndim} dims. Maybe you "
            "wanted to use the vjp or jacrev APIs instead?"
        )
    if value._data.dtype.kind == "c":
        raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {value.dtype}")
    return value, aux


class Live:
    """The differentiated arguments: their tensors as a flat list, and how to put gradients back into their nesting."""

    def __init__(self, chosen: Any) -> None:
        self.tensors, self._build = flatten(chosen)
        self.nested = self._build


def fresh(args: Sequence[Any], argnums: int | tuple[int, ...]) -> tuple[Live, list[Any]]:
    """The arguments with the differentiated ones as new leaves (connected to the originals where these are being differentiated)."""
    numbers = checked_numbers(argnums, len(args))
    new = list(args)
    for n in numbers:
        new[n] = tree_map(entered, args[n])
    chosen = new[argnums] if isinstance(argnums, int) else tuple(new[n] for n in numbers)
    return Live(chosen), new


def checked_numbers(argnums: Any, count: int) -> tuple[int, ...]:
    """The numbers of the differentiated arguments. Raises RuntimeError for what does not name some of `count` arguments, each once."""
    if not isinstance(argnums, (int, tuple)):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    if argnums == () and count:
        raise RuntimeError("argnums must be non-empty")
    numbers = (argnums,) if isinstance(argnums, int) else argnums
    for n in numbers:
        if not isinstance(n, int):
            raise RuntimeError(f"argnum must be int, got: {type(n)}")
        if not -count <= n < count:
            raise RuntimeError(f"Got argnum={n}, but only {count} positional inputs")
    found = tuple(n % count for n in numbers)
    if len(set(found)) < len(found):
        raise RuntimeError(f"argnums elements must be unique, got {found}")
    return numbers


def entered(t: Any) -> Any:
    """A tensor as a leaf of its own; inside vmap a shared tensor becomes one per example, so that its gradient is per example."""
    if not isinstance(t, Tensor):
        raise ValueError(f"Thing passed to transform API must be Tensor, got {type(t)}")
    if t._data.dtype.kind not in "fc":
        raise RuntimeError("only Tensors of floating point dtype can require gradients")
    return new_leaf(t)


def new_leaf(t: Tensor) -> Tensor:
    level = next((each for each in reversed(state.levels) if isinstance(each, Level)), None)
    if level is None:
        return connected(t)
    with state.without(level):
        return level.wrap(new_leaf(level.over_all(t)))


def connected(t: Tensor) -> Tensor:
    """A new leaf with the tensor's values; where the tensor is itself being differentiated, an identity of it."""
    if t.requires_grad or t.__dict__.get("_tangents"):
        return OPS["clone"](t) if t.requires_grad else _marked(OPS["clone"](t))
    return make(t._data, LEAF)


def _marked(t: Tensor) -> Tensor:
    t._edge = LEAF
    return t


def pulled(outputs: Sequence[Tensor], inputs: Sequence[Tensor], gs: Sequence[Any] | None) -> list[Any]:
    """Gradients of outputs with respect to inputs, recorded, zeros where no path exists; ones where no cotangents are given."""
    seeds = [make(np.ones_like(o._data)) for o in outputs] if gs is None else gs
    live = [(o, s) for o, s in zip(outputs, seeds) if o.requires_grad]
    found: Sequence[Any] = [None] * len(inputs)
    if live:
        found = per_example.pulled([o for o, _ in live], inputs, [s for _, s in live], True, True)
    return [zeros_like(t) if g is None else g for g, t in zip(found, inputs)]


def freed(tree: Any, live: Live) -> Any:
    """Results without their history, unless it leads to something outside that is being differentiated too."""
    inner = {id(all_of(t)) for t in live.tensors}
    return tree_map(lambda t: without_history(t, inner) if isinstance(t, Tensor) else t, tree)


def without_history(t: Tensor, inner: set[int]) -> Tensor:
    """The values of a tensor, with its tangents, which an outer forward pass still needs."""
    if isinstance(t, BatchedTensor):
        return t.level.wrap(without_history(t.whole, inner))
    tangents = t.__dict__.get("_tangents", {})
    new = t if not t.requires_grad or (MODE.enabled and leads_out(t, inner)) else make(t._data)
    if tangents:
        new.__dict__["_tangents"] = {level: without_history(tangent, inner) for level, tangent in tangents.items()}
    return new


def leads_out(t: Tensor, inner: set[int]) -> bool:
    """Whether the history of `t` reaches a leaf other than those in `inner`; iteratively."""
    stack: list[Any] = [t if t.grad_fn is None else t.grad_fn]
    seen: set[int] = set()
    while stack:
        edge = stack.pop()
        if edge is None or id(edge) in seen:
            continue
        seen.add(id(edge))
        if isinstance(edge, Tensor):
            if id(edge) not in inner:
                return True
        elif id(edge) not in inner:
            stack.extend(getattr(edge, "node", edge)._edges)
    return False


def vjp(func: Function, *primals: Any, has_aux: bool = False) -> Any:
    """(output, function v -> v'J as a tuple, one part per primal), and last the auxiliary output when has_aux."""
    with enable_grad(), transform():
        live, args = fresh(primals, tuple(range(len(primals))))
        value, aux = with_aux(func(*args), has_aux, "vjp(f, *primals)")
    if value is None:
        raise RuntimeError("vjp(f, *primals): Expected f to be a function that has non-empty output (got output = [None])")
    outs, _ = flatten(value)
    only_tensors(outs, "vjp")

    def pullback(cotangents: Any, retain_graph: bool = True, create_graph: bool | None = None) -> Any:
        gs, _ = flatten(cotangents)
        fit_together(cotangents, gs, value, outs)
        return freed(live.nested(pulled(outs, live.tensors, gs)), live)

    shown = freed(value, live)
    return (shown, pullback, freed(aux, live)) if has_aux else (shown, pullback)


def only_tensors(outs: Sequence[Any], transform: str) -> None:
    """RuntimeError for an output that is no tensor."""
    for out in outs:
        if not isinstance(out, Tensor):
            raise RuntimeError(f"{CALLS[transform]}: expected f(*primals) to return only tensors, got unsupported type {type(out)}")
        if transform == "vjp" and out._data.dtype.kind not in "fc":
            raise RuntimeError(
                f"vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got Tensor with dtype {out.dtype}"
            )


def real_only(transform: str, tree: Any, which: str) -> None:
    """RuntimeError for a complex tensor among the inputs or outputs of a transform that takes real ones."""
    for i, t in enumerate(flatten(tree)[0]):
        if isinstance(t, Tensor) and t._data.dtype.kind == "c":
            raise RuntimeError(f"{transform}: Expected all {which} to be real but received complex tensor at flattened input idx: {i}")


def fit_together(given: Any, gs: Sequence[Any], value: Any, outs: Sequence[Tensor]) -> None:
    """RuntimeError for cotangents of another nesting or shape than the outputs."""
    if isinstance(given, (tuple, list, dict)) == isinstance(value, Tensor) or len(gs) != len(outs):
        raise RuntimeError(
            "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function. "
            f"cotangents: {spelled(given)}, primal output: {spelled(value)}"
        )
    for i, (g, out) in enumerate(zip(gs, outs)):
        if not isinstance(g, Tensor):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
        if g._data.shape != out._data.shape:
            raise RuntimeError(
                f"Mismatch in shape: grad_output[{i}] has a shape of {g.shape} and output[{i}] has a shape of {out.shape}."
            )


def jacrev(func: Function, argnums: int | tuple[int, ...] = 0, *, has_aux: bool = False, chunk_size: int | None = None) -> Function:
    """The function that computes the Jacobian, all rows in one backward. Raises ValueError for a chunk_size below 1."""
    if chunk_size is not None and chunk_size < 1:
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")

    @functools.wraps(func)
    def jacobian(*args: Any, **kwargs: Any) -> Any:
        real_only("jacrev", args, "inputs")
        with enable_grad(), transform():
            live, new = fresh(args, argnums)
            value, aux = with_aux(func(*new, **kwargs), has_aux, "vjp(f, *primals)")
            outs, build = flatten(value)
            only_tensors(outs, "vjp")
            real_only("jacrev", outs, "outputs")
            found = build([live.nested(rows(o, live.tensors)) for o in outs])
        return (freed(found, live), freed(aux, live)) if has_aux else freed(found, live)

    return jacobian


def rows(out: Tensor, inputs: Sequence[Tensor]) -> list[Any]:
    """The Jacobian blocks of one output, shape (*output, *input)."""
    if not any(isinstance(t, BatchedTensor) for t in (out, *inputs)):
        found = autograd_rows.jacobian(out, inputs, True)
        return [make(np.zeros((*out._data.shape, *x._data.shape), x._data.dtype)) if b is None else b for b, x in zip(found, inputs)]
    shape, n = out._data.shape, out._data.size
    units = make(np.eye(n, dtype=out._data.dtype).reshape(n, *shape))
    found = per_example.pulled([out], inputs, [units], True, True, stacked=True) if out.requires_grad else [None] * len(inputs)
    return [x.new_zeros((*shape, *x.shape)) if g is None else g.reshape(*shape, *x.shape) for g, x in zip(found, inputs)]
