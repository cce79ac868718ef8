import random
import time

import pytest
from draw.drawn import python
from draw.graphs import Builder, residual, rnn, script, wide

from gradcli.draw.fold import Wishes, fold
from gradcli.draw.fold.calls import calls


def folded(graph, budget, pinned=()):
    return fold(graph, calls(graph), budget, pinned)


def assert_sound(graph, folding):
    """Every node is in one unit, and every edge between units goes forward in their order: there is no cycle."""
    assert sorted(node for unit in folding.units for node in unit.nodes) == list(range(len(graph.nodes)))
    assert all(i in folding.units[unit].nodes for i, unit in enumerate(folding.of))
    for node in graph.nodes:
        for edge in node.parents:
            assert folding.of[edge.source] <= folding.of[node.id]


def program(seed, size=300, deep=3):
    """A random program: leaves here and there, operations on recent and on old values, scopes entered and left at random."""
    rng = random.Random(seed)
    b = Builder()
    made = [b.leaf("first")]
    path = []
    while len(made) < size:
        path = path[: rng.randint(0, len(path))] + [f"m{rng.randint(0, 3)}"] * (rng.random() < 0.3 and len(path) < deep)
        b.scope = ".".join(path)
        if rng.random() < 0.15:
            made.append(b.leaf(f"p{len(made)}", kind=rng.choice(("parameter", "leaf", "constant"))))
        made.append(b.op("Op", *(made[-min(len(made), int(rng.paretovariate(1)))] for _ in range(rng.randint(1, 3)))))
    return b.graph(*rng.sample(made, 3), scopes={"m0": "M"})


@pytest.mark.parametrize("budget", [1, 10, 40, 150])
@pytest.mark.parametrize("seed", range(6))
def test_folding_any_program_keeps_the_budget_and_makes_no_cycle(seed, budget):
    graph = program(seed)
    folding = folded(graph, budget)
    assert_sound(graph, folding)
    assert len(folding.units) <= max(budget, 8)  # leaves of three kinds and the stretches themselves stay, however small the budget
    assert folding.folded


@pytest.mark.parametrize("seed", range(4))
def test_pinned_nodes_stay_alone(seed):
    graph = program(seed)
    pinned = [node.id for node in graph.nodes if node.kind == "op"][::60]
    folding = folded(graph, 30, pinned)
    assert_sound(graph, folding)
    assert all(folding.units[folding.of[i]].nodes == (i,) for i in pinned)


def test_what_fits_is_not_folded():
    graph = script(60)
    folding = folded(graph, 400)
    assert not folding.folded
    assert all(unit.kind == "node" for unit in folding.units)


def kinds(folding):
    return [unit.kind for unit in folding.units]


def test_equal_blocks_become_one_card_and_the_first_stays_as_an_example():
    graph = residual(3)
    folding = folded(graph, 20)
    (repeat,) = [unit for unit in folding.units if unit.kind == "repeat"]
    assert {graph.nodes[i].scope.split(".")[1] for i in repeat.nodes} == {"1", "2"}
    assert (repeat.run.times, repeat.run.period) == (2, 1)
    assert kinds(folding) == ["node"] * 8 + ["repeat", "node"]


def test_an_example_that_has_to_close_joins_the_others():
    folding = folded(residual(3), 5)
    assert kinds(folding) == ["node", "repeat", "node"]
    assert folding.units[1].run.times == 3


def test_a_module_with_a_pinned_node_stays_open_and_splits_the_run():
    graph = residual(7)
    (wrong,) = [node.id for node in graph.nodes if node.scope == "blocks.3" and node.op == "add"]
    folding = folded(graph, 20, [wrong])
    blocks = [{graph.nodes[i].scope.split(".")[1] for i in unit.nodes if graph.nodes[i].scope} for unit in folding.units]
    assert [unit.run.times for unit, block in zip(folding.units, blocks) if unit.run and block != {"3"}] == [3, 3]
    assert folding.units[folding.of[wrong]].nodes == (wrong,)


@pytest.mark.parametrize("period", [1, 2, 5, 12])
def test_steps_of_a_loop_are_recognised_up_to_twelve_operations(period):
    b = Builder()
    y = b.leaf("x", kind="leaf")
    for i in range(50 * period):
        y = b.op(f"Op{i % period}", y)
    graph = b.graph(("y", y))
    folding = folded(graph, 40)
    (repeat,) = [unit for unit in folding.units if unit.kind == "repeat"]
    assert repeat.run.period == period
    assert len(folding.units) <= 2 * period + 3
    assert_sound(graph, folding)


def test_a_chain_without_repeats_folds_in_the_middle_and_its_ends_stay():
    b = Builder()
    y = b.leaf("x", kind="leaf")
    for i in range(1000):
        y = b.op(f"Op{i}", y)
    assert kinds(folded(b.graph(("y", y)), 400)) == ["node"] * 4 + ["chain"] + ["node"] * 4


