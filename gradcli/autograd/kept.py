"""What nodes keep for their backward, and the changes in place that reach it: noticed by a version counter, or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from gradcli.autograd.node import Node
from gradcli.autograd.saved import Pinned
from gradcli.autograd.tensor import Tensor, Version, counter
from gradcli.autograd.trace import memory
from gradcli.errors import Where


class Write:
    """A change of memory that a node keeps for its backward: by which name of that memory, and where."""

    __slots__ = ("counter", "root", "where")

    def __init__(self, t: Tensor, root: int, where: Where) -> None:
        self.counter, self.root, self.where = counter(t), root, where


def kept_items(node: Node) -> Iterator[tuple[Any, Version | None, int | None]]:
    """(array, its version counter, the version it must have) of everything a node keeps for backward."""
    for item in node._saved if isinstance(node._saved, (tuple, list)) else ():
        t, expected = (item.tensor, item.version) if isinstance(item, Pinned) else (item, 0)
        if isinstance(t, Tensor):
            yield t._data, t._counter, expected
    for y in node._y if isinstance(node._y, tuple) else (node._y,):
        if isinstance(y, np.ndarray):
            yield y, node._counter, node._version


def kept_arrays(node: Node) -> Iterator[Any]:
    return (array for array, _, _ in kept_items(node) if isinstance(array, np.ndarray))


def overwritten(node: Node, writes: Iterable[Write]) -> Iterator[Where]:
    """The places that changed what a node still needs: noticed by its version counter, or through a name without that counter."""
    for array, own, expected in kept_items(node):
        stale = own is not None and expected is not None and own.n != expected
        root = memory(array) if isinstance(array, np.ndarray) else None
        yield from (write.where for write in writes if write.root == root and (stale or write.counter is not own))


__all__ = ["Write", "kept_arrays", "overwritten"]
