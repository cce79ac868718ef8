"""What holds for the picture of every graph, whatever its shape: the finished SVG taken apart."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from draw.drawn import SVG, groups, overlap, python, svg
from draw.graphs import failing
from draw.shapes import SHAPES
from draw.test_palette import TEXT, contrast

from gradcli.draw import Options, draw
from gradcli.draw.text import width

EVERYTHING = frozenset({"saved", "shapes", "grads", "attrs", "slots"})
RING = 3.5  # px: an output's outer ring lies this far outside its box
_PICTURES = {}


def picture(name, theme="auto", **options):
    """The root of one picture with everything on it: a failing node, norms, all that --show knows. Drawn once."""
    key = name, theme, *options.items()
    if key not in _PICTURES:
        graph = SHAPES[name]()
        ops = [node.id for node in graph.nodes if node.kind == "op"]
        marks = failing(graph, ops[len(ops) // 2]) if ops else {}
        norms = {node.id: 0.0123 * (node.id + 1) for node in graph.nodes}
        chosen = Options(title=f"{name}.py", theme=theme, show=EVERYTHING, **options)
        _PICTURES[key] = svg(draw(graph, "svg", chosen, marks=marks, norms=norms))
    return _PICTURES[key]


def cards(root):
    return [*groups(root, "node"), *groups(root, "ref")]


def box(group):
    """Left, top, width and height of a card."""
    rect = next(rect for rect in group.iter(f"{SVG}rect") if "box" in rect.get("class").split())
    return tuple(float(rect.get(side)) for side in ("x", "y", "width", "height"))


def extent(text):
    """The left and right end of a text by the width tables."""
    face = "mono" if "m" in text.get("class").split() else "bold" if int(text.get("font-weight", "400")) >= 600 else "sans"
    x, wide = float(text.get("x")), width(text.text or "", float(text.get("font-size")), face)
    return {"end": (x - wide, x), "middle": (x - wide / 2, x + wide / 2)}.get(text.get("text-anchor"), (x, x + wide))


def test_there_are_shapes_enough():
    assert len(SHAPES) >= 18


@pytest.mark.parametrize("name", SHAPES)
def test_every_id_is_there_once(name):
    ids = Counter(element.get("id") for element in picture(name).iter() if element.get("id") is not None)
    assert [key for key, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("name", SHAPES)
def test_no_two_cards_overlap_and_none_leaves_the_page(name):
    root = picture(name)
    boxes = [box(group) for group in cards(root)]
    assert [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair, slack=0.2)] == []
    wide, high = float(root.get("width")), float(root.get("height"))
    assert [b for b in boxes if b[0] < 0 or b[1] < 0 or b[0] + b[2] > wide or b[1] + b[3] > high] == []


@pytest.mark.parametrize("name", SHAPES)
def test_every_text_lies_within_its_card(name):
    for group in cards(picture(name)):
        left, top, wide, high = box(group)
        for text in group.iter(f"{SVG}text"):
            start, end = extent(text)
            assert left <= start
            assert end <= left + wide
            assert top < float(text.get("y")) < top + high


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize("name", SHAPES)
def test_every_text_can_be_read_on_what_is_behind_it(name, theme):
    root = picture(name, theme)
    page = next(rect for rect in root.iter(f"{SVG}rect")).get("fill")
    inside = {id(text): group for group in cards(root) for text in group.iter(f"{SVG}text")}
    for text in root.iter(f"{SVG}text"):
        group = inside.get(id(text))
        ground = _fill(group) if group is not None else text.get("stroke") or page  # the halo of a title or label is what is behind it
        assert contrast(text.get("fill"), ground) >= TEXT, (text.text, text.get("class"))


def _fill(group):
    return next(rect for rect in group.iter(f"{SVG}rect") if "box" in rect.get("class").split()).get("fill")


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("name", ["u-net", "densenet", "attention", "butterfly", "hub", "ladder"])
def test_lines_begin_and_end_at_cards(name, direction):
    root = picture(name, direction=direction)
    boxes = [box(group) for group in cards(root)]
    for group in groups(root, "edge"):
        spline, *head = group.findall(f"{SVG}path")
        start = tuple(map(float, spline.get("d")[1:].split("C")[0].split(",")))
        tips = [tuple(map(float, head[0].get("d")[1:].split("L")[0].split(",")))] if head else []
        for x, y in (start, *tips):
            assert any(b[0] - RING - 1 <= x <= b[0] + b[2] + RING + 1 and b[1] - RING - 1 <= y <= b[1] + b[3] + RING + 1 for b in boxes), (
                group.get("id")
            )


CODE = """
import hashlib
from draw.shapes import SHAPES
from gradcli.draw import draw
for name in ("rnn", "hostile", "script", "u-net", "densenet", "attention", "butterfly", "hub"):
    print(name, hashlib.sha256(draw(SHAPES[name](), "svg")).hexdigest())
"""


def test_the_bytes_depend_neither_on_the_hash_seed_nor_on_the_directory(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    one, other = (python(CODE, cwd=cwd, PYTHONHASHSEED=seed) for cwd, seed in ((tmp_path, "1"), (tmp_path / "elsewhere", "77")))
    assert one == other
    assert one.count(b"\n") == 8
