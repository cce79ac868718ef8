"""Complex steps: operations on complex numbers in which the real parts decide, and nothing is conjugated or cut off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.autograd.op import Op


def stepped(op: Op, arrays: Sequence[Any], params: Mapping[str, Any]) -> Any:
    """The operation's analytic continuation. Raises TypeError where it has none."""
    return (op.complex_kernel or op.kernel)(*arrays, **params)
