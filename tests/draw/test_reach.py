from draw.graphs import several, single

from gradcli.draw.reach import ranks, reached


def test_gradients_reach_what_an_output_depends_on_and_nothing_else():
    graph = several()
    by_name = {node.name or node.op: hit for node, hit in zip(graph.nodes, reached(graph))}
    assert by_name == {"x": True, "unused": False, "k": False, "split": True, "add": True}


def test_an_input_that_is_a_result_is_reached():
    assert reached(single()) == [True]


def test_every_card_is_below_what_it_uses():
    links = [(0, 1), (0, 2), (1, 3), (2, 3), (0, 3), (3, 4)]
    rank = ranks(5, links)
    assert all(rank[source] < rank[target] for source, target in links)
    assert rank == [0, 1, 1, 2, 3]


def test_what_is_used_late_is_drawn_late():
    # 0 -> 1 -> 2 -> 3, and 4 with its own source 5 only joins at the end
    assert ranks(7, [(0, 1), (1, 2), (2, 3), (4, 5), (3, 6), (5, 6)]) == [0, 1, 2, 3, 2, 3, 4]
