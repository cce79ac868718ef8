"""A formula file as a case."""

import numpy as np
import pytest

from gradcli import engines, read
from gradcli.cases import Settings
from gradcli.errors import ReadError
from gradcli.read.expr import case_from_text

SPRING = """
    # the energy of two springs
    k = 2.5
    x = [0.1, -0.4]
    sum(k * (x - 0.2)^2 / 2)
"""


def test_names_bound_to_numbers_are_inputs_and_the_last_line_is_the_function(only, evaluate):
    case = only(SPRING, "spring.expr")
    assert (case.id, case.name, case.kind) == ("spring.expr", "spring", "expression")
    assert (case.sources, case.where.line) == ({"k": "line 3", "x": "line 4"}, 5)
    outputs, gradients = evaluate(case)
    assert outputs["out"] == pytest.approx(2.5 * (0.01 + 0.36) / 2, rel=1e-14)
    assert gradients["k"] == pytest.approx(0.185, rel=1e-14)
    assert np.allclose(gradients["x"], [-0.25, -1.5], rtol=1e-14)


def test_other_lines_are_steps_on_the_way(only, evaluate):
    case = only("x = 2.0\nsquare = x ^ 2\nsquare = square + 1\ny = square * x\n", "f.expr")
    assert (list(case.inputs), evaluate(case)) == (["x"], ({"y": 10.0}, {"x": 13.0}))


def test_complex_numbers_are_inputs_too(only):
    assert only("z = [1 + 2j, -3j]\nabs(z)\n", "f.expr").inputs["z"].tolist() == [1 + 2j, -3j]


def test_whole_numbers_are_floats(only):
    assert only("x = 2\nx / 3\n", "f.expr").inputs["x"].dtype == np.float64


def test_the_graph_points_into_the_file(only):
    case = only(SPRING, "spring.expr")
    graph = engines.get("builtin").graph(case.fn, case.inputs)
    assert {(node.where.file, node.where.line) for node in graph.nodes if node.kind == "op"} == {("spring.expr", 5)}


@pytest.mark.parametrize(("dtype", "expected"), [("float64", "float64"), ("keep", "float64"), ("float32", "float32")])
def test_formulas_are_double_unless_float32_is_asked_for(only, dtype, expected):
    case = only("x = 0.5\nsum(x * ones(3))\n", "f.expr", dtype=dtype)
    assert case.inputs["x"].dtype == expected
    assert case.fn(case.inputs).outputs["out"]._data.dtype == expected


def test_values_from_outside_replace_and_add_names():
    case = case_from_text("x = 1\nx * y", "x * y", Settings(), {"x": 3.0, "y": [1.0, 2.0]})
    assert case.fn(case.inputs).outputs["out"]._data.tolist() == [3.0, 6.0]
    assert case.sources == {"x": "given", "y": "given"}


def test_a_missing_value_is_asked_for():
    with pytest.raises(ReadError, match="unknown name 'x'") as raised:
        case_from_text("sin(x)", "sin(x)", Settings())
    assert raised.value.hint == "give it a value in a line of its own, x = 0.5, or with --at x=0.5"


def test_a_formula_without_inputs_has_a_value():
    case = case_from_text("sin(pi / 2)", "f", Settings())
    assert case.fn({}).outputs["out"]._data == 1.0


def test_bytes_that_are_no_text_are_a_read_error(tmp_path):
    (tmp_path / "f.expr").write_bytes(b"\xff\xfe")
    with pytest.raises(ReadError, match=r"not text in UTF-8: byte 0 is 0xff"):
        read.cases(str(tmp_path / "f.expr"))
