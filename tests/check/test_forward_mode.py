"""A Function's own jvp beside its backward."""

import pytest
from check.user_file import checked

import gradcli as torch
from gradcli.gradcheck_api import GradcheckError, gradcheck

RULE = """
class Rule(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        ctx.save_for_forward(a, b)
        return a * a * b

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return 2 * a * b.conj() * g if a.is_floating_point() else 2 * (a * b).conj() * g, (a * a).conj() * g

    @staticmethod
    def jvp(ctx, s, t):
        a, b = ctx.saved_tensors
        return {jvp}

def f(x={x}, y={y}):
    return Rule.apply(x, y).sum()
"""
COMPLEX = "torch.complex(wave(3), wave(3, b=1.0)).detach().requires_grad_()"
RIGHT = "2 * a * b * s + a * a * t"


def verdict(folder, jvp, x="wave(3)", y="wave(3, b=2.0)"):
    return checked(folder, RULE.format(jvp=jvp, x=x, y=y))


@pytest.mark.parametrize(
    ("x", "y"),
    [("wave(3)", "wave(3)"), ("wave(3).float()", "wave(3).float()"), ("wave(3, s=1e-5)", "wave(3, s=1e5)"), ("wave(3, 1)", "wave(3, 1)"), 2 * (COMPLEX,)],
)
def test_a_right_jvp_passes(tmp_path, x, y):
    result = verdict(tmp_path, RIGHT, x, y)
    assert (result.verdict.value, result.unexamined) == ("pass", ())


@pytest.mark.parametrize(
    ("jvp", "name", "why"),
    [
        ("a * b * s + a * a * t", "x", "its jvp is 0.5 times the derivative"),
        ("2 * a * b * s - a * a * t", "y", "its jvp is -1 times the derivative"),
        ("2 * a * b * s", "y", "its jvp is zero"),
        ("2 * a * b * s.flip(0) + a * a * t", "x", "its jvp is not the transpose of its backward, which is right"),
        ("(1 + 1e-6) * 2 * a * b * s + a * a * t", "x", "its jvp is 1.000001 times the derivative"),
    ],
)
def test_a_wrong_jvp_is_named_with_its_line(tmp_path, jvp, name, why):
    findings = verdict(tmp_path, jvp).findings
    assert [(f.code.id, f.input, f.culprit.op, f.why) for f in findings] == [("G108", name, "Rule", why)]
    assert "return" in (tmp_path / "case.py").read_text().splitlines()[findings[0].where.line - 1]
    assert findings[0].where.function == "jvp"


def test_a_jvp_that_raises_is_not_judged(tmp_path):
    result = verdict(tmp_path, "ctx.missing")
    assert (result.verdict.value, result.unexamined) == ("pass", ("the jvp of Rule (AttributeError)",))


def test_a_wrong_backward_is_told_first(tmp_path):
    code = RULE.format(jvp="a * b * s", x="wave(3)", y="wave(3)").replace("2 * a * b.conj() * g if", "a * b.conj() * g if")
    assert [f.code.id for f in checked(tmp_path, code).findings] == ["G101"]


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.save_for_forward(x)
        return x * x

    @staticmethod
    def backward(ctx, g):
        return 2 * ctx.saved_tensors[0] * g

    @staticmethod
    def jvp(ctx, t):
        return ctx.saved_tensors[0] * t


def test_gradcheck_looks_at_a_jvp_where_it_is_asked_to():
    x = torch.tensor([0.3, 0.7], dtype=torch.float64, requires_grad=True)
    assert gradcheck(Square.apply, x)
    with pytest.raises(GradcheckError, match="forward mode"):
        gradcheck(Square.apply, x, check_forward_ad=True)
