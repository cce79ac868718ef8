import pytest
from draw.drawn import SUBJECTS
from draw.graphs import TANH, Builder, chain, failing, mlp, passing, residual, rnn, several, wide

from gradcli.draw import Options
from gradcli.draw.compose import compose
from gradcli.graph import Mark


def by_title(view):
    return {card.title: card for card in view.cards}


@pytest.mark.parametrize("name", [name for name in SUBJECTS if name != "long chain"])
def test_unfolded_every_node_has_one_card_and_every_edge_one_link(name):
    graph = SUBJECTS[name]()
    view = compose(graph)
    assert sorted(i for card in view.cards for i in card.nodes) == list(range(len(graph.nodes)))
    assert all(len(card.nodes) == 1 for card in view.cards if card.nodes)
    assert len(view.links) == sum(len(node.parents) for node in graph.nodes) + len(graph.outputs)


@pytest.mark.parametrize("name", SUBJECTS)
def test_cards_come_in_topological_order_with_different_ids(name):
    view = compose(SUBJECTS[name](), Options(show=frozenset({"saved"})))
    assert all(link.source < link.target for link in view.links)
    for things in (view.cards, view.links, view.clusters):
        assert len({thing.id for thing in things}) == len(things)


def test_a_card_tells_kind_shape_and_norm():
    graph, norms = mlp()
    cards = by_title(compose(graph, marks=passing(graph), norms=norms))
    tanh, weight, x, loss = (cards[name] for name in ("TanhBackward0", "fc1.weight", "x", "loss"))
    assert (tanh.kind, tanh.family, tanh.left, tanh.right, tanh.status) == ("op", "activation", "(32, 16)", "5.2e-2", "pass")
    assert (weight.kind, weight.left, weight.right, weight.foot) == ("parameter", "(16, 8) f64", "‖g‖ 4.1e-2", "AccumulateGrad")
    assert (x.kind, x.left, x.foot, x.status) == ("input", "(32, 8) f64", "", "")
    assert (loss.kind, loss.left) == ("output", "() f64 = 0.2841")
    assert tanh.href == "mlp.py#L22"
    assert tanh.tooltip.startswith("TanhBackward0\n(32, 16) float64\ngradient norm 0.052\nsaved result (32, 16) float64, 4 KiB\n")


def test_norms_can_be_left_out():
    graph, norms = mlp()
    assert {card.right for card in compose(graph, Options(show=frozenset()), norms=norms).cards} == {""}


def test_a_failing_card_tells_both_values_their_difference_and_the_reason():
    graph, _ = mlp()
    card = by_title(compose(graph, marks=failing(graph, TANH)))["TanhBackward0"]
    assert card.status == "fail"
    assert card.lines == ("analytic  +0.8413  at [3, 11]", "numeric   +0.2919  Δ 5.5e-1", "missing factor (1 − tanh²)?")


def test_a_formula_in_a_reason_stays_on_one_line():
    graph, _ = mlp()
    reason = "the gradient looks like 1 where it should be 1 - y^2"
    card = by_title(compose(graph, marks={TANH: Mark("fail", reason=reason)}))["TanhBackward0"]
    assert card.lines == ("the gradient looks like 1 where it should be", "1 - y^2")


def test_a_long_reason_is_wrapped_and_whole_in_the_tooltip():
    graph, _ = mlp()
    reason = "the backward multiplies by the input where it should multiply by the output, " * 4
    card = by_title(compose(graph, marks={TANH: Mark("fail", reason=reason)}))["TanhBackward0"]
    assert len(card.lines) == 3
    assert card.lines[-1].endswith("…")
    assert reason in card.tooltip


def test_what_was_not_checked_gets_no_tick():
    graph, _ = mlp()
    statuses = {card.status for card in compose(graph, marks={TANH: Mark("pass")}).cards if card.kind == "op"}
    assert statuses == {"pass", "unchecked"}
    assert {card.status for card in compose(graph).cards} == {""}


