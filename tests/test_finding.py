"""Findings as data: the words, the numbers, and what stays the same when lines move."""

from __future__ import annotations

from dataclasses import replace

import pytest
from example_report import RUN, checked, everything, finding, kink, wrong

from gradcli.errors import Where
from gradcli.finding import Report, Verdict, number, place, worst


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.013, "2.01300000"),
        (1 / 3, "0.333333333"),
        (0.0, "0"),
        (1e8, "100000000"),
        (-1.5e-17, "-1.50000000e-17"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (1 - 2j, "1.00000000-2j"),
    ],
)
def test_numbers_have_nine_significant_digits(value, text):
    assert number(value) == text


def test_places_are_written_as_python_indexes():
    assert (place("x", (2, 5)), place("x", ())) == ("x[2, 5]", "x")
    assert wrong().entry.name("", "") == "d y[2] / d x[5]"


def test_a_failure_always_wins_over_a_warning():
    assert worst([Verdict.PASS, Verdict.NONDIFFERENTIABLE, Verdict.FAIL, Verdict.ERROR]) is Verdict.FAIL
    assert worst([]) is Verdict.PASS


@pytest.mark.parametrize(
    ("run", "code"),
    [({}, 0), ({"strict": True}, 1), ({"strict": True, "exit_zero": True}, 0)],
)
def test_a_warning_fails_a_strict_run(run, code):
    assert Report((checked("a.py::f", Verdict.NONDIFFERENTIABLE, kink()),), run=run).exit_code == code


def test_nothing_checked_is_5_unless_that_is_allowed():
    assert Report(()).exit_code == 5
    assert Report((), run={"exit_zero": True}).exit_code == 5
    assert Report((), run={"allow_empty": True}).exit_code == 0


def test_the_message_of_an_error_without_a_traceback_is_its_first_line():
    assert finding("G606", detail="a.py:1: invalid syntax\n    def f(:\n          ^").raised == "a.py:1: invalid syntax"


def test_the_message_of_an_exception_is_its_last_line():
    assert finding("G601", detail="Traceback ...\n  File\nValueError: no\n").message == "the code raised an exception: ValueError: no"


def test_an_error_of_ours_is_told_without_its_class():
    assert finding("G605", detail="Traceback\ngradcli.errors.NotSupported: torch.foo: none").raised == "torch.foo: none"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"n_wrong": 6, "n_checked": 48, "columns": [(5,)]}, "6 of 48 entries differ, all in column 5"),
        ({"n_wrong": 6, "n_checked": 48, "columns": [(2, 3), (2, 4)]}, "6 of 48 entries differ"),
        ({"n_wrong": 1, "n_checked": 48, "columns": [(5,)]}, "1 of 48 entries differs"),
        ({"n_wrong": 6, "n_checked": 6, "columns": [()]}, "6 of 6 entries differ"),
        ({"n_wrong": 1, "n_checked": 1}, ""),
        ({"n_wrong": 6, "n_checked": 48, "projected": True}, ""),  # combinations of entries, not entries
        ({}, ""),
    ],
)
def test_wrong_entries_are_counted(data, told):
    assert finding("G101", data=data).counted == told


def test_a_fingerprint_stays_when_lines_move_and_numbers_change_and_differs_between_cases_and_inputs():
    check = checked("a.py::f", Verdict.FAIL, wrong())
    first = wrong().fingerprint(check)
    moved = replace(wrong(), where=Where("a.py", 99), entry=None, why="other")
    assert moved.fingerprint(replace(check, where=Where("a.py", 50))) == first
    others = {replace(wrong(), input="w").fingerprint(check), kink().fingerprint(check), wrong().fingerprint(checked("a.py::g"))}
    assert len({first, *others}) == 4


def test_leaving_out_the_finding_that_failed_leaves_the_verdict_of_the_rest():
    check = checked("a.py::f", Verdict.FAIL, wrong(), kink())
    assert check.without(lambda found: found.code.id == "G101").verdict is Verdict.NONDIFFERENTIABLE
    assert check.without(lambda _: True).verdict is Verdict.PASS
    assert check.without(lambda _: False) is check


def test_counts_have_every_word():
    assert Report(everything().checks, run=RUN).counts == dict.fromkeys((v.value for v in Verdict), 1) | {"pass": 2}
