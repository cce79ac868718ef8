"""Every rule fires on its own bad example, and is silent on its good one and on files that are right."""

from __future__ import annotations

import pytest
from lint.program import ROOT, codes_in, codes_of

from gradcli import codes, folder, lint

RULES = [pytest.param(name, id=name) for name in lint.rules()]
# what these samples are about is a finding of lint as well
BROKEN = {"mlp": ["G715"], "saved_changed": ["G706"], "where_nan": ["G710"]}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_fires_on_its_bad_example_and_nothing_does_on_its_good_one(rule, tmp_path):
    module = folder.get("gradcli.lint", rule)
    code = codes.get(rule.replace("_", "-")).id
    assert set(codes_of(module.BAD, tmp_path)) == {code}
    assert codes_of(module.GOOD, tmp_path) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_opens_with_its_code_and_says_why(rule):
    opening, _, says = (folder.get("gradcli.lint", rule).__doc__ or "").partition("\n\n")
    assert opening.startswith(f"{codes.get(rule.replace('_', '-')).id}: ")
    assert len(says.split()) > 20


@pytest.mark.parametrize("file", sorted((ROOT / "samples").glob("*.*")), ids=lambda file: file.name)
def test_samples_are_clean(file):
    assert file.suffix == ".json" or codes_in(file) == []


@pytest.mark.parametrize("file", sorted((ROOT / "samples/broken").glob("*.py")), ids=lambda file: file.name)
def test_broken_samples_have_what_they_are_about(file):
    assert codes_in(file) == BROKEN.get(file.stem, [])


@pytest.mark.parametrize("file", sorted((ROOT / "tests/read/scripts").glob("*.py")), ids=lambda file: file.name)
def test_beginners_scripts_are_clean(file):
    assert codes_in(file) == []
