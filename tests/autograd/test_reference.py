"""The page of operations is current, and says how much is there."""

from __future__ import annotations

from gradcli.autograd import reference
from gradcli.autograd.op import registry


def test_the_page_is_current():
    page = reference.PAGE.read_text(encoding="utf-8")
    assert reference.page(page) == page, "write it again: python -m gradcli.autograd.reference"


def test_more_than_350_public_functions_are_differentiable_however_one_counts():
    names = {name.rstrip("_") for _, name in reference.differentiable()}
    assert len(names) >= 350


def test_each_operation_has_one_row():
    rows = [line.split(" | ")[0].strip("| ") for line in reference.operations().strip().splitlines()[2:]]
    assert rows == sorted(registry())


def test_rules_are_those_that_all_operations_have():
    add, lerp = registry()["add"], registry()["lerp_tensor"]
    assert reference.rules([lerp]) == "vjp jvp batch complex"
    assert reference.rules([add, lerp]) == "vjp jvp batch"
    assert reference.rules([]) == ""
