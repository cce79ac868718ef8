"""What products of vectors and matrices refuse, in torch's words: lengths, shapes and types that do not fit."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.misfit import clash
from gradcli.autograd.tensor import Tensor, type_name

SHORT = {"Float": "float", "Double": "double", "Half": "c10::Half", "Long": "long int", "Int": "int", "Bool": "bool"}
FACTORS = "expected m1 and m2 to have the same dtype, but got: {3} != {4}"
DOT = "dot : expected both vectors to have same dtype, but found {0} and {1}"
STACKS = "expected scalar type {0} but found {1}"
TYPES = {(1, 1): DOT, (3, 3): STACKS, (2, 1): "addmv input tensors must have the same dtype, but got {1}, {0}, and {1}"}  # by the ranks of both


def same_type(a: Tensor, b: Tensor, words: str = FACTORS, other: Tensor | None = None) -> None:
    """Raises RuntimeError for tensors of two types: a product promotes nothing.

    words: with {0}, {1}, {2} for the types of a, b and `other`, and {3}, {4}, {5} for their names in C++.
    """
    if a._data.dtype != b._data.dtype:
        names = [type_name(t._data)[6:-6] for t in (a, b, a if other is None else other)]
        raise RuntimeError(words.format(*names, *[SHORT.get(name, name) for name in names]))


def same_length(a: Any, b: Any) -> None:
    """RuntimeError for two vectors of different lengths."""
    if a.size != b.size:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{a.size}] and src [{b.size}] to have the same number of elements, "
            f"but got {a.size} and {b.size} elements respectively"
        )


def mismatch(a: Any, b: Any) -> RuntimeError:
    """torch's words for two matrices that do not fit."""
    return RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({'x'.join(map(str, a.shape))} and {'x'.join(map(str, b.shape))})")


def unfit(a: Any, b: Any) -> RuntimeError:
    """torch's words for two stacks that do not fit."""
    inner = b.shape[-2] if b.ndim > 1 else b.shape[0]
    if b.ndim == 1:
        return vector_mismatch(a.reshape(-1, a.shape[-1]), b)
    if b.ndim == 2 and a.shape[-1] != inner:
        return mismatch(a.reshape(-1, a.shape[-1]), b)
    found = clash(a.shape[:-2], b.shape[:-2])
    if found is not None:
        axis, (n, m) = found
        return RuntimeError(f"The size of tensor a ({n}) must match the size of tensor b ({m}) at non-singleton dimension {axis}")
    count = int(np.prod(np.broadcast_shapes(a.shape[:-2], b.shape[:-2])))
    return RuntimeError(
        f"Expected size for first two dimensions of batch2 tensor to be: [{count}, {a.shape[-1]}] but got: [{count}, {inner}]."
    )


def vector_mismatch(a: Any, x: Any) -> RuntimeError:
    """torch's words for a matrix and a vector that do not fit."""
    return RuntimeError(f"size mismatch, got input ({a.shape[0]}), mat ({a.shape[0]}x{a.shape[1]}), vec ({x.shape[0]})")
