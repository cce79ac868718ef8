import pytest

from gradcli.draw import Options
from gradcli.errors import UsageError


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"theme": "blue"}, "--theme takes auto, light, dark, print"),
        ({"direction": "BT"}, "--direction takes TB, LR"),
        ({"flow": "up"}, "--flow takes forward, backward"),
        ({"show": frozenset({"everything"})}, "--show takes saved, shapes, grads, attrs, slots"),
        ({"max_nodes": 0}, "--max-nodes 400 is the default"),
    ],
)
def test_an_unknown_choice_is_answered_with_the_known_ones(changes, hint):
    with pytest.raises(UsageError) as error:
        Options(**changes)
    assert error.value.hint == hint
