"""Forward mode: dual numbers carried through operations, as torch.autograd.forward_ad."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.grad_mode import enable_grad
from gradcli.autograd.history import reals
from gradcli.autograd.look import look_of
from gradcli.autograd.op import OPS, Op
from gradcli.autograd.tensor import LEAF, Tensor, counter, make, storage
from gradcli.autograd.vmapping import BatchedTensor


class UnpackedDualTensor(NamedTuple):
    """A dual tensor taken apart; tangent is None where there is none."""

    primal: Any
    tangent: Any


class Level:
    """One forward-mode pass: tensors that carry a tangent for it keep it under the level itself as key."""

    def tangent(self, x: Any) -> Any:
        """The tangent of x, None where it has none; of a view whose memory was changed in place, that of its part of the base."""
        if not isinstance(x, Tensor):
            return None
        if x._base is not None and self in x._base.__dict__.get("_tangents", ()) and counter(x).n != x.__dict__.get("_tangents_at"):
            self.put(x, part_of(self.tangent(x._base), x))
        return x.__dict__.get("_tangents", {}).get(self)

    def put(self, x: Tensor, t: Any) -> Tensor:
        """Give x a tangent."""
        x.__dict__.setdefault("_tangents", {})[self] = t
        if x._base is not None:
            x.__dict__["_tangents_at"] = counter(x).n
        return x

    def follow(self, x: Tensor, t: Any) -> None:
        """x was changed in place and now has the tangent t (None: zero), and so has its part of the tensor it is a view of."""
        base = x._base
        if t is None and self not in x.__dict__.get("_tangents", ()) and (base is None or self not in base.__dict__.get("_tangents", ())):
            return
        t = cast_to(zeros_like(x) if t is None else t, x._data.dtype)
        if base is not None:
            old = base.__dict__.get("_tangents", {}).get(self)
            self.put(base, with_part(zeros_like(base) if old is None else old, t, x))
        elif isinstance(x, BatchedTensor) and x.whole._base is not None:
            raise RuntimeError("gradcli cannot follow a forward-mode tangent through an in-place change of a view inside vmap")
        self.put(x, t)

    def call(self, op: Any, args: tuple[Any, ...], params: dict[str, Any]) -> Any:
        """Run an operation on the primals with the outer levels, then its tangent rule."""
        position = state.levels.index(self)
        inner, state.levels[position:] = state.levels[position:], []
        try:
            return self.function(op, args, params) if isinstance(op, type) else self.operation(op, args, params)
        finally:
            state.levels[position:] = inner

    def operation(self, op: Op, args: tuple[Any, ...], params: dict[str, Any]) -> Any:
        ts = [self.tangent(a) for a in args]
        y = op(*args, **params)
        if all(t is None for t in ts):
            return y
        outs = y if isinstance(y, tuple) else (y,)
        tangents = tangents_of(op, ts, y, args, params)
        for out, t in zip(outs, tangents):
            if isinstance(out, Tensor) and out._data.dtype.kind in "fc" and t is not None:
                self.put(out, full(t, out))
        remember(outs)
        return y

    def function(self, cls: Any, args: tuple[Any, ...], params: dict[str, Any]) -> Any:
        """A user's Function: its jvp staticmethod."""
        ts = [self.tangent(a) for a in args]
        out, ctx = cls._applied(args, params)
        if all(t is None for t in ts):
            return out
        tangents = cls.jvp(ctx, *ts)
        outs = out if isinstance(out, tuple) else (out,)
        for y, t in zip(outs, tangents if isinstance(tangents, tuple) else (tangents,)):
            if isinstance(y, Tensor) and t is not None:
                self.put(y, t)
        remember(outs)
        return out


def remember(outs: Sequence[Any]) -> None:
    """Leave the tangents of results with the node that made them: what it keeps of its results for backward has them, too."""
    node = next((out.grad_fn for out in outs if isinstance(out, Tensor) and out.grad_fn is not None), None)
    if node is not None:
        node._duals = [out.__dict__.get("_tangents") if isinstance(out, Tensor) else None for out in outs]


def tangents_of(op: Op, ts: Sequence[Any], y: Any, args: Sequence[Any], params: dict[str, Any]) -> tuple[Any, ...]:
    """One tangent per result: by the operation's own rule, else by transposing its vjp."""
    if op.tangent is not None:
        out = op.tangent(ts, y, *args, **params)
        return out if isinstance(out, (tuple, list)) else (out,)  # type: ignore[return-value]
    return transposed(op, ts, args, params)


def transposed(op: Op, ts: Sequence[Any], args: Sequence[Any], params: dict[str, Any]) -> tuple[Any, ...]:
    """J t as the derivative of u -> (J'u)·t, which is linear in u: two backward passes stand in for a forward rule."""
    from gradcli.autograd.backprop import grad

    with enable_grad():
        leaves = [leaf_like(a) if t is not None else a for a, t in zip(args, ts)]
        y = op(*leaves, **params)
        outs = [out for out in (y if isinstance(y, tuple) else (y,)) if out.requires_grad]
        us = [make(np.zeros(o._data.shape, o._data.dtype), LEAF) for o in outs]
        live = [(x, t) for x, t in zip(leaves, ts) if t is not None]
        pulled = grad(outs, [x for x, _ in live], us, create_graph=True, allow_unused=True)
        chosen = [(g, t) for g, (_, t) in zip(pulled, live) if g is not None and g.requires_grad]
        tangents = [t for _, t in chosen]
        found = grad([g for g, _ in chosen], us, tangents, create_graph=True, allow_unused=True) if chosen else [None] * len(us)
    by_output = {id(o): t for o, t in zip(outs, found)}
    return tuple(by_output.get(id(out)) for out in (y if isinstance(y, tuple) else (y,)))


