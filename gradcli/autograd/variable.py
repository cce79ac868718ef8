"""Variable: what tensors that require grad were called once; now a way to make one, and a name for every tensor."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.tensor import Tensor


class AnyTensor(type):
    """Every tensor counts as an instance."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=AnyTensor):
    """Variable(data, requires_grad): a leaf that shares the memory of a tensor. Raises TypeError for anything else."""

    def __new__(cls, data: Any = None, requires_grad: bool = False, volatile: Any = None) -> Any:
        if data is not None and not isinstance(data, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        return Tensor() if data is None else data.detach().requires_grad_(requires_grad)