def test_a_custom_function_is_marked_as_one():
    b = Builder()
    graph = b.graph(b.op("Line", b.leaf("x"), family="custom", grad_fn="LineBackward"))
    assert "ƒ LineBackward" in by_title(compose(graph))


def test_a_family_no_one_knows_is_drawn_as_other():
    b = Builder()
    graph = b.graph(b.op("Fold", b.leaf("x"), family="origami"))
    assert by_title(compose(graph))["FoldBackward0"].family == "other"


def test_another_dtype_than_usual_is_shown():
    b = Builder()
    x = b.leaf("x")
    graph = b.graph(b.op("Sin", b.op("Cos", b.op("Cos", x))))
    odd = graph.nodes[3]
    odd = type(odd)(odd.id, odd.kind, "real", "RealBackward0", (3,), "float32", odd.parents)
    view = compose(type(graph)((*graph.nodes[:3], odd), graph.outputs, graph.leaves))
    assert {by_title(view)[name].left for name in ("CosBackward0", "RealBackward0")} == {"(3,)", "(3,) f32"}


def test_a_parameter_without_a_gradient_says_so():
    cards = by_title(compose(several()))
    assert cards["unused"].right == "no gradient"
    assert cards["x"].right == ""


def test_modules_are_clusters_named_below_each_other():
    view = compose(residual(1))
    assert [(c.title, c.subtitle, c.parent) for c in view.clusters] == [
        ("blocks.0", "Block", -1),
        ("conv1", "Conv2d(16→16, 3×3)", 0),
        ("conv2", "Conv2d(16→16, 3×3)", 0),
    ]
    inside = {card.title: view.clusters[card.cluster].title for card in view.cards if card.cluster >= 0}
    assert inside["blocks.0.conv1.weight"] == "conv1"
    assert inside["AddBackward0"] == "blocks.0"
    assert "MeanBackward0" not in inside


def test_a_cluster_with_a_failing_node_is_marked():
    graph = residual(1)
    (wrong,) = [node.id for node in graph.nodes if node.op == "conv" and node.scope.endswith("conv2")]
    view = compose(graph, marks=failing(graph, wrong))
    assert [(cluster.title, cluster.failing) for cluster in view.clusters] == [("blocks.0", True), ("conv1", False), ("conv2", True)]


def test_a_function_that_is_everything_gets_no_box_and_one_card_none_either():
    b = Builder(scope="loss")
    x = b.leaf("x", kind="leaf")
    assert compose(b.graph(b.op("Sin", b.op("Cos", x)))).clusters == ()
    b = Builder()
    x = b.leaf("x")
    b.scope = "act"
    y = b.op("Tanh", x)
    b.scope = ""
    assert compose(b.graph(b.op("Sin", y), scopes={"act": "Tanh()"})).clusters == ()


def test_a_name_without_scope_finds_its_module():
    b = Builder()
    weight, x = b.leaf("fc.weight"), b.leaf("x", kind="constant")
    b.scope = "fc"
    y = b.op("Mm", x, weight)
    b.scope = ""
    view = compose(b.graph(b.op("Sin", y), scopes={"fc": "Linear"}))
    assert {card.title for card in view.cards if card.cluster == 0} == {"fc.weight", "MmBackward0"}


def test_arguments_are_named_where_their_order_matters():
    view = compose(mlp()[0])
    named = {view.cards[link.target].title for link in view.links if link.slot}
    assert named == {"MmBackward0", "SubBackward0"}
    assert {link.slot for link in view.links if view.cards[link.target].title == "MmBackward0"} == {"self", "mat2"}
    everywhere = compose(mlp()[0], Options(show=frozenset({"slots"})))
    assert all(link.slot for link in everywhere.links if everywhere.cards[link.target].kind == "op")


