"""What torch also offers: copies of views (view_copy, select_copy, ...), fill_diagonal_, apply_, vander, unravel_index, ..."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.creation import into
from gradcli.autograd.interop import answers
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import OPS, Op
from gradcli.autograd.ops.axes import permute_face, t_face, transpose_face
from gradcli.autograd.ops.complexes import conj_physical, view_as_complex_face, view_as_real_face
from gradcli.autograd.ops.diagonal import diagonal_face
from gradcli.autograd.ops.expand import expand_face
from gradcli.autograd.ops.index import alias
from gradcli.autograd.ops.part import SPLITS, narrow, select_face, slice_, sliced, split, split_with_sizes, unbind_face
from gradcli.autograd.ops.put import index_put_face
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.ops.repeat import flip_face, unfold_face
from gradcli.autograd.ops.shape import view_face
from gradcli.autograd.ops.squeeze import squeeze, unsqueeze_face
from gradcli.autograd.ops.strided import as_strided_face
from gradcli.autograd.ops.write import fill_, resize_as_
from gradcli.autograd.renamed import renamed
from gradcli.autograd.tensor import Size, Tensor, make
from gradcli.autograd.view import inplace, overwrite, reform
from gradcli.autograd.warned import warn


# ---------------------------------------------------------------- copies of views
def copy_of(view: Op, name: str, grad_fn: str) -> Op:
    """The operation that copies what a view sees, with a node of its own."""
    copying = renamed(view, name, grad_fn)
    copying.kernel = lambda x, **params: copied(view.kernel(x, **params))
    copying.view = False
    return copying


def copied(y: Any) -> Any:
    """An array, or each of several, copied row by row."""
    return tuple(map(copied, y)) if isinstance(y, tuple) else np.array(y, order="C")


class Copying:
    """A `with` block in which every view is a copy; copies: view -> the operation in its place."""

    def __init__(self, copies: dict[Op, Op]) -> None:
        self.copies = copies

    def __enter__(self) -> None:
        state.levels.append(self)

    def __exit__(self, *_: object) -> None:
        state.levels.remove(self)

    def call(self, op: Op, args: tuple[Any, ...], params: dict[str, Any]) -> Any:
        with state.below(self):
            return self.copies.get(op, op)(*args, **params)


def _copying(face: Callable[..., Any], name: str) -> Callable[..., Any]:
    def call(input: Tensor, *args: Any, out: Any = None, **params: Any) -> Any:
        with Copying(COPIES):
            y = face(input, *args, **params)
        return y if out is None else tuple(map(into, out, y)) if isinstance(y, tuple) else into(out, y)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"A copy of what {name.removesuffix('_copy')} gives."
    call.__wrapped__ = face  # type: ignore[attr-defined]  # its signature, for readers
    return call


def slice_face(input: Tensor, dim: int = 0, start: Any = None, end: Any = None, step: int = 1) -> Tensor:
    """Entries start, start + step, ... below end along `dim`."""
    return sliced(input, axis(dim, input._data.ndim), start, end, step)


VIEWS: dict[str, Callable[..., Any]] = {
    "alias": alias, "as_strided": as_strided_face, "detach": Tensor.detach, "diagonal": diagonal_face, "expand": expand_face,
    "permute": permute_face, "select": select_face, "slice": slice_face, "split": split, "split_with_sizes": split_with_sizes,
    "squeeze": squeeze, "t": t_face, "transpose": transpose_face, "unbind": unbind_face, "unfold": unfold_face,
    "unsqueeze": unsqueeze_face, "view": view_face, "view_as_complex": view_as_complex_face, "view_as_real": view_as_real_face,
}  # fmt: skip
COPIES = {view: copy_of(view, f"{view.name}_copy", f"{view.grad_fn}_copy") for view in list(OPS.values()) if view.view}
NARROWED = {slice_: copy_of(slice_, "narrow_copy", "NarrowCopyBackward0")}
for _name, _face in VIEWS.items():
    expose("torch", _name + "_copy", _copying(_face, _name + "_copy"))


@public("torch Tensor")
def narrow_copy(input: Tensor, dim: int, start: int, length: int, *, out: Tensor | None = None) -> Tensor:
    """A copy of `length` entries from `start` along `dim`."""
    with Copying(NARROWED):
        y = narrow(input, dim, start, length)
    return into(out, y)


# ---------------------------------------------------------------- methods as functions
@public("torch")
def detach(input: Tensor) -> Tensor:
    """The same memory, outside the graph."""
    return input.detach()


@public("torch")
def detach_(input: Tensor) -> Tensor:
    """Take a tensor out of the graph."""
    return input.detach_()


@public("torch")
def is_inference(input: Tensor) -> bool:
    """Whether a tensor was made in inference mode."""
    return input.is_inference()


@public("torch")
def typename(obj: Any) -> str:
    """The name of a type: "torch.FloatTensor" for tensors."""
    return str(obj.type()) if isinstance(obj, Tensor) else f"{type(obj).__module__}.{type(obj).__qualname__}".removeprefix("builtins.")


@public("torch")
def get_device(_input: Tensor) -> int:
    """-1: the CPU has no number."""
    return -1


expose("torch", "fill_", fill_)
expose("torch", "resize_as_", resize_as_)
expose("torch", "index_put_", inplace(index_put_face, "index_put_"))
expose("torch Tensor", "conj_physical_", inplace(renamed(conj_physical, "conj_physical_", "ConjPhysicalBackward1"), "conj_physical_"))


@public("torch Tensor")
def as_strided_(input: Tensor, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None) -> Tensor:
    """Make the tensor itself a view of its memory with the given shape, strides and offset."""
    return reform(input, as_strided_face, (size, stride, storage_offset), {})


@public("torch Tensor")
def unsafe_split_with_sizes(input: Tensor, split_sizes: Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """As split_with_sizes, but the parts may be changed in place."""
    return SPLITS["unsafe_split"](input, dim=axis(dim, input._data.ndim), sections=list(split_sizes))  # type: ignore[no-any-return]


@public("Tensor")
def new(self: Tensor, *args: Any) -> Tensor:
    """The old form of new_empty(*sizes), of new_tensor([...]), and of detach: new(tensor)."""
    if len(args) == 1 and isinstance(args[0], Tensor):
        return args[0].detach()
    values = len(args) == 1 and isinstance(args[0], (list, tuple, np.ndarray)) and not isinstance(args[0], Size)
    return self.new_tensor(args[0]) if values else self.new_empty(*args or (0,))


@public("Tensor")
def as_subclass(self: Tensor, cls: type[Tensor]) -> Tensor:
    """The same memory and history as another tensor class."""
    t: Tensor = object.__new__(cls)
    seen = alias(self)
    t.__dict__.update(seen.__dict__)
    return t


# ---------------------------------------------------------------- element by element in Python
@public("Tensor")
def apply_(self: Tensor, callable: Callable[[Any], Any]) -> Tensor:
    """Replace every element by callable(element); outside the graph."""
    if self.requires_grad:
        raise RuntimeError("Can't call apply_() on Variable that requires grad. Use var.detach().apply_() instead.")
    return overwrite(self, np.vectorize(callable, otypes=[self._data.dtype])(self._data))


@public("Tensor")
def map_(self: Tensor, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
    """Replace every element by callable(element, element of the other tensor); outside the graph."""
    if self.requires_grad or tensor.requires_grad:
        raise RuntimeError("Can't call map_() on Variable that requires grad. Use var.detach().map_() instead.")
    return overwrite(self, np.vectorize(callable, otypes=[self._data.dtype])(self._data, tensor._data))


@public("Tensor")
def fill_diagonal_(self: Tensor, fill_value: float, wrap: bool = False) -> Tensor:
    """Overwrite the main diagonal; `wrap` starts it again below, in tall matrices."""
    rank, n = self._data.ndim, min(self._data.shape, default=0)
    if rank < 2:
        raise RuntimeError("dimensions must larger than 1")
    if rank > 2 and len(set(self._data.shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    steps = self.stride()
    fill_(as_strided_face(self, (n,), (sum(steps),), None), fill_value)
    if wrap and rank == 2:
        rows, columns = self._data.shape
        for start in range(columns + 1, rows, columns + 1):
            fill_(diagonal_face(self, -start), fill_value)
    return self


# ---------------------------------------------------------------- indices and powers
@public("torch")
def unravel_index(indices: Tensor, shape: Any) -> tuple[Tensor, ...]:
    """Places in a flattened tensor as one index per axis."""
    lengths = (shape,) if isinstance(shape, int) else tuple(shape)
    return tuple(make(np.asarray(i)) for i in np.unravel_index(np.asarray(indices._data), lengths))


@public("torch")
def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers of a vector's elements, one row each, highest first unless `increasing`."""
    if x._data.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    count = x._data.size if N is None else N
    powers = unsqueeze_face(x, 1) ** make(np.arange(count).astype(x._data.dtype))
    return powers if increasing else flip_face(powers, 1)


