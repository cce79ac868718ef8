"""Error against step as a drawing: the marks stand where the errors are."""

from __future__ import annotations

from gradcli.finding import Entry, Ladder
from gradcli.report._ladder import ladder
from gradcli.report._pen import Pen


def drawn(analytic: float, numeric: float, slopes: list[float], glyphs: bool = True) -> list[str]:
    entry = Entry((0,), (1,), analytic, numeric, 1e-9, step=1e-3)
    steps = tuple(10.0**-k for k in range(1, len(slopes) + 1))
    return list(ladder(Ladder("d y[0] / d x[1]", entry, steps, tuple(slopes)), Pen(glyphs=glyphs)))


def columns(lines: list[str], mark: str) -> dict[str, list[int]]:
    """By the label of the row, the numbers of the steps with this mark."""
    parts = [line.partition("│") for line in lines if "│" in line]
    return {label.strip(): [k for k in range(len(cells) // 3 + 1) if mark in cells[3 * k : 3 * k + 3]] for label, _, cells in parts}


def test_a_right_gradient_is_a_v() -> None:
    marks = columns(drawn(1.0, 1.0, [1.01, 1.0001, 1.000001, 1.0001]), "●")

    assert {label: at for label, at in marks.items() if at} == {"1e-02": [0], "1e-04": [1, 3], "1e-06": [2]}


def test_a_wrong_one_is_a_floor_with_the_numeric_errors_below() -> None:
    lines = drawn(2.0, 1.0, [1.01, 1.0001, 1.000001])

    assert columns(lines, "●")["1e+00"] == [0, 1, 2]
    assert columns(lines, "○")["1e-06"] == [2]


def test_exact_differences_have_a_row_of_their_own() -> None:
    lines = drawn(1.0, 1.0, [1.01, 1.0])

    assert columns(lines, "●")["0"] == [1]
    assert drawn(1.0, 1.0, [1.0, 1.0])[1].strip() == "every central difference is exact"


def test_many_decades_take_few_rows() -> None:
    assert len(drawn(1.0, 1.0, [1 + 10.0**-k for k in range(1, 15)] + [1e40])) < 22


def test_without_glyphs_letters_stand_for_the_marks() -> None:
    text = "\n".join(drawn(2.0, 1.0, [1.01, 1.0001], glyphs=False))

    assert "A" in text
    assert "●" not in text


def test_the_step_taken_and_the_steps_are_told() -> None:
    text = "\n".join(drawn(1.0, 1.0, [1.01, 1.0001]))

    assert "read off at step 1.0e-03" in text
    assert "1e-01" in text
