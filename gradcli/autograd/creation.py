"""New tensors: from data, filled, counted; tensor(), ones(), arange(), ..."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd import aligned, state
from gradcli.autograd import dtype as dtypes
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.misfit import check_options
from gradcli.autograd.names import public
from gradcli.autograd.nested import Shape, array_of, is_sequence
from gradcli.autograd.size import Size, asked, size_of
from gradcli.autograd.tensor import Tensor, make, mark_inference, new, unwrap
from gradcli.autograd.warned import warn

COPIED = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor)."
)


def finish(data: Any, dtype: Any = None, requires_grad: bool = False, device: Any = None) -> Tensor:
    """A tensor around `data`, cast to `dtype`, a leaf that requires grad if asked. Raises RuntimeError for another device than the CPU."""
    refuse_device(device)
    if dtype is not None:
        data = data.astype(dtypes.resolve(dtype).numpy, copy=False)
    t = make(data)
    if MODE.inference:
        mark_inference(t)
    if not isinstance(requires_grad, bool):
        raise TypeError(f"argument 'requires_grad' must be bool, not {type(requires_grad).__name__}")
    if requires_grad and data.dtype.kind not in "fc":
        raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
    return t.requires_grad_() if requires_grad else t


def refuse_device(device: Any) -> None:
    """There is one device; "meta", of tensors whose numbers nobody asks for, is that one too."""
    if device is not None and str(device).startswith("cuda"):
        raise AssertionError("Torch not compiled with CUDA enabled")
    if device is not None and not str(device).startswith(("cpu", "meta")):
        raise RuntimeError(f"gradcli computes on the CPU; device {str(device)!r} is not supported. Use torch.device('cpu').")


def legacy(cls: type[Tensor], *args: Any, **kwargs: Any) -> Tensor:
    """torch.Tensor(2, 3) or torch.Tensor([1, 2])."""
    t = new(cls)
    if len(args) == 1 and isinstance(args[0], Size):
        args = args[0]
    if len(args) == 1 and isinstance(args[0], Tensor):
        return args[0].view(args[0].shape).as_subclass(cls)
    if len(args) == 1 and is_sequence(args[0]):
        t._data = np.array(array_of(args[0]), dtype=dtypes.DEFAULT.floating.numpy)
    elif all(isinstance(n, (int, np.integer)) for n in args):
        t._data = np.zeros(args or (0,), dtypes.DEFAULT.floating.numpy)
    elif len(args) == 1 and isinstance(args[0], str):
        raise TypeError("new(): invalid data type 'str'")
    else:
        raise TypeError(f"new(): invalid arguments ({', '.join(type(a).__name__ for a in args)})")
    return t


@public("torch")
def tensor(data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """A new leaf with a copy of `data`: numbers, nested lists, arrays, tensors."""
    if isinstance(data, Tensor):
        warn(COPIED)
    array = array_of(data, dtype)
    return finish(aligned.copied(array) if isinstance(array, np.ndarray) else array, None, requires_grad, device)


@public("torch")
def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """`data` as a tensor, sharing memory where it can."""
    if isinstance(data, Tensor) and (dtype is None or data.dtype is dtype):
        return data
    if data.__class__ is np.ndarray and dtype is None and device is None and not MODE.inference:
        dtypes.of(data.dtype)
        return make(data)
    return finish(array_of(data, dtype), None, False, device)


@public("torch")
def asarray(data: Any, *, dtype: Any = None, device: Any = None, copy: bool | None = None, requires_grad: bool = False) -> Tensor:
    """`data` as a tensor, a copy only when asked or needed; a tensor keeps its history."""
    if isinstance(data, Tensor):
        t = data.to(dtype=dtype or data.dtype, copy=bool(copy))
        return t.requires_grad_() if requires_grad else t
    array = array_of(data, dtype)
    return finish(np.array(array) if copy else array, None, requires_grad, device)


@public("torch")
def from_numpy(array: Any) -> Tensor:
    """A tensor that shares the array's memory. Raises TypeError for anything but an array."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(array).__name__})")
    dtypes.of(array.dtype)
    return make(array)


