"""What every transform needs: nested tuples, lists and dicts of tensors taken apart and put together again; note that it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from gradcli.autograd import state

Function = Callable[..., Any]


@contextmanager
def transform() -> Iterator[None]:
    """The time that a transform runs the user's function."""
    state.transforms += 1
    try:
        yield
    finally:
        state.transforms -= 1


def flatten(tree: Any) -> tuple[list[Any], Callable[[Sequence[Any]], Any]]:
    """The leaves of nested tuples, lists and dicts, and the function that builds the same nesting around new leaves."""
    leaves: list[Any] = []
    shape = _shape(tree, leaves)
    return leaves, lambda new: _rebuild(shape, iter(new))


def _shape(tree: Any, leaves: list[Any]) -> Any:
    if isinstance(tree, dict):
        return {key: _shape(tree[key], leaves) for key in tree}
    if isinstance(tree, (tuple, list)):
        return (type(tree), [_shape(item, leaves) for item in tree])
    leaves.append(tree)
    return None


def _rebuild(shape: Any, leaves: Any) -> Any:
    if shape is None:
        return next(leaves)
    if isinstance(shape, dict):
        return {key: _rebuild(part, leaves) for key, part in shape.items()}
    kind, parts = shape
    items = [_rebuild(part, leaves) for part in parts]
    return kind(*items) if hasattr(kind, "_fields") else kind(items)


def tree_map(fn: Function, tree: Any) -> Any:
    """The same nesting with fn applied to every leaf."""
    leaves, build = flatten(tree)
    return build([fn(leaf) for leaf in leaves])


def spelled(tree: Any) -> str:
    """The nesting as torch spells it: * for a leaf."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{key!r}: {spelled(part)}" for key, part in tree.items()) + "}"
    if not isinstance(tree, (tuple, list)):
        return "*"
    inner = ", ".join(map(spelled, tree))
    return f"[{inner}]" if isinstance(tree, list) else f"({inner},)" if len(tree) == 1 else f"({inner})"


def checked_randomness(randomness: str) -> None:
    """RuntimeError for what does not say what random functions do."""
    if randomness not in ("error", "same", "different"):
        raise RuntimeError(f"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}")


def tree_map_two(fn: Function, a: Any, b: Any) -> Any:
    """One nesting from two alike."""
    left, build = flatten(a)
    right, _ = flatten(b)
    return build([fn(x, y) for x, y in zip(left, right)])
