"""Sorting and what is defined by it: sort, argsort, msort, topk, kthvalue, median, nanmedian, mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd import return_types
from gradcli.autograd.batch import along
from gradcli.autograd.creation import into
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops.choose import winners
from gradcli.autograd.ops.extremes import average, by_real_part, selecting, share
from gradcli.autograd.ops.place import pick, place
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.ops.refuse import is_continued
from gradcli.autograd.tensor import Tensor
from gradcli.sample import distinct, fixed

HOLES = fixed([[2.0, np.nan, 1.0, 0.5], [4.0, 3.0, np.nan, 1.5]])


def order(x: Any, dim: int, descending: bool) -> Any:
    """The indices that sort x along `dim`, equal elements in their order; NaN counts as the largest."""
    if not x.ndim:
        return np.asarray(0)
    if not descending:
        return np.argsort(x.real, axis=dim, kind="stable")
    return x.shape[dim] - 1 - np.flip(np.argsort(np.flip(x.real, dim), axis=dim, kind="stable"), dim)


def chosen(x: Any, index: Any, dim: int) -> Any:
    return np.take_along_axis(x, index, dim) if x.ndim else x


@op((distinct(2, 3), {"dim": 1}), (distinct(4), {"dim": 0, "descending": True}), (distinct(), {"dim": -1}),
    outputs=2, kept=(1,), family="shape")  # fmt: skip
def sort(x: Any, *, dim: int = -1, descending: bool = False, stable: bool | None = None) -> Any:
    """(values, indices) sorted along `dim`; always stable."""
    index = order(x, dim, descending)
    return chosen(x, index, dim), index


sort.vjp(lambda gs, y, x_shape, *, dim: place(gs[0], y[1], dim=dim, shape=x_shape)).named_by("stable", "SortBackward1")
sort.jvp(lambda ts, y, _x, *, dim, **_: (pick(ts[0], y[1], dim=dim), None)).batch(along("dim"))


@op((distinct(2, 4), {"k": 2, "dim": 1}), (distinct(4), {"k": 3, "dim": 0, "largest": False}), (distinct(20), {"k": 2, "dim": 0}),
    outputs=2, kept=(1,), family="shape")  # fmt: skip
def topk(x: Any, *, k: int, dim: int = -1, largest: bool = True) -> Any:
    """(values, indices) of the k largest, or smallest, along `dim`, in order."""
    index = first_few(x, k, dim, largest) if x.ndim else np.asarray(0)
    return chosen(x, index, dim), index


def first_few(x: Any, k: int, dim: int, largest: bool) -> Any:
    """The indices of the k largest or smallest, in order; a partition first where that saves sorting most of them."""
    n = x.shape[dim]
    if 8 * k > n or not k:
        return np.take(order(x, dim, largest), np.arange(k), axis=dim)
    parts = np.argpartition(x.real, n - k if largest else k, axis=dim)
    some = np.sort(np.take(parts, np.arange(n - k, n) if largest else np.arange(k), axis=dim), axis=dim)
    return np.take_along_axis(some, order(np.take_along_axis(x, some, dim), dim, largest), dim)


topk.vjp(lambda gs, y, x_shape, *, dim: place(gs[0], y[1], dim=dim, shape=x_shape))
topk.jvp(lambda ts, y, _x, *, dim, **_: (pick(ts[0], y[1], dim=dim), None)).batch(along("dim"))


# ------------------------------------------------------------ one element of the sorted ones
def ranked(x: Any, rank: Any, dim: int, keepdim: bool) -> Any:
    """(values, indices) of the elements at a rank (from 0) along `dim`; rank: a number or an array with `dim` of length 1."""
    if not x.ndim:
        return x, np.int64(0)
    places = order(x, dim, False)
    shape = tuple(1 if i == axis(dim, x.ndim) else n for i, n in enumerate(x.shape))
    index = np.take_along_axis(places, np.broadcast_to(rank, shape), dim)
    y = np.take_along_axis(x, index, dim)
    return (y, index) if keepdim else (y.squeeze(dim), index.squeeze(dim))


def first_nan(x: Any, rank: Any, dim: int) -> Any:
    """The rank of the first NaN where there is one, for results that NaN takes over."""
    holes = np.isnan(x.real).sum(axis=dim, keepdims=True) if x.dtype.kind in "fc" else 0
    return np.where(holes > 0, x.shape[dim] - holes, rank)


def middle_of_numbers(x: Any, dim: int) -> Any:
    """The rank of the lower median of what is not NaN; 0 if all are."""
    numbers = (~np.isnan(x.real)).sum(axis=dim, keepdims=True)
    return np.maximum((numbers - 1) // 2, 0)


def choosing(name: str, kernel: Callable[..., Any], samples: list[Any], grad_fn: str = "") -> Op:
    """Declare an operation (values, indices) that picks one element along `dim`."""
    return selecting(Op(name, kernel, samples, outputs=2, kept=(1,), grad_fn=grad_fn, family="reduction"))


def kthvalue_kernel(x: Any, *, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """(values, indices) of the k-th smallest (from 1) along `dim`."""
    return ranked(x, k - 1, dim, keepdim)


def median_kernel(x: Any, *, dim: int, keepdim: bool = False) -> Any:
    """(values, indices) of the lower median along `dim`; NaN if there is one."""
    return ranked(x, first_nan(x, (x.shape[dim] - 1) // 2, dim) if x.ndim else 0, dim, keepdim)


def nanmedian_kernel(x: Any, *, dim: int, keepdim: bool = False) -> Any:
    """(values, indices) of the lower median along `dim` of what is not NaN."""
    return ranked(x, middle_of_numbers(x, dim) if x.ndim else 0, dim, keepdim)


def most_frequent(ordered: Any) -> Any:
    """The element with the longest run in each ascending row, the smallest of several.   (..., n) -> (..., 1)."""
    place = np.arange(ordered.shape[-1])
    begins = np.ones(ordered.shape, bool)
    begins[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    run = place - np.maximum.accumulate(np.where(begins, place, 0), -1)
    return np.take_along_axis(ordered, run.argmax(-1)[..., None], -1)


def mode_kernel(x: Any, *, dim: int = -1, keepdim: bool = False) -> Any:
    """(values, indices) of the most frequent element along `dim`, the smallest of several; the index of its last occurrence."""
    if not x.ndim:
        return x, np.int64(0)
    d = axis(dim, x.ndim)
    rows = np.moveaxis(x, d, -1)
    least = most_frequent(np.sort(rows.real, -1))
    index = (rows.shape[-1] - 1 - np.argmax(np.flip(rows.real == least, -1), -1))[..., None]
    y = np.take_along_axis(rows, index, -1)
    y, index = np.moveaxis(y, -1, d), np.moveaxis(index, -1, d)
    return (y, index) if keepdim else (y.squeeze(d), index.squeeze(d))


kthvalue = choosing("kthvalue", kthvalue_kernel, [(distinct(2, 4), {"k": 2, "dim": 1}), (distinct(3), {"k": 3, "keepdim": True})])
MEDIANS = [(distinct(2, 4), {"dim": 1}), (distinct(3, 2), {"dim": 0, "keepdim": True})]
median_along = choosing("median", median_kernel, MEDIANS, "MedianBackward1")
nanmedian_along = choosing("nanmedian", nanmedian_kernel, [(distinct(2, 3), {"dim": 0}), (HOLES, {"dim": 1})], "NanmedianBackward1")
mode = choosing("mode", mode_kernel, [(distinct(2, 3), {"dim": 1}), (distinct(3), {"keepdim": True})])


def middle_element(x: Any, skip_nan: bool) -> Any:
    """The lower median of all elements; NaN for none, and for a NaN among them unless skipped."""
    flat = x.reshape(-1)
    holes = np.isnan(flat) if x.dtype.kind == "f" else np.zeros(flat.shape, bool)
    if holes.any():
        flat = flat[~holes] if skip_nan else flat[:0]
    return np.partition(flat, (flat.size - 1) // 2)[(flat.size - 1) // 2] if flat.size else x.dtype.type(np.nan)


def of_all(name: str, skip_nan: bool, samples: list[Any], grad_fn: str) -> Op:
    """Declare the median of all elements; equal ones share the gradient."""

    def middle(x: Any) -> Any:
        return middle_element(x, skip_nan)

    middle.__doc__ = f"The lower {name[:-4]} of all elements."
    out = Op(name, middle, samples, grad_fn=grad_fn, family="reduction")
    out.vjp(lambda g, y, x: share(g, winners(x, y), None)).jvp(lambda ts, y, x: average(ts[0], winners(x, y), None, False))
    return out.complex_safe(lambda x: by_real_part(x, middle(x.real), None, False))


median_all = of_all("median_all", False, [(distinct(2, 2),), (distinct(5),)], "MedianBackward0")
nanmedian_all = of_all("nanmedian_all", True, [(distinct(2, 2),), (HOLES,)], "NanmedianBackward0")


# ------------------------------------------------------------ public
def refuse_complex(x: Tensor) -> Tensor:
    if x._data.dtype.kind == "c" and not is_continued():
        raise RuntimeError(" Sort does not support complex dtypes on CPU")
    return x


@public("torch Tensor", "sort")
def sort_face(input: Tensor, dim: int = -1, descending: bool = False, stable: bool | None = None, *, out: Any = None) -> Any:
    """(values, indices) sorted along `dim`; equal elements keep their order."""
    axis(dim, input._data.ndim)
    return named("sort", sort(refuse_complex(input), dim=dim, descending=descending, stable=stable), out)


def named(name: str, results: Any, out: Any = None) -> Any:
    """(values, indices), written into `out` if there is one."""
    if out is not None:
        results = tuple(into(o, r) for o, r in zip(out, results))
    return return_types.named(name, "values", "indices")(results)


@public("torch Tensor")
def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """The indices that sort along `dim`."""
    return sort_face(input, dim, descending, stable)[1]  # type: ignore[no-any-return]


@public("torch Tensor")
def msort(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """input sorted along its first axis."""
    return into(out, sort_face(input, 0)[0])


@public("torch Tensor", "topk")
def topk_face(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True, *, out: Any = None) -> Any:
    """(values, indices) of the k largest, or smallest, along `dim`; always in order."""
    d = axis(dim, input._data.ndim)
    if not 0 <= k <= (input._data.shape[d] if input._data.ndim else 1):
        raise RuntimeError("selected index k out of range")
    return named("topk", topk(input, k=int(k), dim=dim, largest=largest), out)


def refuse_nothing(name: str, x: Tensor, dim: int) -> None:
    """IndexError for picking from an empty axis."""
    d = axis(dim, x._data.ndim)
    if x._data.ndim and x._data.shape[d] == 0:
        raise IndexError(f"{name}(): Expected reduction dim {d} to have non-zero size.")


@public("torch Tensor", "kthvalue")
def kthvalue_face(input: Tensor, k: int, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> Any:
    """(values, indices) of the k-th smallest (from 1) along `dim`."""
    refuse_nothing("kthvalue", input, dim)
    d = axis(dim, input._data.ndim)
    if not 1 <= k <= (input._data.shape[d] if input._data.ndim else 1):
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {d}")
    return named("kthvalue", kthvalue(input, k=k, dim=dim, keepdim=keepdim), out)


@public("torch Tensor", "mode")
def mode_face(input: Tensor, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> Any:
    """(values, indices) of the most frequent element along `dim`."""
    refuse_nothing("mode", input, dim)
    return named("mode", mode(input, dim=dim, keepdim=keepdim), out)


def median_face(name: str, whole: Op, one: Op) -> Callable[..., Any]:
    """torch.median and torch.nanmedian."""

    def face(input: Tensor, dim: int | None = None, keepdim: bool = False, *, out: Any = None) -> Any:
        if dim is None:
            return into(out, whole(input))
        refuse_nothing("median", input, dim)
        return named(name, one(input, dim=dim, keepdim=keepdim), out)

    face.__name__ = face.__qualname__ = name
    face.__doc__ = f"The lower {name} of all elements, or (values, indices) along `dim`."
    return face


expose("torch Tensor", "median", median_face("median", median_all, median_along))
expose("torch Tensor", "nanmedian", median_face("nanmedian", nanmedian_all, nanmedian_along))