@public("torch")
def scalar_tensor(value: Any, *, dtype: Any = None, requires_grad: bool = False, device: Any = None) -> Tensor:
    """A 0-d tensor in the default type."""
    return tensor(value, dtype=dtype or dtypes.DEFAULT.floating, requires_grad=requires_grad, device=device)


def filled(shape: Shape, value: Any, options: dict[str, Any]) -> Tensor:
    """A tensor of one value; options: dtype, requires_grad, device, out and torch's others that mean nothing here."""
    check_options(options)
    kind = options.get("dtype")
    own = dtypes.resolve(kind).numpy if kind is not None else dtypes.scalar_dtype(value)
    data, number = aligned.zeros(shape, own), dtypes.number_as(value, own)
    if any(number.tobytes()):  # 0.0, and not -0.0
        data.fill(number)
    return into(options.get("out"), finish(data, None, options.get("requires_grad", False), options.get("device")))


def into(out: Tensor | None, t: Tensor) -> Tensor:
    """`t`, written into `out` if there is one."""
    if out is None:
        return t
    from gradcli.autograd.view import write_out

    return write_out(out, t)


def into_alike(out: Tensor | None, t: Tensor) -> Tensor:
    """The same for functions that cast nothing. Raises RuntimeError for an `out` of another type."""
    if out is not None and out._data.dtype != t._data.dtype:
        own, other = (dtypes.C_NAMES.get(d._data.dtype.name, d._data.dtype.name) for d in (t, out))
        raise RuntimeError(f"Expected out tensor to have dtype {own}, but got {other} instead")
    return into(out, t)


def like(t: Tensor, options: dict[str, Any]) -> dict[str, Any]:
    """Options with t's dtype as the default."""
    return {**options, "dtype": options.get("dtype") or t.dtype}


# fmt: off
@public("torch")
def zeros(*size: Any, **options: Any) -> Tensor:
    """Zeros in the default type."""
    return filled(size_of(asked(size, options), "zeros"), 0.0, options)


@public("torch")
def ones(*size: Any, **options: Any) -> Tensor:
    """Ones in the default type."""
    return filled(size_of(asked(size, options), "ones"), 1.0, options)


@public("torch")
def empty(*size: Any, **options: Any) -> Tensor:
    """Zeros: uninitialised memory would make runs differ."""
    return filled(size_of(asked(size, options), "empty"), 0.0, options)


@public("torch")
def full(size: Any, fill_value: Any, **options: Any) -> Tensor:
    """One value everywhere, in the value's own type."""
    if not isinstance(size, (tuple, list)):
        raise TypeError(f"full(): argument 'size' (position 1) must be tuple of ints, not {type(size).__name__}")
    if not isinstance(fill_value, (bool, int, float, complex, np.generic, Tensor)):
        raise TypeError(f"full(): argument 'fill_value' (position 2) must be Number, not {type(fill_value).__name__}")
    return filled(size_of((size,), "full"), unwrap(fill_value) if not isinstance(fill_value, Tensor) else fill_value.item(), options)


def alike(t: Tensor, size: Shape | None, value: Any, options: dict[str, Any]) -> Tensor:
    """A tensor of one value in t's type, and in its shape unless another is given; inside vmap one per example, as t is."""
    if state.levels and hasattr(t, "_made_alike"):
        return t._made_alike(lambda whole, shape, given: alike(whole, shape, value, given), size, options)  # type: ignore[no-any-return]
    y = filled(t._data.shape if size is None else size, value, like(t, options))
    turned = size is None and isinstance(t._data, np.ndarray) and not t._data.flags.c_contiguous
    if turned and "contiguous" not in str(options.get("memory_format")):
        y._data = np.full_like(t._data, value, y._data.dtype)  # laid out as t is
    return y


@public("torch")
def zeros_like(input: Tensor, **options: Any) -> Tensor:
    """Zeros of the same shape and type."""
    return alike(input, None, 0, options)


@public("torch")
def ones_like(input: Tensor, **options: Any) -> Tensor:
    """Ones of the same shape and type."""
    return alike(input, None, 1, options)


@public("torch")
def empty_like(input: Tensor, **options: Any) -> Tensor:
    """Zeros of the same shape and type."""
    return alike(input, None, 0, options)


