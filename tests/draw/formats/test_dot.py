import pygraphviz
import pytest
from draw.drawn import SUBJECTS
from draw.graphs import TANH, failing, mlp

from gradcli.draw import Options, draw
from gradcli.draw.compose import compose


@pytest.mark.parametrize("name", SUBJECTS)
def test_graphviz_reads_it_back_whole(name):
    graph = SUBJECTS[name]()
    view = compose(graph)
    read = pygraphviz.AGraph(string=draw(graph, "dot").decode())
    assert (read.number_of_nodes(), read.number_of_edges()) == (len(view.cards), len(view.links))


def test_labels_and_colours_are_in_it():
    graph, norms = mlp()
    source = draw(graph, "dot", Options(title="mlp.py"), marks=failing(graph, TANH), norms=norms).decode()
    read = pygraphviz.AGraph(string=source)
    tanh = read.get_node("n./tanh#1").attr
    assert tanh["label"].startswith("✗ TanhBackward0\\n(32, 16)  5.2e-2\\nanalytic")
    assert (tanh["color"], tanh["URL"]) == ("#C62828", "mlp.py#L22")
    assert read.get_edge("n.fc1/add#1", "n./tanh#1").attr["style"] == "bold"
    assert read.get_edge("n.fc1/mm#1", "n.fc1/add#1").attr["style"] == "dashed"
    assert sorted(part.graph_attr["label"] for part in read.subgraphs()) == ["fc1  Linear(8→16)", "fc2  Linear(16→1)", "loss  MSELoss"]


def test_it_draws():
    assert b"<svg" in pygraphviz.AGraph(string=draw(mlp()[0], "dot").decode()).draw(format="svg", prog="dot")


def test_names_are_text_and_neither_html_nor_escapes():
    read = pygraphviz.AGraph(string=draw(SUBJECTS["hostile"](), "dot").decode())
    labels = [node.attr["label"] for node in read.nodes()]
    assert "\\\\N\\\\G\\n(3,) \\\\N\\\\G" in labels  # an output named \N\G, which Graphviz would replace by names of its own
    assert any(label.startswith("<b>") for label in labels)


def test_arrows_follow_the_flow_asked_for():
    assert "dir=back" in draw(mlp()[0], "dot", Options(flow="backward")).decode()
