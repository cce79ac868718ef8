import re
import time
from collections import Counter

import pytest
from draw.drawn import SUBJECTS, SVG, groups, overlap, python, svg
from draw.graphs import HOSTILE, TANH, chain, failing, hostile, mlp, passing, residual, rnn, script

from gradcli.draw import Options, draw
from gradcli.draw.compose import compose
from gradcli.draw.palette import TABLE
from gradcli.draw.text import width

ALL = [(name, theme) for name in SUBJECTS for theme in ("auto", "dark")]
EVERYTHING = frozenset({"saved", "shapes", "grads", "attrs", "slots"})


def picture(graph, marks=None, norms=None, **options):
    return svg(draw(graph, "svg", Options(**options), marks=marks, norms=norms))


@pytest.mark.parametrize(("name", "theme"), ALL)
def test_it_is_xml_with_ids_that_are_all_different(name, theme):
    graph = SUBJECTS[name]()
    marks = {node.id: passing(graph).get(node.id) for node in graph.nodes if node.kind == "op"}
    root = picture(graph, marks, theme=theme, show=EVERYTHING)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert not any(re.search(r"\s", name) for name in ids)


@pytest.mark.parametrize("name", [name for name in SUBJECTS if name != "long chain"])
def test_every_grad_fn_node_has_exactly_one_element(name):
    graph = SUBJECTS[name]()
    drawn = [g for g in groups(picture(graph), "node") if g.get("data-grad-fn") is not None]
    assert len(drawn) == sum(bool(node.grad_fn) for node in graph.nodes)


def test_the_element_of_a_node_tells_what_it_is():
    graph, norms = mlp()
    root = picture(graph, failing(graph, TANH), norms)
    (tanh,) = [g for g in groups(root, "node") if g.get("data-op") == "TanhBackward0"]
    assert tanh.get("class") == "node op activation fail"
    assert tanh.get("id") == "n:/tanh#1"
    assert tanh.get("data-shape") == "(32, 16)"
    assert tanh.get("tabindex") == "0"
    assert tanh[0].tag == f"{SVG}title"
    assert "analytic +0.8413" in tanh[0].text
    assert tanh[1].get("href") == "mlp.py#L22"


@pytest.mark.parametrize("name", SUBJECTS)
def test_no_text_is_wider_than_its_card(name):
    graph = SUBJECTS[name]()
    marks = failing(graph, graph.nodes[-1].id) if graph.nodes[-1].kind == "op" else None
    norms = dict.fromkeys(range(len(graph.nodes)), 0.123)
    for group in [*groups(picture(graph, marks, norms, show=EVERYTHING), "node"), *groups(picture(graph), "ref")]:
        box = next(rect for rect in group.iter(f"{SVG}rect") if "box" in rect.get("class").split())
        left, right = float(box.get("x")), float(box.get("x")) + float(box.get("width"))
        for start, end in map(extent, group.iter(f"{SVG}text")):
            assert left <= start
            assert end <= right


def extent(text):
    """The left and right end of a text by the width tables."""
    face = "mono" if "m" in text.get("class").split() else "bold" if int(text.get("font-weight", "400")) >= 600 else "sans"
    x, wide = float(text.get("x")), width(text.text or "", float(text.get("font-size")), face)
    return {"end": (x - wide, x), "middle": (x - wide / 2, x + wide / 2)}.get(text.get("text-anchor"), (x, x + wide))


def test_titles_stay_clear_of_the_glyph_behind_them():
    graph, _ = mlp()
    for marks in (passing(graph), failing(graph, TANH)):
        for group in groups(picture(graph, marks), "op"):
            title = next(group.iter(f"{SVG}text"))
            box = next(group.iter(f"{SVG}rect"))
            assert extent(title)[1] <= float(box.get("x")) + float(box.get("width")) - 21


@pytest.mark.parametrize("name", ["mlp", "rnn", "hostile"])
def test_nothing_but_lines_crosses_header_and_legend(name):
    root = picture(SUBJECTS[name]())
    (legend,) = groups(root, "legend")
    rule = float(legend[0].get("y1"))
    boxes = [[float(r.get(key)) for key in ("x", "y", "width", "height")] for g in groups(root, "node") for r in g.iter(f"{SVG}rect")]
    assert all(y >= 60 and y + high <= rule for _, y, _, high in boxes)
    assert not any(overlap(box, (0, rule, 1e5, 1e5)) for box in boxes)