def test_shapes_on_lines_are_off_until_asked_for():
    assert {link.label for link in compose(mlp()[0]).links} == {""}
    labels = {link.label for link in compose(mlp()[0], Options(show=frozenset({"shapes"}))).links}
    assert labels == {"32×8", "16×8", "8×16", "32×16", "16", "1×16", "16×1", "32×1", "1", "scalar"}


def test_saved_tensors_hang_on_their_operation_by_a_dotted_line():
    view = compose(mlp()[0], Options(show=frozenset({"saved"})))
    (link,) = [link for link in view.links if link.kind == "saved"]
    saved = view.cards[link.source]
    assert (saved.title, saved.left) == ("saved result", "(32, 16) f64 4 KiB")
    assert view.cards[link.target].title == "TanhBackward0"


def test_attributes_are_lines_when_asked_for():
    view = compose(mlp()[0], Options(show=frozenset({"attrs"})))
    assert by_title(view)["PowBackward0"].lines == ("exponent=2",)


def test_a_weight_used_at_every_step_has_one_card_and_chips():
    view = compose(rnn(7))
    chips = [card for card in view.cards if card.kind == "chip"]
    assert sorted({chip.title for chip in chips}) == ["↑ cell.U", "↑ cell.W"]
    assert len(chips) == 2 * 6  # the first step is tied to the cards themselves
    assert {view.cards[chip.names].title for chip in chips} == {"cell.U", "cell.W"}
    assert sum(card.title == "cell.W" for card in view.cards) == 1


def test_a_result_used_often_and_far_away_is_numbered_and_named_there():
    b = Builder()
    y = hub = b.op("Sin", b.leaf("x"))
    for _ in range(10):
        y = b.op("Add", y, hub)
    view = compose(b.graph(y))
    cards = by_title(view)
    assert cards["SinBackward0 #1"].kind == "op"
    assert cards["↑ SinBackward0 #1"].kind == "chip"
    assert sum(card.kind == "chip" for card in view.cards) == 4  # uses 7 to 10: further down than 6 ranks


def test_a_leaf_used_twice_nearby_has_lines_and_no_chip():
    b = Builder()
    x = b.leaf("x")
    view = compose(b.graph(b.op("Add", b.op("Sin", x), x)))
    assert [card.kind for card in view.cards] == ["parameter", "op", "op", "output"]


def test_the_damage_is_on_the_links():
    graph, _ = mlp()
    view = compose(graph, marks=failing(graph, TANH))
    kinds = {(view.cards[link.source].title, view.cards[link.target].title): link.kind for link in view.links if link.target < 8}
    assert kinds.pop(("AddBackward0", "TanhBackward0")) == "fail"
    assert kinds.pop(("x", "MmBackward0")) == "plain"
    assert set(kinds.values()) == {"contaminated"}


def test_the_header_tells_the_result_and_the_counts():
    graph, _ = mlp()
    view = compose(graph, Options(title="mlp.py", note="rtol 1e-5"), passing(graph))
    assert view.heading == "mlp.py · loss = 0.2841"
    assert view.subheading == "10 grad_fn nodes · 4 parameters · depth 9 · float64 · gradcheck: 10 pass · rtol 1e-5"
    wrong = compose(graph, Options(title="mlp.py"), failing(graph, TANH))
    assert wrong.heading == "mlp.py · gradient check failed at TanhBackward0"
    assert wrong.subheading.endswith("gradcheck: 9 pass, 1 fail")
    assert compose(graph, marks={TANH: Mark("inconclusive")}).subheading.endswith("gradcheck: 1 inconclusive, 9 not checked")


def test_a_folded_picture_always_says_how_much_is_on_how_many_cards():
    view = compose(chain(1000))
    assert view.folded
    assert view.subheading.startswith(f"1,000 grad_fn nodes → {len(view.cards)} cards · ")
    assert "→" not in compose(chain(20)).subheading


