"""What a node saved as attributes under torch's names: descriptors, so that everything else about nodes is looked up the fast way."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

FIRST = ("self", "input")
SECOND = ("other", "exponent", "mat2", "vec", "vec2", "weight", "target", "tensor", "index")  # torch's names of a second argument
RESULTS = ("result", "result0", "output")
# what else operations save, by torch's names: the number of an argument, the name of their metadata, or ("y", the number of a result)
TORCH_NAMES: dict[str, dict[str, Any]] = {
    **{op: {"indices": ("y", 1)} for op in ("max", "min", "sort", "topk", "kthvalue", "mode", "median", "nanmedian", "cummax", "cummin")},
    **{op: {"tensor1": 1, "tensor2": 2} for op in ("addcmul", "addcdiv")},
    "addmm": {"mat1": 1, "mat2": 2}, "baddbmm": {"batch1": 1, "batch2": 2}, "addmv": {"mat": 1, "vec": 2}, "addr": {"vec1": 1, "vec2": 2},
    "rpow": {"exponent": 0, "self": 1}, "embedding": {"indices": 1}, "nll_loss": {"weight": 2}, "binary_cross_entropy": {"weight": 2},
    "leaky_relu": {"negative_slope": "slope"}, "hardtanh": {"min_val": "low", "max_val": "high"}, "slice": {"end": "stop"},
    "unfold": {"dimension": "dim"}, "inv": {"inverse": "y"}, "cholesky": {"L": "y"}, "qr": {"Q": ("y", 0), "R": ("y", 1)},
    "eigh": {"eigenvalues": ("y", 0), "eigenvectors": ("y", 1)}, "svd": {"U": ("y", 0), "S": ("y", 1), "Vh": ("y", 2)},
}  # fmt: skip
AXES = frozenset(("amax", "amin", "logsumexp", "mean", "nansum", "std", "sum", "var", "vector_norm"))  # that torch keeps several dims of
# what each node of torch saves, node by node, as recorded from it: those that are not listed are looked up by the rules alone
ROWS = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
LISTED: dict[str, frozenset[str]] = {row.split()[0]: frozenset(row.split()[1:]) for row in ROWS}
REDUCTIONS = {"none": 0, "mean": 1, "sum": 2}


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


def everywhere() -> dict[str, Kept]:
    """The attributes of all nodes: under the names that torch gives what some of them save."""
    return attributes((*FIRST, *SECOND, *RESULTS, *chain.from_iterable((*TORCH_NAMES.values(), *LISTED.values()))))
