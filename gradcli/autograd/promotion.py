"""How the arguments of an operation come to be of one type: torch's promotion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gradcli.autograd import dtype as dtypes

if TYPE_CHECKING:
    from gradcli.autograd.op import Op

NUMBERS = {float: "fc", int: "fc", bool: "", complex: "c"}  # kinds of arrays that take a Python number as it is


def alike(arrays: Sequence[Any], kind: np.dtype[Any], promote: str) -> bool:
    """Whether all arguments are already of the type the operation computes in; decides the common case fast."""
    if kind.kind not in "fc" and promote == "float":
        return False
    for a in arrays:  # whole numbers below 128 fit in any type of integers
        takes = NUMBERS.get(a.__class__)
        if takes is None:
            if getattr(a, "dtype", None) is not kind:
                return False
        elif kind.kind not in takes and not (a.__class__ is int and 0 <= a < 128 and kind.kind in "iu"):
            return False
    return True


def promoted(arrays: Sequence[Any], op: Op) -> list[Any]:
    """The arguments in torch's common type. Raises TypeError for what is no number at all, and what the operation refuses."""
    if op.refuses is not None:
        op.refuses(arrays)
    for a in arrays:
        if not isinstance(a, (np.ndarray, np.generic, bool, int, float, complex)):
            raise TypeError(f"{op.name}(): argument must be Tensor or Number, not {type(a).__name__}")
    kind = dtypes.result_type(arrays)
    if op.promote == "float" and kind.kind not in "fc":
        kind = dtypes.DEFAULT.floating.numpy
    return [a.astype(kind) if isinstance(a, (np.ndarray, np.generic)) and a.dtype != kind else as_kind(a, kind) for a in arrays]


def as_kind(a: Any, kind: np.dtype[Any]) -> Any:
    """A Python number as a scalar of `kind`, wrapped around where it does not fit, unless numpy takes it so by itself."""
    return a if isinstance(a, (np.ndarray, np.generic)) or kind.kind in NUMBERS[type(a)] else np.asarray(a).astype(kind)[()]
