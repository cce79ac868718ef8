"""torch.func: grad, vjp, jvp, jacrev, jacfwd, hessian, vmap and functional_call, as functions of functions."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import backprop, forward_ad, state
from gradcli.autograd.grad_mode import enable_grad
from gradcli.autograd.op import OPS
from gradcli.autograd.tensor import LEAF, Tensor, make
from gradcli.autograd.vmapping import BatchedTensor, Level, whole_of

Function = Callable[..., Any]


# ------------------------------------------------------------ nested containers of tensors
def flatten(tree: Any) -> tuple[list[Any], Callable[[Sequence[Any]], Any]]:
    """The leaves of nested tuples, lists and dicts, and the function that builds the same nesting around new leaves."""
    leaves: list[Any] = []
    shape = _shape(tree, leaves)
    return leaves, lambda new: _rebuild(shape, iter(new))


def _shape(tree: Any, leaves: list[Any]) -> Any:
    if isinstance(tree, dict):
        return {key: _shape(tree[key], leaves) for key in tree}
    if isinstance(tree, (tuple, list)):
        return (type(tree), [_shape(item, leaves) for item in tree])
    leaves.append(tree)
    return None


def _rebuild(shape: Any, leaves: Any) -> Any:
    if shape is None:
        return next(leaves)
    if isinstance(shape, dict):
        return {key: _rebuild(part, leaves) for key, part in shape.items()}
    kind, parts = shape
    items = [_rebuild(part, leaves) for part in parts]
    return kind(*items) if hasattr(kind, "_fields") else kind(items)


def tree_map(fn: Function, tree: Any) -> Any:
    """The same nesting with fn applied to every leaf."""
    leaves, build = flatten(tree)
    return build([fn(leaf) for leaf in leaves])


# ------------------------------------------------------------ reverse mode
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
        with enable_grad():
            live, build = fresh(args, argnums)
            out = func(*build, **kwargs)
            value = out[0] if has_aux else out
            if not isinstance(value, Tensor) or value._data.ndim:
                shown = f"tensor with {value._data.ndim} dims" if isinstance(value, Tensor) else type(value).__name__
                raise RuntimeError(f"Expected f(*args) to return a scalar tensor, got {shown}. Did you forget to reduce it with .sum()?")
            gradient = live.nested(pulled([value], live.tensors, None))
        return freed(gradient, live), (freed(value, live), out[1]) if has_aux else freed(value, live)

    return both


class Live:
    """The differentiated arguments: their tensors as a flat list, and how to put gradients back into their nesting."""

    def __init__(self, chosen: Any) -> None:
        self.tensors, self._build = flatten(chosen)
        self.nested = self._build


def fresh(args: Sequence[Any], argnums: int | tuple[int, ...]) -> tuple[Live, list[Any]]:
    """The arguments with the differentiated ones as new leaves (connected to the originals where these are being differentiated)."""
    numbers = (argnums,) if isinstance(argnums, int) else tuple(argnums)
    for n in numbers:
        if not -len(args) <= n < len(args):
            raise RuntimeError(f"Got argnum={n}, but only {len(args)} positional inputs")
    new = list(args)
    for n in numbers:
        new[n] = tree_map(entered, args[n])
    chosen = new[argnums] if isinstance(argnums, int) else tuple(new[n] for n in numbers)
    return Live(chosen), new


def entered(t: Any) -> Any:
    """A tensor as a leaf of its own; inside vmap a shared tensor becomes one per example, so that its gradient is per example."""
    if not isinstance(t, Tensor):
        return t
    level = state.levels[-1] if state.levels and isinstance(state.levels[-1], Level) else None
    if level is not None and not level.batched(t):
        return level.wrap(entered_whole(t.expand((level.size, *t._data.shape)), level))
    if isinstance(t, BatchedTensor):
        return t.level.wrap(entered_whole(t.whole, t.level))
    return connected(t)


def entered_whole(whole: Tensor, level: Level) -> Tensor:
    position = state.levels.index(level)
    inner, state.levels[position:] = state.levels[position:], []
    try:
        return connected(whole)
    finally:
        state.levels[position:] = inner


def connected(t: Tensor) -> Tensor:
    """A new leaf with the tensor's values; where the tensor is itself being differentiated, an identity of it."""
    if t.requires_grad or t.__dict__.get("_tangents") or isinstance(t, BatchedTensor):
        return OPS["clone"](t) if t.requires_grad else _marked(OPS["clone"](t))  # type: ignore[no-any-return]
    return make(t._data, LEAF)


def _marked(t: Tensor) -> Tensor:
    t._edge = LEAF
    return t