@public("torch")
def full_like(input: Tensor, fill_value: Any, **options: Any) -> Tensor:
    """One value in the shape and type of another tensor."""
    return alike(input, None, fill_value, options)


@public("Tensor")
def new_zeros(self: Tensor, *size: Any, **options: Any) -> Tensor:
    """Zeros in this tensor's type."""
    return alike(self, size_of(asked(size, options), "new_zeros"), 0, options)


@public("Tensor")
def new_ones(self: Tensor, *size: Any, **options: Any) -> Tensor:
    """Ones in this tensor's type."""
    return alike(self, size_of(asked(size, options), "new_ones"), 1, options)


@public("Tensor")
def new_empty(self: Tensor, *size: Any, **options: Any) -> Tensor:
    """Zeros in this tensor's type."""
    return alike(self, size_of(asked(size, options), "new_empty"), 0, options)


@public("Tensor")
def new_full(self: Tensor, size: Any, fill_value: Any, **options: Any) -> Tensor:
    """One value in this tensor's type."""
    return alike(self, size_of((size,), "new_full"), fill_value, options)


@public("Tensor")
def new_tensor(self: Tensor, data: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A copy of data in this tensor's type."""
    return tensor(data, dtype=dtype or self.dtype, requires_grad=requires_grad)
# fmt: on


@public("torch")
def arange(*limits: Any, dtype: Any = None, requires_grad: bool = False, device: Any = None, out: Any = None, **named: Any) -> Tensor:
    """start, start + step, ... below end; int64 when all limits are whole numbers, else the default type."""
    if not limits and "end" not in named:
        raise TypeError("arange() received an invalid combination of arguments - got (), but expected (Number end)")
    start, end, step = _limits(limits, named)
    check_options({name: value for name, value in named.items() if name not in ("start", "end", "step")})
    for name, value in (("start", start), ("end", end), ("step", step)):
        if not isinstance(value, (int, float, np.generic, Tensor)):
            raise TypeError(f"arange(): argument '{name}' must be Number, not {type(value).__name__}")
    values = [unwrap(v).item() if isinstance(v, Tensor) else v for v in (start, end, step)]
    whole = all(isinstance(v, (int, np.integer)) for v in values)
    own = dtypes.resolve(dtype) if dtype is not None else dtypes.int64 if whole else dtypes.DEFAULT.floating
    kind = own.numpy if out is None else out._data.dtype
    if kind == np.int64 and not any(map(math.isinf, values)):
        values, given = [int(v) for v in values], values
        if given[2] and not values[2]:
            raise ValueError("step must be nonzero")
    start, end, step = values
    if step == 0 or (end - start) * step < 0:
        raise RuntimeError("step must be nonzero" if step == 0 else "upper bound and lower bound inconsistent with step sign")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start} -> {end}")
    count = int(np.ceil((end - start) / step))
    return into(out, finish((start + step * np.arange(count)).astype(kind), None, requires_grad, device))


def _limits(limits: Sequence[Any], named: dict[str, Any]) -> tuple[Any, Any, Any]:
    if len(limits) == 1 and "end" in named:
        return limits[0], named["end"], named.get("step", 1)
    if len(limits) <= 1:
        return named.get("start", 0), limits[0] if limits else named["end"], named.get("step", 1)
    return limits[0], limits[1], limits[2] if len(limits) > 2 else named.get("step", 1)


@public("torch")
def eye(
    n: int, m: int | None = None, *, dtype: Any = None, requires_grad: bool = False, device: Any = None, out: Tensor | None = None
) -> Tensor:
    """The identity matrix, n x m."""
    for name, count in (("n", n), ("m", m)):
        if count is not None and not hasattr(count, "__index__"):
            raise TypeError(f"eye(): argument '{name}' (position 1) must be int, not {type(count).__name__}")
        if count is not None and count < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {count}")
    kind = dtypes.resolve(dtype).numpy if dtype is not None else dtypes.DEFAULT.floating.numpy
    return into(out, finish(np.eye(n, m, dtype=kind if out is None else out._data.dtype), None, requires_grad, device))
