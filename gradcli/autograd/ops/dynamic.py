"""Functions whose results depend on values: vmap refuses some as torch does and runs the others example by example."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from gradcli.autograd import state
from gradcli.autograd.names import SPACES, expose
from gradcli.autograd.ops import choose, count, mask, pseudo, repeat  # noqa: F401  they publish the functions first
from gradcli.autograd.vmapping import BatchedTensor, innermost

ASK = "Please file an issue at https://github.com/pytorch/pytorch/issues if you need this feature."
SHAPE = f"vmap: We do not support batching operators that can output dynamic shape. Attempted to vmap over aten::{{}}. {ASK}"
NO_RULE = "Batching rule not implemented for aten::{}. We could not generate a fallback."
REFUSED = {
    "nonzero": SHAPE.format("nonzero"),
    "unique": SHAPE.format("_unique2"),
    "unique_consecutive": SHAPE.format("unique_consecutive"),
    "masked_select": (
        "vmap: Attempted to vmap over `mask` in torch.masked_select(self, mask) We cannot support this because for each batch this would "
        f"return a differently shaped Tensor. {ASK}"
    ),
    "allclose": f"vmap over torch.allclose isn't supported yet. {ASK}",
    "equal": NO_RULE.format("equal"),
}
ONE_BY_ONE = ("argwhere", "bincount", "histc", "repeat_interleave", "one_hot", "searchsorted", "bucketize", "isin", "matrix_rank")
AT_ONCE = ("tensor", "as_tensor", "asarray", "detach_copy")


def refused(message: str, fn: Callable[..., Any]) -> Callable[..., Any]:
    """fn, but a RuntimeError where an argument is one example of many."""

    @wraps(fn)
    def call(*args: Any, **kwargs: Any) -> Any:
        if state.levels and any(isinstance(a, BatchedTensor) for a in args):
            raise RuntimeError(message)
        return fn(*args, **kwargs)

    return call


def one_by_one(fn: Callable[..., Any]) -> Callable[..., Any]:
    """fn, called for each example and the results stacked; they must be of one shape."""

    @wraps(fn)
    def call(*args: Any, **kwargs: Any) -> Any:
        level = innermost([*args, *kwargs.values()]) if state.levels else None
        if level is None:
            return fn(*args, **kwargs)
        with state.below(level):
            return level.by_example(call, args, kwargs)

    return call


def all_at_once(fn: Callable[..., Any]) -> Callable[..., Any]:
    """fn of one tensor, which does the same with all examples as with each."""

    @wraps(fn)
    def call(data: Any, *args: Any, **kwargs: Any) -> Any:
        if not state.levels or not isinstance(data, BatchedTensor):
            return fn(data, *args, **kwargs)
        with state.below(data.level):
            return data.level.wrap(call(data.whole, *args, **kwargs))

    return call


def lay_over(name: str, around: Callable[[Any], Any]) -> None:
    """Wrap a function in every space where it is public."""
    for space in ("torch", "Tensor", "functional", "linalg"):
        if name in SPACES[space]:
            expose(space, name, around(SPACES[space][name]))


for _name, _message in REFUSED.items():
    lay_over(_name, partial(refused, _message))
for _name in ONE_BY_ONE:
    lay_over(_name, one_by_one)
for _name in AT_ONCE:
    lay_over(_name, all_at_once)
