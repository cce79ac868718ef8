"""What rounds inside of a user's Function is noise, as on the tape; what its forward cuts off on purpose is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from check.user_file import checked, function, ops

from gradcli.check.rounding import nudged


def offset(size: str, backward: str) -> str:
    return function("Offset", "x", f"(x + {size}) - {size}", backward) + "def f(x=wave(3)):\n    return Offset.apply(x)"


# fmt: off
OFFSETS = [
    ("1e4", "g", "pass"), ("1e12", "g", "inconclusive"), ("1e14", "g", "inconclusive"), ("1e20", "g", "inconclusive"),
    ("1e4", "1.001 * g", "fail"), ("1e12", "-g", "fail"),
]
# fmt: on


@pytest.mark.parametrize(("size", "backward", "word"), OFFSETS)
def test_a_forward_that_rounds_in_steps_is_judged_by_what_the_steps_tell(size: str, backward: str, word: str, tmp_path: Path) -> None:
    assert checked(tmp_path, offset(size, backward)).verdict.value == word


@pytest.mark.parametrize("steps", ["4", "127", "8192"])
def test_a_forward_that_quantises_has_no_slope(steps: str, tmp_path: Path) -> None:
    code = function("Quantised", "x", f"torch.round(x * {steps}) / {steps}", "g") + "def f(x=wave(3)):\n    return Quantised.apply(x)"

    result = checked(tmp_path, code)

    assert (result.verdict.value, ops(result)) == ("fail", {"Quantised"})


LOGDET = (
    "def f(a=(torch.arange(9, dtype=D) + 1 + torch.eye(9, dtype=D)[8] * 1e-6).reshape(3, 3).requires_grad_()):\n    return LogDet.apply(a)"
)


@pytest.mark.parametrize(("factor", "word"), [("1", "pass"), ("(1 + 1e-6)", "fail")])
def test_round_numbers_that_make_a_rounded_forward_straight_blame_nobody(factor: str, word: str, tmp_path: Path) -> None:
    """LU of [[1, 2, 3], [4, 5, 6], [7, 8, 9 + 1e-6]] rounds so regularly that differences of any size give a slope that is off by 8e-8."""
    logdet = function("LogDet", "a", "torch.linalg.slogdet(a)[1]", f"{factor} * g * torch.linalg.inv(a).mT")

    assert checked(tmp_path, logdet + LOGDET).verdict.value == word


SCAN = """
class Scan(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, x):
        h, state = torch.zeros_like(x), torch.zeros((), dtype=D)
        for t in range(len(x)):
            state = a[t] * state + x[t]
            h[t] = state
        ctx.save_for_backward(a, h)
        return h
    @staticmethod
    def backward(ctx, g):
        a, h = ctx.saved_tensors
        gx, ga, state = torch.zeros_like(g), torch.zeros_like(a), torch.zeros((), dtype=D)
        for t in reversed(range(len(g))):
            state = g[t] + (a[t + SHIFT] * state if t + 1 < len(g) else 0)
            gx[t] = state
            ga[t] = state * h[t - 1] if t else 0
        return ga, gx
def f(a=wave(6), x=wave(6, a=0.7)):
    return Scan.apply(a, x)
"""


@pytest.mark.parametrize(("shift", "word"), [("1", "pass"), ("0", "fail")])
def test_a_forward_that_writes_into_its_result_piece_by_piece_is_rounded_as_it_writes(shift: str, word: str, tmp_path: Path) -> None:
    result = checked(tmp_path, SCAN.replace("SHIFT", shift))

    assert (result.verdict.value, ops(result)) == (word, {"Scan"} if word == "fail" else set())


TINY = "torch.tensor([1e-160, 1e-160], dtype=D, requires_grad=True)"


@pytest.mark.parametrize(("norm", "word"), [("x.norm()", "pass"), ("(x * x).sum().sqrt()", "inconclusive"), ("(x * 1e160).norm() / 1e160", "pass")])
def test_squares_that_underflow_blame_nobody(norm: str, word: str, tmp_path: Path) -> None:
    assert checked(tmp_path, f"def f(x={TINY}):\n    return {norm}\n").verdict.value == word


def test_subnormal_numbers_are_nudged_by_the_smallest_there_is() -> None:
    moved = nudged(np.array([1e-320, -1e-320, 0.0, 1.0]), np.random.default_rng(0))

    assert np.array_equal(np.abs(moved - [1e-320, -1e-320, 0.0, 1.0]) > 0, [True, True, False, True])
    assert np.abs(moved[:2] - [1e-320, -1e-320]).max() == 5e-324


SATURATED = """
torch.manual_seed({seed})
x, y = torch.randn(8, 6), torch.randint(0, 3, (8,))
net = torch.nn.Sequential(torch.nn.Linear(6, 8), torch.nn.BatchNorm1d(8), torch.nn.ReLU(), torch.nn.Linear(8, 3))
optimizer = torch.optim.Adam(net.parameters(), 0.1)
for _ in range({steps}):
    loss = {loss}
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


@pytest.mark.parametrize(
    ("seed", "steps", "loss"),
    [
        (1, 40, "F.cross_entropy(net(x), y)"),
        (5, 80, "F.cross_entropy(net(x) / 0.2, y)"),
        (8, 40, "F.binary_cross_entropy_with_logits(net(x), F.one_hot(y, 3).double())"),
    ],
)
def test_a_loss_trained_to_nearly_zero_has_the_rounding_of_what_it_is_left_of(seed: int, steps: int, loss: str, tmp_path: Path) -> None:
    result = checked(tmp_path, SATURATED.format(seed=seed, steps=steps, loss=loss))

    assert result.verdict.value == "pass", result.findings
