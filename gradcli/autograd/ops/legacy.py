"""torch.FloatTensor and its kin: constructors of one element type, which isinstance understands."""

from __future__ import annotations

from typing import Any

import numpy as np

import gradcli
from gradcli.autograd import dtype as dtypes
from gradcli.autograd.names import expose
from gradcli.autograd.size import Size, size_of
from gradcli.autograd.tensor import Tensor, type_name


class TypedTensor(type):
    """A class whose instances are the tensors of one element type."""

    dtype: dtypes.dtype

    def __instancecheck__(cls, t: Any) -> bool:
        return isinstance(t, Tensor) and t.dtype is cls.dtype

    def __call__(cls, *args: Any) -> Any:
        """FloatTensor([1, 2]): these values; FloatTensor(2, 3): zeros of that shape.

        By the public functions, which make float64 while a file is checked.
        """
        if len(args) == 1 and not isinstance(args[0], (int, Size)):
            return gradcli.tensor(args[0], dtype=cls.dtype)
        return gradcli.zeros(size_of(args or (0,), cls.__name__), dtype=cls.dtype)


for _dtype in dtypes.ALL:
    if not _dtype.is_complex:
        _name = type_name(np.zeros((), _dtype.numpy)).removeprefix("torch.")
        expose("torch", _name, TypedTensor(_name, (), {"dtype": _dtype, "__doc__": f"Tensors of {_dtype!r}."}))