def test_a_folded_module_is_named_and_counted():
    graph = residual(3)
    view = compose(graph, Options(collapse=("blocks.0",)), passing(graph), {1: 2e-3, 4: 9e-3})
    block = by_title(view)["blocks.0"]
    assert (block.kind, block.left, block.right, block.status) == ("folded", "Block · 5 nodes", "‖g‖ 2.0e-3…9.0e-3", "pass")
    assert (block.sheets, graph.nodes[block.nodes[0]].scope) == (0, "blocks.0.conv1")


def test_repeated_modules_are_a_stack_with_their_range_and_number():
    view = compose(residual(7), Options(max_nodes=7), norms={1: 2e-3, 4: 9e-3})
    block = by_title(view)["blocks.0–6"]
    assert (block.kind, block.left, block.right, block.sheets) == ("folded", "7 × Block · 35 nodes", "‖g‖ 2.0e-3…9.0e-3", 2)
    assert "repeated ×N" in [item.text for item in view.legend]
    assert by_title(compose(chain(1000)))["332 × (Add, Tanh, Mul)"].left == "996 nodes"


def test_a_failing_node_is_shown_however_much_is_folded():
    graph = chain(1000)
    view = compose(graph, Options(max_nodes=10), failing(graph, 500))
    (card,) = [card for card in view.cards if card.status == "fail"]
    assert card.nodes == (500,)


def test_inputs_and_results_without_number_are_bundled():
    assert "5,000 inputs" in by_title(compose(wide(5000)))
    b = Builder()
    x = b.leaf("x")
    view = compose(b.graph(*(b.op("Sin", x) for _ in range(5000))))
    assert len(view.cards) <= 500
    assert "4,951 more outputs" in by_title(view)


def test_the_legend_has_only_what_is_in_the_picture():
    graph, _ = mlp()
    texts = [item.text for item in compose(graph, marks=failing(graph, TANH)).legend]
    families = ["linear algebra", "arithmetic", "activation", "reduction", "view / shape"]
    wrong = ["failed check", "wrong gradient", "gradient contaminated"]
    assert texts == ["parameter", "no grad", *families, *wrong, "values flow down, gradients up"]
    assert [item.text for item in compose(SUBJECTS["single"]()).legend] == ["input", "values flow down, gradients up"]


def test_ordinary_names_are_never_cut():
    names = ["NativeLayerNormBackward0", "ScaledDotProductFlashAttentionBackward0", "encoder.layers.11.self_attn.in_proj_weight"]
    b = Builder()
    b.scope = "encoder.layers.11.self_attn"
    x = b.op("Sdpa", b.leaf(names[2], (2304, 768)), grad_fn=names[1], shape=(8, 12, 1024, 64))
    y = b.op("Norm", x, grad_fn=names[0])
    b.scope = ""
    view = compose(b.graph(b.op("Sum", y), scopes={"encoder.layers.11.self_attn": "MultiheadAttention(768, 12 heads)"}))
    assert len(view.clusters) == 1
    texts = [text for card in view.cards for text in (card.title, card.left)] + [
        text for c in view.clusters for text in (c.title, c.subtitle)
    ]
    assert set(names) <= set(texts)
    assert not any("…" in text for text in texts)


def test_a_mistake_made_at_every_step_of_a_loop_is_shown_once():
    b = Builder()
    y = b.leaf("x", kind="leaf")
    for _ in range(300):
        b.line = 7
        y = b.op("Tanh", b.op("Mul", y))
    graph = b.graph(("y", y))
    wrong = [node.id for node in graph.nodes if node.op == "tanh"]
    view = compose(graph, Options(max_nodes=50), {**passing(graph), **dict.fromkeys(wrong, Mark("fail"))})
    assert len([card for card in view.cards if card.kind == "op" and card.status == "fail"]) == 1
    assert len(view.cards) < 10
    assert "299 more nodes" in view.heading
