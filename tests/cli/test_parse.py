"""The direct way from argv to values takes only what it is sure of, and agrees with typer on all of it."""

from __future__ import annotations

import pytest

from gradcli.cli import app
from gradcli.cli.options import COMMANDS, Check, Explain, Graph
from gradcli.cli.parse import parse
from gradcli.errors import UsageError

PLAIN = [
    "check",
    "check a.py",
    "check a.py b.py::loss[1] --seed 3",
    "check --seed=3 -- -odd.py",
    "check -k loss --strict --no-progress a.py",
    "check --rtol 1e-6 --order 2 --points 5 --max-failures 2 -x",
    "check --select G1,G2 --select G301 --ignore G201",
    "check --format json --report json=a=b.json --report text=c.txt",
    "check --no-strict -v -q --durations 3 --color never",
    "check --seed -1",
    "check -xvq a.py",
    "graph a.py -o - --show saved,grads --max-nodes 7",
    "graph a.py::loss --output g.svg --check --open",
    "eval -e sin(x) --at x=1,y=2",
    "explain G101",
    "explain --all",
    "ops soft",
    "init x.py",
    "config",
]
ODD = [
    *("check --help", "check -h", "check -xk loss", "check -kloss", "check --sed 3", "check --seed", "check --strict=yes"),
    *("graph a b", "config x"),
]


@pytest.mark.parametrize("line", PLAIN)
def test_plain_command_lines_give_what_typer_gives(line):
    name, *words = line.split()
    given = parse(COMMANDS[name], words)
    assert given is not None
    assert (name, given) == app.ask(line.split())


@pytest.mark.parametrize("line", ODD)
def test_whatever_is_unusual_is_left_to_typer(line):
    name, *words = line.split()
    assert parse(COMMANDS[name], words) is None


def test_a_value_run_together_with_its_flag_is_understood_by_typer():
    assert app.ask(["check", "-xvkloss"]) == ("check", {"first": True, "verbose": True, "k": "loss"})


def test_a_value_of_the_wrong_kind_is_an_error_at_once():
    with pytest.raises(UsageError, match="--seed x is not a whole number"):
        parse(Check, ["--seed", "x"])


def test_a_command_takes_as_many_words_as_it_says():
    assert parse(Check, ["a", "b"]) == {"paths": ("a", "b")}
    assert parse(Graph, ["a"]) == {"target": "a"}
    assert parse(Explain, ["a", "b"]) is None
