"""Wrong gradients W01 to W38: each found, and described in the words that say what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from check.user_file import checked, function, ops, why


class Wrong(NamedTuple):
    code: str
    says: str = ""
    op: str | None = "Bad"
    verdict: str = "fail"
    settings: dict[str, object] = {}


def bad(forward: str, backward: str, arguments: str = "x", x: str = "wave(5)") -> str:
    """A function that applies one wrong Function to its inputs."""
    defaults = ", ".join(f"{name}={value}" for name, value in zip(arguments.split(", "), x.split("; ")))
    return function("Bad", arguments, forward, backward) + f"def f({defaults}):\n    return Bad.apply({arguments})\n"


NAN_BRANCH = "def f(x=v(-1.0, 2.0)):\n    return torch.where(x > 0, torch.sqrt(x), torch.zeros_like(x))\n"
ONE_DOUBLED = "torch.where(torch.arange(1000) == 500, 2.0, 1.0) * g * torch.cos(x)"
ONE_NUDGED = "g * torch.cos(x) + 1e-3 * g * (torch.arange(5) == 0)"
PERMUTED = "g[torch.arange(4096).flip(0)]"
SKEW = "torch.tensor([[0.0, 1e-2, 0, 0], [-1e-2, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], dtype=D)"
ASSIGNED = """
class Bad(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.unfold(0, 3, 1)
    @staticmethod
    def backward(ctx, g):
        z = torch.zeros(6, dtype=D)
        for i in range(4):
            z[i:i + 3] = g[i]
        return z
def f(x=wave(6)):
    return Bad.apply(x)
"""
OVERWRITTEN = """
class Bad(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.sin(x), torch.exp(x)
    @staticmethod
    def backward(ctx, a, b):
        x, = ctx.saved_tensors
        {keep}
def f(x=wave(3)):
    a, b = Bad.apply(x)
    return a, b
"""
LAYOUT = """
class Bad(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.flipped = not x.is_contiguous()
        return x * 3
    @staticmethod
    def backward(ctx, g):
        return g.reshape(g.shape[::-1]).T * 3 if ctx.flipped else g * 3
def f(x=wave(2, 3)):
    return Bad.apply(x.T)
"""
STALE = function("Bad", "x", "x * x", "2 * g * x") + "def f(x=wave(3)):\n    h = x * 1.5\n    y = Bad.apply(h)\n    h.data.add_(1)\n    return y\n"
NORM = "(x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0) + 1e-5).sqrt()"
ONE_ENTRY = "torch.where(torch.arange(5) == 2, 1 + 1e-6, 1.0) * (torch.softmax(x, 0) * (g - (g * torch.softmax(x, 0)).sum()))"
FLOAT32 = "def f(x=torch.sin(torch.arange(500.0)).requires_grad_()):\n    return Bad.apply(x)\n"

# fmt: off
CASES = {
    "W01": Wrong(bad("torch.sin(x)", "-g * torch.cos(x)"), "sign flipped"),
    "W02": Wrong(bad("x * x", "g * x"), "a factor 2 is missing"),
    "W03": Wrong(bad("a @ b", "(g @ b, a.T @ g)", "a, b", "wave(4, 4); wave(4, 4, a=0.6)"), "transpose"),
    "W04": Wrong(bad("x * b", "(g * b, (g * x).mean(0))", "x, b", "wave(6, 3); wave(3)"), "1/6, the length of axis 0"),
    "W05": Wrong(bad("torch.sin(x)", ONE_DOUBLED, x="wave(1000)"), "input [500], twice too large"),
    "W06": Wrong(bad("x * 1.0", PERMUTED, x="wave(4096)"), ""),
    "W07": Wrong(bad("torch.exp(x)", "g * torch.exp(x) * 1.0005"), "factor 1.0005"),
    "W08": Wrong(bad("1e-7 * x * x", "-2e-7 * g * x"), "sign flipped"),
    "W09": Wrong(bad("torch.softmax(x, 0)", "g * torch.softmax(x, 0) * (1 - torch.softmax(x, 0))"), "coupling between elements is dropped"),
    "W10": Wrong(bad("x ** 3", "g * 2 * x * x"), "factor 0.666666667"),
    "W11": Wrong(bad("1e8 * x[0] + x[1]", "g * torch.tensor([1e8, 0.0], dtype=D)", x="v(0.7, 0.3)"), "no gradient for input [1]"),
    "W12": Wrong(bad("torch.sin(x)", "torch.clamp(g, -1, 1) * torch.cos(x)"), "clipped at 1"),
    "W13": Wrong(bad("torch.sin(x)", "torch.relu(g) * torch.cos(x)"), "sign of the incoming gradient"),
    "W14": Wrong(bad("torch.sin(x)", "g * g.abs() * torch.cos(x)"), "square"),
    "W15": Wrong(bad("x.abs()", "5.0 * g", x="v(0.0)"), ""),
    "W16": Wrong(NAN_BRANCH, "where() evaluates both branches", "sqrt", "nonfinite"),
    "W17": Wrong(bad("torch.sin(x)", ONE_NUDGED, x="v(0.01, 0.3, 0.5, 0.7, 1.0)"), "input [0]"),
    "W18": Wrong(bad("torch.relu(x)", "-g * (x > 0)", x="v(0.0, 1.0)"), ""),
    "W19": Wrong(bad("(x * wave(4, 4).detach()).sum(1)", f"wave(4, 4).detach().T @ g + {SKEW} @ g", x="wave(4)").replace("(x * wave(4, 4).detach()).sum(1)", "wave(4, 4).detach() @ x"), ""),
    "W20": Wrong(bad("torch.floor(x)", "g", x="v(0.3, 1.7)"), "does not depend on"),
    "W21": Wrong(bad("torch.sin(x)", "g.mul_(torch.cos(x))"), ""),
    "W22": Wrong(bad("torch.sin(x)", "g * torch.cos(x.detach())"), "cut by detach()", settings={"order": 2}),
    "W23": Wrong(bad("x * x", "2 * g * x.detach() + 77 * g * (x - x.detach())", x="v(0.0)"), "", None, settings={"order": 2}),
    "W24": Wrong(function("Bad", "x", "torch.sin(x)", "0 * g") + FLOAT32, "no gradient"),
    "W25": Wrong(OVERWRITTEN.format(keep="out = a * torch.cos(x)\n        out = b * torch.exp(x)\n        return out"), "output 0: no gradient"),
    "W26": Wrong(bad("torch.tanh(x)", "g * torch.where(x.abs() > 3, 0.0, 1 - torch.tanh(x) ** 2)"), "", settings={"points": 20}),
    "W27": Wrong(STALE, "left behind"),
    "W28": Wrong(bad("a * b", "(g * b, None)", "a, b", "wave(3); wave(3, a=0.6)"), "no gradient"),
    "W29": Wrong(OVERWRITTEN.format(keep="return a * torch.cos(x)"), "output 1: no gradient"),
    "W30": Wrong(bad("3 * x", "3 * torch.ones_like(g) * g.mean()"), "incoming gradient"),
    "W31": Wrong(bad("torch.log2(x)", "g / x", x="v(0.5, 2.0, 3.0)"), "ln 2"),
    "W32": Wrong(ASSIGNED, "must be added, not overwritten"),
    "W33": Wrong(bad(NORM, "g / (x.var(-1, keepdim=True, correction=0) + 1e-5).sqrt()", x="wave(3, 5)"), "coupl"),
    "W34": Wrong(bad("x.max()", "g * (x == x.max())", x="v(2.0, 2.0, 1.0)"), ""),
    "W35": Wrong(bad("torch.exp(x)", "(g * torch.exp(x)).float()"), "float32"),
    "W36": Wrong(bad("x * 2", "(2 * g)[:, None]", x="wave(3)"), "", "Bad", "error"),
    "W37": Wrong(LAYOUT, ""),
    "W38": Wrong(bad("torch.softmax(x, 0)", ONE_ENTRY), "input [2], off by the constant factor 1.000001"),
}
# fmt: on


@pytest.mark.parametrize("id", CASES)
def test_wrong(id: str, tmp_path: Path) -> None:
    entry = CASES[id]

    result = checked(tmp_path, entry.code, **entry.settings)

    assert result.verdict.value == entry.verdict, [(f.code.id, f.why, f.message) for f in result.findings]
    assert entry.says in why(result), why(result)
    assert ops(result) == ({entry.op} if entry.op else ops(result))
