"""Files that do not load: where, why, and in the user's own words."""

import io
import sys

import pytest

from gradcli import read
from gradcli.errors import NotSupported, ReadError


def test_a_syntax_error_is_shown_with_its_line_and_a_caret(write):
    with pytest.raises(ReadError) as raised:
        read.cases(write("x = 1\ny = x +* 2\n"))
    assert str(raised.value) == "file.py:2: invalid syntax\n    y = x +* 2\n           ^"
    assert raised.value.where.line == 2


@pytest.mark.parametrize("content", [b"x = '\xff'\n", b"x = 1\x00\n"])
def test_bytes_that_are_no_python_are_a_read_error(tmp_path, content):
    (tmp_path / "file.py").write_bytes(content)
    with pytest.raises(ReadError):
        read.cases(str(tmp_path / "file.py"))


def test_a_binary_file_says_so_without_a_line_it_has_not(tmp_path):
    (tmp_path / "file.py").write_bytes(b"x = 1\x00\n")
    with pytest.raises(ReadError, match=r"file\.py: source code string cannot contain null bytes") as raised:
        read.cases(str(tmp_path / "file.py"))
    assert "text" in raised.value.hint


def test_a_module_that_is_not_there_says_where_it_is_looked_for(write):
    with pytest.raises(ReadError, match="No module named 'no_such_module'") as raised:
        read.cases(write("import no_such_module\n"))
    assert "beside the file" in raised.value.hint
    assert sys.prefix in raised.value.hint


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("import argparse\np = argparse.ArgumentParser()\np.add_argument('data')\np.parse_args()\n", "without arguments"),
        ("n = int(input('how many? '))\n", "in place of input()"),
        ("get_ipython().run_line_magic('matplotlib', 'inline')\n", "outside IPython"),
        ("x = nothing\n", ""),
        ("import pickle\npickle.loads(b'')\n", ""),
        ("raise SystemExit('no data')\n", ""),
    ],
)
def test_what_fails_for_how_a_file_is_run_here_comes_with_its_remedy(write, monkeypatch, text, remedy):
    monkeypatch.setattr("sys.argv", ["gradcli"])
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(ReadError) as raised:
        read.cases(write(text))
    assert remedy in raised.value.hint
    assert bool(remedy) == bool(raised.value.hint)


def test_an_exception_keeps_the_users_traceback_without_our_frames(write):
    write("def divide(a):\n    return a / 0\n", "helper.py")
    with pytest.raises(ReadError) as raised:
        read.cases(write("import helper\n\nhelper.divide(1)\n"))
    assert type(raised.value.__cause__) is ZeroDivisionError
    assert raised.value.where.line == 3
    told = str(raised.value).splitlines()
    assert told[0] == "file.py does not load: ZeroDivisionError: division by zero"
    frames = [line for line in told if line.startswith("  File")]
    assert len(frames) == 2
    assert '"file.py", line 3' in frames[0]
    assert 'helper.py", line 2' in frames[1]
    assert told[-1] == "ZeroDivisionError: division by zero"


@pytest.mark.parametrize("code", ["", "0", "None"])
def test_a_script_may_end_itself(only, code):
    assert only(f"import sys, torch\nx = torch.ones(2, requires_grad=True)\ny = x * x\nsys.exit({code})\n").kind == "script"


@pytest.mark.parametrize("code", ["1", "'no data'"])
def test_a_script_that_gives_up_does_not_load(write, code):
    with pytest.raises(ReadError, match="SystemExit") as raised:
        read.cases(write(f"import sys\nsys.exit({code})\n"))
    assert type(raised.value.__cause__) is SystemExit


def test_our_own_errors_keep_their_words_and_get_a_place(write):
    with pytest.raises(ReadError, match="@settings does not know 'ordre'") as raised:
        read.cases(write("from gradcli import settings\n@settings(ordre=2)\ndef f(x):\n    return x\n"))
    assert raised.value.where.line == 2
    assert not isinstance(raised.value, NotSupported)


def test_dataclasses_and_type_hints_find_their_module(only):
    case = only("""
        from __future__ import annotations
        from dataclasses import dataclass
        from typing import get_type_hints
        import torch
        @dataclass
        class Pair:
            a: Tensor
            b: torch.Tensor
        Tensor = torch.Tensor
        def f(x=torch.ones(2)):
            assert get_type_hints(Pair)["a"] is torch.Tensor
            return Pair(x, x * 2)
    """)
    assert list(case.fn(case.inputs).outputs) == ["a", "b"]


def test_what_a_file_prints_goes_to_the_standard_output_once(only, capsys):
    case = only("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * x\nprint('seen', y.grad_fn.name())\n")
    assert capsys.readouterr().out == "seen MulBackward0\n"
    case.fn(case.inputs)
    assert capsys.readouterr().out == ""
