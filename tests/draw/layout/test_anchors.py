from draw.graphs import Builder, mlp, rnn

from gradcli.draw.compose import compose
from gradcli.draw.layout.anchors import anchors


def pairs(view):
    return [(view.cards[above].title, view.cards[leaf].title) for above, leaf in anchors(view)]


def test_leaves_of_a_module_hang_below_what_feeds_it():
    assert pairs(compose(mlp()[0])) == [
        ("x", "fc1.weight"),
        ("x", "fc1.bias"),
        ("TanhBackward0", "fc2.weight"),
        ("TanhBackward0", "fc2.bias"),
        ("AddBackward0", "target"),
    ]


def test_an_input_used_after_a_leaf_of_the_module_is_still_above_it():
    b = Builder(scope="fc")
    weight = b.leaf("fc.weight")
    b.scope = ""
    x = b.leaf("x", kind="leaf")
    b.scope = "fc"
    graph = b.graph(b.op("Mm", x, b.op("T", weight)), scopes={"fc": "Linear"})
    assert pairs(compose(graph)) == [("x", "fc.weight")]


def test_without_modules_there_is_nothing_to_hang():
    assert pairs(compose(rnn(3))) == []
