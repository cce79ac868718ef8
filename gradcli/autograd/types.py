"""torch.types: names for annotations."""

from __future__ import annotations

import os
from builtins import bool as _bool
from builtins import bytes as _bytes
from builtins import complex as _complex
from builtins import float as _float
from builtins import int as _int
from builtins import str as _str
from collections.abc import Sequence
from typing import IO, Any

from gradcli.autograd.device import device as _device
from gradcli.autograd.dtype import dtype as _dtype
from gradcli.autograd.ops.layout import layout as _layout
from gradcli.autograd.size import Size as Size
from gradcli.autograd.tensor import Tensor as Tensor

_TensorOrTensors = Tensor | Sequence[Tensor]
_TensorOrOptionalTensors = Tensor | Sequence[Tensor | None]
_size = Size | list[_int] | tuple[_int, ...]
Number = _int | _float | _bool
_Number = (_int, _float, _bool)
FileLike = _str | os.PathLike[_str] | IO[_bytes]
Device = _device | _str | _int | None
Storage = Any

__all__ = ["Device", "FileLike", "Number", "Storage", "_complex", "_dtype", "_layout"]
