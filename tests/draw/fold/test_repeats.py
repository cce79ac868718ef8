from gradcli.draw.fold.program import Item
from gradcli.draw.fold.repeats import Run, joined, runs


def items(*labels, call=False):
    return [Item(i, i + 1, i if call else -1) for i in range(len(labels))], list(labels)


def shapes(found):
    return [(thing.period, thing.times) if isinstance(thing, Run) else thing.start for thing in found]


def test_the_shortest_period_that_covers_most_wins():
    assert shapes(runs(*items(*[1, 2, 1, 3] * 4), None)) == [(4, 4)]
    assert shapes(runs(*items(*[1] * 8), None)) == [(1, 8)]
    assert shapes(runs(*items(9, *[1, 2] * 3, 8), None)) == [0, (2, 3), 7]


def test_a_few_bare_operations_are_no_run_but_two_modules_are():
    assert shapes(runs(*items(1, 1, 1, 1), None)) == [0, 1, 2, 3]
    assert shapes(runs(*items(1, 1, call=True), None)) == [(1, 2)]


def test_the_first_of_a_new_structure_stays_and_a_known_one_does_not():
    known: set[int] = set()
    assert shapes(runs(*items(1, 1, 1, call=True), known)) == [0, (1, 2)]
    assert shapes(runs(*items(1, 1, 1, call=True), known)) == [(1, 3)]


def test_an_example_joins_its_run_unless_it_is_opened():
    found = runs(*items(1, 1, 1, call=True), set())
    assert shapes(joined(found, {0})) == [0, (1, 2)]
    assert shapes(joined(found, ())) == [(1, 3)]
