"""Tensors put together: cat, stack, hstack, block_diag, meshgrid, cartesian_prod, ..."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.fit import in_rows
from gradcli.autograd.interop import answers, as_operand
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops.expand import expand, expand_face
from gradcli.autograd.ops.memory import is_laid_out
from gradcli.autograd.ops.part import select, slice_
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.ops.shape import reshape
from gradcli.autograd.ops.squeeze import atleast_1d, atleast_2d, atleast_3d
from gradcli.autograd.renamed import renamed
from gradcli.autograd.rule import or_zero
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.warned import warn
from gradcli.sample import normal


# ---------------------------------------------------------------- cat, stack
def _cat_stacked(op: Any, flags: Sequence[bool], args: Sequence[Any], params: dict[str, Any]) -> Any:
    n = next(len(a) for a, flag in zip(args, flags) if flag)
    rows = [a if flag else expand(a, shape=(n, *a.shape)) for a, flag in zip(args, flags)]
    return op(*rows, dim=params["dim"] + 1)


@op((normal(2, 3), normal(1, 3), {"dim": 0}), (normal(2), normal(2), normal(1), {"dim": 0}), promote="same", family="shape")
def cat(*xs: Any, dim: int) -> Any:
    """The arrays one after the other along an axis."""
    y = np.concatenate(xs, dim)
    last = y.ndim in (4, 5) and all(is_laid_out(x, "L") for x in xs)  # channels, which stay there
    return y if last else in_rows(y)


@op((normal(3), normal(3), {"dim": 1}), (normal(), normal(), {"dim": 0}), promote="same", family="shape", ordered=True)
def stack(*xs: Any, dim: int) -> Any:
    """The arrays side by side along a new axis."""
    return np.stack(xs, dim)


def _cat_parts(g: Any, shapes: Sequence[Any], wanted: Sequence[bool], dim: int) -> list[Any]:
    out: list[Any] = []
    start = 0
    for shape, want in zip(shapes, wanted):
        n = shape[dim]
        out.append(_piece(g, dim, start, start + n) if want else None)
        start += n
    return out


def _piece(g: Any, dim: int, start: int, stop: int) -> Any:
    return slice_(g, dim=dim, start=start, stop=stop, step=1)


def _entry(g: Any, dim: int, index: int) -> Any:
    return select(g, dim=dim, index=index)


def _joined_tangent(joined: Any) -> Any:
    def rule(ts: Sequence[Any], _y: Any, *xs: Any, dim: int) -> Any:
        return joined(*map(or_zero, ts, xs), dim=dim)

    return rule


cat.vjp_all(lambda g, _y, xs_shapes, wanted, *, dim: _cat_parts(g, xs_shapes, wanted, dim)).batch(_cat_stacked)
cat.jvp(_joined_tangent(cat))
stack.vjp_all(lambda g, _y, _xs, wanted, *, dim: [_entry(g, dim, i) if want else None for i, want in enumerate(wanted)])
stack.batch(_cat_stacked).jvp(_joined_tangent(stack))
lstm_steps = renamed(stack, "lstm_steps", "MkldnnRnnLayerBackward0")


def listed(tensors: Any, name: str) -> list[Tensor]:
    """The tensors to join. Raises TypeError as torch does."""
    if isinstance(tensors, Tensor) or not isinstance(tensors, (tuple, list)):
        raise TypeError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {type(tensors).__name__}")
    for i, t in enumerate(tensors):
        if not isinstance(t, Tensor):
            raise TypeError(f"expected Tensor as element {i} in argument 0, but got {type(t).__name__}")
    return list(tensors)


@public("torch", "cat", "concat", "concatenate")
def cat_face(tensors: Sequence[Tensor], dim: int = 0, *, axis: int | None = None, out: Tensor | None = None) -> Tensor:
    """The tensors one after the other along `dim`; an empty vector fits anything. Raises RuntimeError when sizes do not match."""
    given = listed(tensors, "cat")
    if not given:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    some = [t for t in given if t._data.shape != (0,)]
    d = _checked(some, dim if axis is None else axis) if some else 0
    if len(some) < len(given):
        nothing = (*some[0]._data.shape[:d], 0, *some[0]._data.shape[d + 1 :]) if some else (0,)
        given = [t.reshape(nothing) if t._data.shape == (0,) != nothing else t for t in given]
    y = cat(*given, dim=d)
    return y if out is None else into(out, y)


def _checked(tensors: Sequence[Tensor], dim: int) -> int:
    """The axis to join along. Raises RuntimeError when the tensors differ elsewhere."""
    first = tensors[0]._data.shape
    for number, t in enumerate(tensors):
        if not t._data.ndim:
            raise RuntimeError(f"zero-dimensional tensor (at position {number}) cannot be concatenated")
    d = axis(dim, len(first))
    for number, t in enumerate(tensors):
        shape = t._data.shape
        if len(shape) != len(first):
            raise RuntimeError(f"Tensors must have same number of dimensions: got {len(first)} and {len(shape)}")
        for i, (a, b) in enumerate(zip(first, shape)):
            if a != b and i != d:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {d}. Expected size {a} but got size {b} for tensor number {number} "
                    "in the list."
                )
    return d


@public("torch", "stack")
def stack_face(tensors: Sequence[Tensor], dim: int = 0, *, out: Tensor | None = None) -> Tensor:
    """The tensors side by side along a new axis. Raises RuntimeError when their shapes differ."""
    given = listed(tensors, "stack")
    if not given:
        raise RuntimeError("stack expects a non-empty TensorList")
    first = given[0]._data.shape
    dim = axis(dim, len(first) + 1)
    for i, t in enumerate(given):
        if t._data.shape != first:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(first)} at entry 0 and {list(t._data.shape)} at entry {i}"
            )
    y = stack(*given, dim=dim)
    return y if out is None else into(out, y)


def some(tensors: Any, name: str) -> Any:
    """The tensors. Raises RuntimeError when there are none."""
    if not len(tensors):
        raise RuntimeError(f"{name} expects a non-empty TensorList")
    return tensors


@public("torch")
def hstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Side by side: vectors end to end, others along the second axis."""
    rows = atleast_1d(some(listed(tensors, "hstack"), "hstack"))
    return cat_face(rows, 0 if rows and rows[0]._data.ndim == 1 else 1, out=out)


