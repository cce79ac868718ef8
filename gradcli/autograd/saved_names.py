"""What a node saved as attributes under torch's names: descriptors, so that everything else about nodes is looked up the fast way."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

FIRST = ("self", "input")
SECOND = ("other", "exponent", "mat2", "vec", "vec2", "weight", "target", "tensor", "index")  # torch's names of a second argument
RESULTS = ("result", "result0", "output")


class Kept:
    """The attribute `name` of a node: _saved_self, _raw_saved_result, _saved_self_sym_sizes."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, node: Any, _cls: Any = None) -> Any:
        from gradcli.autograd import opened

        return self if node is None else opened.kept(node, self.name)


one = lru_cache(maxsize=None)(Kept)


def attributes(names: Iterable[str]) -> dict[str, Kept]:
    """The attributes under which arguments, metadata or results of these names can be looked up."""
    full = [name for n in names for name in (f"_saved_{n}", f"_raw_saved_{n}", f"_saved_{n}_sym_sizes")]
    return {name: one(name) for name in full}


def of_kernel(kernel: Any) -> dict[str, Kept]:
    """The same for the arguments and metadata of an operation's kernel."""
    code = getattr(kernel, "__code__", None)
    return {} if code is None else attributes(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
