import itertools
import math
import sys

import pytest
from draw.drawn import SUBJECTS, overlap, placed, python
from draw.graphs import chain, mlp, residual, rnn, script, wide

from gradcli.draw import Options, layout
from gradcli.draw.compose import compose
from gradcli.draw.layout import laid_out
from gradcli.draw.layout.anchors import enclosing
from gradcli.draw.sizes import radius

ENGINES = ["graphviz", "builtin"]
TENTH = 0.15  # px: Graphviz gives positions with 5 digits


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", SUBJECTS)
def test_no_two_cards_overlap(name, engine, direction):
    where, view = placed(SUBJECTS[name](), engine, direction=direction)
    pairs = itertools.combinations(range(len(view.cards)), 2)
    assert [(view.cards[i].id, view.cards[j].id) for i, j in pairs if overlap(where.boxes[i], where.boxes[j], TENTH)] == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["mlp", "residual", "hostile"])
def test_a_cluster_holds_its_own_cards_and_no_others(name, engine):
    where, view = placed(SUBJECTS[name](), engine)
    drawn = {i: frame for i, frame in enumerate(where.clusters) if frame}
    assert drawn or not view.clusters
    for i, frame in drawn.items():
        inside = {c.id for c, box in zip(view.cards, where.boxes) if overlap(frame, box, TENTH)}
        assert inside == {c.id for c in view.cards if i in enclosing(view, c.cluster)}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_title_of_a_cluster_has_room_above_its_cards(engine):
    where, view = placed(residual(), engine)
    for i, frame in enumerate(where.clusters):
        top = min(box[1] for card, box in zip(view.cards, where.boxes) if i in enclosing(view, card.cluster))
        assert top - frame[1] >= 24  # the title's baseline is 19 px down


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["mlp", "residual", "rnn", "script"])
def test_values_flow_down(name, engine):
    where, view = placed(SUBJECTS[name](), engine)
    for link in view.links:
        source, target = where.boxes[link.source], where.boxes[link.target]
        assert source[1] + source[3] <= target[1]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_main_line_is_straight(engine):
    where, view = placed(mlp()[0], engine)
    line = ["x", "TanhBackward0", "SubBackward0", "PowBackward0", "MeanBackward0", "loss"]
    middles = [box[0] + box[2] / 2 for card, box in zip(view.cards, where.boxes) if card.title in line]
    assert max(middles) - min(middles) < 4


def test_what_joins_equal_branches_lies_below_the_middle_one():
    where, view = placed(wide(5), "graphviz")
    middle = {card.title: box[0] + box[2] / 2 for card, box in zip(view.cards, where.boxes)}
    assert abs(middle["CatBackward0"] - middle["x2"]) < 1


@pytest.mark.parametrize("flow", ["forward", "backward"])
@pytest.mark.parametrize("engine", ENGINES)
def test_lines_end_on_the_cards_they_tie(engine, flow):
    where, view = placed(script(30), engine, flow=flow)
    for link, curve in zip(view.links, where.curves):
        ends = [curve.points[0], curve.points[-1]]
        ends[0 if curve.at_start else 1] = curve.tip
        for (x, y), box in zip(ends, (where.boxes[link.source], where.boxes[link.target])):
            assert box[0] - 1 <= x <= box[0] + box[2] + 1
            assert box[1] - 1 <= y <= box[1] + box[3] + 1
        assert curve.at_start == (flow == "backward")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", SUBJECTS)
def test_everything_lies_within_the_drawing(name, engine):
    where, _ = placed(SUBJECTS[name](), engine)
    for left, top, width, height in [*where.boxes, *filter(None, where.clusters)]:
        assert min(left, top) >= -TENTH
        assert left + width <= where.width + TENTH
        assert top + height <= where.height + TENTH


def test_a_long_line_keeps_clear_of_the_cards_on_its_way():
    where, view = placed(residual(1), "builtin")
    (link,) = [i for i, link in enumerate(view.links) if view.cards[link.source].kind == "input" and view.cards[link.target].kind == "op"]
    for x, y in where.curves[link].points[1:-1]:
        assert not any(overlap((x, y, 0.1, 0.1), box) for box in where.boxes)


