import re

import pytest
from draw.drawn import SUBJECTS
from draw.graphs import HOSTILE, TANH, Builder, failing, hostile, mlp, script

from gradcli.draw import Options, draw
from gradcli.draw.compose import compose
from gradcli.draw.formats.mmd import LETTERS, LINES

CARD = re.compile(r'^ *n(\d+)(\(\["|\("|\[\["|\[")(.*)("\]\)|"\)|"\]\]|"\]):::(\w+)$')
LINE = re.compile(r'^ *n(\d+) (-->|-\.->|==>|-\.-)(\|"(.*)"\|)? n(\d+)$')
OTHER = re.compile(
    r'^(%% .*|flowchart (TB|LR)| *subgraph c\d+ \[".*"\]| *end| *classDef \w+ \S+( 3)?| *linkStyle [\d,]+ \S+| *style c\d+ \S+)$'
)


def flowchart(graph, marks=None, **options):
    """The lines of a flowchart: (cards by number, lines); raises on a line that is neither."""
    cards, links = {}, []
    for text in draw(graph, "mmd", Options(**options), marks=marks).decode().splitlines():
        if card := CARD.match(text):
            cards[int(card[1])] = card
        elif line := LINE.match(text):
            links.append((int(line[1]), int(line[5]), line[2], line[4]))
        else:
            assert OTHER.match(text), text
    return cards, links


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_card_and_every_line_is_in_it(name):
    view = compose(SUBJECTS[name]())
    cards, links = flowchart(SUBJECTS[name]())
    assert sorted(cards) == list(range(len(view.cards)))
    assert [link[:2] for link in links] == [(link.source, link.target) for link in view.links]


def test_no_name_can_end_its_quotes_or_become_markup():
    names = [*HOSTILE, '"]', "`md`", "1. list", "<img src=x onerror=alert(1)>", "&lt;", "#35;", "end", "%%{init: {}}%%", "n1-->n2"]
    b = Builder()
    ids = [b.leaf(name) for name in names]
    cards, _ = flowchart(b.graph(("y", b.op("Cat", *ids))))
    assert len(cards) == len(names) + 2
    for graph in (hostile(), b.graph(("y", ids[0]))):
        for card in flowchart(graph)[0].values():
            assert re.search(r"[\"`&<>\[\]{}|;](?<!#\d\d;)(?<!#\d\d\d;)", card[3].replace("<br>", "")) is None


def test_the_failure_has_its_own_look_and_its_numbers():
    graph, _ = mlp()
    cards, links = flowchart(graph, failing(graph, TANH))
    (tanh,) = [card for card in cards.values() if card[5] == "fail"]
    assert tanh[3].startswith("✗ TanhBackward0<br>(32, 16)<br>analytic  +0.8413  at #91;3, 11#93;")
    assert [way for _, target, way, _ in links if target == int(tanh[1])] == ["==>"]
    assert sum(way == "-.->" for _, _, way, _ in links) == 4


def test_lines_of_a_backward_flow_point_at_the_leaves():
    forward, backward = (flowchart(mlp()[0], flow=flow)[1] for flow in ("forward", "backward"))
    assert [(b, a) for a, b, *_ in forward] == [(a, b) for a, b, *_ in backward]


def test_what_mermaid_would_refuse_is_folded_further():
    for options in ({"max_nodes": 2000}, {}):
        source = draw(script(1500), "mmd", Options(**options)).decode()
        assert len(source) <= LETTERS
        assert sum(LINE.match(line) is not None for line in source.splitlines()) <= LINES
        assert "cards" in source.splitlines()[1]


@pytest.mark.parametrize(("theme", "fill"), [("auto", "#FFFFFF"), ("dark", "#161B22")])
def test_cards_have_the_colours_of_the_theme(theme, fill):
    assert f"classDef card fill:{fill}," in draw(mlp()[0], "mmd", Options(theme=theme)).decode()