def pulled(outputs: Sequence[Tensor], inputs: Sequence[Tensor], gs: Sequence[Any] | None) -> list[Any]:
    """Gradients of outputs with respect to inputs, recorded, zeros where no path exists; batches as wholes."""
    level = next((t.level for t in inputs if isinstance(t, BatchedTensor)), None)
    wholes = [whole_of(t) for t in inputs]
    outs = [whole_of(t) for t in outputs]
    seeds = [make(np.ones_like(o._data)) for o in outs] if gs is None else [_seed(whole_of(g), o) for g, o in zip(gs, outs)]
    position = state.levels.index(level) if level is not None else len(state.levels)
    inner, state.levels[position:] = state.levels[position:], []
    try:
        live = [(o, s) for o, s in zip(outs, seeds) if o.requires_grad]
        found: Sequence[Any] = [None] * len(wholes)
        if live:
            found = backprop.grad([o for o, _ in live], wholes, [s for _, s in live], create_graph=True, allow_unused=True)
        found = [make(np.zeros_like(w._data)) if g is None else g for g, w in zip(found, wholes)]
    finally:
        state.levels[position:] = inner
    return [level.wrap(g) if level is not None and isinstance(t, BatchedTensor) else g for g, t in zip(found, inputs)]


def _seed(g: Any, out: Tensor) -> Any:
    return g if g._data.shape == out._data.shape else g.expand(out._data.shape)


def freed(tree: Any, live: Live) -> Any:
    """Results without their history, unless it leads to something outside that is being differentiated too."""
    inner = {id(whole_of(t)) for t in live.tensors}
    return tree_map(lambda t: without_history(t, inner) if isinstance(t, Tensor) else t, tree)


def without_history(t: Tensor, inner: set[int]) -> Tensor:
    """The values of a tensor, with its tangents, which an outer forward pass still needs."""
    if isinstance(t, BatchedTensor):
        return t.level.wrap(without_history(t.whole, inner))
    tangents = t.__dict__.get("_tangents", {})
    new = t if not t.requires_grad or leads_out(t, inner) else make(t._data)
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
    with enable_grad():
        live, args = fresh(primals, tuple(range(len(primals))))
        out = func(*args)
    value, aux = out if has_aux else (out, None)
    outs, _ = flatten(value)

    def pullback(*cotangents: Any) -> Any:
        gs, _ = flatten(cotangents[0] if len(cotangents) == 1 else cotangents)
        return freed(live.nested(pulled(outs, live.tensors, gs)), live)

    shown = freed(value, live)
    return (shown, pullback, aux) if has_aux else (shown, pullback)


# ------------------------------------------------------------ forward mode
def jvp(func: Function, primals: tuple[Any, ...], tangents: tuple[Any, ...], *, strict: bool = False, has_aux: bool = False) -> Any:
    """(output, J t), with the auxiliary output last when has_aux."""
    with forward_ad.dual_level() as level:
        build_in = [tree_map_two(lambda p, t: forward_ad.make_dual(p, t, level=level), p, t) for p, t in zip(primals, tangents)]
        out = func(*build_in)
        value, aux = out if has_aux else (out, None)
        parts, build = flatten(value)
        pairs = [forward_ad.unpack_dual(part, level=level) for part in parts]
        primal = build([p.primal for p in pairs])
        tangent = build([make(np.zeros_like(p.primal._data)) if p.tangent is None else p.tangent for p in pairs])
    return (primal, tangent, aux) if has_aux else (primal, tangent)


def tree_map_two(fn: Function, a: Any, b: Any) -> Any:
    """One nesting from two alike."""
    left, build = flatten(a)
    right, _ = flatten(b)
    return build([fn(x, y) for x, y in zip(left, right)])


# ------------------------------------------------------------ whole Jacobians
def jacrev(func: Function, argnums: int | tuple[int, ...] = 0, *, has_aux: bool = False, chunk_size: int | None = None) -> Function:
    """The function that computes the Jacobian, one row per backward."""

    @functools.wraps(func)
    def jacobian(*args: Any, **kwargs: Any) -> Any:
        with enable_grad():
            live, new = fresh(args, argnums)
            out = func(*new, **kwargs)
            value, aux = out if has_aux else (out, None)
            outs, build = flatten(value)
            found = freed(build([live.nested(rows(o, live.tensors)) for o in outs]), live)
        return (found, aux) if has_aux else found

    return jacobian


def rows(out: Tensor, inputs: Sequence[Tensor]) -> list[Any]:
    """The Jacobian blocks of one output, shape (*output, *input)."""
    shape, n = out._data.shape, out._data.size
    units = np.eye(n, dtype=out._data.dtype).reshape(n, *shape)
    columns = [pulled([out], inputs, [make(unit)]) for unit in units]
    return [OPS["stack"](*[c[i] for c in columns], dim=0).reshape((*shape, *x._data.shape)) for i, x in enumerate(inputs)]


def jacfwd(func: Function, argnums: int | tuple[int, ...] = 0, has_aux: bool = False, *, randomness: str = "error") -> Function:
    """The function that computes the Jacobian, one column per forward."""

    @functools.wraps(func)
    def jacobian(*args: Any, **kwargs: Any) -> Any:
        numbers = (argnums,) if isinstance(argnums, int) else tuple(argnums)
        blocks = [columns_of(func, args, kwargs, n, has_aux) for n in numbers]
        out = blocks[0][0] if isinstance(argnums, int) else tuple(b[0] for b in blocks)
        return (out, blocks[0][1]) if has_aux else out

    return jacobian


