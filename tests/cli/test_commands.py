"""The small commands: explain, ops, init, eval; and graph's words for mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradcli.cli import complain
from gradcli.cli.eval import bindings
from gradcli.errors import UsageError


def test_init_writes_a_file_that_says_how_to_check_it_and_never_overwrites(gradcli):
    answer = gradcli("init")
    assert (answer.code, answer.out) == (0, "wrote grad_example.py; now: gradcli check grad_example.py\n")
    Path("grad_example.py").write_text("mine")
    again = gradcli("init")
    assert again.code == 2
    assert "grad_example.py exists and is not overwritten" in again.err
    assert Path("grad_example.py").read_text() == "mine"


def test_init_in_a_missing_directory_is_an_error(gradcli):
    answer = gradcli("init no/where.py")
    assert answer.code == 2
    assert "there is no directory no" in answer.err


def test_ops_lists_operations_with_their_rules(gradcli):
    head, *rows = [line.split() for line in gradcli("ops tanh").out.splitlines()]
    assert head == ["operation", "grad_fn", "family", "vjp", "jvp", "batch", "complex"]
    assert ["tanh", "TanhBackward0", "activation", "✓"] in [row[:4] for row in rows]


def test_ops_answers_an_unknown_name_with_the_nearest(gradcli):
    answer = gradcli("ops tanhh")
    assert answer.code == 2
    assert "did you mean 'tanh'?" in answer.err


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (("x=1,y=2",), {"x": "1", "y": "2"}),
        (("x=[1, 2], y=3",), {"x": "[1, 2]", "y": "3"}),
        (("x=1", "y = [[1,2],[3,4]]"), {"x": "1", "y": "[[1,2],[3,4]]"}),
        ((), {}),
    ],
)
def test_at_gives_names_their_values(at, found):
    assert bindings(at) == found


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("eval", "takes a file or a formula"),
        ("eval a.py -e x", "takes a file or a formula"),
        ("eval -e x --at 3", "--at 3 is not NAME=VALUE"),
        ("graph", "gradcli graph needs a file"),
        ("graph lost.py", "lost.py does not exist"),
        ("graph two.py", "two.py holds 2 cases: name one"),
        ("graph two.py", "gradcli graph two.py::f"),
        ("graph none.py", "none.py holds no cases"),
        ("graph a.py -o g.svgg", "unknown suffix .svgg; did you mean 'svg'?"),
        ("graph a.py -o g", "g has no suffix"),
        ("graph a.py -o no/g.svg", "there is no directory no"),
        ("graph a.py --format svgg", "unknown format 'svgg'"),
        ("graph .", ". is a directory"),
    ],
)
def test_a_wrong_call_exits_2_and_says_what_to_do(gradcli, command, words):
    Path("a.py").write_text("f pass")
    Path("two.py").write_text("f pass\ng pass")
    Path("none.py").write_text("")
    answer = gradcli(command)
    assert answer.code == 2
    assert words in answer.err
    assert "Traceback" not in answer.err


def test_what_user_code_raised_cannot_steer_the_terminal(capsys):
    complain(UsageError("ValueError: \x1b[2Jgone\x00"))
    assert capsys.readouterr().err == "error: ValueError: \\x1b[2Jgone\\x00\n"


def test_a_file_that_does_not_load_is_exit_1_for_graph(gradcli):
    Path("a.py").write_text("f broken")
    answer = gradcli("graph a.py")
    assert answer.code == 1
    assert answer.err == "error: a.py:1: the file raised ZeroDivisionError\n"
