from draw.graphs import TANH, failing, mlp, residual

from gradcli.draw.keys import keys
from gradcli.draw.options import Options
from gradcli.draw.page.part import OUTSIDE, Parts
from gradcli.draw.scene import Scene


def part_of(graph, path, marks=None):
    """The part of all nodes made in a module, with the parameters named after it."""
    nodes = [node.id for node in graph.nodes if f"{node.scope}.".startswith(f"{path}.") or node.name.startswith(f"{path}.")]
    return Parts(Scene(graph, Options(), marks or {}, {})).cut(nodes, Options())


def test_ids_are_places_and_parents_come_first():
    for graph, path in ((mlp()[0], "fc1"), (residual(), "blocks.1"), (residual(), "blocks")):
        part = part_of(graph, path)
        assert [node.id for node in part.graph.nodes] == list(range(len(part.back)))
        assert all(edge.source < node.id for node in part.graph.nodes for edge in node.parents)


def test_what_comes_from_outside_is_an_input_named_by_where_it_is_from():
    part = part_of(residual(), "blocks.1")
    (entry,) = [node for node, old in zip(part.graph.nodes, part.back) if old == OUTSIDE]
    assert (entry.kind, entry.name) == ("constant", "AddBackward0 in blocks.0")


def test_what_goes_outside_is_a_result_named_by_its_use():
    assert [name for name, _ in part_of(residual(), "blocks.1").graph.outputs] == ["ConvolutionBackward0 in blocks.2.conv1 and 1 more"]
    assert [name for name, _ in part_of(mlp()[0], "loss").graph.outputs] == ["loss"]


def test_the_module_itself_is_no_scope_of_its_part():
    part = part_of(residual(), "blocks.1")
    assert {node.scope for node in part.graph.nodes if node.kind == "op"} == {"", "conv1", "conv2"}
    assert set(part.graph.scopes) == {"conv1", "conv2"}


def test_a_container_that_was_never_called_stays_in_the_names():
    part = part_of(residual(), "blocks")
    assert {"blocks.0", "blocks.1.conv2"} <= set(part.graph.scopes)


def test_every_node_keeps_what_it_is():
    graph = residual()
    part = part_of(graph, "blocks.1")
    for node, old in zip(part.graph.nodes, part.back):
        if old != OUTSIDE:
            assert (node.grad_fn, node.shape, node.name) == (graph.nodes[old].grad_fn, graph.nodes[old].shape, graph.nodes[old].name)
            assert [part.back[e.source] for e in node.parents] in (
                [e.source for e in graph.nodes[old].parents],
                [OUTSIDE, *_rest(graph, old)],
            )


def test_a_wrong_gradient_from_further_down_flows_through():
    graph = mlp()[0]
    part = part_of(graph, "fc1", failing(graph, TANH))
    assert {part.graph.nodes[node].op for node, _ in part.damage} == {"t", "mm", "add"}
    assert set(part.damage.values()) == {"contaminated"}
    assert {part.status(node.id) for node in part.graph.nodes if node.kind == "op"} == {"pass"}


def test_names_are_those_of_the_whole_graph():
    part = part_of(residual(), "blocks.1")
    whole = keys(residual())
    assert [key for key, old in zip(part.keys, part.back) if old != OUTSIDE] == [whole[old] for old in part.back if old != OUTSIDE]


def _rest(graph, old):
    return [edge.source for edge in graph.nodes[old].parents][1:]
