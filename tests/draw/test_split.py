from draw.graphs import mlp, rnn, several

from gradcli.draw import Options
from gradcli.draw.compose import compose


def lines(view):
    return {(view.cards[link.source].title, view.cards[link.target].title) for link in view.links}


def test_what_uses_a_leaf_is_tied_to_its_accumulate_grad():
    graph, norms = mlp()
    view = compose(graph, Options(leaf="split"), norms=norms)
    leaf = next(card for card in view.cards if card.title == "fc1.weight")
    own = next(card for card in view.cards if card.id == "a:fc1.weight")
    assert (leaf.foot, leaf.right, own.title, own.left, own.cluster) == ("", "", "AccumulateGrad", "‖g‖ 4.1e-2", leaf.cluster)
    assert {("fc1.weight", "AccumulateGrad"), ("AccumulateGrad", "TBackward0")} <= lines(view)
    assert ("fc1.weight", "TBackward0") not in lines(view)
    assert ("x", "MmBackward0") in lines(view)  # no gradient, so nothing to accumulate


def test_chips_still_refer_to_their_leaf():
    view = compose(rnn(7), Options(leaf="split"))
    chips = [card for card in view.cards if card.kind == "chip"]
    assert chips
    assert all(f"↑ {view.cards[chip.names].title}" == chip.title for chip in chips)


def test_a_leaf_without_a_use_stays_as_it_is():
    view = compose(several(), Options(leaf="split"))
    assert next(card for card in view.cards if card.title == "unused").foot == "AccumulateGrad"
    assert all(view.cards[i].id != view.cards[j].id for i in range(len(view.cards)) for j in range(i))
