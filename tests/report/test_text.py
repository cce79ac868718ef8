"""The report a person reads: aligned rows, findings in full, one summary line; plain, coloured and in ASCII."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from example_report import RUN, checked, everything, finding, pair, wrong

from gradcli.cases import Skipped
from gradcli.errors import Where
from gradcli.finding import Report, Verdict
from gradcli.report import text


def written(*checks, **run):
    return text.write(Report(checks, seconds=0.31, run={**RUN, **run}))


def test_the_design_of_a_passing_run():
    kink = next(check for check in everything().checks if check.verdict is Verdict.NONDIFFERENTIABLE)
    passing = [check for check in everything().checks if check.verdict is Verdict.PASS]
    assert written(*passing, kink) == (
        "gradcli 0.1.0 · seed 0 · float64 · builtin engine · 2 workers\n"
        "\n"
        "  ✓ PASS     samples/mlp.py::loss      w1 b1 w2 b2  10.2 digits     41 ms\n"
        "  ✓ PASS     samples/spring.expr       k x          14.8 digits      2 ms\n"
        "  ◌ NONDIFF  samples/relu.py::at_zero  x[3] = 0     G201  left 0, right 1, analytic 0 lies between\n"
        "\n"
        "3 checks: 2 passed, 1 warning.  0.31 s\n"
    )


def test_the_design_of_a_failure(tmp_path):
    file = tmp_path / "softplus.py"
    file.write_text("\n" * 11 + "        return grad * (1 + sig)\n")
    report = written(checked("softplus.py::loss", Verdict.FAIL, replace(wrong(), where=Where(str(file), 12))))
    assert report.split("\n\n", 2)[2] == (
        f"{file}:12: G101 wrong-gradient\n"
        "   d y[2] / d x[5]   analytic 2.01300000   numeric 1.71300000 ± 3e-10   (6 of 48 entries differ, all in column 5)\n"
        "   wrong node        SoftplusBackward, input x, called at samples/broken/softplus.py:12; every other node is right\n"
        "   why               off by the factor 1.175 = 1 + sigmoid(x): a chain-rule factor counted twice\n"
        "   12 │         return grad * (1 + sig)\n"
        "   help: gradcli explain G101      again: gradcli check softplus.py::loss --seed 0 -v\n"
        "\n"
        "1 check: 1 failed.  0.31 s\n"
    )


def test_columns_line_up_whatever_the_lengths():
    rows = written(checked("a.py::f", digits=9.1), checked("a_long_name.py::loss[12]", inputs="w1 b1", digits=14.0)).splitlines()[2:4]
    assert rows[0].index("9.1 digits") + len("9.1 digits") == rows[1].index("14.0 digits") + len("14.0 digits")


def test_one_very_long_id_does_not_push_the_other_rows_away():
    rows = written(checked("a.py::f", digits=9.1), checked("x" * 90 + ".py::f", digits=9.1)).splitlines()[2:4]
    assert len(rows[0]) < 60


def test_a_row_is_cut_to_the_terminal_and_the_block_below_has_all_of_it():
    long = finding("G602", detail="RuntimeError: " + "very " * 40 + "long")
    lines = written(checked("a.py::f", Verdict.ERROR, long), width=80).splitlines()
    assert len(lines[2]) == 80
    assert lines[2].endswith("…")
    assert any(line.endswith("very long") for line in lines)


def test_many_inputs_are_counted():
    row = written(checked("a.py::f", inputs=" ".join(f"weight{i}" for i in range(9)))).splitlines()[2]
    assert "weight0 weight1 +7" in row


@pytest.mark.parametrize(("color", "escapes"), [(False, 0), (True, 1)])
def test_colour_is_never_alone(color, escapes):
    report = text.write(replace(everything(), run={**RUN, "color": color}))
    assert bool(re.search("\x1b", report)) is bool(escapes)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", report)
    assert plain == text.write(everything())
    for label in ("✓ PASS", "✗ FAIL", "◌ NONDIFF", "? UNSURE", "! NONDET", "! NONFINITE", "! ERROR"):
        assert label in plain


def test_without_glyphs_the_report_is_ascii():
    assert text.write(replace(everything(), run={**RUN, "glyphs": False})).isascii()


def test_what_the_code_printed_is_under_its_failing_case():
    report = text.write(everything())
    assert "   printed on stdout:\n   │ step 1\n   │ step 2\n   help: gradcli explain G101" in report


def test_a_long_traceback_keeps_its_end_and_v_shows_all():
    long = finding("G601", detail="\n".join(f"line {i}" for i in range(50)))
    check = checked("a.py::f", Verdict.ERROR, long)
    assert "… 30 lines above: -v shows them\n   line 30\n" in written(check)
    assert "line 29" not in written(check)
    assert "line 29" in written(check, verbose=True)


@pytest.mark.parametrize("color", [False, True])
def test_what_user_code_raised_or_printed_cannot_steer_the_terminal(color):
    check = replace(checked("a.py::f", Verdict.ERROR, finding("G601", detail="ValueError: \x1b[2Jgone\x00")), stdout="\x1b]0;title\x07")
    report = written(check, color=color)
    assert "ValueError: \\x1b[2Jgone\\x00" in report
    assert r"\x1b]0;title\x07" in report
    assert ("\x1b[" in report) is color


def test_a_long_source_line_is_cut(tmp_path):
    (tmp_path / "a.py").write_text("x = 1" + " + 1" * 1000)
    check = checked("a.py::f", Verdict.ERROR, finding("G603", where=Where(str(tmp_path / "a.py"), 1)))
    assert max(map(len, written(check).splitlines())) < 250


def test_what_is_not_deterministic_says_what_to_do():
    report = written(checked("a.py::f", Verdict.NONDETERMINISTIC, finding("G401", why="random op dropout")))
    assert "   hint   seed inside the function, call .eval(), or remove the state it depends on\n" in report
    assert "   why    random op dropout\n" in report


def test_verbose_adds_pairs_cost_notes_and_nodes_not_examined():
    check = checked("a.py::f", pairs=(pair(), pair("y", "w")), evaluations=12, timing={"numeric": 0.004}, unexamined=("item",))
    report = written(check, verbose=True)
    assert "d y / d w   6 × 8   10.2 digits   largest error 3.0e-12, relative 1.0e-11" in report
    assert "full, 12 evaluations: numeric 4 ms" in report
    assert "not examined: item" in report
    assert "largest error" not in written(check)


def test_a_culprit_is_not_said_to_be_alone_when_nodes_were_not_examined():
    report = written(checked("a.py::f", Verdict.FAIL, wrong(), unexamined=("numpy",)))
    assert "not examined: numpy" in report
    assert "every other node is right" not in report


def test_more_than_three_findings_are_counted():
    check = checked("a.py::f", Verdict.FAIL, *[wrong()] * 5)
    assert "and 2 more findings of a.py::f: -v shows them" in written(check)
    assert written(check, verbose=True).count("wrong-gradient") == 5


def test_notes_are_told_once_with_their_number():
    note = "float32 inputs are checked in float64"
    assert f"note: {note}  (2 cases)" in written(checked("a.py::f", notes=(note,)), checked("a.py::g", notes=(note,)))
    assert f"note: {note}  (a.py::f)" in written(checked("a.py::f", notes=(note,)), checked("a.py::g"))


def test_quiet_leaves_out_what_passed():
    report = text.write(replace(everything(), run={**RUN, "quiet": True}))
    assert "✓ PASS" not in report
    assert report.endswith("1 skipped.  0.31 s\n")


def test_nothing_checked_says_what_was_skipped():
    report = Report((), (Skipped("a.py::f", Where("a.py", 1), "parameter `w` has no value"),), 0.1, RUN)
    assert "skipped a.py::f: parameter `w` has no value" in text.write(report)
    assert text.write(report).endswith("nothing was checked: 1 skipped\n")


def test_complex_and_nonfinite_entries_can_be_written():
    entry = replace(wrong().entry, analytic=complex(1, -2), numeric=float("nan"), bound=float("inf"))
    assert "analytic 1.00000000-2j   numeric nan ± inf" in written(checked("a.py::f", Verdict.FAIL, replace(wrong(), entry=entry)))
