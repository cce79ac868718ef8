"""torch.utils._pytree: nestings taken apart, put together and mapped."""

import pytest

from gradcli.utils import _pytree as pytree

TREE = {"a": [1, (2, 3)], "b": 4}


def test_a_nesting_is_leaves_and_a_structure():
    leaves, spec = pytree.tree_flatten(TREE)
    assert (leaves, spec.num_leaves, pytree.tree_leaves(TREE)) == ([1, 2, 3, 4], 4, leaves)
    assert pytree.tree_unflatten([5, 6, 7, 8], spec) == {"a": [5, (6, 7)], "b": 8}
    with pytest.raises(ValueError, match="`leaves` has length 1 but the spec refers to a pytree that holds 4 items"):
        pytree.tree_unflatten([1], spec)


def test_structures_are_equal_where_the_nesting_is():
    spec = pytree.tree_structure([1, (2,)])
    assert spec == pytree.tree_structure(["x", (None,)])
    assert hash(spec) == hash(pytree.tree_structure([3, (4,)]))
    assert spec != pytree.tree_structure([1, [2]])
    assert not spec.is_leaf()
    assert pytree.tree_structure(3).is_leaf()


def test_functions_are_mapped_over_leaves():
    assert pytree.tree_map(lambda a, b: a + b, [1, (2,)], [3, (4,)]) == [4, (6,)]
    assert pytree.tree_map_only(int, str, [1, 2.5]) == ["1", 2.5]
    assert (pytree.tree_all(bool, [1, 0]), pytree.tree_any(bool, [1, 0])) == (False, True)
