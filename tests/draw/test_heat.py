import pytest
from draw.drawn import groups, svg
from draw.graphs import chain, mlp, passing, residual

from gradcli.draw import Options, picture
from gradcli.draw.compose import compose


def warmth(view):
    return {card.title: round(card.heat, 2) for card in view.cards if card.heat >= 0}


def test_gradient_norms_are_told_apart_by_orders_of_magnitude():
    view = compose(chain(3), Options(overlay="gradnorm"), norms={0: 1e-4, 1: 1e-2, 2: 1.0, 3: 1.0})
    assert warmth(view) == {"x": 0.0, "MulBackward0": 0.5, "AddBackward0": 1.0, "TanhBackward0": 1.0}
    assert [link.strength for link in view.links] == pytest.approx([0.0, 0.5, 1.0, 1.0], rel=1e-9)  # one logarithm


def test_equal_norms_zeros_and_what_is_not_finite_do_no_harm():
    assert warmth(compose(chain(2), Options(overlay="gradnorm"), norms={0: 2.0, 1: 2.0, 2: float("nan")})) == {"x": 1.0, "MulBackward0": 1.0}
    assert warmth(compose(chain(1), Options(overlay="gradnorm"), norms={0: 0.0, 1: 0.0})) == {"x": 0.0, "MulBackward0": 0.0}
    assert warmth(compose(chain(1), Options(overlay="gradnorm"))) == {}


def test_memory_is_what_is_saved_and_a_folded_card_has_the_sum():
    graph, _ = mlp()
    view = compose(graph, Options(overlay="memory"))
    tanh = next(card for card in view.cards if card.title == "TanhBackward0")
    assert (tanh.right, tanh.heat) == ("4 KiB", 1.0)
    assert "kept for backward 0 B … 4 KiB" in [item.text for item in view.legend]
    times = dict.fromkeys(range(200), 1e-3)
    folded = compose(residual(6), Options(overlay="time", max_nodes=5)).cards
    assert all(card.heat < 0 for card in folded)  # nothing was measured
    data = picture(residual(6), "txt", Options(overlay="time", max_nodes=5), times=times).data.decode()
    assert "6 × Block · 30 nodes  42 ms" in data  # 30 operations and 12 weights at 1 ms


@pytest.mark.parametrize("theme", ["auto", "dark", "print"])
def test_the_colours_and_their_scale_are_painted(theme):
    graph, norms = mlp()
    root = svg(picture(graph, "svg", Options(overlay="gradnorm", theme=theme), marks=passing(graph), norms=norms).data)
    classes = {rect.get("class") for g in groups(root, "node") for rect in g.iter("{http://www.w3.org/2000/svg}rect")}
    assert {"box heat-0", "box heat-4"} <= classes
    (legend,) = groups(root, "legend")
    assert {f"heat-{i}" for i in range(5)} <= {rect.get("class") for rect in legend.iter("{http://www.w3.org/2000/svg}rect")}