def leaf_like(a: Tensor) -> Tensor:
    """The tensor itself if it requires grad already, else a leaf with its values."""
    return a if a.requires_grad else make(a._data, LEAF)


def full(t: Any, out: Tensor) -> Any:
    """A tangent in the shape of its result: that of a broadcast operand comes in the shape of the operand."""
    return t if t._data.shape == out._data.shape else OPS["expand"](t, shape=out._data.shape)


def zeros_like(x: Tensor) -> Tensor:
    """The tangent of a constant."""
    if isinstance(x, BatchedTensor):
        return x.level.wrap(zeros_like(x.whole))
    return make(np.zeros(x._data.shape, x._data.dtype))


def cast_to(t: Tensor, kind: np.dtype[Any]) -> Tensor:
    """A tangent in the type of what it is the tangent of."""
    return t if t._data.dtype == kind else OPS["to_copy"](t, dtype=kind)


def part_of(t: Tensor, x: Tensor) -> Tensor:
    """The part of a base's tangent that belongs to its view x."""
    base = x._base
    assert base is not None
    if x._data.dtype == base._data.dtype:
        return OPS["as_strided"](t, look=look_of(storage(x), storage(base)))  # type: ignore[no-any-return]
    part = OPS["as_strided"](reals(t), look=look_of(reals(storage(x)), reals(storage(base))))
    return OPS["view_as_complex"](part) if x._data.dtype.kind == "c" else part  # type: ignore[no-any-return]


def with_part(t: Tensor, part: Tensor, x: Tensor) -> Tensor:
    """A base's tangent with the part that belongs to its view x replaced."""
    base = x._base
    assert base is not None
    if x._data.dtype == base._data.dtype:
        return OPS["as_strided_scatter"](t, part, look=look_of(storage(x), storage(base)))  # type: ignore[no-any-return]
    new = OPS["as_strided_scatter"](reals(t), reals(part), look=look_of(reals(storage(x)), reals(storage(base))))
    return OPS["view_as_complex"](new) if base._data.dtype.kind == "c" else new  # type: ignore[no-any-return]


entered: list[Level] = []  # what enter_dual_level opened; there is no more than one


@contextmanager
def forward_pass() -> Iterator[Level]:
    """A forward-mode pass of its own, inside of others or not."""
    level = Level()
    state.levels.append(level)
    try:
        yield level
    finally:
        state.levels.remove(level)


def enter_dual_level() -> int:
    """From here on make_dual and unpack_dual work; returns the number of the level, 0. Raises RuntimeError inside of another level."""
    if entered:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    entered.append(Level())
    state.levels.append(entered[0])
    return 0


def exit_dual_level(*, level: int | None = None) -> None:
    """Leave the level that enter_dual_level opened. Raises RuntimeError when there is none."""
    if not entered:
        raise RuntimeError("Dual level must be a positive number.")
    if level not in (None, 0):
        raise RuntimeError("Trying to exit a dual level that was not the last one entered.")
    state.levels.remove(entered.pop())


class dual_level:
    """A `with` block in which make_dual and unpack_dual work."""

    def __enter__(self) -> int:
        return enter_dual_level()

    def __exit__(self, *_: object) -> None:
        exit_dual_level()


def current() -> Level:
    """The innermost level. Raises RuntimeError outside of dual_level."""
    for level in reversed(state.levels):
        if isinstance(level, Level):
            return level
    raise RuntimeError("Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first.")


def make_dual(tensor: Tensor, tangent: Tensor, *, level: Any = None) -> Tensor:
    """The tensor with a tangent. Raises RuntimeError when shapes differ or outside of dual_level, ValueError for whole numbers."""
    for name, t in (("primal", tensor), ("tangent", tangent)):
        if not (t.is_floating_point() or t.is_complex()):
            raise ValueError(f"Expected {name} to be floating point or complex, but got: {t.dtype}")
    if tensor._data.shape != tangent._data.shape:
        raise RuntimeError(
            f"Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. "
            f"Tensor is of size {list(tensor._data.shape)} while the given forward gradient is of size {list(tangent._data.shape)}."
        )
    dual = make(storage(tensor), tensor._edge if tensor._edge is not LEAF else None)
    if tensor._edge is LEAF:
        dual = leaf_alias(tensor)
    dual._counter = counter(tensor)  # not a view of it: a change of the tensor itself has no tangent
    return (level if isinstance(level, Level) else current()).put(dual, tangent)


def leaf_alias(leaf: Tensor) -> Tensor:
    """Another name for a leaf, connected to it in the graph."""
    from gradcli.autograd.op import OPS

    outer, state.levels[:] = state.levels[:], []
    try:
        return OPS["clone"](leaf)  # type: ignore[no-any-return]
    finally:
        state.levels[:] = outer


def unpack_dual(tensor: Tensor, *, level: Any = None) -> UnpackedDualTensor:
    """(primal, tangent); the tangent is None for a tensor without, and outside of dual_level."""
    level = level if isinstance(level, Level) else None
    if level is None and not any(isinstance(each, Level) for each in state.levels):
        return UnpackedDualTensor(tensor, None)
    where = level or current()
    tangent = where.tangent(tensor)
    primal = make(tensor._data, tensor._edge) if tangent is not None else tensor
    for other, t in tensor.__dict__.get("_tangents", {}).items():
        if other is not where and tangent is not None:
            other.put(primal, t)
    return UnpackedDualTensor(primal, tangent)