@public("torch Tensor")
def nonzero_static(input: Tensor, *, size: int, fill_value: int = -1) -> Tensor:
    """The indices of the first `size` nonzero elements, rows of `fill_value` where there are fewer."""
    rows = np.argwhere(np.asarray(input._data))[:size]
    rest = np.full((size - len(rows), input._data.ndim), fill_value)
    return make(np.concatenate([rows, rest]).astype(np.int64))


@public("torch")
def frombuffer(buffer: Any, *, dtype: Any, count: int = -1, offset: int = 0, requires_grad: bool = False) -> Tensor:
    """A tensor that shares the memory of a Python buffer."""
    t = make(np.frombuffer(buffer, dtype.numpy, count, offset))
    return t.requires_grad_() if requires_grad else t


RANGE = (
    "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with Python's range builtin. "
    "Instead, use torch.arange, which produces values in [start, end)."
)


@public("torch", "range")
def range_(start: float = 0, end: float | None = None, step: float = 1, *, dtype: Any = None) -> Tensor:
    """start, start + step, ... up to end, which is included; arange is preferred."""
    warn(RANGE)
    first, last = (0, start) if end is None else (start, end)
    values = first + step * np.arange(int((last - first) / step) + 1)
    return make(values.astype(np.float32 if dtype is None else dtype.numpy))


@answers(np.vander)
def _np_vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    return vander(x, N, increasing)