def columns_of(func: Function, args: Sequence[Any], kwargs: dict[str, Any], n: int, has_aux: bool) -> tuple[Any, Any]:
    """(the Jacobian with respect to argument n, auxiliary output)."""
    x = args[n]

    def along(direction: Any) -> Any:
        call = lambda value: func(*args[:n], value, *args[n + 1 :], **kwargs)
        return jvp(call, (x,), (direction,), has_aux=has_aux)

    units = np.eye(x._data.size, dtype=x._data.dtype).reshape(x._data.size, *x._data.shape)
    results = [along(make(unit)) for unit in units]
    tangents = [flatten(r[1]) for r in results]
    build = tangents[0][1]
    stacked = [OPS["stack"](*[t[0][k] for t in tangents], dim=-1) for k in range(len(tangents[0][0]))]
    shaped = [s.reshape((*s._data.shape[:-1], *x._data.shape)) for s in stacked]
    return build(shaped), results[0][2] if has_aux else None


def hessian(func: Function, argnums: int | tuple[int, ...] = 0) -> Function:
    """The function that computes the Hessian: forward over reverse."""
    return jacfwd(jacrev(func, argnums), argnums)


# ------------------------------------------------------------ batches
def vmap(func: Function, in_dims: Any = 0, out_dims: Any = 0, randomness: str = "error", *, chunk_size: int | None = None) -> Function:
    """The function that maps `func` over an axis of its arguments. Raises ValueError for sizes or axes that do not match."""

    @functools.wraps(func)
    def mapped(*args: Any, **kwargs: Any) -> Any:
        leaves, build = flatten(args)
        dims = spread_dims(in_dims, args)
        size = batch_size(leaves, dims)
        level = Level(size)
        inner = build([x if d is None else level.wrap(front(x, d)) for x, d in zip(leaves, dims)])
        state.levels.append(level)
        try:
            out = func(*inner, **kwargs)
        finally:
            state.levels.remove(level)
        outs, rebuild = flatten(out)
        wanted = spread_dims(out_dims, out) if isinstance(out_dims, (tuple, list)) else [out_dims] * len(outs)
        return rebuild([left(level, y, d) for y, d in zip(outs, wanted)])

    return mapped


def spread_dims(dims: Any, tree: Any) -> list[Any]:
    """One axis per leaf: `dims` may stand for whole subtrees. Raises ValueError where the nesting differs."""
    if not isinstance(dims, (tuple, list, dict)):
        return [dims] * len(flatten(tree)[0])
    items = tree.values() if isinstance(tree, dict) else tree
    parts = dims.values() if isinstance(dims, dict) else dims
    if not isinstance(tree, (tuple, list, dict)) or len(items) != len(parts):
        raise ValueError(
            f"vmap(func, in_dims={dims}, ...)(<inputs>): in_dims is not compatible with the structure of inputs. "
            f"in_dims has structure {type(dims).__name__} of length {len(parts)}."
        )
    return [d for part, item in zip(parts, items) for d in spread_dims(part, item)]


def batch_size(leaves: Sequence[Any], dims: Sequence[Any]) -> int:
    """The common length of the mapped axes."""
    sizes = []
    for x, d in zip(leaves, dims):
        if d is None:
            continue
        if not isinstance(x, Tensor):
            raise ValueError(
                f"vmap(func, in_dims=..., ...)(<inputs>): Got in_dim={d} for an input but the input is of type {type(x)}. We cannot "
                "vmap over non-Tensor arguments, please use None as the respective in_dim"
            )
        if not -x._data.ndim <= d < x._data.ndim:
            n = x._data.ndim
            raise ValueError(
                f"vmap(func, in_dims=..., ...)(<inputs>): Got in_dim={d} for some input, but that input is a Tensor of dimensionality "
                f"{n} so expected in_dim to satisfy -{n} <= in_dim < {n}."
            )
        sizes.append(x._data.shape[d])
    if not sizes:
        raise ValueError("vmap(func, in_dims=..., ...)(<inputs>): at least one input must be mapped over")
    if len(set(sizes)) > 1:
        raise ValueError(
            f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the mapped dimension"
        )
    return int(sizes[0])


def front(x: Tensor, dim: int) -> Tensor:
    """The tensor with axis `dim` first."""
    return x if dim in (0, -x._data.ndim) else x.movedim(dim, 0)  # type: ignore[attr-defined,no-any-return]


def left(level: Level, y: Any, dim: Any) -> Any:
    """A result of the mapped function with its batch axis at `dim`."""
    if not isinstance(y, Tensor):
        raise ValueError(f"vmap(func, ...): `func` must only return Tensors, got type {type(y)}")
    whole = y.whole if level.batched(y) else y.expand((level.size, *y._data.shape))
    return whole if not dim else whole.movedim(0, dim)


def functional_call(module: Any, parameters_and_buffers: Any, args: Any = None, kwargs: Any = None, *, strict: bool = False) -> Any:
    """Call a module with other parameters, which are put back afterwards."""
    from gradcli.nn.utils.stateless import functional_call as call

    return call(module, parameters_and_buffers, args, kwargs, strict=strict)


__all__ = ["functional_call", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp", "vjp", "vmap"]
