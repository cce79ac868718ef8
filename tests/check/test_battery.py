"""The battery of right and wrong gradients: every case must get its word, and wrong ones a reason where one is known."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from check.fake_engine import ENGINE, single

from gradcli import check
from gradcli.finding import Checked


class Entry(NamedTuple):
    f: Any
    vjp: Any
    x: Any
    verdict: str
    why: str = ""


rng = np.random.default_rng(7)
X5 = rng.normal(size=5)
B = rng.normal(size=(4, 4))
X63 = rng.normal(size=(6, 3))
X1000 = rng.uniform(-1, 1, size=1000)
PERMUTED = rng.permutation(4096)


def one_doubled(g: Any, x: Any) -> Any:
    r = g * np.cos(x)
    r[500] *= 2
    return r


def one_nudged(g: Any, x: Any) -> Any:
    r = g * np.cos(x)
    r[0] += 1e-3 * g[0]
    return r


def softmax(x: Any) -> Any:
    e = np.exp(x - x.max())
    return e / e.sum()


def one_hot(g: Any, x: Any) -> Any:
    r = np.zeros_like(x)
    r[np.argmax(x)] = g[0]
    return r


def all_ties(g: Any, x: Any) -> Any:
    return np.where(x == x.max(), g[0], 0.0)


def newton(x: Any) -> Any:
    y = np.ones_like(x)
    for _ in range(60):
        new = 0.5 * (y + x / y)
        if np.max(np.abs(new - y)) < 1e-9:
            break
        y = new
    return np.round(y * 1e7) / 1e7


def counter() -> Any:
    calls = [0]

    def f(x: Any) -> Any:
        calls[0] += 1
        return x * (1 + 0.01 * calls[0])

    return f


def double_in_place(x: Any) -> Any:
    x *= 2
    return x.copy()


def in_place_backward(g: Any, x: Any) -> Any:
    g *= np.cos(x)
    return g


DRAWN = np.random.default_rng(0)
NAN_BRANCH = (
    lambda x: np.where(x > 0, np.sqrt(np.maximum(x, 0)), 0.0),
    lambda g, x: g * np.where(x > 0, 1, 0) * (0.5 / np.sqrt(np.where(x > 0, x, 0.0))),
)

# fmt: off
CASES = {
    "sine sign flipped": Entry(np.sin, lambda g, x: -g * np.cos(x), X5, "fail", "sign flipped"),
    "square factor missing": Entry(lambda x: x * x, lambda g, x: g * x, X5, "fail", "factor 2 is missing"),
    "matmul transpose missing": Entry(lambda a: a @ B, lambda g, a: g @ B, rng.normal(size=(4, 4)), "fail", "transposed"),
    "broadcast mean instead of sum": Entry(lambda b: X63 * b, lambda g, b: (g * X63).mean(0), rng.normal(size=3), "fail", "1/6"),
    "one of 1000 doubled": Entry(np.sin, one_doubled, X1000, "fail"),
    "identity permuted": Entry(lambda x: x * 1.0, lambda g, x: g[PERMUTED], rng.normal(size=4096), "fail"),
    "exp half a permille too large": Entry(np.exp, lambda g, x: g * np.exp(x) * 1.0005, X5, "fail", "1.0005"),
    "tiny gradient sign flipped": Entry(lambda x: 1e-7 * x * x, lambda g, x: -2e-7 * g * x, X5, "fail", "sign flipped"),
    "softmax coupling dropped": Entry(softmax, lambda g, x: g * softmax(x) * (1 - softmax(x)), X5, "fail", "coupling"),
    "cube one branch lost": Entry(lambda x: x**3, lambda g, x: g * 2 * x * x, X5, "fail", "0.666666667"),
    "small one beside huge dropped": Entry(lambda x: np.array([1e8 * x[0] + x[1]]), lambda g, x: np.array([1e8 * g[0], 0.0]), [0.7, 0.3], "fail", "no gradient for input [1]"),
    "clips the cotangent": Entry(np.sin, lambda g, x: np.clip(g, -1, 1) * np.cos(x), X5, "fail", "clipped at 1"),
    "guided relu": Entry(np.sin, lambda g, x: np.maximum(g, 0) * np.cos(x), X5, "fail", "sign of the incoming"),
    "square of the cotangent": Entry(np.sin, lambda g, x: g * np.abs(g) * np.cos(x), X5, "fail", "square"),
    "abs at 0 slope 5": Entry(np.abs, lambda g, x: 5.0 * g, [0.0], "fail"),
    "nan branch": Entry(*NAN_BRANCH, [-1.0, 2.0], "nonfinite"),
    "one entry of five nudged": Entry(np.sin, one_nudged, [0.01, 0.3, 0.5, 0.7, 1.0], "fail"),
    "relu wrong beside a kink": Entry(lambda x: np.maximum(x, 0), lambda g, x: -g * (x > 0), [0.0, 1.0], "fail"),
    "antisymmetric error": Entry(lambda x: B @ x, lambda g, x: B.T @ g + 1e-2 * np.array([g[1], -g[0], 0, 0]), rng.normal(size=4), "fail"),
    "straight through floor": Entry(np.floor, lambda g, x: g, [0.3, 1.7], "fail", "does not depend"),
    "straight through coarse rounding": Entry(lambda x: np.round(x * 16) / 16, lambda g, x: g, [0.3, 1.71], "fail", "does not depend"),
    "floor far from 0": Entry(np.floor, lambda g, x: 0 * g, [12.34, 1234.5], "pass"),
    "max hands a tie to all": Entry(lambda x: np.array([x.max()]), all_ties, [2.0, 2.0, 1.0], "fail"),
    "in place on the cotangent": Entry(np.sin, in_place_backward, X5, "fail"),
    "mean of the cotangent": Entry(lambda x: 3 * x, lambda g, x: 3 * np.full_like(g, g.mean()), X5, "fail"),
    "adds a constant": Entry(np.sin, lambda g, x: g * np.cos(x) + 1, X5, "fail", "does not depend on the incoming"),
    "normalises the cotangent": Entry(np.sin, lambda g, x: np.sign(g) * np.cos(x), X5, "fail", "does not grow"),
    "relu at 0": Entry(lambda x: np.maximum(x, 0), lambda g, x: g * (x > 0), [0.0, 1.0], "nondifferentiable"),
    "relu at 0 half": Entry(lambda x: np.maximum(x, 0), lambda g, x: g * np.where(x == 0, 0.5, x > 0), [0.0, 1.0], "nondifferentiable"),
    "abs at 0": Entry(np.abs, lambda g, x: g * np.sign(x), [0.0, 1.0], "nondifferentiable"),
    "max at a tie": Entry(lambda x: np.array([x.max()]), one_hot, [2.0, 2.0, 1.0], "nondifferentiable"),
    "relu near 0": Entry(lambda x: np.maximum(x, 0), lambda g, x: g * (x > 0), [5e-7, 1.0], "pass"),
    "log near 0": Entry(np.log, lambda g, x: g / x, [1e-6, 1.0], "pass"),
    "sqrt near 0": Entry(np.sqrt, lambda g, x: g * 0.5 / np.sqrt(x), [1e-8, 1.0], "pass"),
    "square at 1e9": Entry(lambda x: x * x, lambda g, x: 2 * g * x, [1e9], "pass"),
    "sine at 1e10": Entry(np.sin, lambda g, x: g * np.cos(x), [1e10], "pass"),
    "sine of 1e6 x": Entry(lambda x: np.sin(1e6 * x), lambda g, x: 1e6 * g * np.cos(1e6 * x), [0.3], "pass"),
    "cancellation": Entry(lambda x: (1e8 + x) - 1e8, lambda g, x: g * 1.0, [0.3, 0.77], "pass"),
    "small one beside huge": Entry(lambda x: np.array([1e8 * x[0] + x[1]]), lambda g, x: np.array([1e8 * g[0], g[0]]), [0.7, 0.3], "pass"),
    "float32 cast inside": Entry(lambda x: np.sin(x.astype(np.float32)).astype(np.float64), lambda g, x: g * np.cos(x), X5, "pass"),
    "floor at an integer": Entry(np.floor, lambda g, x: 0.0 * g, [2.0], "nondifferentiable"),
    "straight through floor at an integer": Entry(np.floor, lambda g, x: g, [2.0], "fail"),
    "acosh below 1": Entry(np.arccosh, lambda g, x: g / np.sqrt(x * x - 1), [0.3, 0.6], "nonfinite"),
    "cbrt at 0": Entry(np.cbrt, lambda g, x: g / (3 * np.cbrt(x) ** 2), [0.0], "nondifferentiable"),
    "sqrt at 0": Entry(np.sqrt, lambda g, x: g * 0.5 / np.sqrt(x), [0.0, 1.0], "nondifferentiable"),
    "x^1.5 at the edge of its domain": Entry(lambda x: x**1.5, lambda g, x: 1.5 * g * np.sqrt(x), [0.0, 1.0], "pass"),
    "sort with a small gap": Entry(np.sort, lambda g, x: g[np.argsort(np.argsort(x))], [1.0, 1.0 + 1e-7, 3.0], "pass"),
    "narrow gaussian": Entry(lambda x: np.exp(-(((x - 1) / 1e-7) ** 2)), lambda g, x: -2 * (x - 1) / 1e-14 * g * np.exp(-(((x - 1) / 1e-7) ** 2)), [1 + 5e-8], "pass"),
    "random forward": Entry(lambda x: x * (DRAWN.random(x.shape) < 0.5), lambda g, x: g * 0.5, X5, "nondeterministic"),
    "random backward": Entry(np.sin, lambda g, x: g * np.cos(x) * (1 + 1e-3 * DRAWN.normal(size=x.shape)), X5, "nondeterministic"),
    "rounded to 1e-7": Entry(newton, lambda g, x: g * 0.5 / np.sqrt(x), [2.0, 3.0], "pass"),
    "small right gradient": Entry(lambda x: 1e-9 * np.sin(x), lambda g, x: 1e-9 * g * np.cos(x), X5, "pass"),
    "huber at its knot": Entry(lambda x: np.where(np.abs(x) <= 1, 0.5 * x * x, np.abs(x) - 0.5), lambda g, x: g * np.clip(x, -1, 1), [1.0, -1.0, 0.3], "pass"),
    "counter": Entry(counter(), lambda g, x: g * 1.0, X5, "nondeterministic"),
    "changes its input": Entry(double_in_place, lambda g, x: 2 * g, X5, "nondeterministic"),
    "constant": Entry(lambda x: np.full(3, 7.0), lambda g, x: 0 * x, X5, "pass"),
    "zero to rounding": Entry(lambda x: np.sin(x) ** 2 + np.cos(x) ** 2, lambda g, x: g * (2 * np.sin(x) * np.cos(x) - 2 * np.cos(x) * np.sin(x)), X5, "pass"),
    "aliasing": Entry(lambda x: np.sin(2 * np.pi * 4096 * x), lambda g, x: 2 * np.pi * 4096 * g * np.cos(2 * np.pi * 4096 * x), [1.0], "pass"),
    "rounded to float32 backward": Entry(np.exp, lambda g, x: (g * np.exp(x)).astype(np.float32).astype(float), X5, "fail", "float32"),
    "complex abs": Entry(np.abs, lambda g, z: g * z / np.abs(z), [1 + 2j, -0.5 + 1j], "pass"),
    "complex abs conjugated": Entry(np.abs, lambda g, z: g * np.conj(z) / np.abs(z), [1 + 2j, -0.5 + 1j], "fail", "conj"),
    "complex square": Entry(lambda z: z * z, lambda g, z: 2 * g * np.conj(z), [1 + 2j, -0.5 + 1j], "pass"),
    "complex square without conj": Entry(lambda z: z * z, lambda g, z: 2 * g * z, [1 + 2j, -0.5 + 1j], "fail"),
    "real to complex": Entry(lambda x: np.exp(1j * x), lambda g, x: (g * np.conj(1j * np.exp(1j * x))).real, X5, "pass"),
}
# fmt: on


def verdict_of(name: str) -> Checked:
    f, vjp, x, _, _ = CASES[name]
    return check.check_case(single(f, vjp, x), ENGINE)


@pytest.mark.parametrize("name", CASES)
def test_gets_its_word(name: str) -> None:
    checked = verdict_of(name)

    assert checked.verdict.value == CASES[name].verdict, [(f.code.id, f.why, f.entry, f.detail) for f in checked.findings]


@pytest.mark.parametrize("name", [name for name, entry in CASES.items() if entry.why])
def test_says_why(name: str) -> None:
    assert CASES[name].why in verdict_of(name).findings[0].why


@pytest.mark.parametrize("name", [name for name, entry in CASES.items() if entry.verdict == "fail"])
def test_never_a_mismatch_without_node_and_place(name: str) -> None:
    finding = verdict_of(name).findings[0]

    assert finding.culprit is not None or finding.code.id in ("G102", "G103")
    assert finding.where is not None
    if finding.code.id == "G101":
        assert finding.entry is not None
        assert finding.entry.bound < abs(finding.entry.analytic - finding.entry.numeric)
        assert finding.entry.input_index != ()
