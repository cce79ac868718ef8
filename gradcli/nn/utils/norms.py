"""What weight and spectral normalisation compute."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.draws import source
from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.tensor import make


def norm_except(v: Any, dim: int | None) -> Any:
    """The 2-norm over all dimensions but one; over all for dim None or -1 (torch's way of saying all)."""
    if dim is None or dim == -1:
        return v.norm()
    others = tuple(d for d in range(v.ndim) if d != dim % v.ndim)
    return (v * v).sum(others, keepdim=True).sqrt() if others else v.abs()


def weight_from(v: Any, g: Any, dim: int | None) -> Any:
    """v scaled to the norms g."""
    return v * (g / norm_except(v, dim))


def as_matrix(weight: Any, dim: int) -> Any:
    """A weight as a matrix with `dim` as rows."""
    if dim != 0:
        weight = weight.permute(dim, *(d for d in range(weight.ndim) if d != dim))
    return weight.flatten(1)


def unit(x: Any, eps: float) -> Any:
    """An array scaled to length 1."""
    return x / max(float(np.linalg.norm(x)), eps)


def random_unit(n: int, like: Any, eps: float) -> Any:
    """A random direction, as a tensor."""
    return make(unit(source().normal((n,), like._data.dtype), eps))


def power_method(matrix: Any, u: Any, v: Any, rounds: int, eps: float) -> None:
    """Bring u and v, tensors, nearer to the first singular vectors of a matrix, in place."""
    a = matrix._data
    with no_grad():
        for _ in range(rounds):
            u.copy_(make(unit(a @ v._data, eps)))
            v.copy_(make(unit(a.conj().T @ u._data, eps)))
