"""Parameter and Buffer: tensors that a module registers when they are assigned to it."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.dtype import DEFAULT
from gradcli.autograd.tensor import PLAIN, Tensor, mark_inference, new, storage


class Parameter(Tensor):
    """A leaf that requires grad, and is listed by `parameters()` of the module it is assigned to. Shares memory with `data`."""

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Any:
        """Raises RuntimeError for integer data, unless requires_grad is False."""
        p = new(cls)
        p._data = np.zeros(0, np.float32) if data is None else storage(data)
        if requires_grad and p._data.dtype.kind not in "fc":
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        if data is not None and data._inference:
            mark_inference(p)
        return p.requires_grad_() if requires_grad else p

    def __init__(self, data: Any = None, requires_grad: bool = True) -> None:
        pass

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """A parameter with memory of its own, and without the gradient."""
        p = new(type(self))
        p._data = np.array(self._data)
        memo[id(self)] = p
        return p.requires_grad_(self.requires_grad)


PLAIN.add(Parameter)


class Buffer(Tensor):
    """State of a module that is no parameter: a running mean, a mask. `persistent`: it is part of the state dict."""

    persistent: bool

    def __new__(cls, data: Any = None, *, persistent: bool = True) -> Any:
        """Shares memory with `data`."""
        b = new(cls)
        b._data = np.zeros(0, np.float32) if data is None else storage(data)
        b.persistent = persistent
        return b

    def __init__(self, data: Any = None, *, persistent: bool = True) -> None:
        pass


class Uninitialized(Tensor):
    """What has no shape yet: it gets one with `materialize`, when a lazy module sees its first input."""

    def materialize(self, shape: Any, device: Any = None, dtype: Any = None) -> None:
        """Become an ordinary parameter or buffer of this shape, filled with zeros."""
        kind = self._data.dtype if dtype is None else dtype.numpy
        self._data = np.zeros(tuple(shape), kind)
        self.__class__ = type(self).__mro__[2]  # (UninitializedX, Uninitialized, X, Tensor): from now on an X

    @property
    def shape(self) -> Any:
        """Raises RuntimeError: not known yet."""
        raise RuntimeError(
            "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in `load_state_dict` when "
            "trying to load an uninitialized parameter into an initialized one. Call `forward` to initialize the parameters before "
            "accessing their attributes."
        )

    def numel(self) -> int:
        """Raises ValueError: not known yet."""
        raise ValueError(
            "Attempted to use an uninitialized parameter in <method 'numel' of 'torch._C.TensorBase' objects>. This error happens when you "
            "are using a `LazyModule` or explicitly manipulating `torch.nn.parameter.UninitializedParameter` objects. When using "
            "LazyModules Call `forward` with a dummy batch to initialize the parameters before calling torch functions"
        )

    def __repr__(self, **_: Any) -> str:  # type: ignore[override]
        return f"<{type(self).__name__}>"


class UninitializedParameter(Uninitialized, Parameter):
    """A parameter whose shape follows from the first input."""

    def __new__(cls, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> Any:
        """`dtype` defaults to the default floating type."""
        p = new(cls)
        p._data = np.zeros(0, floating(dtype))
        return p.requires_grad_() if requires_grad else p

    def __init__(self, *_: Any, **__: Any) -> None:
        pass


class UninitializedBuffer(Uninitialized, Buffer):
    """A buffer whose shape follows from the first input."""

    def __new__(cls, requires_grad: bool = False, device: Any = None, dtype: Any = None, persistent: bool = True) -> Any:
        """`dtype` defaults to the default floating type."""
        b = new(cls)
        b._data = np.zeros(0, floating(dtype))
        b.persistent = persistent
        return b

    def __init__(self, *_: Any, **__: Any) -> None:
        pass


def floating(dtype: Any) -> Any:
    """The numpy type of new parameters."""
    return (DEFAULT.floating if dtype is None else dtype).numpy


def is_lazy(param: Any) -> bool:
    """Whether a parameter or buffer has no shape yet."""
    return isinstance(param, Uninitialized)
