"""Copies and other element types: clone, contiguous, to, float(), double(), ..."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.batch import aligned
from gradcli.autograd.creation import refuse_device
from gradcli.autograd.device import device as Device
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import op
from gradcli.autograd.tensor import Tensor, type_name
from gradcli.autograd.warned import warn
from gradcli.sample import normal

# ---------------------------------------------------------------- copies
Order = Literal["K", "C", "L"]  # as the original, row by row, with channels (axis 1) last
RANKS = {"torch.channels_last": 4, "torch.channels_last_3d": 5}


def laid_out(x: Any, order: Order) -> Any:
    """A copy laid out as asked."""
    return channels_last(x) if order == "L" else x.copy(order)


def channels_last(x: Any) -> Any:
    """A copy in whose memory axis 1 is the last one."""
    return np.moveaxis(np.moveaxis(x, 1, -1).copy("C"), -1, 1)


def order_of(memory_format: Any, rank: int) -> Order:
    """The layout that a memory format of torch stands for. Raises RuntimeError for one of tensors of another rank."""
    word = str(memory_format)
    if RANKS.get(word, rank) != rank:
        raise RuntimeError(f"required rank {RANKS[word]} tensor to use {word[6:]} format")
    return "L" if word in RANKS else "C" if word == "torch.contiguous_format" else "K"


def is_laid_out(x: Any, order: Order) -> bool:
    """Whether an array already lies in memory as asked."""
    if order == "K" or not isinstance(x, np.ndarray):
        return True
    return bool((x if order == "C" else np.moveaxis(x, 1, -1)).flags.c_contiguous)


@op((normal(2, 3),), (normal(),), family="other")
def clone(x: Any, *, order: Order = "K") -> Any:
    """A copy; order "C" lays it out row by row, "L" with channels last, "K" as the original."""
    return laid_out(x, order) if isinstance(x, np.ndarray) else x


clone.vjp(lambda g, _y, _x: g).linear().batch(aligned)


@public("torch Tensor", "clone")
def clone_face(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """A copy that gradients flow through."""
    return clone(input, order=order_of(memory_format, input._data.ndim))  # type: ignore[no-any-return]


@public("Tensor")
def contiguous(self: Tensor, memory_format: Any = None) -> Tensor:
    """The tensor itself when its elements are laid out row by row (or with channels last, if asked for), else a copy that is."""
    data = self._data
    order: Order = "C" if memory_format is None else order_of(memory_format, data.ndim)
    return self if is_laid_out(data, order) else clone(self, order=order)


# ---------------------------------------------------------------- other types
@op((normal(2, 3), {"dtype": np.dtype("float64")}), family="other")
def to_copy(x: Any, *, dtype: np.dtype[Any], short: bool = False, order: Order = "K") -> Any:
    """A copy in another element type; towards whole numbers it truncates, from complex it takes the real part.

    short: rounded to the 8 significant bits of bfloat16 (nearest, ties to even).   order: as of clone.
    """
    if order != "K":
        x = laid_out(x, order)
    if x.dtype.kind == "c" and dtype.kind not in "cb":
        x = x.real
    return x.astype(dtype) if not short else shortened(x.astype(dtype))


def shortened(x: Any) -> Any:
    """float32 numbers rounded to those that bfloat16 has."""
    bits = x.view(np.uint32)
    odd = (bits >> np.uint32(16)) & np.uint32(1)
    rounded = ((bits + np.uint32(0x7FFF) + odd) & np.uint32(0xFFFF0000)).view(np.float32)
    return np.where(np.isnan(x), x, rounded)


to_copy.vjp(lambda g, _y, _x: g).linear().batch(aligned)
to_copy.complex_safe(lambda x, *, dtype, **how: x if dtype.kind in "fc" else to_copy.kernel(x.real, dtype=dtype, **how))


def cast(t: Tensor, kind: np.dtype[Any], copy: bool = False, memory_format: Any = None) -> Tensor:
    """`t` in numpy's type `kind` and laid out as asked: itself where it already is, unless `copy`."""
    order: Order = "K" if memory_format is None else order_of(memory_format, t._data.ndim)
    if t._data.dtype == kind and not copy and is_laid_out(t._data, order):
        return t
    if t._data.dtype.kind == "c" and kind.kind not in "cb":
        warn("Casting complex values to real discards the imaginary part")
    return to_copy(t, dtype=kind, order=order)  # type: ignore[no-any-return]


