"""What overwrites a tensor: copy_, fill_, zero_; and methods that change its shape in place: t_, squeeze_, ..."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import op
from gradcli.autograd.ops.axes import t_face, transpose_face
from gradcli.autograd.ops.mask import typed
from gradcli.autograd.ops.memory import to_copy
from gradcli.autograd.ops.squeeze import squeeze, unsqueeze_face
from gradcli.autograd.renamed import renamed
from gradcli.autograd.rule import or_zero
from gradcli.autograd.tensor import Tensor, counter, make, storage
from gradcli.autograd.view import assign, reform
from gradcli.sample import normal


@op((normal(2, 3), {"value": 2.0}), (normal(), {"value": 0.0}), grad_fn="FillBackward2", family="other")
def fill(x: Any, *, value: Any) -> Any:
    """One number everywhere, in the shape and type of x."""
    return np.full(x.shape, typed(x, value)) if x.ndim else typed(x, value)


@op((normal(2, 3),), grad_fn="ZeroBackward0", family="other")
def zero(x: Any) -> Any:
    """Zeros in the shape and type of x."""
    return np.zeros(x.shape, x.dtype) if x.ndim else x.dtype.type(0)


@op((normal(2, 3), normal()), grad_fn="FillBackward3", family="other")
def fill_tensor(x: Any, value: Any) -> Any:
    """The value of a 0-d array everywhere, in the shape and type of x."""
    return np.full(x.shape, value.astype(np.result_type(x, value)))


@op((normal(2, 3), normal(2, 3)), (normal(2, 3), normal(3)), grad_fn="CopyBackwards", family="other")
def copy(x: Any, src: Any) -> Any:
    """The values of `src`, broadcast to the shape of x and in its type."""
    kind = x.dtype if src.dtype.kind != "c" else np.result_type(x, src)
    return np.broadcast_to(src.astype(kind, copy=False), x.shape)


for _op in (fill, zero):
    _op.vjp(lambda g, _y, _x: zero(g)).jvp(lambda ts, _y, _x, **_params: zero(ts[0]))
    _op.batch(aligned)
fill_tensor.vjp(lambda g, _y, _x, _v: zero(g), lambda g, _y, _x, _v: g).jvp(lambda ts, y, _x, _v: y * 0 + or_zero(ts[1], y))
copy.vjp(lambda g, _y, _x, _src: zero(g), lambda g, _y, _x, _src: g).jvp(lambda ts, y, _x, _src: y * 0 + or_zero(ts[1], y))

filled, filled_by = renamed(fill, "filled", "FillBackward0"), renamed(fill_tensor, "filled_by", "FillBackward1")


@public("Tensor")
def copy_(self: Tensor, src: Any, non_blocking: bool = False) -> Tensor:
    """Overwrite with the values of `src`, broadcast and cast; gradients then flow to `src`."""
    if isinstance(src, (bool, int, float, complex)):
        src = make(np.asarray(src)[()])
    if not isinstance(src, Tensor):
        raise TypeError(f"copy_(): argument 'other' (position 1) must be Tensor, not {type(src).__name__}")
    refuse_shape(src._data.shape, self._data.shape)
    if src._data.dtype.kind == "c" and self._data.dtype.kind != "c":
        src = to_copy(src, dtype=self._data.dtype)
    return assign(self, copy, (src,), {})


def refuse_shape(src: tuple[int, ...], shape: tuple[int, ...]) -> None:
    """RuntimeError unless `src` broadcasts to `shape`."""
    lead = len(shape) - len(src)
    if lead < 0:
        raise RuntimeError(f"output with shape {list(shape)} doesn't match the broadcast shape {list(src)}")
    for i, n in enumerate(src):
        if n not in (1, shape[lead + i]):
            raise RuntimeError(
                f"The size of tensor a ({shape[lead + i]}) must match the size of tensor b ({n}) at non-singleton dimension {lead + i}"
            )


@public("Tensor")
def fill_(self: Tensor, value: Any) -> Tensor:
    """Overwrite with one value: a number or a 0-d tensor."""
    if not isinstance(value, Tensor):
        if not isinstance(value, (bool, int, float, complex, np.generic)):
            raise TypeError(
                f"fill_() received an invalid combination of arguments - got ({type(value).__name__}), but expected one of: "
                "(Tensor value) (Number value)"
            )
        return assign(self, fill, (), {"value": value})
    if value._data.ndim:
        raise RuntimeError(f"fill_ only supports 0-dimension value tensor but got tensor with {value._data.ndim} dimensions.")
    return assign(self, fill_tensor, (value,), {})


@public("Tensor")
def zero_(self: Tensor) -> Tensor:
    """Overwrite with zeros."""
    return assign(self, zero, (), {})


@public("torch", "zero_")
def zero_function(input: Tensor) -> Tensor:
    """Overwrite with zeros."""
    return zero_(input)


@public("torch", "fill")
def fill_face(input: Tensor, value: Any) -> Tensor:
    """A tensor of one value in the shape and type of another."""
    return filled_by(input, value) if isinstance(value, Tensor) else filled(input, value=value)  # type: ignore[no-any-return]


# ---------------------------------------------------------------- another shape, in place
def _reforming(face: Callable[..., Tensor], name: str) -> Callable[..., Tensor]:
    def method(self: Tensor, *args: Any, **params: Any) -> Tensor:
        return reform(self, face, args, params)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"In-place form of {name.rstrip('_')}: changes the shape of this tensor and returns it."
    method.__wrapped__ = face  # type: ignore[attr-defined]  # its signature, for readers
    return method


FACES: dict[str, Callable[..., Tensor]] = {
    "t_": t_face, "transpose_": transpose_face, "swapaxes_": transpose_face, "swapdims_": transpose_face,
    "squeeze_": squeeze, "unsqueeze_": unsqueeze_face,
}  # fmt: skip
for _name, _face in FACES.items():
    expose("Tensor", _name, _reforming(_face, _name))


@public("Tensor")
def resize_(self: Tensor, *sizes: Any, memory_format: Any = None) -> Tensor:
    """Another shape, in place; new elements are zeros. Raises RuntimeError for tensors that require grad."""
    if self.requires_grad:
        raise RuntimeError("cannot resize variables that require grad")
    shape = sizes[0] if len(sizes) == 1 and not isinstance(sizes[0], int) else sizes
    self._data = np.resize(storage(self), tuple(shape)) if self._data.size >= np.prod(shape) else _grown(self._data, tuple(shape))
    counter(self).n += 1
    return self


def _grown(data: Any, shape: tuple[int, ...]) -> Any:
    out = np.zeros(int(np.prod(shape)), data.dtype)
    out[: data.size] = data.ravel()
    return out.reshape(shape)


@public("Tensor")
def resize_as_(self: Tensor, other: Tensor) -> Tensor:
    """The shape of another tensor, in place."""
    return resize_(self, *other._data.shape)


@public("Tensor")
def set_(self: Tensor, source: Tensor) -> Tensor:
    """Look at the memory of another tensor from now on."""
    self._data = storage(source)
    counter(self).n += 1
    return self
