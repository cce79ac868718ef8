"""The options of optimizers: checked, and as plain numbers."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.tensor import Tensor

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


def check_betas(betas: Any) -> None:
    """ValueError for betas outside [0, 1)."""
    for i, beta in enumerate(betas):
        if not 0.0 <= beta < 1.0:
            raise ValueError(f"Invalid beta parameter at index {i}: {beta}")
