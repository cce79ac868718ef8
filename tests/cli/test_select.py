"""-k expressions and the choice of findings by code."""

from __future__ import annotations

import pytest
from example_report import finding

from gradcli.cli.select import dropper, matcher
from gradcli.errors import UsageError


@pytest.mark.parametrize(
    ("expression", "taken"),
    [
        ("", True),
        ("loss", True),
        ("LOSS", True),
        ("model.py::loss[1]", True),
        ("not loss", False),
        ("loss and slow", False),
        ("loss and not slow", True),
        ("slow or loss", True),
        ("not (slow or loss)", False),
        ("slow and x or loss", True),  # and binds closer than or
        ("slow and (x or loss)", False),
        ("not not loss", True),
    ],
)
def test_an_expression_takes_an_id_or_leaves_it(expression, taken):
    assert matcher(expression)("model.py::loss[1]") is taken


@pytest.mark.parametrize("expression", ["and", "loss and", "not", "(loss", "loss)", "loss slow", "()"])
def test_what_is_no_expression_is_an_error(expression):
    with pytest.raises(UsageError, match="is no expression"):
        matcher(expression)


@pytest.mark.parametrize(
    ("select", "ignore", "kept"),
    [
        ((), (), ["G101", "G201"]),
        (("G1",), (), ["G101"]),
        (("kink",), (), ["G201"]),
        ((), ("G2",), ["G101"]),
        (("G1", "G2"), ("G201",), ["G101"]),
    ],
)
def test_findings_are_chosen_by_the_beginning_of_their_code_or_by_name(select, ignore, kept):
    dropped = dropper(select, ignore)
    assert [code for code in ("G101", "G201") if not dropped(finding(code))] == kept


@pytest.mark.parametrize("code", ["G9", "X", "wrong", ""])
def test_a_code_that_begins_no_code_is_an_error(code):
    with pytest.raises(UsageError, match="is no finding code"):
        dropper((code,), ())
