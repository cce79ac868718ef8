"""Help and completion: what a person reads before anything runs."""

from __future__ import annotations

import pytest

from gradcli import folder
from gradcli.cli import app, run
from gradcli.cli.option import options
from gradcli.cli.options import COMMANDS


def help_of(capsys, *words):
    assert run([*words, "--help"]) == 0
    return capsys.readouterr().out


def test_the_help_lists_every_command(capsys):
    text = help_of(capsys)
    assert all(f"\n  {name} " in text for name in COMMANDS)
    assert "--install-completion" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_lists_every_option_and_shows_examples(capsys, name):
    text = help_of(capsys, name)
    flags = [option.negative if option.default is True else option.flags[-1] for option in options(COMMANDS[name]) if option.flags]
    assert [flag for flag in flags if flag not in text] == []
    assert f"  gradcli {name}" in text.partition("Examples:")[2]


@pytest.mark.parametrize("words", [["-h"], ["check", "-h"], ["ops", "-h"]])
def test_h_is_short_for_help(capsys, words):
    assert run(words) == 0
    assert capsys.readouterr().out.startswith("Usage: gradcli")


def test_choices_in_the_help_are_read_from_the_folders(capsys):
    text = help_of(capsys, "check")
    assert [name for name in folder.names("gradcli.report") if name not in text] == []


def test_the_version_is_the_project_files(capsys, pytestconfig):
    import tomllib

    assert app.ask(["--version", "check"]) == 0
    version = tomllib.loads((pytestconfig.rootpath / "pyproject.toml").read_text())["project"]["version"]
    assert capsys.readouterr().out == f"gradcli {version}\n"


def test_every_option_is_explained_and_ends_with_a_full_stop():
    told = [option for record in COMMANDS.values() for option in options(record) if option.flags or option.words]
    assert [option.name for option in told if not option.help.endswith(".")] == []


def test_a_shell_completes_choices(monkeypatch, capsys):
    monkeypatch.setenv("_GRADCLI_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "gradcli check --format j")
    monkeypatch.setenv("COMP_CWORD", "3")
    with pytest.raises(SystemExit) as left:
        run(["check"])
    assert left.value.code == 0
    assert capsys.readouterr().out.split() == ["json"]


@pytest.mark.parametrize(("start", "found"), [("G10", "G101"), ("wrong-g", "wrong-gradient")])
def test_a_shell_completes_codes_and_names_of_findings(monkeypatch, capsys, start, found):
    monkeypatch.setenv("_GRADCLI_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"gradcli explain {start}")
    monkeypatch.setenv("COMP_CWORD", "2")
    with pytest.raises(SystemExit) as left:
        run(["explain"])
    assert left.value.code == 0
    words = capsys.readouterr().out.split()
    assert found in words
    assert all(word.startswith(start) for word in words)