@public("torch", "vstack", "row_stack")
def vstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """One below the other."""
    return cat_face(atleast_2d(some(listed(tensors, "vstack"), "vstack")), 0, out=out)


@public("torch")
def dstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """One behind the other, along the third axis."""
    given = listed(tensors, "dstack")
    if not given:
        raise RuntimeError("dstack expects a non-empty TensorList")
    return cat_face(atleast_3d(given), 2, out=out)


@public("torch")
def column_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Vectors as the columns of a matrix; matrices side by side."""
    columns = [reshape(t, t._data.size, 1) if t._data.ndim <= 1 else t for t in listed(tensors, "column_stack")]
    return cat_face(columns, 1, out=out)


# ---------------------------------------------------------------- block_diag
@op((normal(1, 2), normal(2, 2)), promote="same", family="shape")
def block_diag(*xs: Any) -> Any:
    """Matrices along the diagonal, zeros elsewhere."""
    rows, columns = ([0, *np.cumsum([x.shape[i] for x in xs])] for i in (0, 1))
    y = np.zeros((rows[-1], columns[-1]), xs[0].dtype)
    for k, x in enumerate(xs):
        y[rows[k] : rows[k + 1], columns[k] : columns[k + 1]] = x
    return y


def _blocks(g: Any, shapes: Sequence[Any], wanted: Sequence[bool]) -> list[Any]:
    out: list[Any] = []
    row = column = 0
    for (n, m), want in zip(shapes, wanted):
        out.append(_piece(_piece(g, 0, row, row + n), 1, column, column + m) if want else None)
        row, column = row + n, column + m
    return out


block_diag.vjp_all(lambda g, _y, xs_shapes, wanted: _blocks(g, xs_shapes, wanted))
block_diag.jvp(lambda ts, _y, *xs: block_diag(*map(or_zero, ts, xs)))


@public("torch", "block_diag")
def block_diag_face(*tensors: Any) -> Tensor:
    """Matrices (vectors and numbers as rows) along the diagonal of a larger one."""
    given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors
    for i, t in enumerate(given):
        if t.ndim > 2:
            raise RuntimeError(f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {i} has {t.ndim} dimensions")
    return block_diag(*atleast_2d(list(given)))  # type: ignore[no-any-return]


# ---------------------------------------------------------------- grids
@public("torch")
def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Coordinate grids of vectors; indexing "ij" (the default) or "xy", which exchanges the first two axes."""
    given = list(tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors)
    if indexing is None:
        warn("torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.")
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    if not given:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    for t in given:
        if t._data.ndim > 1:
            raise RuntimeError(f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {t}")
    if indexing == "xy" and len(given) > 1:
        second, first, *others = _grids([given[1], given[0], *given[2:]])
        return (first, second, *others)
    return _grids(given)


def _grids(vectors: Sequence[Tensor]) -> tuple[Tensor, ...]:
    shape = tuple(v._data.size for v in vectors)
    return tuple(expand_face(reshape(v, tuple(n if i == k else 1 for i, n in enumerate(shape))), shape) for k, v in enumerate(vectors))


@public("torch")
def cartesian_prod(*tensors: Tensor) -> Tensor:
    """Every combination of entries, one row each; a single vector as it is. Raises RuntimeError for what is no vector."""
    for t in tensors:
        if t.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(t.shape)}")
    if len(tensors) == 1:
        return tensors[0]
    return stack_face([reshape(g, -1) for g in _grids(tensors)], 1)


@public("torch")
def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """Every choice of r entries of a vector, one row each, in order."""
    if input._data.ndim != 1:
        raise RuntimeError("Expect a 1D vector, but got shape " + str(list(input._data.shape)))
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if not r:
        return make(np.zeros(0, input._data.dtype))
    rows = np.array(list(choose(range(input._data.size), r)), np.int64).reshape(-1, r)
    return stack_face([input[make(column)] for column in rows.T], 1)


# ---------------------------------------------------------------- numpy's names
def as_tensors(arrays: Any) -> list[Tensor]:
    """Tensors and arrays as tensors."""
    return [as_operand(np.asarray(a)) if not isinstance(a, Tensor) else a for a in arrays]


@answers(np.concatenate)
def _np_concatenate(arrays: Any, axis: int | None = 0) -> Tensor:
    given = as_tensors(arrays)
    return cat_face([reshape(t, -1) for t in given], 0) if axis is None else cat_face(given, axis)


@answers(np.stack)
def _np_stack(arrays: Any, axis: int = 0) -> Tensor:
    return stack_face(as_tensors(arrays), axis)


answers(np.hstack)(lambda tup: hstack(as_tensors(tup)))
answers(np.vstack)(lambda tup: vstack(as_tensors(tup)))
answers(np.dstack)(lambda tup: dstack(as_tensors(tup)))
answers(np.column_stack)(lambda tup: column_stack(as_tensors(tup)))
__all__ = ["cat", "stack"]
