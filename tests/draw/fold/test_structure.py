from draw.graphs import Builder, residual

from gradcli.draw.fold.calls import calls
from gradcli.draw.fold.program import ROOT, program
from gradcli.draw.fold.structure import Structure


def labels(graph, call=ROOT):
    of = calls(graph)
    found = program(graph, of)
    structure = Structure(graph, found, of)
    return [structure.label(item) for item in found.inside[call]]


def blocks(*bodies):
    """One module call per body, each a function of (builder, x)."""
    b = Builder()
    x = b.leaf("x", kind="leaf")
    for i, body in enumerate(bodies):
        b.scope = f"m{i}"
        x = body(b, x)
    return b.graph(("y", x), scopes={f"m{i}": "M" for i in range(len(bodies))})


def test_blocks_are_alike_whatever_their_names_and_whether_data_or_another_block_comes_before():
    first, second, third, mean = labels(residual(3))
    assert first == second == third != mean


def test_another_shape_operation_or_tie_makes_a_difference():
    def plain(b, x):
        return b.op("Add", b.op("Tanh", x), x)

    def wider(b, x):
        return b.op("Add", b.op("Tanh", x), x, shape=(4,))

    def other(b, x):
        return b.op("Add", b.op("Relu", x), x)

    def tied(b, x):
        y = b.op("Tanh", x)
        return b.op("Add", y, y)

    found = labels(blocks(plain, plain, wider, other, tied))
    assert found[0] == found[1]
    assert len(set(found)) == 4


def test_the_shape_of_a_parameter_counts():
    def with_weight(size):
        return lambda b, x: b.op("Mul", x, b.leaf(f"w{len(b.nodes)}", (size,)))

    small, same, large = labels(blocks(with_weight(3), with_weight(3), with_weight(1)))
    assert small == same != large
