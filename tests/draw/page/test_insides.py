from collections import Counter

from draw.drawn import SUBJECTS
from draw.graphs import failing, residual, rnn, script

from gradcli.draw import Options
from gradcli.draw.compose import compose
from gradcli.draw.layout import laid_out
from gradcli.draw.page import insides
from gradcli.draw.page.insides import sheets


def pages(graph, marks=None, **options):
    view = laid_out(compose(graph, Options(**options), marks))
    return sheets(view, view.scene)


def test_a_folded_module_has_its_inside():
    picture, *others = pages(residual(), max_nodes=8)
    closed = [card.id for card in picture.view.cards if card.kind == "folded"]
    assert closed
    assert {sheet.card for sheet in others} >= set(closed)
    assert all(sheet.view.layout for sheet in others)


def test_every_operation_is_on_a_card_of_its_own_once_everything_is_open():
    graph = residual()
    found = pages(graph, max_nodes=8)
    opened = {sheet.card for sheet in found}
    shown = Counter(
        node for sheet in found for card, nodes in zip(sheet.view.cards, sheet.nodes) if card.id not in opened for node in nodes
    )
    assert {node.id: shown[node.id] for node in graph.nodes} == {node.id: 1 for node in graph.nodes}


def test_no_id_occurs_on_two_sheets():
    for graph in (residual(), script(100)):
        found = pages(graph, max_nodes=10)
        ids = [thing.id for sheet in found for kind in (sheet.view.cards, sheet.view.links, sheet.view.clusters) for thing in kind]
        assert [name for name, times in Counter(ids).items() if times > 1] == []


def test_an_unfolded_picture_has_no_insides():
    for make in (SUBJECTS[name] for name in ("mlp", "residual", "hostile")):
        found = pages(make())
        assert len(found) == 1


def test_the_number_of_insides_is_limited_and_a_failing_one_comes_first(monkeypatch):
    monkeypatch.setattr(insides, "SHEETS", 1)
    graph = residual(6)
    last = [node.id for node in graph.nodes if node.kind == "op"][-3]
    found = pages(graph, failing(graph, last), max_nodes=4)
    assert len(found) == 2


def test_equal_insides_are_laid_out_once(monkeypatch):
    asked = []
    place = insides.place
    monkeypatch.setattr(insides, "place", lambda view: asked.append(view) or place(view))
    found = pages(residual(6), max_nodes=10)
    assert len(asked) < len(found) - 1


def test_a_value_from_outside_is_a_chip_wherever_it_is_used():
    graph = rnn(300)
    _, inside, *_ = pages(graph)
    assert {card.kind for card in inside.view.cards} == {"folded", "chip"}
    assert not any("constant" in card.title for card in inside.view.cards)


def test_what_comes_in_and_goes_out_is_a_chip():
    _, inside, *_ = pages(residual(), max_nodes=8)
    chips = [card.title for card in inside.view.cards if card.kind == "chip"]
    assert any(title.startswith("↑ ") for title in chips)
    assert any(title.startswith("↓ ") for title in chips)
    assert all(card.kind not in ("output", "input") for card in inside.view.cards)
