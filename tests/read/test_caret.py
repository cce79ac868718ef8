"""The caret stands under its place, also in a line too long to show."""

import pytest

from gradcli.read._caret import pointed


def test_a_short_line_is_shown_whole():
    assert pointed("y = x +* 2", 7) == "    y = x +* 2\n           ^"
    assert pointed("\tsun(x)", 1, 3) == "    \tsun(x)\n    \t^^^"


@pytest.mark.parametrize("column", [0, 99, 5000, 9999])
def test_of_a_long_line_the_place_is_shown(column):
    line = "a" * column + "!" + "b" * (9999 - column)
    shown, caret = pointed(line, column).splitlines()
    assert shown[caret.index("^")] == "!"
    assert len(shown) < 110


def test_carets_end_with_what_is_shown():
    shown, carets = pointed("a" * 500, 10, 400).splitlines()
    assert len(carets) <= len(shown)
