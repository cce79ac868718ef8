from draw.graphs import TANH, Builder, failing, mlp, passing

from gradcli.draw.damage import damaged, status
from gradcli.graph import Mark


def test_everything_upstream_of_the_wrong_node_is_contaminated_but_the_edge_into_it_fails():
    graph, _ = mlp()
    edges = damaged(graph, failing(graph, TANH))
    # fc1: weight(1) -> T(2) -> Mm(3) with x(0); bias(4) -> Add(5) -> Tanh(6)
    assert edges == {(6, 0): "fail", (5, 0): "contaminated", (5, 1): "contaminated", (3, 1): "contaminated", (2, 0): "contaminated"}


def test_a_right_graph_has_no_damage():
    graph, _ = mlp()
    assert damaged(graph, passing(graph)) == {}
    assert damaged(graph, {}) == {}


def two_arguments():
    b = Builder()
    x, y = b.leaf("x"), b.leaf("y")
    return b.graph(("z", b.op("Mul", b.op("Sin", x), b.op("Cos", y))))


def test_only_the_argument_in_question_is_followed():
    edges = damaged(two_arguments(), {4: Mark("fail", argument="other")})
    assert edges == {(4, 1): "fail", (3, 0): "contaminated"}


def test_without_a_known_argument_all_are_in_question():
    for argument in ("", "no such name"):
        edges = damaged(two_arguments(), {4: Mark("fail", argument=argument)})
        assert edges == {(4, 0): "fail", (4, 1): "fail", (2, 0): "contaminated", (3, 0): "contaminated"}


def test_a_second_wrong_node_upstream_keeps_its_own_solid_edge():
    edges = damaged(two_arguments(), {4: Mark("fail", argument="self"), 2: Mark("nonfinite")})
    assert edges == {(4, 0): "fail", (2, 0): "fail"}


def test_no_gradient_flows_to_constants_so_none_is_contaminated():
    b = Builder()
    k, x = b.leaf("k", kind="constant"), b.leaf("x")
    graph = b.graph(("y", b.op("Exp", b.op("Add", k, x))))
    assert damaged(graph, {3: Mark("fail")}) == {(3, 0): "fail", (2, 1): "contaminated"}


def test_every_verdict_has_a_glyph():
    words = {"pass": "pass", "fail": "fail", "error": "fail", "nonfinite": "fail", "nondeterministic": "fail"}
    words |= {"inconclusive": "warn", "nondifferentiable": "warn", "unchecked": "unchecked"}
    assert {word: status(Mark(word)) for word in words} == words
    assert status(None) == "unchecked"
