"""From a file to a report and a picture through every room, in one process: what fakes cannot show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from report_schema import misfits

from gradcli.cli import run

SOFTPLUS = '''import gradcli as torch


class Softplus(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return (1 + x.exp()).log()

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        sig = 1 / (1 + (-x).exp())
        return grad * sig * {factor}


def loss(x=torch.linspace(-1.0, 2.0, 5, requires_grad=True), w=torch.ones(5, requires_grad=True)):
    print("evaluated")
    return (w * Softplus.apply(x)).sum()


def helper(x, y):
    return x + y
'''


@pytest.fixture
def gradcli(tmp_path, monkeypatch, capsys):
    """Runs a command line beside right.py and wrong.py; gives exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    Path("right.py").write_text(SOFTPLUS.format(factor="1.0"))
    Path("wrong.py").write_text(SOFTPLUS.format(factor="1.5"))

    def call(line):
        code = run(line.split())
        return code, *capsys.readouterr()

    return call


def test_a_right_gradient_passes_and_a_wrong_one_is_blamed(gradcli):
    code, out, _ = gradcli("check")
    assert code == 1
    assert "✓ PASS  right.py::loss  x w" in out
    assert "✗ FAIL  wrong.py::loss  x" in out
    assert "SoftplusBackward, input x" in out
    assert "2 checks: 1 passed, 1 failed, 2 skipped." in out


def test_the_report_says_what_the_code_printed_only_where_it_failed(gradcli):
    _, out, _ = gradcli("check --format json")
    right, wrong = json.loads(out)["checks"]
    assert "evaluated" in wrong["captured"]["stdout"]
    assert (right["verdict"], wrong["verdict"], wrong["findings"][0]["node"]["op"]) == ("pass", "fail", "Softplus")


def test_a_real_report_fits_the_schema(gradcli):
    assert misfits(json.loads(gradcli("check --format json -v")[1])) == []


def test_two_runs_are_the_same_but_for_their_times(gradcli):
    def timeless():
        document = json.loads(gradcli("check --format json")[1])
        del document["run"]["started"], document["run"]["duration_s"]
        for check in document["checks"]:
            del check["duration_s"], check["timing"]
        return document

    assert timeless() == timeless()


def test_the_line_that_repeats_a_case_repeats_it(gradcli):
    again = json.loads(gradcli("check wrong.py --format json --seed 3")[1])["checks"][0]["reproduce"]
    code, out, _ = gradcli(again.removeprefix("gradcli "))
    assert code == 1
    assert "wrong.py::loss" in out
    assert "seed 3" in out


def test_collect_only_lists_inputs_with_shape_dtype_and_source(gradcli):
    code, out, _ = gradcli("check right.py --collect-only")
    assert code == 0
    assert "    x  (5,) float64  from default" in out
    assert "skipped  right.py::helper: parameter" in out


def test_a_graph_is_a_tree_in_the_terminal(gradcli):
    code, out, err = gradcli("graph right.py")
    assert (code, err) == (0, "evaluated\n" * err.count("evaluated"))
    assert "evaluated" not in out
    assert "SoftplusBackward" in out
    assert "grad_fn nodes" in out


def test_a_picture_is_written_in_the_format_of_its_suffix(gradcli):
    code, out, err = gradcli("graph right.py::loss -o g.svg")
    assert (code, out) == (0, "")
    assert err.endswith("note: wrote g.svg\n")
    assert "SoftplusBackward" in Path("g.svg").read_text()


def test_check_marks_the_wrong_node_and_fails(gradcli):
    code, out, _ = gradcli("graph wrong.py --check")
    assert code == 1
    assert "✗" in out
    assert gradcli("graph right.py --check")[0] == 0


def test_eval_gives_value_and_gradients_at_another_point(gradcli):
    Path("square.py").write_text("import gradcli as torch\n\ndef f(x=torch.ones(2, requires_grad=True)):\n    return (x * x).sum()\n")
    code, out, _ = gradcli("eval square.py --at x=[3,0.5]")
    assert code == 0
    assert out.split() == ["square.py::f", "at", "x", "=", "[3,", "0.5]", "value", "9.25", "d/dx", "[6.", "1.]"]


@pytest.mark.parametrize(
    ("at", "words"),
    [("y=3", "square.py::f has no input 'y'"), ("x=[1,2,3]", "x has shape (2,)"), ("x=a", "x=a is not a number")],
)
def test_eval_at_an_impossible_point_is_an_error(gradcli, at, words):
    Path("square.py").write_text("import gradcli as torch\n\ndef f(x=torch.ones(2, requires_grad=True)):\n    return (x * x).sum()\n")
    code, _, err = gradcli(f"eval square.py --at {at}")
    assert code == 2
    assert words in err


def test_what_raises_is_exit_1_and_never_our_traceback(gradcli):
    Path("bad.py").write_text("import gradcli as torch\n\ndef f(x=torch.ones(2, requires_grad=True)):\n    raise ValueError('no')\n")
    for command in ("check bad.py", "graph bad.py", "eval bad.py"):
        code, out, err = gradcli(command)
        assert code == 1
        assert "ValueError: no" in out + err
        assert "a bug in gradcli" not in err


def test_the_starter_file_passes(gradcli):
    gradcli("init start.py")
    code, out, _ = gradcli("check start.py")
    assert code == 0
    assert "4 checks: 4 passed." in out


def test_what_a_script_calls_gradcheck_with_is_no_second_case_for_graph_and_eval(gradcli):
    Path("asks.py").write_text(
        "import gradcli as torch\nx = torch.ones(2, dtype=torch.float64, requires_grad=True)\n"
        "torch.autograd.gradcheck(torch.sin, (x,))\ny = torch.sin(x).sum()\n"
    )
    assert (gradcli("eval asks.py")[0], gradcli("graph asks.py")[0]) == (0, 0)
    assert gradcli("check asks.py")[1].count("PASS") == 2
