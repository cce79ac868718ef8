"""torch.utils._pytree: nested tuples, lists and dicts as a list of leaves and a structure; anything else is a leaf."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from gradcli.func.trees import flatten, spelled


class TreeSpec:
    """A nesting without its leaves: equal where the nesting is."""

    def __init__(self, tree: Any) -> None:
        leaves, self._build = flatten(tree)
        self.num_leaves = len(leaves)
        self._stars = self._build(["*"] * self.num_leaves)

    def unflatten(self, leaves: Iterable[Any]) -> Any:
        """The nesting around new leaves. Raises ValueError for another number of them."""
        given = list(leaves)
        if len(given) != self.num_leaves:
            raise ValueError(
                f"treespec.unflatten(leaves): `leaves` has length {len(given)} but the spec refers to a pytree that holds "
                f"{self.num_leaves} items ({self})."
            )
        return self._build(given)

    def is_leaf(self) -> bool:
        return isinstance(self._stars, str)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TreeSpec) and self._stars == other._stars and spelled(self._stars) == spelled(other._stars)

    def __hash__(self) -> int:
        return hash(spelled(self._stars))

    def __repr__(self) -> str:
        return f"TreeSpec({spelled(self._stars)})"


def tree_flatten(tree: Any) -> tuple[list[Any], TreeSpec]:
    """(leaves, structure)."""
    return flatten(tree)[0], TreeSpec(tree)


def tree_unflatten(leaves: Iterable[Any], treespec: TreeSpec) -> Any:
    """What tree_flatten took apart."""
    return treespec.unflatten(leaves)


def tree_leaves(tree: Any) -> list[Any]:
    """The leaves."""
    return flatten(tree)[0]


def tree_structure(tree: Any) -> TreeSpec:
    """The structure."""
    return TreeSpec(tree)


def tree_map(func: Callable[..., Any], tree: Any, *rests: Any) -> Any:
    """The same nesting with func applied to every leaf, together with those in the same places of `rests`."""
    leaves, build = flatten(tree)
    return build([func(*each) for each in zip(leaves, *[flatten(rest)[0] for rest in rests])])


def tree_map_only(kind: Any, func: Callable[..., Any], tree: Any) -> Any:
    """The same nesting with func applied to the leaves of a type."""
    return tree_map(lambda leaf: func(leaf) if isinstance(leaf, kind) else leaf, tree)


def tree_all(pred: Callable[[Any], bool], tree: Any) -> bool:
    """Whether all leaves are so."""
    return all(map(pred, flatten(tree)[0]))


def tree_any(pred: Callable[[Any], bool], tree: Any) -> bool:
    """Whether a leaf is so."""
    return any(map(pred, flatten(tree)[0]))
