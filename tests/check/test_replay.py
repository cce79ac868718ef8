"""Replaying a graph: with changed leaves, stacked, and backwards."""

from __future__ import annotations

from typing import Any

import numpy as np
from check.fake_engine import ENGINE, Rule, apply, case

from gradcli.check.replay import backpropagate, evaluate, plan
from gradcli.check.subject import blocks
from gradcli.check.tape import Tape, faithful, nearby

X, W = np.array([0.3, 0.9]), np.array([1.5, -0.4])
SIN = Rule("Sin", np.sin, lambda g, x: g * np.cos(x), user=False)


def build(x: Any, w: Any) -> Any:
    return apply(SIN, x) * w + x


def graph() -> Any:
    return ENGINE.graph(case(build, x=X, w=W).fn, {"x": X, "w": W})


def test_changed_leaves_give_what_the_function_gives() -> None:
    g = graph()
    known = plan(g, [g.leaves["x"]])
    assert known is not None

    new = evaluate(known, {g.leaves["x"]: X + 1})["output"]

    np.testing.assert_array_equal(new, np.sin(X + 1) * W + (X + 1))


def test_only_what_hangs_on_the_leaf_is_computed_again() -> None:
    g = graph()
    known = plan(g, [g.leaves["w"]])

    assert known is not None
    assert [node.op for node in known.nodes] == ["mul", "add"]


def test_a_stack_is_the_single_replays_one_above_the_other() -> None:
    g = graph()
    known = plan(g, [g.leaves["x"]])
    assert known is not None
    points = np.stack([X, X + 1, X - 2])

    stacked = evaluate(known, {g.leaves["x"]: points}, count=3)["output"]

    np.testing.assert_array_equal(stacked, [evaluate(known, {g.leaves["x"]: p})["output"] for p in points])


def test_a_node_without_replay_makes_no_plan() -> None:
    g = graph()
    from dataclasses import replace

    nodes = tuple(replace(node, replay=None) if node.op == "Sin" else node for node in g.nodes)

    assert plan(replace(g, nodes=nodes), [g.leaves["x"]]) is None
    assert plan(replace(g, nodes=nodes), [g.leaves["w"]]) is not None


def test_gradients_are_accumulated_where_a_value_is_used_twice() -> None:
    found = backpropagate(graph(), {"output": np.array([1.0, 2.0])})

    assert found is not None
    np.testing.assert_allclose(found["x"], np.array([1.0, 2.0]) * (np.cos(X) * W + 1))
    np.testing.assert_allclose(found["w"], np.array([1.0, 2.0]) * np.sin(X))


def tape() -> Tape:
    inputs, outputs = blocks({"x": X, "w": W}, ("x", "w")), blocks({"output": X}, ("output",))
    return Tape(graph(), inputs, outputs, lambda k: None, {"output": np.sin(X) * W + X})


def test_a_faithful_tape_is_known_from_one_that_is_not() -> None:
    points = [nearby({"x": X, "w": W}, np.random.default_rng(0))]

    assert faithful(tape(), lambda p: np.sin(p["x"]) * p["w"] + p["x"], points)
    assert not faithful(tape(), lambda p: np.sin(p["x"]) * p["w"] + X, points)


def test_a_tape_follows_one_side_of_a_jump_but_leaves_out_no_path() -> None:
    points = [nearby({"x": X, "w": W}, np.random.default_rng(0))]
    right = lambda p: np.sin(p["x"]) * p["w"] + p["x"]
    far = lambda p: float(np.abs(p["x"] - X).max() > 1e-6)

    assert faithful(tape(), lambda p: right(p) + far(p), points)
    for share in (1e-3, 1e-7, 1e-9):
        assert not faithful(tape(), lambda p, share=share: right(p) + share * (p["x"] - X), points)
    assert not faithful(tape(), lambda p: right(p) + (p["x"] != X), points)


def test_a_path_is_not_hidden_by_a_jump_on_one_side() -> None:
    points = [nearby({"x": X, "w": W}, np.random.default_rng(0))]
    side = np.sign(points[0]["x"][0] - X[0])
    right = lambda p: np.sin(p["x"]) * p["w"] + p["x"] + float((p["x"][0] - X[0]) * side > 1e-7)

    assert faithful(tape(), right, points)
    assert not faithful(tape(), lambda p: right(p) + 1e-9 * (p["x"] - X), points)


def test_an_output_beside_the_graph_stands_still_until_it_is_seen_to_move() -> None:
    blocks_of = blocks({"output": X, "beside": W}, ("output", "beside"))
    inputs = blocks({"x": X, "w": W}, ("x", "w"))
    both = Tape(graph(), inputs, blocks_of, lambda k: None, {"output": np.sin(X) * W + X, "beside": W})
    points = [nearby({"x": X, "w": W}, np.random.default_rng(0))]
    right = lambda p: np.sin(p["x"]) * p["w"] + p["x"]

    assert not both.whole
    assert faithful(both, lambda p: np.concatenate([right(p), W]), points)
    assert not faithful(both, lambda p: np.concatenate([right(p), p["w"]]), points)
    np.testing.assert_array_equal(both.many("x", np.stack([X, X + 1]))[:, X.size :], np.stack([W, W]))
    assert both.sweep("x", X[None]) is None


def test_blur_is_the_rounding_of_the_intermediate_results() -> None:
    big = Rule("Big", lambda x: x + 1e8, lambda g, x: g, user=False)
    small = Rule("Small", lambda x: x - 1e8, lambda g, x: g, user=False)
    inputs, outputs = blocks({"x": X}, ("x",)), blocks({"output": X}, ("output",))
    g = ENGINE.graph(case(lambda x: apply(small, apply(big, x)), x=X).fn, {"x": X})

    blur = Tape(g, inputs, outputs, lambda k: None, {"output": X}).blur()

    assert np.all((blur >= 1e-8) & (blur <= 1e-7))  # an ulp of 1e8 is 1.5e-8
