"""The options of optimizers: checked, and as plain numbers."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.tensor import Tensor
from gradcli.errors import NotSupported

Group = dict[str, Any]


def numbers(group: Group) -> Group:
    """A group with its tensor options (a learning rate, say) as Python numbers."""
    if not any(isinstance(value, Tensor) for value in group.values()):
        return group
    return {name: value.item() if isinstance(value, Tensor) else value for name, value in group.items()}


def nonnegative(**given: Any) -> None:
    """ValueError for a negative option, in torch's words."""
    for name, value in given.items():
        words = {"lr": "learning rate", "eps": "epsilon value"}.get(name, f"{name} value")
        if not value >= 0.0:
            raise ValueError(f"Invalid {words}: {value}")


def one_element(lr: Any) -> None:
    """ValueError for a tensor learning rate with more than one element."""
    if isinstance(lr, Tensor) and lr._data.size != 1:
        raise ValueError("Tensor lr must be 1-element")


def check_ways(fused: Any, foreach: Any, differentiable: bool) -> None:
    """RuntimeError for ways to run that torch cannot have at once."""
    if fused and differentiable:
        raise RuntimeError("`fused` does not support `differentiable`")
    if fused and foreach:
        raise RuntimeError("`fused` and `foreach` cannot be `True` together.")


def refuse_ways(name: str, group: Group) -> None:
    """AssertionError for a step that only other devices can make, NotSupported for one that is to be recorded."""
    if group.get("capturable"):
        raise AssertionError(
            "If capturable=True, params and state_steps must be on supported devices: ['cuda', 'xpu', 'hpu', 'privateuseone', 'xla']."
        )
    if group.get("differentiable"):
        raise NotSupported(
            f"the step of optim.{name}(differentiable=True) is not supported",
            hint="Write the step with tensor operations, as in `w - lr * torch.autograd.grad(loss, w, create_graph=True)[0]`.",
        )


def check_tensors(lr: Any, foreach: Any, capturable: bool) -> None:
    """ValueError for a tensor learning rate that torch does not take with `foreach`."""
    if isinstance(lr, Tensor) and foreach and not capturable:
        raise ValueError("lr as a Tensor is not supported for capturable=False and foreach=True")


def check_pair(betas: Any, foreach: Any, capturable: bool) -> None:
    """ValueError, in torch's words, for betas that are neither two floats nor two tensors."""
    if not (all(isinstance(beta, float) for beta in betas) or all(isinstance(beta, Tensor) for beta in betas)):
        raise ValueError("betas must be either both floats or both Tensors")
    for i, beta in enumerate(betas):
        if isinstance(beta, Tensor) and foreach and not capturable:
            raise ValueError(f"betas[{i}] as a Tensor is not supported for capturable=False and foreach=True")


def refuse_complex(p: Any, name: str) -> None:
    """RuntimeError for a complex parameter."""
    if p._data.dtype.kind == "c":
        raise RuntimeError(f"{name} does not support complex parameters")


def check_betas(betas: Any) -> None:
    """ValueError for betas outside [0, 1), IndexError for fewer than two."""
    for i in (0, 1):
        if not 0.0 <= betas[i] < 1.0:
            raise ValueError(f"Invalid beta parameter at index {i}: {betas[i]}")
