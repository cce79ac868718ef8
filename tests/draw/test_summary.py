from draw.graphs import Builder, chain, mlp, rnn, several

from gradcli.draw.summary import rows, summary


def test_a_network_in_numbers():
    found = summary(mlp()[0])
    assert (found.nodes, found.depth, found.width) == (10, 9, 2)
    assert found.kinds[:2] == (("AddBackward0", 2), ("MmBackward0", 2))
    assert (found.parameters, found.elements) == (4, 16 * 8 + 16 + 16 + 1)
    assert (found.unreached, found.saved, found.hot_spots) == ((), 4096, ())


def test_parameters_without_a_gradient_are_named():
    assert summary(several()).unreached == ("unused",)
    assert dict(rows(summary(several())))["no gradient reaches"] == "unused"


def test_nodes_used_often_are_hot_spots():
    assert summary(rnn(30)).hot_spots == (("n:cell.U", 30), ("n:cell.W", 30))
    assert dict(rows(summary(rnn(30))))["used most"] == "cell.U ×30, cell.W ×30"


def test_a_scalar_parameter_is_one_element():
    b = Builder()
    assert summary(b.graph(b.op("Exp", b.leaf("t", ())))).elements == 1


def test_fifty_thousand_nodes_have_a_depth():
    assert (summary(chain(50_000)).depth, summary(chain(50_000)).width) == (50_000, 1)


def test_long_lists_are_cut_and_say_so():
    b = Builder()
    x = b.leaf("x")
    for i in range(12):
        x = b.op(f"Op{i:02}", x)
    assert dict(rows(summary(b.graph(x))))["kinds"].endswith("Op04Backward0 ×1 and 7 more")


def test_the_longest_path_is_told_with_repeats_counted_and_its_middle_left_out():
    assert dict(rows(summary(mlp()[0])))["longest path"] == "t → mm → add → tanh → mm → add → sub → pow → mean"
    b = Builder()
    x = b.leaf("x")
    for i in range(60):
        x = b.op(f"Op{i // 2:02}", x)
    told = dict(rows(summary(b.graph(x))))["longest path"]
    assert told.startswith("op00 ×2 → op01 ×2")
    assert "op04 ×2 → … 20 more … → op25 ×2" in told


def test_the_state_of_each_gradient_is_told():
    graph, norms = mlp()
    told = dict(rows(summary(graph, norms | {1: 0.0, 4: float("nan")})))
    assert told["leaves with a gradient"] == "4, 161 elements, all reached"
    assert (told["gradient is zero"], told["gradient is not finite"]) == ("fc1.weight", "fc1.bias")
    assert "all reached" not in dict(rows(summary(several())))["leaves with a gradient"]
