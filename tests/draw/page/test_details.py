import pytest

from gradcli.draw.page.details import details
from gradcli.errors import Where
from gradcli.graph import Node

numpy = pytest.importorskip("numpy")


def node(value=None, **more):
    return Node(0, "leaf", "", "AccumulateGrad", (), "float64", value=value, **more)


def rows(value):
    return dict(details(node(numpy.array(value)))["values"])


def test_a_single_element_is_a_value():
    assert rows([[2.5]]) == {"value": "2.5"}


def test_an_array_is_told_by_its_first_values_range_and_mean():
    assert rows([3.0, 1.0, 2.0]) == {"first": "3, 1, 2", "range": "1 … 3", "mean": "2"}
    assert rows(list(range(10)))["first"] == "0, 1, 2, 3, 4, 5, …"


def test_what_is_not_finite_is_counted_and_left_out():
    found = rows([1.0, numpy.nan, numpy.inf, 3.0])
    assert (found["not finite"], found["range"]) == ("2 of 4", "1 … 3")
    assert rows([numpy.nan, numpy.nan]) == {"first": "nan, nan", "not finite": "2 of 2"}


@pytest.mark.parametrize("value", [[True, False], [1 + 2j, 3], []])
def test_what_has_no_order_has_no_range(value):
    assert "range" not in rows(value)


def test_the_line_of_code_is_shown_where_the_file_is_there(tmp_path):
    file = tmp_path / "model.py"
    file.write_text("x = 1\n    y = <b>x</b>\n")
    (here, gone) = details(node(where=Where(str(file), 2), rule=Where(str(tmp_path / "no.py"), 7)))["code"]
    assert here[:3] == ("Made at", f"{file}:2", "y = <b>x</b>")
    assert gone[:3] == ("Backward at", f"{tmp_path}/no.py:7", "")


@pytest.mark.parametrize("name", ["", "\0", "\ud800", "<string>", "/"])
def test_a_place_that_is_no_file_has_no_line(name):
    assert details(node(where=Where(name, 3)))["code"][0][2] == ""


def test_a_node_without_value_or_place_has_no_details():
    assert details(node()) == {}
