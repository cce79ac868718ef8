"""What a tensor is apart from its gradient: an array, a sequence, perhaps a number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd import state
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.size import Size


class Values:
    """The conversions of a tensor to Python numbers, lists and arrays; each tells the tracer that a value leaves the graph.

    _data: the array; a numpy scalar for most 0-d results.  _edge: where its gradient goes, None for nowhere.
    """

    _data: Any
    _edge: Any = None

    @property
    def dtype(self) -> dtypes.dtype:
        return dtypes.of(self._data.dtype)

    @property
    def shape(self) -> Size:
        return Size(self._data.shape)

    @property
    def ndim(self) -> int:
        return int(self._data.ndim)

    @property
    def is_sparse(self) -> bool:
        return False

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        from gradcli.autograd import printing

        return printing.text(self)

    def numpy(self, *, force: bool = False) -> Any:
        """The array itself. Raises RuntimeError for a tensor that requires grad, unless `force` or in no_grad."""
        if self._edge is not None and MODE.enabled and not force:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        return note("numpy", self, storage(self))

    def item(self) -> Any:
        """The only element as a Python number. Raises RuntimeError for other sizes."""
        if self._data.size != 1:
            raise RuntimeError(f"a Tensor with {self._data.size} elements cannot be converted to Scalar")
        return note("item", self, self._data.item())

    def tolist(self) -> Any:
        """Nested lists of Python numbers."""
        return note("tolist", self, self._data.tolist())

    def __len__(self) -> int:
        if not self._data.ndim:
            raise TypeError("len() of a 0-d tensor")
        return len(self._data)

    def __iter__(self) -> Iterator[Any]:
        if not self._data.ndim:
            raise TypeError("iteration over a 0-d tensor")
        return iter(self.unbind(0))  # type: ignore[attr-defined]

    def __bool__(self) -> bool:
        if self._data.size == 1:
            return bool(self._data.item())
        some = "no values" if self._data.size == 0 else "more than one value"
        raise RuntimeError(f"Boolean value of Tensor with {some} is ambiguous")

    def _number(self) -> Any:
        if self._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self.item()

    def _real(self) -> Any:
        number = self._number()
        if isinstance(number, complex):
            if number.imag:
                raise RuntimeError("value cannot be converted to type double without overflow")
            return number.real
        return number

    def __float__(self) -> float:
        return float(self._real())

    def __int__(self) -> int:
        return int(self._real())

    def __complex__(self) -> complex:
        return complex(self._number())

    def __index__(self) -> int:
        if self._data.size != 1 or self._data.dtype.kind not in "iub":
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self.item())

    def __reversed__(self) -> Any:
        return self.flip(0) if self._data.ndim else self  # type: ignore[attr-defined]

    def __contains__(self, value: Any) -> bool:
        if not isinstance(value, (Values, bool, int, float, complex, np.generic)):
            raise RuntimeError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(value)}.")
        return bool((self._data == (value._data if isinstance(value, Values) else value)).any())

    def __delitem__(self, key: Any) -> None:
        raise TypeError("Tensor does not support deleting items")

    __hash__ = object.__hash__

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        if self._edge is not None and MODE.enabled:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        array = note("numpy", self, np.asarray(self._data))
        array = array if dtype is None else array.astype(dtype)
        return array.copy() if copy else array

    def __array_ufunc__(self, ufunc: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        from gradcli.autograd import interop

        return interop.ufunc(ufunc, method, args, kwargs)

    def __array_function__(self, fn: Any, _types: Any, args: Any, kwargs: Any) -> Any:
        from gradcli.autograd import interop

        return interop.function(fn, args, kwargs)

    def __format__(self, spec: str) -> str:
        if not spec or self._data.ndim:
            if not self._data.ndim and not spec:
                return str(self._data.item())
            return object.__format__(self, spec)
        return format(self.item(), spec)


def storage(t: Values) -> Any:
    """The tensor's memory as an array: numpy scalars, which cannot be shared, become 0-d arrays first."""
    if not isinstance(t._data, np.ndarray):
        t._data = np.asarray(t._data)
    return t._data


def note(kind: str, t: Values, value: Any = None) -> Any:
    """The value that leaves the graph here; the tracer is told, and may hand out another one."""
    return value if state.tracer is None else state.tracer.left(kind, t, value)


def attributes(t: Values) -> dict[str, Any]:
    """What users hang on a tensor: its attributes whose names are not ours, which begin with an underscore."""
    return {name: value for name, value in vars(t).items() if not name.startswith("_")}
