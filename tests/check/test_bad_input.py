"""Functions that do not behave: each has a verdict and a sentence, and none ends the check."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from check.user_file import checked, why


class Odd(NamedTuple):
    code: str
    verdict: str = "pass"
    says: str = ""
    op: str | None = None


def raises_unless(condition: str, value: str, x: str) -> str:
    return f"def f(x={x}):\n    if not bool({condition}):\n        raise ValueError('outside')\n    return {value}\n"


SHAPES = "def f(x=v(1.0, 2.0)):\n    return x * 2 if x[0] == 1.0 else torch.cat([x, x])\n"
TYPES = "def f(x=v(1.0, 2.0)):\n    return x * 2 if x[0] == 1.0 else 'loss'\n"
COUNTS = "def f(x=v(1.0, 2.0)):\n    return (x * 2, x) if x[0] == 1.0 else x * 2\n"
NONES = "def f(x=v(1.0, 2.0)):\n    return x * 2 if x[0] == 1.0 else None\n"
MUTATES = "def f(x=v(1.0, 2.0)):\n    with torch.no_grad():\n        x += 1\n    return x * 2\n"
MUTATES_DATA = "def f(x=v(1.0, 2.0)):\n    x.data.mul_(2)\n    return x * 2\n"
LEAF = "def f(x=v(1.0, 2.0)):\n    x.add_(1)\n    return x * 2\n"
GLOBAL = "state = [0.0]\ndef f(x=v(1.0, 2.0)):\n    state[0] += 1\n    return x * state[0]\n"
AVERAGE = "state = [None]\ndef f(x=v(1.0, 2.0)):\n    m = x.detach().mean()\n    state[0] = m if state[0] is None else 0.9 * state[0] + 0.1 * m\n    return x - state[0]\n"
MASKED = "def f(x=wave(2, 3)):\n    m = torch.tensor([[False] * 3, [True] * 3])\n    return torch.softmax(x.masked_fill(m, -inf), 1)\n"
CACHE = "cache = {}\ndef f(x=v(1.0, 2.0)):\n    cache.setdefault('w', x.detach() * 1)\n    return x * cache['w']\n"
ONCE = "seen = []\ndef f(x=v(1.0, 2.0)):\n    if seen:\n        raise RuntimeError('only once')\n    seen.append(1)\n    return x * 2\n"
BACKWARD_ONCE = """
class Once(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.calls = []
        ctx.save_for_backward(x)
        return x * x
    @staticmethod
    def backward(ctx, g):
        if ctx.calls:
            raise RuntimeError("backward may run only once")
        ctx.calls.append(1)
        return 2 * g * ctx.saved_tensors[0]
def f(x=v(1.0, 2.0)):
    return Once.apply(x)
"""
INPLACE_VIEW = "def f(x=v(1.0, 2.0, 3.0, 4.0)):\n    y = x.clone()\n    y.view(2, 2)[0].mul_(3)\n    return y\n"
ALIASED = "base = wave(6)\ndef f(a=base[:4], b=base[2:]):\n    return a * b\n"
NO_CLASS = "def f(x=v(1.0, 2.0), mode='fast', flag=True, none=None, items=(1, 2)):\n    return x * len(items) if flag else x\n"
DICTIONARY = "def f(x=v(1.0, 2.0)):\n    return {'loss': (x * x).sum(), 'aux': x * 3}\n"
GENERATOR = "def f(x=v(1.0, 2.0)):\n    return [x * k for k in range(1, 3)]\n"

# fmt: off
CASES = {
    "raises below its domain": Odd(raises_unless("(x >= 1.0).all()", "(x - 1) ** 2 + x", "v(1.0, 2.0)")),
    "raises above its domain": Odd(raises_unless("(x <= 2.0).all()", "x ** 3", "v(1.0, 2.0)")),
    "raises but in a narrow band": Odd(raises_unless("(abs(x - 1) < 1e-4).all()", "x.exp()", "v(1.0)")),
    "raises everywhere but here": Odd(raises_unless("(x == 1.0).all()", "x * 2", "v(1.0)"), "inconclusive", "it raises ValueError: outside"),
    "is NaN below its domain": Odd("def f(x=v(0.0, 1.0)):\n    return x ** 1.5\n"),
    "other shapes nearby": Odd(SHAPES, "inconclusive", "out has shape [4], not [2]"),
    "other types nearby": Odd(TYPES, "inconclusive", "a step away from the point it"),
    "other counts nearby": Odd(COUNTS, "inconclusive", "a step away from the point it returns no out[0]"),
    "None nearby": Odd(NONES, "inconclusive", "a step away from the point it"),
    "changes its input": Odd(MUTATES, "nondeterministic"),
    "changes the data of its input": Odd(MUTATES_DATA, "nondeterministic"),
    "changes a leaf in place": Odd(LEAF, "error"),
    "keeps state": Odd(GLOBAL, "nondeterministic", "keeps state between calls"),
    "keeps an average of what it saw": Odd(AVERAGE, "nondeterministic", "keeps state between calls"),
    "keeps the first value": Odd(CACHE, "pass"),
    "can be called only once": Odd(ONCE, "error"),
    "a backward that can run only once": Odd(BACKWARD_ONCE),
    "no elements": Odd("def f(x=torch.zeros(0, 3, dtype=D, requires_grad=True)):\n    return x * 2\n"),
    "no elements, and a sum": Odd("def f(x=torch.zeros(0, dtype=D, requires_grad=True), y=v(2.0)):\n    return x.sum() * y\n"),
    "no dimension": Odd("def f(x=torch.tensor(2.0, dtype=D, requires_grad=True)):\n    return x ** 3\n"),
    "an integer beside a float": Odd("def f(x=v(1.0, 2.0), k=torch.tensor([2, 3])):\n    return x ** k\n"),
    "booleans": Odd("def f(x=v(1.0, 2.0), m=torch.tensor([True, False])):\n    return torch.where(m, x, -x)\n"),
    "not contiguous": Odd("def f(x=wave(3, 4).detach().T.requires_grad_()):\n    return (x * x).sum(0)\n"),
    "every other element": Odd("def f(x=wave(8).detach()[::2].requires_grad_()):\n    return x.flip(0) * x\n"),
    "expanded": Odd("def f(x=v(0.5, 1.5, g=False).expand(3, 2).requires_grad_()):\n    return (x * x).sum(0)\n"),
    "a tensor given twice": Odd("t = wave(3)\ndef f(a=t, b=t):\n    return a * b\n"),
    "two views of one tensor": Odd(ALIASED),
    "returns its input": Odd("def f(x=v(1.0, 2.0)):\n    return x\n"),
    "returns a view of its input": Odd("def f(x=wave(2, 3)):\n    return x.T[1:]\n"),
    "returns a constant": Odd("def f(x=v(1.0, 2.0)):\n    return torch.ones(2)\n", "error"),
    "returns a constant beside a result": Odd("def f(x=v(1.0, 2.0)):\n    return x * 2, torch.ones(2)\n"),
    "returns a constant that requires grad": Odd("w = v(3.0)\ndef f(x=v(1.0, 2.0)):\n    return x * 2, w * 1\n"),
    "returns an integer": Odd("def f(x=v(1.0, 2.0)):\n    return x * 2, x.argmax()\n"),
    "returns a number": Odd("def f(x=v(1.0, 2.0)):\n    return 3.0\n", "error"),
    "returns nothing": Odd("def f(x=v(1.0, 2.0)):\n    x * 2\n", "error"),
    "returns a dictionary": Odd(DICTIONARY),
    "returns a list": Odd(GENERATOR),
    "changes a view of a copy": Odd(INPLACE_VIEW),
    "words, flags and None as arguments": Odd(NO_CLASS),
    "an unused input": Odd("def f(x=v(1.0, 2.0), unused=v(3.0)):\n    return x * 2\n"),
    "recursion without end": Odd("def f(x=v(1.0)):\n    return f(x) * 2\n", "error"),
    "huge values": Odd("def f(x=v(1e300, -1e300)):\n    return x * 1e-300\n"),
    "tiny values": Odd("def f(x=v(1e-300, -2e-300)):\n    return x * 1e300\n"),
    "a row masked as a whole": Odd(MASKED, "nonfinite", "softmax is the first operation"),
    "a mask of infinities": Odd("def f(x=v(1.0, 2.0)):\n    return x.masked_fill(x > 1, inf)\n", "nonfinite", "masked_fill is the first operation"),
    "infinite input": Odd("def f(x=v(inf, 1.0)):\n    return x * 2\n", "nonfinite"),
    "NaN input": Odd("def f(x=v(float('nan'), 1.0)):\n    return x * 2\n", "nonfinite"),
}
# fmt: on


def test_an_error_of_ours_is_told_by_its_sentence_without_our_frames(tmp_path: Path) -> None:
    (found,) = checked(tmp_path, "def f(x=v(1.0, 2.0)):\n    return 3\n").findings
    assert (found.code.id, found.detail) == ("G603", "it returns an int: no tensor to differentiate")
    assert found.why == "return the tensors whose gradient is to be checked"


@pytest.mark.parametrize("name", CASES)
def test_gets_its_word(name: str, tmp_path: Path) -> None:
    entry = CASES[name]

    result = checked(tmp_path, entry.code)

    assert result.verdict.value == entry.verdict, [(f.code.id, f.why, f.message, f.detail) for f in result.findings]
    assert entry.says in why(result)
    assert result.verdict.value == "pass" or result.findings[0].message


@pytest.mark.parametrize("p", ["torch.sigmoid(x)", "x.softmax(0)"])
def test_a_loss_that_refuses_what_rounding_makes_of_its_argument_has_a_verdict(tmp_path, p):
    code = f"def f(x=v(40.0, -40.0)):\n    return torch.nn.functional.binary_cross_entropy({p}, torch.tensor([1.0, 0.0]))\n"
    assert checked(tmp_path, code).verdict.value in ("pass", "nondifferentiable", "inconclusive")


CONSTANTS = {
    "added to": ("def f(x=v(0.4, -0.3), c=v(1.0, 2.0, g=False)):\n    c += 1\n    return x * c\n", "nondeterministic"),
    "of a global": ("G = v(1.0, 2.0, g=False)\ndef f(x=v(0.4, -0.3)):\n    G.add_(1e-6)\n    return x * G\n", "nondeterministic"),
    "in turns": ("def f(x=v(0.4, -0.3), i=torch.tensor([0, 1])):\n    i.copy_(1 - i)\n    return x[i] * v(1.0, 2.0, g=False)\n", "nondeterministic"),
    "once and for all": ("def f(x=v(0.4, -0.3), c=v(2.0, 1.0, g=False)):\n    c[0] = 5.0\n    return x * c\n", "pass"),
    "of its own": ("def f(x=v(0.4, -0.3)):\n    c = torch.zeros(2, dtype=torch.float64)\n    c[0] = 5.0\n    return x * c\n", "pass"),
}


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_constant_that_every_call_changes_in_place_is_state(tmp_path, name):
    code, word = CONSTANTS[name]
    found = checked(tmp_path, code)
    assert found.verdict.value == word
    assert why(found) == ("it keeps state between calls" if word != "pass" else "")


REASONS = {
    "an infinite input": ("def f(x=v(0.4, inf)):\n    return torch.tanh(x)\n", "x[1] is inf: no step can be taken from there"),
    "NaN in an input": ("def f(x=v(0.4, inf - inf)):\n    return x + 1\n", "x[1] is nan"),
    "ripples": ("def f(x=v(0.3, 0.7)):\n    return x**2 + 1e-13 * torch.sin(1e12 * x)\n", "every operation is right by itself"),
    "an offset": ("def f(x=v(0.3, 0.5)):\n    return torch.sin(x) + 1e12\n", "rounding leaves too few digits of the slope to tell"),
}


@pytest.mark.parametrize("name", REASONS)
def test_why_nothing_is_known_is_said_as_it_is(tmp_path, name):
    code, says = REASONS[name]
    assert says in why(checked(tmp_path, code))
