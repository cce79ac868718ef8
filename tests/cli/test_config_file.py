"""Settings: the command line wins over variables, those over the nearest file, that over the defaults; an unknown key is an error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gradcli.cli.config_file import File, Setting, find, resolve
from gradcli.cli.options import Check, Explain
from gradcli.errors import UsageError


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty repository."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def seed(given=(), environment=(), table=()):
    return resolve(Check, dict(given), dict(environment), File("pyproject.toml", dict(table)))["seed"]


def test_the_nearest_source_wins():
    assert seed() == Setting(0, "default")
    assert seed(table={"seed": 1}) == Setting(1, "pyproject.toml")
    assert seed({}, {"GRADCLI_SEED": "2"}, {"seed": 1}) == Setting(2, "GRADCLI_SEED")
    assert seed({"seed": 3}, {"GRADCLI_SEED": "2"}, {"seed": 1}) == Setting(3, "--seed")


def test_the_command_line_can_take_back_what_the_file_says():
    file = File("gradcli.toml", {"strict": True})
    assert resolve(Check, {}, {}, file)["strict"].value is True
    assert resolve(Check, {"strict": False}, {}, file)["strict"].value is False


def test_pyproject_without_our_table_is_passed_over_up_to_the_root_of_the_repository(here):
    (here / "pyproject.toml").write_text("[tool.gradcli]\nseed = 5\n")
    inner = here / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text("[project]\nname = 'gradcli-user'\n")
    assert find(inner).table == {"seed": 5}
    (here / "a" / ".git").mkdir()
    assert find(inner) == File()


def test_gradcli_toml_wins_over_pyproject_and_dashes_are_underscores(here):
    (here / "pyproject.toml").write_text("[tool.gradcli]\nseed = 5\n")
    (here / "gradcli.toml").write_text("max-failures = 2\n")
    assert find(here) == File("gradcli.toml", {"max_failures": 2})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sede = 1", "gradcli.toml: unknown setting 'sede'; did you mean 'seed'?"),
        ("paths = ['a']", "unknown setting 'paths'"),
        ("seed = ", "gradcli.toml is not valid TOML"),
        ("seed = 'x'", "gradcli.toml: seed = 'x' is not a whole number"),
        ("seed = true", "seed = True is not a whole number"),
        ("strict = 1", "strict = 1 is not true or false"),
        ("select = 3", "select is not a list of words"),
        ("mode = 'ful'", "unknown mode 'ful'; did you mean 'full'?"),
        ("method = 'centrl'", "unknown method 'centrl'; did you mean 'central'?"),
        ("format = 'xml'", "known: concise, json, text"),
        ("seed = -1", "gradcli.toml: seed -1 is not 0 or more"),
        ("[tool.gradcli]\nseed = 1", "gradcli.toml: [tool.gradcli] is for pyproject.toml"),
    ],
)
def test_a_mistake_in_the_file_names_the_file_and_what_is_meant(here, text, words):
    (here / "gradcli.toml").write_text(text)
    with pytest.raises(UsageError) as error:
        resolve(Check, {}, {}, find(here))
    assert words in f"{error.value.what} {error.value.hint}"


def test_a_file_that_is_no_text_or_no_table_is_a_mistake_of_the_file(here):
    (here / "pyproject.toml").write_text("[tool]\ngradcli = 3\n")
    with pytest.raises(UsageError, match=r"pyproject.toml: tool.gradcli = 3 is not a table"):
        find(here)
    (here / "gradcli.toml").write_bytes(b"seed = 1 # \xff")
    with pytest.raises(UsageError, match=r"gradcli.toml is not valid TOML: byte 11 is not UTF-8"):
        find(here)


@pytest.mark.parametrize(("variable", "value"), [("GRADCLI_SEED", "x"), ("GRADCLI_STRICT", "perhaps"), ("GRADCLI_MODE", "ful")])
def test_a_mistake_in_a_variable_names_the_variable(variable, value):
    with pytest.raises(UsageError, match=re.escape(variable)):
        resolve(Check, {}, {variable: value}, File())


def test_variables_are_read_as_the_flags_are():
    environment = {"GRADCLI_SELECT": "G1,G2", "GRADCLI_STRICT": "1", "GRADCLI_RTOL": "1e-6", "GRADCLI_PROGRESS": "no"}
    settled = resolve(Check, {}, environment, File())
    assert [settled[name].value for name in ("select", "strict", "rtol", "progress")] == [("G1", "G2"), True, 1e-6, False]


def test_what_belongs_to_one_call_is_no_setting():
    assert resolve(Check, {}, {"GRADCLI_K": "loss", "GRADCLI_PATHS": "a"}, File())["k"] == Setting("", "default")


def test_a_command_that_evaluates_nothing_does_not_read_the_file(gradcli):
    Path("gradcli.toml").write_text("sede = 1")
    assert gradcli("explain G101").code == 0
    assert gradcli("check").code == 2
    assert Explain().all is False


def test_config_shows_every_setting_and_its_source(gradcli, monkeypatch):
    Path("gradcli.toml").write_text("order = 2\nexclude = ['a', 'b']")
    monkeypatch.setenv("GRADCLI_SEED", "9")
    rows = {line.split()[0]: line.split()[1:] for line in gradcli("config").out.splitlines()[2:]}
    assert rows["order"] == ["2", "gradcli.toml"]
    assert rows["exclude"] == ["a,", "b", "gradcli.toml"]
    assert rows["seed"] == ["9", "GRADCLI_SEED"]
    assert rows["rtol"] == ["-", "default"]


def test_the_file_is_named_in_the_report(gradcli):
    import json

    Path("gradcli.toml").write_text("seed = 4")
    Path("a.py").write_text("f pass")
    run = json.loads(gradcli("check --format json").out)["run"]
    assert (run["config_file"], run["seed"], run["argv"]) == ("gradcli.toml", 4, ["check", "--format", "json"])
