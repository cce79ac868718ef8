"""Forward mode: dual numbers carried through operations, as torch.autograd.forward_ad."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.history import reals
from gradcli.autograd.look import look_of
from gradcli.autograd.op import OPS, Op
from gradcli.autograd.tensor import LEAF, Tensor, counter, current_edge, make, storage
from gradcli.autograd.vmapping import BatchedTensor, all_of, refuse_unmapped, spread


class UnpackedDualTensor(NamedTuple):
    """A dual tensor taken apart; tangent is None where there is none."""

    primal: Any
    tangent: Any


class Level:
    """One forward-mode pass: tensors that carry a tangent for it keep it under the level itself as key, batches that of the whole batch."""

    columns = False  # whether it computes a column of a Jacobian, which torch computes in a vmap over them

    def tangent(self, x: Any) -> Any:
        """The tangent of x, None where it has none; of a view whose memory was changed in place, that of its part of the base."""
        if not isinstance(x, Tensor):
            return None
        if isinstance(x, BatchedTensor):
            t = self.tangent(x.whole)
            return None if t is None else x.level.wrap(t)
        written = x._base is not None and counter(x).n != x.__dict__.get("_tangents_at", {}).get(self)
        if written and self in x._base.__dict__.get("_tangents", ()):
            self.put(x, part_of(self.tangent(x._base), x))
        return x.__dict__.get("_tangents", {}).get(self)

    def put(self, x: Tensor, t: Any) -> Tensor:
        """Give x a tangent."""
        if isinstance(x, BatchedTensor):
            self.put(x.whole, x.level.over_all(t))
            return x
        x.__dict__.setdefault("_tangents", {})[self] = t
        if x._base is not None:
            x.__dict__.setdefault("_tangents_at", {})[self] = counter(x).n
        return x

    def follow(self, x: Tensor, t: Any) -> None:
        """x was changed in place and now has the tangent t (None: zero), and so has its part of the tensor it is a view of."""
        while isinstance(x, BatchedTensor):
            t = None if t is None else x.level.over_all(t)
            x = x.whole
        base = x._base
        if t is None and self not in x.__dict__.get("_tangents", ()) and (base is None or self not in base.__dict__.get("_tangents", ())):
            return
        t = cast_to(zeros_like(x) if t is None else t, x._data.dtype)
        if base is not None:
            old = base.__dict__.get("_tangents", {}).get(self)
            self.put(base, with_part(zeros_like(base) if old is None else old, t, x))
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
        if self.columns:
            refuse_unmapped(cls)
        out, ctx = cls._applied(args, params)
        if all(t is None for t in ts):
            return out
        saved, ctx._saved = ctx._saved, None  # a jvp sees what was saved for it, not what was for backward
        answer = cls.jvp(ctx, *materialized(ctx, args, ts))
        ctx._saved = saved
        outs, tangents = out if isinstance(out, tuple) else (out,), answer if isinstance(answer, tuple) else (answer,)
        refuse_tangents(ctx, outs, tangents)
        for y, t in zip(outs, tangents):
            if isinstance(y, Tensor) and t is not None:
                self.put(y, t)
        remember(outs)
        return out


def materialized(ctx: Any, args: Sequence[Any], ts: Sequence[Any]) -> list[Any]:
    """The tangents that a jvp gets: zeros for floating tensors without one, unless set_materialize_grads(False) was called."""
    if not ctx._materialize:
        return list(ts)
    return [zeros_like(a) if t is None and isinstance(a, Tensor) and a._data.dtype.kind in "fc" else t for a, t in zip(args, ts)]


def refuse_tangents(ctx: Any, outs: Sequence[Any], tangents: Sequence[Any]) -> None:
    """RuntimeError for what a jvp must not return."""
    if len(outs) != len(tangents):
        raise RuntimeError(f"Function's jvp returned an invalid number of forward gradients (expected {len(outs)} but got {len(tangents)})")
    for i, (y, t) in enumerate(zip(outs, tangents)):
        if t is None:
            continue
        if not isinstance(t, Tensor):
            raise RuntimeError(f"expected Variable or None (got {type(t).__name__}) for grad output {i}.")
        if not isinstance(y, Tensor) or y._data.dtype.kind not in "fc" or i in ctx._fixed:
            raise RuntimeError(
                f"Function's jvp returned a gradient at position {i}, but  the corresponding forward output is not a differentiable "
                "Tensor.You should return None at that position instead."
            )
        refuse_size(y, t)


def refuse_size(y: Tensor, t: Tensor) -> None:
    """RuntimeError for a tangent of another shape."""
    if y._data.shape != t._data.shape:
        raise RuntimeError(
            f"Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. "
            f"Tensor is of size {list(y._data.shape)} while the given forward gradient is of size {list(t._data.shape)}."
        )


def remember(outs: Sequence[Any]) -> None:
    """Leave the tangents of results with the node that made them: what it keeps of its results for backward has them, too."""
    wholes = [all_of(out) for out in outs]
    node = next((out.grad_fn for out in wholes if isinstance(out, Tensor) and out.grad_fn is not None), None)
    if node is not None:
        node._duals = [out.__dict__.get("_tangents") if isinstance(out, Tensor) else None for out in wholes]


def tangents_of(op: Op, ts: Sequence[Any], y: Any, args: Sequence[Any], params: dict[str, Any]) -> tuple[Any, ...]:
    """One tangent per result, by the operation's rule; none where it has no gradient either."""
    if op.tangent is None:
        return ()
    out = op.tangent(ts, y, *args, **params)
    return out if isinstance(out, (tuple, list)) else (out,)  # type: ignore[return-value]


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
    refuse_size(tensor, tangent)
    at = level if isinstance(level, Level) else current()
    if at in tensor.__dict__.get("_tangents", ()):
        raise RuntimeError(
            "Making a dual Tensor based on a Tensor that already has a forward gradient at the same level 0 is not supported."
        )
    return at.put(another_name(spread(tensor, tangent)), tangent)


def another_name(tensor: Tensor, without: Level | None = None) -> Tensor:
    """A tensor of the same values and history, with the tangents of all passes but one; not a view, so that it does not follow changes."""
    if isinstance(tensor, BatchedTensor):
        return tensor.level.wrap(another_name(tensor.whole, without))
    same = (
        leaf_alias(tensor)
        if tensor._edge is LEAF
        else make(storage(tensor), tensor._edge if tensor._base is None else current_edge(tensor))
    )
    same._counter = counter(tensor)
    same.__dict__["_tangents"] = {level: level.tangent(tensor) for level in tensor.__dict__.get("_tangents", ()) if level is not without}
    return same


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
    return UnpackedDualTensor(tensor if tangent is None else another_name(tensor, without=where), tangent)