@public("Tensor")
def to(self: Tensor, *args: Any, copy: bool = False, **named: Any) -> Tensor:
    """In another dtype, on a device (the CPU), or as another tensor; the tensor itself where nothing changes.

    Raises AssertionError for cuda, as torch does on machines without it.
    """
    kind = named.get("dtype")
    for a in args:
        if isinstance(a, Tensor):
            kind = a._data.dtype
        elif is_type(a):
            kind = a
        elif isinstance(a, (str, Device)) or (isinstance(a, int) and not isinstance(a, bool)):
            check_device(a)
    check_device(named.get("device"))
    if named.get("other") is not None:
        kind = named["other"]._data.dtype
    flags = [a for a in args if a is True or a is False]  # non_blocking, copy
    copy = copy or flags[1:2] == [True]
    return as_type(self, kind, copy, named.get("memory_format"))


def as_type(t: Tensor, kind: Any, copy: bool = False, memory_format: Any = None) -> Tensor:
    """`cast` to a type of torch's, numpy's or Python's; None for its own."""
    if kind is dtypes.bfloat16:
        return bfloat16_face(t, memory_format)
    return cast(t, t._data.dtype if kind is None else dtypes.resolve(kind).numpy, copy, memory_format)


def is_type(a: Any) -> bool:
    """Whether `a` names an element type: ours, numpy's, or one of Python's."""
    if isinstance(a, type):
        return a in (bool, int, float, complex) or issubclass(a, np.generic)
    return isinstance(a, (dtypes.dtype, np.dtype))


def check_device(place: Any) -> None:
    """Nothing for the CPU. Raises AssertionError for cuda, RuntimeError for other devices; a number is one of cuda's."""
    refuse_device("cuda" if isinstance(place, int) else place and Device(place))


@public("Tensor")
def cpu(self: Tensor, memory_format: Any = None) -> Tensor:
    """The tensor itself: everything is on the CPU."""
    return self


@public("Tensor")
def cuda(self: Tensor, device: Any = None, non_blocking: bool = False) -> Tensor:
    """Raises AssertionError: there is no GPU."""
    raise AssertionError("Torch not compiled with CUDA enabled")


@public("Tensor", "type")
def type_face(self: Tensor, dtype: Any = None, non_blocking: bool = False) -> Any:
    """The name of its type ("torch.FloatTensor"), or the tensor in another type."""
    if dtype is None:
        return type_name(self._data)
    dtype = getattr(dtype, "dtype", dtype) if isinstance(dtype, type) else dtype  # torch.LongTensor stands for its type
    return as_type(self, _named(dtype) if isinstance(dtype, str) else dtype)


def _named(name: str) -> np.dtype[Any]:
    for d in dtypes.ALL:
        if type_name(np.zeros((), d.numpy)) == name:
            return d.numpy
    raise ValueError(f"invalid type: '{name}'")


@public("Tensor")
def type_as(self: Tensor, other: Tensor) -> Tensor:
    """In the type of another tensor."""
    return cast(self, other._data.dtype)


def _caster(dtype: dtypes.dtype) -> Callable[..., Tensor]:
    def method(self: Tensor, memory_format: Any = None) -> Tensor:
        return cast(self, dtype.numpy, False, memory_format)

    method.__doc__ = f"The tensor as {dtype!r}."
    return method


CASTS = {
    "float": dtypes.float32, "double": dtypes.float64, "half": dtypes.float16, "int": dtypes.int32, "long": dtypes.int64,
    "short": dtypes.int16, "char": dtypes.int8, "byte": dtypes.uint8, "bool": dtypes.bool_, "cfloat": dtypes.complex64,
    "cdouble": dtypes.complex128,
}  # fmt: skip
for _name, _dtype in CASTS.items():
    expose("Tensor", _name, _caster(_dtype))


@public("Tensor", "bfloat16")
def bfloat16_face(self: Tensor, memory_format: Any = None) -> Tensor:
    """Rounded to bfloat16; numpy has no such type, so the result is float32."""
    order: Order = "K" if memory_format is None else order_of(memory_format, self._data.ndim)
    return to_copy(self, dtype=np.dtype(np.float32), short=True, order=order)  # type: ignore[no-any-return]