CHILD = "import sys, time; sys.stdin.buffer.read(); {}"


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("time.sleep(60)", "not within 0.3 s"),
        ("sys.exit('no memory left')", "no memory left"),
        ("import os; os.abort()", "exit code -6"),
        ("print('not json')", "Expecting value"),
        ("print('{}')", "'bb'"),
        ("""print('{"bb": "0,0,1,1"}')""", "'n0'"),
    ],
)
def test_whatever_happens_to_graphviz_there_is_a_layout_and_a_note(monkeypatch, tmp_path, does, said):
    child = tmp_path / "child.py"
    child.write_text(CHILD.replace("{}", does, 1))
    monkeypatch.setattr(layout, "CHILD", child)
    where = laid_out(compose(mlp()[0]), seconds=0.3 if "sleep" in does else 30).layout
    assert where.note.startswith("Graphviz gave no layout (")
    assert said in where.note
    assert len(where.boxes) == 17


def test_without_an_interpreter_to_start_there_is_a_layout(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert "cannot start /no/such/python" in laid_out(compose(mlp()[0])).layout.note


def test_what_is_too_big_is_told_by_size_alone(monkeypatch):
    monkeypatch.setattr(layout, "CHILD", "/never/started")
    assert "1,302 cards" in laid_out(compose(chain(1300), Options(max_nodes=2000))).layout.note
    crossing = laid_out(compose(rnn(60), Options(max_nodes=2000))).layout.note
    assert "cannot" not in crossing


def test_a_line_graphviz_lost_is_drawn_straight():
    from gradcli.draw.layout.positions import read

    view = compose(chain(1))
    objects = [f'{{"name": "n{i}", "pos": "50,{200 - 80 * i}"}}' for i in range(3)]
    where = read(view, f'{{"bb": "0,0,100,200", "objects": [{", ".join(objects)}], "edges": []}}'.encode())
    assert where.curves[0].tip == (50.0, where.boxes[1][1])


DRAW = """
import sys
from draw.graphs import residual
from gradcli.draw import picture
made = picture(residual(), "svg")
print(made.notes, len(made.data), flush=True)
sys.stdout.buffer.write(made.data)
"""


@pytest.mark.parametrize(
    ("flags", "environment"),
    [
        ((), {}),
        (("-O", "-X", "utf8"), {"PYTHONHASHSEED": "1"}),
        (("-W", "error", "-b"), {"PYTHONWARNINGS": "error", "PYTHONHASHSEED": "2"}),
        (("-s", "-B", "-P"), {"GVBINDIR": "/no/such", "LC_ALL": "de_DE.UTF-8", "PYTHONIOENCODING": "ascii:replace"}),
    ],
)
def test_the_same_bytes_from_any_directory_with_any_flags_and_no_programs_on_the_path(tmp_path, flags, environment):
    for name in ("json.py", "pygraphviz.py", "graphviz.py", "text.py", "subprocess.py"):
        (tmp_path / name).write_text("raise RuntimeError('a file of the user')")
    code = "import sys; sys.path.remove('') if '' in sys.path else None\n" + DRAW
    out = python(code, *flags, cwd=tmp_path, **environment)
    said, _, data = out.partition(b"\n")
    assert said.startswith(b"() ")
    assert data == bytes(_here())


def _here():
    from gradcli.draw import draw

    return draw(residual(), "svg")


@pytest.mark.parametrize("flow", ["forward", "backward"])
@pytest.mark.parametrize("name", SUBJECTS)
def test_lines_reach_the_round_corners_of_the_cards_they_tie(name, flow):
    where, view = placed(SUBJECTS[name](), "graphviz", flow=flow)
    for link, curve in zip(view.links, where.curves):
        ends = [curve.points[0], curve.points[-1]]
        ends[0 if curve.at_start else 1] = curve.tip
        for end, i in zip(ends, (link.source, link.target)):
            assert within(end, where.boxes[i], radius(view.cards[i]))


def within(point, box, rounding):
    inner = [min(max(point[k], box[k] + rounding), box[k] + box[k + 2] - rounding) for k in (0, 1)]
    return math.dist(point, inner) <= rounding + TENTH
