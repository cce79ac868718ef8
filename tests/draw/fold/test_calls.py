from draw.graphs import Builder, mlp, residual

from gradcli.draw.fold.calls import calls


def paths(graph):
    found = calls(graph)
    return [(call.path, call.number, call.depth, call.parent) for call in found.all]


def test_modules_in_a_row_are_calls_side_by_side():
    assert paths(mlp()[0]) == [("fc1", 1, 1, -1), ("fc2", 1, 1, -1), ("loss", 1, 1, -1)]


def test_modules_in_modules_are_nested_calls():
    assert paths(residual(1)) == [("blocks.0", 1, 1, -1), ("blocks.0.conv1", 1, 2, 0), ("blocks.0.conv2", 1, 2, 0)]


def test_a_module_entered_again_is_a_second_call():
    b = Builder()
    x = b.leaf("x")
    for _ in range(2):
        b.scope = "cell"
        x = b.op("Tanh", b.op("Mul", x))
        b.scope = ""
        x = b.op("Add", x)
    assert paths(b.graph(x)) == [("cell", 1, 1, -1), ("cell", 2, 1, -1)]


def test_nodes_know_their_innermost_call_and_leaves_have_none():
    graph = residual(1)
    found = calls(graph)
    in_call = {node.op or node.name: found.all[call].path if call >= 0 else "" for node, call in zip(graph.nodes, found.of)}
    assert in_call["conv"] == "blocks.0.conv2"
    assert in_call["add"] == "blocks.0"
    assert in_call["mean"] == ""
    assert in_call["blocks.0.conv1.weight"] == ""


def test_a_scope_of_a_thousand_dots_is_a_few_levels():
    b = Builder(scope=".".join("abc" * 500))
    graph = b.graph(b.op("Sin", b.leaf("x")), scopes={"a." * i + "a": "A" for i in range(700)})
    assert max(call.depth for call in calls(graph).all) <= 16