def test_the_damage_can_be_seen_without_colour():
    graph, _ = mlp()
    root = picture(graph, failing(graph, TANH))
    paths = {g.get("id"): g[1] for g in groups(root, "edge")}
    solid, dashed = paths["/tanh#1".join(["fc1/add#1--", ":self"])], paths["fc1/mm#1--fc1/add#1:self"]
    assert (solid.get("stroke-width"), solid.get("stroke-dasharray")) == ("2.6", None)
    assert (dashed.get("stroke-width"), dashed.get("stroke-dasharray")) == ("1.8", "6 3")
    assert paths["x--fc1/mm#1:self"].get("stroke-width") == "1.5"


def test_a_square_has_two_lines():
    lines = [g.get("id") for g in groups(picture(SUBJECTS["diamond"]()), "edge")]
    assert {"x--/mul#1:self", "x--/mul#1:other"} <= set(lines)


@pytest.mark.parametrize("theme", ["auto", "light", "dark", "print"])
def test_a_theme_is_attributes_and_only_auto_switches(theme):
    data = draw(mlp()[0], "svg", Options(theme=theme)).decode()
    page = TABLE["page"][{"dark": 1}.get(theme, 0)][0]
    assert f'<rect class="page" fill="{page}"' in data
    assert ("prefers-color-scheme" in data) == (theme == "auto")
    assert "var(" not in data


def test_every_class_with_another_dark_colour_has_its_rule():
    graph, _ = mlp()
    data = draw(graph, "svg", Options(show=EVERYTHING), marks=failing(graph, TANH)).decode()
    style = data[data.index("<style>") : data.index("</style>")]
    used = {word for words in re.findall(r'class="([^"]*)"', data) for word in words.split()} & set(TABLE)
    assert sorted(name for name in used if TABLE[name][0] != TABLE[name][1] and f".{name}{{" not in style) == []


def test_names_cannot_become_markup_or_addresses():
    data = draw(hostile(), "svg", Options(title="<title>&\0")).decode()
    root = svg(data)
    assert [element.tag for element in root.iter() if element.tag.endswith("script")] == []
    links = [a.get("href") for a in root.iter(f"{SVG}a")]
    assert len(links) == len(HOSTILE)
    assert not any(link.lower().startswith("javascript:") for link in links)
    assert "&lt;script&gt;" in data
    assert "\0" not in data


def test_what_is_in_the_file_does_not_depend_on_when_and_where(tmp_path):
    code = "import sys; from draw.graphs import *; from gradcli.draw import draw; sys.stdout.buffer.write(draw({}, 'svg'))"
    for make, graph in (("rnn(7)", rnn(7)), ("hostile()", hostile()), ("script(300)", script(300))):
        here = draw(graph, "svg")
        assert here == draw(graph, "svg")
        assert {python(code.format(make), cwd=tmp_path, PYTHONHASHSEED=seed) for seed in ("1", "2")} == {here}


def test_elements_are_sorted_so_that_a_diff_shows_what_changed():
    root = picture(residual())
    for word in ("node", "edge"):
        names = [g.get("id").replace("#", " ") for g in groups(root, word)]
        assert names == sorted(names)


def test_coordinates_are_tenths():
    data = draw(script(), "svg").decode()
    assert re.findall(r'[ "M,C]\d+\.\d\d+[, "]', re.sub(r"<style>.*?</style>", "", data)) == []


def test_the_root_says_what_the_picture_shows():
    root = picture(mlp()[0], title="mlp.py")
    assert root.get("role") == "img"
    assert (root[0].text, root[1].text) == ("mlp.py · loss = 0.2841", "10 grad_fn nodes · 4 parameters · depth 9 · float64")


def test_cluster_titles_are_drawn_over_the_lines_with_a_halo():
    data = draw(mlp()[0], "svg").decode()
    titles = [match.start() for match in re.finditer(r"<text[^>]*paint-order", data)]
    assert max(titles) > data.rindex('class="edge"')


def test_an_empty_graph_is_a_picture_too():
    empty = type(mlp()[0])((), (), {})
    assert groups(picture(empty), "node") == []


def test_a_long_heading_is_cut_to_the_picture():
    root = picture(mlp()[0], title="x" * 3000)
    first = next(text for text in root.iter(f"{SVG}text"))
    assert extent(first)[1] <= float(root.get("width"))


@pytest.mark.slow
def test_fifty_thousand_nodes_are_drawn_in_seconds():
    for graph in (chain(50_000), script(50_000)):
        start = time.perf_counter()
        assert len(draw(graph, "svg")) < 1_000_000
        assert time.perf_counter() - start < 10  # takes about 1 s


def test_what_is_hidden_in_a_chip_is_still_said():
    view = compose(rnn(7))
    chip = next(g for g in groups(picture(rnn(7)), "ref"))
    assert "the same leaf again" in chip[0].text
    assert sum(card.kind == "chip" for card in view.cards) == len(groups(picture(rnn(7)), "ref"))
