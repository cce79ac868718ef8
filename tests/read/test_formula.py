"""The language of formulas: what it means, and errors that point at the place."""

import pytest

from gradcli.cases import Settings
from gradcli.errors import ReadError
from gradcli.read.expr import case_from_text


def value(text):
    case = case_from_text(text, "f.expr", Settings())
    (out,) = case.fn(case.inputs).outputs.values()
    return out._data.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 - 4 / 2", 5.0),
        ("-2 ^ 2", -4.0),
        ("2 ^ 3 ^ 2", 512.0),
        ("2 ** -1", 0.5),
        ("-(1 - 3) * +2", 4.0),
        ("2 * pi / e", 2.3114546995818434),
        ("1e-3 + .5 + 2.", 2.501),
        ("abs(3 + 4j * 1)", 5.0),
        ("ln(e)", 1.0),
        ("[1, 2] @ [3, 4]", 11.0),
        ("[1, 2, 3][1]", 2.0),
        ("[[1, 2], [3, 4]][1, 0]", 3.0),
        ("[1, 2, 3, 4][1:3]", [2.0, 3.0]),
        ("[1, 2, 3, 4][-1]", 4.0),
        ("[1, 2, 3, 4][::2]", [1.0, 3.0]),
        ("sum([[1, 2], [3, 4]], dim=0)", [4.0, 6.0]),
        ("reshape([1, 2, 3, 4], [2, 2])[1]", [3.0, 4.0]),
        ("[0.5, 2] > 1", [False, True]),
        ("1 / 4 == 0.25", True),
        ("max(\n  [1,\n   7],  # the larger\n)", 7.0),
        ("sum(ones(3))", 3.0),
    ],
)
def test_a_formula_means_what_mathematics_means(text, expected):
    found = value(f"x = 1.0\nsum(x * 0) + {text}" if not isinstance(expected, bool) and not isinstance(expected, list) else text)
    assert found == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "message", "caret"),
    [
        ("x = 1\nsni(x)", "unknown operation 'sni'; did you mean 'sin'?", "^^^"),
        ("speed = 1\nsped * 2", "unknown name 'sped'; did you mean 'speed'?", "^^^^"),
        ("x = 1\nx + y * 2", "unknown name 'y'", "    ^"),
        ("x = 1\nsin + x", "sin is an operation: call it, sin(...)", "^^^"),
        ("x = 1\n(x + 1", "'(' is never closed", "^"),
        ("x = 1\nx + ", "the formula ends too early", "    ^"),
        ("x = 1\nx * * 2", "a number, a name or a bracket is missing here", "    ^"),
        ("x = 1\nx 2", "this does not continue the formula", "  ^"),
        ("x = 1\nx.sum()", "this is not part of a formula", " ^"),
        ("x = 1\nx; 2", "this is not part of a formula", " ^"),
        ("x = [1, 2]\nx[0.5]", "an index is a whole number", "  ^^^"),
        ("x = [1, 2]\nx[]", "an index is missing", "  ^"),
        ("x = 1\n0 < x < 1", "comparisons cannot be chained", "      ^"),
        ("x = 1\nsum(x, dim=x)", "a keyword takes a literal", "           ^"),
        ("x = [1, [2]]\nx", "the rows of this list differ in length", "^"),
        ("x = 1\nx = 2\nx", "x has a value already", "^"),
        ("_x = 1\n_x", "a name may not begin with _", "^^"),
        ("x = 1\nmanual_seed(3)", "unknown operation 'manual_seed'", "^^^^^^^^^^^"),
        ("x = 1\nx.__class__", "this is not part of a formula", " ^"),
        ("__import__('os')", "a number, a name or a bracket is missing here", "           ^^^^"),
        ("x = 1\n" + "(" * 99 + "x" + ")" * 99, "brackets are nested too deeply", " " * 60 + "^"),
    ],
)
def test_errors_point_at_the_place(text, message, caret):
    with pytest.raises(ReadError) as raised:
        value(text)
    first, _, last = str(raised.value).splitlines()
    assert message in first
    assert last == "    " + caret
    assert str(raised.value.where) == first.split(": ")[0]


@pytest.mark.parametrize("text", ["", "# nothing\n", "x = 1\n", "x = 1\ny = [2]\n"])
def test_a_text_without_a_function_is_an_error(text):
    with pytest.raises(ReadError, match="has no function"):
        value(text)


def test_a_tower_of_powers_overflows_at_once():
    with pytest.raises(OverflowError):
        value("9 ^ 9 ^ 9 ^ 9")


def test_thousands_of_terms_are_too_long():
    with pytest.raises(ReadError, match="too long"):
        value("x = 1\n" + " + ".join(["x"] * 20000))


def test_a_variable_may_be_called_like_an_operation():
    assert value("sum = 2.0\nsum(sum * [1, 1])") == 4.0
