import pytest
from draw.drawn import SUBJECTS
from draw.graphs import Builder, diamond, rnn, script, several

from gradcli.draw import Options
from gradcli.draw.compose import compose
from gradcli.draw.labels import tags, words
from gradcli.draw.outline import outline


def flat(branches, indent=0):
    """(indentation, branch) of every line, in order."""
    work = [(indent, branch) for branch in reversed(branches)]
    while work:
        indent, branch = work.pop()
        yield indent, branch
        work += [(indent + 1, inner) for inner in reversed(branch.below)]


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_card_has_one_line_of_its_own(name):
    view = compose(SUBJECTS[name](), Options(show=frozenset({"saved"})))
    own = [branch.card for _, branch in flat(outline(view)) if branch.card >= 0 and not branch.again]
    assert sorted(own) == [i for i, card in enumerate(view.cards) if card.kind not in ("chip", "saved")]


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_use_has_a_line(name):
    view = compose(SUBJECTS[name]())
    uses = {(view.cards[link.source].names if view.cards[link.source].names >= 0 else link.source, link.target) for link in view.links}
    lines = [branch for _, branch in flat(outline(view)) if branch.card >= 0]
    results = [card for card in view.cards if card.kind == "output"]
    unused = set(range(len(view.cards))) - {source for source, _ in uses} - {target for _, target in uses}
    assert len(lines) == len(uses) + len(results) + len([i for i in unused if view.cards[i].kind != "chip"])


def test_what_is_used_again_is_a_reference():
    view = compose(diamond())
    assert [(indent, view.cards[b.card].title if b.card >= 0 else "", b.argument, b.again) for indent, b in flat(outline(view))] == [
        (0, "y", "", False),
        (1, "SubBackward0", "", False),
        (2, "", "other", False),
        (3, "SqrtBackward0", "", False),
        (3, "x", "", True),
        (1, "MulBackward0", "", False),
        (1, "x", "", False),
    ]


def test_operations_that_are_referred_to_have_a_number():
    view = compose(several())
    branches = outline(view)
    texts = ["  ".join(text for text, _ in words(view, branch, tags(view, branches))) for _, branch in flat(branches)]
    assert "SplitBackward0 [1]  (2, 4)" in texts
    assert "↑ SplitBackward0 [1]" in texts


def test_a_chip_refers_to_its_card():
    view = compose(rnn(7))
    again = {view.cards[branch.card].title for _, branch in flat(outline(view)) if branch.again}
    assert again == {"cell.W", "cell.U"}


def test_side_branches_indent_little():
    assert max(indent for indent, _ in flat(outline(compose(script(5000), Options(max_nodes=10**6))))) < 10
    b = Builder()
    made = [b.leaf("a"), b.leaf("b")]
    for _ in range(3000):  # each uses the two before it
        made.append(b.op("Add", made[-1], made[-2]))
    assert max(indent for indent, _ in flat(outline(compose(b.graph(made[-1]), Options(max_nodes=10**6))))) == 2
