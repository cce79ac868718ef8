"""What a tensor is: its size, strides, place in memory, device and type; answers, never operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.autograd.device import CPU
from gradcli.autograd.look import distance, root_of, strides_of
from gradcli.autograd.names import expose, public
from gradcli.autograd.ops.memory import RANKS, is_laid_out, order_of
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.tensor import Tensor, storage


@public("Tensor")
def size(self: Tensor, dim: int | None = None) -> Any:
    """The shape, or the length of one axis."""
    return self.shape if dim is None else along(self._data.shape, dim)


def along(numbers: tuple[int, ...], dim: int) -> int:
    """What is known of one axis. Raises IndexError for one that there is not."""
    if not numbers:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return numbers[axis(dim, len(numbers))]


@public("Tensor", "dim", "ndimension")
def dim(self: Tensor) -> int:
    """The number of axes."""
    return int(self._data.ndim)


@public("torch Tensor", "numel")
def numel(input: Tensor) -> int:
    """The number of elements."""
    return int(input._data.size)


expose("Tensor", "nelement", numel)


@public("Tensor")
def stride(self: Tensor, dim: int | None = None) -> Any:
    """How many elements apart neighbours along each axis are, or along one axis."""
    strides = strides_of(storage(self))
    return strides if dim is None else along(strides, dim)


@public("Tensor")
def storage_offset(self: Tensor) -> int:
    """How many elements of the memory come before the first one."""
    root = root_of(storage(self))
    return 0 if root is None else distance(root, self._data)


@public("Tensor")
def is_contiguous(self: Tensor, memory_format: Any = None) -> bool:
    """Whether the elements are laid out row by row, or with channels last if asked for."""
    data = storage(self)
    if RANKS.get(str(memory_format), data.ndim) != data.ndim:
        return False
    return is_laid_out(data, "C" if memory_format is None else order_of(memory_format, data.ndim))


@public("Tensor")
def data_ptr(self: Tensor) -> int:
    """The address of the first element."""
    return int(storage(self).__array_interface__["data"][0])


@public("Tensor")
def element_size(self: Tensor) -> int:
    """Bytes per element."""
    return int(self._data.itemsize)


@public("Tensor")
def get_device(self: Tensor) -> int:
    """-1: the CPU has no number."""
    return -1


@public("torch Tensor")
def is_floating_point(input: Tensor) -> bool:
    """Whether the elements are real floating point numbers."""
    return bool(input._data.dtype.kind == "f")


@public("torch Tensor")
def is_complex(input: Tensor) -> bool:
    """Whether the elements are complex."""
    return bool(input._data.dtype.kind == "c")


@public("torch Tensor")
def is_signed(input: Tensor) -> bool:
    """Whether the type has negative numbers."""
    return bool(input._data.dtype.kind in "ifc")


@public("torch Tensor")
def is_nonzero(input: Tensor) -> bool:
    """Whether the only element is not zero. Raises RuntimeError for other sizes."""
    if input._data.size != 1:
        some = "no values" if input._data.size == 0 else "more than one value"
        raise RuntimeError(f"Boolean value of Tensor with {some} is ambiguous")
    return bool(input._data.item())


@public("torch Tensor")
def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape."""
    return bool(input._data.shape == other._data.shape)


@public("Tensor")
def is_set_to(self: Tensor, tensor: Tensor) -> bool:
    """Whether two tensors look at the same memory in the same way."""
    a, b = storage(self), storage(tensor)
    return bool(data_ptr(self) == data_ptr(tensor) and a.shape == b.shape and a.strides == b.strides)


def _never(name: str) -> None:
    def method(self: Tensor) -> bool:
        return False

    method.__name__ = method.__qualname__ = name
    method.__doc__ = "False: there is nothing of the kind here."
    public("Tensor")(method)


for _name in ("is_neg", "is_pinned", "is_shared", "is_coalesced", "is_distributed"):
    _never(_name)
expose("torch", "is_neg", lambda input: False)  # noqa: ARG005


@public("Tensor", "share_memory_", "pin_memory")
def share_memory_(self: Tensor) -> Tensor:
    """The tensor itself."""
    return self


def _fact(name: str, answer: Callable[[Tensor], Any], says: str) -> None:
    expose("Tensor", name, property(answer, doc=says))


_fact("device", lambda self: CPU, "The CPU.")  # noqa: ARG005
_fact("itemsize", element_size, "Bytes per element.")
_fact("nbytes", lambda self: int(self._data.nbytes), "Bytes in all.")
_fact("names", lambda self: (None,) * self._data.ndim, "No axis has a name.")
for _name in ("is_cuda", "is_mps", "is_xpu", "is_meta", "is_quantized", "is_mkldnn", "is_nested", "is_sparse_csr"):
    _fact(_name, lambda self: False, "False.")  # noqa: ARG005
_fact("is_cpu", lambda self: True, "True.")  # noqa: ARG005


# ---------------------------------------------------------------- memory, named
class Storage:
    """The memory behind a tensor, to be asked about: data_ptr(), nbytes(), size()."""

    def __init__(self, t: Tensor) -> None:
        data = storage(t)
        root = root_of(data)
        self._memory = data if root is None else root

    def data_ptr(self) -> int:
        """Its address."""
        return int(self._memory.__array_interface__["data"][0])

    def nbytes(self) -> int:
        """Its size in bytes."""
        return int(self._memory.nbytes)

    size = __len__ = nbytes


@public("Tensor", "untyped_storage", "storage")
def untyped_storage(self: Tensor) -> Storage:
    """The memory behind the tensor."""
    return Storage(self)


class Word:
    """A constant of torch's that is only compared and printed: torch.strided, torch.contiguous_format."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return f"torch.{self._name}"


@public("torch")
class layout(Word):
    """The type of torch.strided."""


@public("torch")
class memory_format(Word):
    """The type of torch.contiguous_format and its like."""


WORDS = {
    "strided": layout("strided"),
    **{name: memory_format(name) for name in ("contiguous_format", "preserve_format", "channels_last", "channels_last_3d")},
}
for _name, _word in WORDS.items():
    expose("torch", _name, _word)
_fact("layout", lambda self: WORDS["strided"], "torch.strided.")  # noqa: ARG005
_fact("name", lambda self: None, "No tensor has a name.")  # noqa: ARG005
