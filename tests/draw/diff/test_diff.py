import json
import random

import pytest
from draw.drawn import groups, svg
from draw.graphs import TANH, Builder, chain, failing, linear, mlp, passing, residual

from gradcli.draw import Options, draw, picture
from gradcli.draw.compose import arranged
from gradcli.draw.diff import compared
from gradcli.draw.diff.match import matched
from gradcli.draw.diff.read import read
from gradcli.draw.scene import Scene
from gradcli.errors import UsageError


def net(hidden=16, activation="Tanh", extra=False, scale=True):
    b = Builder(line=1)
    x = b.leaf("x", (32, 8), "constant")
    h = b.op(activation, linear(b, "fc1", x, 32, 8, hidden), shape=(32, hidden))
    if extra:
        h = b.op("Relu", h, shape=(32, hidden))
    if scale:
        h = b.op("Mul", h, shape=(32, hidden), params={"other": 2.0})
    y = linear(b, "fc2", b.op("Relu", h, shape=(32, hidden)), 32, hidden, 1)
    return b.graph(("loss", b.op("Mean", y, shape=())))


def changes(old, new):
    """What became of each node, by its name or operation; what is as before is left out."""
    scene = compared(Scene(new, Options(), {}, {}), old)
    return sorted((scene.graph.nodes[i].name or scene.graph.nodes[i].op, change) for i, change in scene.changes.nodes.items())


def test_a_graph_does_not_differ_from_itself():
    assert changes(net(), net()) == []
    assert changes(residual(4), residual(4)) == []


def test_a_node_put_in_is_the_only_one_added_though_others_are_of_its_kind():
    assert changes(net(), net(extra=True)) == [("mul", "changed"), ("relu", "added")]


def test_a_node_taken_out_is_removed_and_its_user_changed():
    assert changes(net(), net(scale=False)) == [("mul", "removed"), ("relu", "changed")]


def test_another_operation_is_one_gone_and_one_new():
    assert changes(net(), net(activation="Sigmoid")) == [("mul", "changed"), ("sigmoid", "added"), ("tanh", "removed")]


def test_a_changed_shape_is_said_on_the_card():
    scene = compared(Scene(net(hidden=24), Options(), {}, {}), net())
    weight = next(card for card in arranged(scene).cards if card.title == "fc1.weight")
    assert (weight.change, weight.lines) == ("changed", ("shape (16, 8) → (24, 8)",))


def test_a_changed_parameter_of_an_operation_counts_and_a_value_does_not():
    def graph(exponent, value):
        b = Builder()
        return b.graph(("y", b.op("Pow", b.leaf("x", value=value), params={"exponent": exponent})))

    assert changes(graph(2, 1.0), graph(2, 5.0)) == []
    assert changes(graph(2, 1.0), graph(3, 1.0)) == [("pow", "changed")]


@pytest.mark.parametrize("seed", range(8))
def test_any_two_graphs_make_a_graph_in_topological_order(seed):
    rng = random.Random(seed)

    def graph(size):
        b = Builder()
        made = [b.leaf("x"), b.leaf("y")]
        for _ in range(size):
            b.scope = rng.choice(("", "m", "m.n"))
            made.append(b.op(rng.choice("ABC"), *rng.choices(made, k=rng.randint(1, 2))))
        return b.graph(made[-1], made[-2])

    old, new = graph(rng.randint(5, 80)), graph(rng.randint(5, 80))
    pairs = matched(old, new)
    assert len(set(pairs.values())) == len(pairs)
    merged = compared(Scene(new, Options(), {}, {}), old).graph
    assert [node.id for node in merged.nodes] == list(range(len(merged.nodes)))
    assert all(edge.source < node.id for node in merged.nodes for edge in node.parents)
    assert len(merged.nodes) == len(old.nodes) + len(new.nodes) - len(pairs)
    assert picture(new, "svg", old=old).data


def test_it_is_drawn_with_signs_and_told_in_header_and_legend():
    root = svg(picture(net(extra=True, scale=False), "svg", old=net()).data)
    words = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"added", "removed", "changed"} <= set(words)
    assert any("diff: 1 added, 1 removed, 1 changed" in text for text in words)
    outlines = [rect for g in groups(root, "node") for rect in g.iter("{http://www.w3.org/2000/svg}rect") if "turn-" in rect.get("class", "")]
    assert sorted(rect.get("class").split()[-1] for rect in outlines) == ["turn-added", "turn-changed", "turn-removed"]
    assert [rect.get("stroke-dasharray") for rect in outlines if "turn-removed" in rect.get("class")] == ["5 3"]
    text = picture(net(extra=True, scale=False), "txt", old=net()).data.decode()
    assert "−  MulBackward0" in text
    assert "+  ReluBackward0" in text


def test_marks_and_norms_stay_with_their_nodes():
    graph, norms = mlp()
    view = arranged(compared(Scene(graph, Options(), failing(graph, TANH), norms), residual(2)))
    tanh = next(card for card in view.cards if card.title == "TanhBackward0")
    assert (tanh.status, tanh.right, tanh.change) == ("fail", "5.2e-2", "added")
    gone = [card for card in view.cards if card.change == "removed" and card.kind == "op"]
    assert gone
    assert {card.status for card in gone} == {""}


def test_what_changed_stays_visible_in_a_folded_picture():
    longer = Builder()
    y = longer.leaf("x", kind="leaf")
    for i in range(900):
        y = longer.op("Exp" if i == 450 else ("Mul", "Add", "Tanh")[i % 3], y)
    view = arranged(compared(Scene(longer.graph(("y", y)), Options(max_nodes=40), {}, {}), chain(900)))
    assert {card.title: card.change for card in view.cards if card.kind == "op" and card.change in ("added", "removed")} == {
        "ExpBackward0": "added",
        "MulBackward0": "removed",
    }


def test_a_picture_as_json_is_read_back(tmp_path):
    path = tmp_path / "old.json"
    graph, norms = mlp()
    path.write_bytes(draw(graph, "json", marks=passing(graph), norms=norms))
    back = read(str(path))
    assert [(n.kind, n.op, n.name, n.shape, n.parents, n.scope) for n in back.nodes] == [
        (n.kind, n.op, n.name, n.shape, n.parents, n.scope) for n in graph.nodes
    ]
    assert changes(back, graph) == []
    assert picture(graph, "json", old=residual(2)).data == draw(graph, "json")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "is not a graph of schema"),
        ('{"schema": "other/1"}', "is not a graph of schema"),
        ('{"schema": "gradcli-graph/1"}', "KeyError 'nodes'"),
        (json.dumps({"schema": "gradcli-graph/1", "nodes": [{}], "edges": []}), "KeyError"),
        (json.dumps({"schema": "gradcli-graph/1", "nodes": [{}], "edges": [{"source": 0, "target": 0}]}), "comes after what it uses"),
    ],
)
def test_a_file_that_is_no_graph_is_an_error_that_says_how_to_write_one(tmp_path, text, says):
    path = tmp_path / "old.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"old\.json") as caught:
        read(str(path))
    assert says in str(caught.value)
    with pytest.raises(UsageError, match=r"cannot read .*lost\.json"):
        read(str(tmp_path / "lost.json"))
