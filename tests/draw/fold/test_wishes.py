import pytest
from draw.graphs import residual

from gradcli.draw.fold import fold
from gradcli.draw.fold.calls import calls
from gradcli.draw.fold.wishes import Asked, wishes
from gradcli.errors import UsageError

GRAPH = residual(4)


def paths(failing=(), budget=400, **asked):
    """What is drawn: paths of folded calls, names or operations of single nodes."""
    of = calls(GRAPH)
    folding = fold(GRAPH, of, budget, wishes=wishes(GRAPH, of, Asked(**asked), failing))
    return [_named(of, unit) for unit in folding.units]


def _named(of, unit):
    node = GRAPH.nodes[unit.nodes[0]]
    return of.all[unit.call].path if unit.kind == "call" else f"×{unit.run.times}" if unit.run else node.name or f"{node.scope}/{node.op}"


def test_depth_closes_what_is_nested_deeper():
    assert paths(depth=0) == ["x", "blocks.0", "blocks.1", "blocks.2", "blocks.3", "/mean"]
    assert paths(depth=1)[:4] == ["x", "blocks.0.conv1", "blocks.0/relu", "blocks.0.conv2"]


def test_collapse_closes_the_modules_that_match():
    found = paths(collapse=("blocks.[12]",))
    assert [path for path in found if path in ("blocks.0", "blocks.1", "blocks.2", "blocks.3")] == ["blocks.1", "blocks.2"]


def test_expand_opens_a_module_whatever_the_budget():
    found = paths(expand=("blocks.2.conv1",), budget=8)
    assert "blocks.2.conv1/conv" in found
    assert "×2" in found


def test_focus_on_a_module_opens_all_of_it_and_closes_the_rest():
    found = paths(focus="blocks.1")
    assert [path for path in found if path.startswith("blocks.1")][1] == "blocks.1.conv1/conv"
    assert [path for path in found if not path.startswith("blocks.1")] == ["x", "blocks.0", "×2", "/mean"]


def test_focus_on_an_operation_opens_the_modules_around_it():
    assert sum(path.endswith("/relu") for path in paths(focus="relu")) == 8


def test_focus_on_a_leaf_shows_where_it_is_used():
    found = paths(focus="blocks.3.conv2.weight")
    assert {"blocks.3.conv2.weight", "blocks.3.conv2/conv", "×3"} <= set(found)


def test_focus_on_what_failed_keeps_it_and_without_a_failure_shows_everything():
    (wrong,) = [node.id for node in GRAPH.nodes if node.scope == "blocks.2.conv2" and node.kind == "op"]
    assert "blocks.2.conv2/conv" in paths([wrong], focus="fail")
    assert "×2" in paths([wrong], focus="fail")
    assert paths(focus="fail") == paths()


def test_all_folds_nothing():
    assert len(paths(all=True, budget=5)) == len(GRAPH.nodes)


@pytest.mark.parametrize("asked", [{"focus": "blocks.9"}, {"collapse": ("x*y",)}, {"expand": ("blocks.9",)}])
def test_a_name_that_nothing_bears_is_an_error_that_lists_the_modules(asked):
    with pytest.raises(UsageError) as caught:
        paths(**asked)
    assert f"--{next(iter(asked))} " in str(caught.value)
    assert "blocks.0, blocks.0.conv1" in caught.value.hint