def test_inputs_of_one_node_share_a_card():
    units = folded(wide(5000), 400).units
    assert [(unit.kind, len(unit.nodes)) for unit in units] == [("leaves", 5000), ("node", 1)]


def test_shared_weights_stay_outside_the_stretches_that_use_them():
    graph = rnn(400)
    folding = folded(graph, 100)
    assert_sound(graph, folding)
    assert len(folding.units) <= 100
    assert folding.units[folding.of[graph.leaves["cell.W"]]].nodes == (graph.leaves["cell.W"],)


def test_fifty_thousand_nodes_fold_in_seconds():
    graph = script(50_000)
    start = time.perf_counter()
    folding = folded(graph, 400)
    assert time.perf_counter() - start < 5  # takes about 0.5 s
    assert len(folding.units) <= 400


def test_leaves_come_just_before_their_first_use_wherever_they_were_made():
    b = Builder()
    x, w1, w2, unused = (b.leaf(name) for name in ("x", "w1", "w2", "unused"))
    graph = b.graph(b.op("Mm", b.op("Mm", x, w1), w2))
    assert [unit.nodes for unit in folded(graph, 400).units] == [(unused,), (x,), (w1,), (4,), (w2,), (5,)]


def heads(parallel, blocks=6):
    """Blocks of three equal modules side by side, or one after the other."""
    b = Builder()
    x = b.leaf("x", kind="leaf")
    scopes = {}
    for i in range(blocks):
        ends = []
        y = x
        for name in "qkv":
            b.scope = f"b{i}.{name}"
            scopes |= {f"b{i}": "Block", b.scope: "Linear"}
            y = b.op("Tanh", b.op("Mm", x if parallel else y, b.leaf(f"{b.scope}.w")))
            ends.append(y)
        b.scope = f"b{i}"
        x = b.op("Sum", *ends) if parallel else y
    return b.graph(("y", x), scopes=scopes)


@pytest.mark.parametrize(("parallel", "expected"), [(True, 0), (False, 1)])
def test_few_modules_side_by_side_stay_apart_and_in_a_row_they_share_a_card(parallel, expected):
    graph = heads(parallel)
    folding = folded(graph, 18)
    inside = [unit for unit in folding.units if unit.run and graph.nodes[unit.nodes[0]].scope.startswith("b0.")]
    assert len(inside) == expected


def rows(count, wrong=()):
    """A loop over rows, each one longer than the one before, with a loop over four heads in it; everything in one module."""
    b = Builder()
    x = b.leaf("x", (count, 8), kind="leaf")
    b.scope, made, bad = "attn", [], []
    for t in range(count):
        ends = []
        for h in range(4):
            y = b.op("Softmax", b.op("Mv", b.op("Slice", x, shape=(t + 1, 2)), shape=(t + 1,)), shape=(t + 1,))
            bad += [y] if (t, h) in wrong else []
            ends.append(b.op("Dot", y, shape=()))
        made.append(b.op("Cat", *ends, shape=(4,)))
    return b.graph(("y", b.op("Stack", *made, shape=(count, 4))), scopes={"attn": "Attn"}), bad


def test_a_loop_in_a_loop_over_growing_shapes_becomes_one_card():
    graph, _ = rows(40)
    calls_open = fold(graph, calls(graph), 60, wishes=Wishes(open=frozenset({0})))
    assert_sound(graph, calls_open)
    (repeat,) = [unit for unit in calls_open.units if unit.run]
    assert (repeat.run.times, len(repeat.nodes)) == (40, 40 * 17)


def test_a_wrong_step_of_a_loop_stays_and_the_other_steps_share_cards():
    graph, (wrong,) = rows(40, wrong={(20, 1)})
    folding = folded(graph, 60, [wrong])
    assert_sound(graph, folding)
    assert folding.units[folding.of[wrong]].nodes == (wrong,)
    assert sorted(unit.run.times for unit in folding.units if unit.run)[-2:] == [19, 20]
    assert len(folding.units) < 30


def test_a_folded_picture_is_the_same_whatever_the_hash_seed_and_the_directory(tmp_path):
    code = (
        "import hashlib; from draw.graphs import residual; from gradcli.draw import Options, draw\n"
        "g = residual(40)\n"
        "for o in (Options(max_nodes=30), Options(focus='blocks.7', overlay='memory'), Options(expand=('blocks.3*',), leaf='split')):\n"
        "    print(hashlib.sha256(draw(g, 'svg', o)).hexdigest())\n"
    )
    for name in "ab":
        (tmp_path / name).mkdir()
    assert len({python(code, cwd=tmp_path / name, PYTHONHASHSEED=seed) for name, seed in (("a", "1"), ("b", "2"))}) == 1
