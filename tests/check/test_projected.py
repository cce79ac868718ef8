"""Random combinations of thousands of entries: sharp enough for a millionth in one of them, which is named, and honest about the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from check.fake_engine import ENGINE, Rule, apply, case, single

import gradcli as torch
from gradcli.autograd import Function
from gradcli.cases import Case, Run
from gradcli.check import check_case
from gradcli.errors import Where
from gradcli.finding import Checked

N = 400
RNG = np.random.default_rng(0)
MATRIX = RNG.normal(size=(N, N)) / np.sqrt(N)
X = RNG.normal(size=N)
SIZE = np.abs((1 - np.tanh(MATRIX @ X) ** 2)[:, None] * MATRIX * X)
ROW, COLUMN = np.unravel_index(np.abs(SIZE - np.sqrt(np.mean(SIZE**2))).argmin(), SIZE.shape)  # an entry of ordinary size


def checked(build: Any) -> Checked:
    def fn(arrays: Any) -> Run:
        x = torch.tensor(arrays["x"]).requires_grad_()
        return Run({"y": build(x)}, {"x": x})

    return check_case(Case("m.py::f", "f", fn, {"x": X}, Where("m.py", 1)))


def dense(off: float, with_jvp: bool) -> Any:
    """tanh(A x) as a custom Function, one entry of its Jacobian off by the share `off`."""

    class Dense(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.y = np.tanh(MATRIX @ x.detach().numpy())
            return torch.tensor(ctx.y)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            back = g.numpy() * (1 - ctx.y**2)
            out = back @ MATRIX
            out[COLUMN] += off * back[ROW] * MATRIX[ROW, COLUMN]
            return torch.tensor(out)

    if with_jvp:
        Dense.jvp = staticmethod(lambda ctx, t: torch.tensor((1 - ctx.y**2) * (MATRIX @ t.numpy())))
    return Dense.apply


@pytest.mark.parametrize("with_jvp", [False, True], ids=["vjp", "vjp and jvp"])
def test_a_millionth_of_one_entry_in_160_000_is_found_and_pinned(with_jvp: bool) -> None:
    right, wrong = checked(dense(0.0, with_jvp)), checked(dense(1e-6, with_jvp))

    assert (right.verdict.value, right.mode) == ("pass", "projected")
    assert [finding.code.id for finding in wrong.findings] == ["G101"]
    entry = wrong.findings[0].entry
    assert entry is not None
    assert (entry.output_index, entry.input_index) == ((ROW,), (COLUMN,))
    assert abs(entry.analytic / entry.numeric - 1) == pytest.approx(1e-6, rel=0.01)  # the entry's own bound is 1e-11 of it


def test_it_is_found_behind_other_operations_too() -> None:
    wrong = checked(lambda x: torch.sin(dense(1e-6, False)(x) * 2))

    assert wrong.findings[0].culprit is not None
    assert wrong.findings[0].culprit.op == "Dense"


def test_what_the_probes_may_have_missed_is_stated() -> None:
    (note,) = checked(lambda x: torch.tanh(torch.tensor(MATRIX) @ x)).notes

    assert note.startswith("4 probes; an error of relative size >= ")
    assert note.endswith(" would be missed with p <= 1e-06")
    assert float(note.split(">= ")[1].split(" ")[0]) < 1e-7


def test_the_stated_size_is_found() -> None:
    """Errors of rank one, random in every entry, as large as the note says: at most one in a million may be missed."""
    rng = np.random.default_rng(1)
    x, a = rng.normal(size=400), rng.normal(size=(300, 400)) / 20
    verdict = lambda backward: check_case(single(lambda x: np.tanh(a @ x), lambda g, x: (g * (1 - np.tanh(a @ x) ** 2)) @ backward, x), ENGINE)
    size = float(verdict(a).notes[0].split(">= ")[1].split(" ")[0])

    for _ in range(5):
        error = np.outer(rng.normal(size=300), rng.normal(size=400))
        wrong = verdict(a + 4 * size * np.linalg.norm(a) / np.linalg.norm(error) * error)  # 4: proof needs more than doubt
        assert wrong.verdict.value == "fail"


def test_a_large_elementwise_map_takes_few_evaluations() -> None:
    x = np.random.default_rng(2).normal(size=280_000)

    result = check_case(case(lambda x: apply(Rule("Sin", np.sin, lambda g, x: g * np.cos(x), user=False), x), x=x), ENGINE)

    assert (result.verdict.value, result.mode) == ("pass", "projected")
    assert result.evaluations < 60


# fmt: off
LAYERS = {
    "saturated units, summed": ((20, 40), lambda x, w: torch.tanh(x @ w).sum(0)),
    "an average of gelus": ((50, 40), lambda x, w: torch.nn.functional.gelu(x @ w).mean(1)),
}
# fmt: on


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", LAYERS)
def test_corrections_that_are_small_by_chance_blame_no_right_layer(name: str, seed: int) -> None:
    shape, build = LAYERS[name]
    rng = np.random.default_rng(seed)
    inputs = {"x": rng.normal(size=shape), "w": rng.normal(size=(shape[1], 30))}

    def fn(arrays: Any) -> Run:
        leaves = {key: torch.tensor(array).requires_grad_() for key, array in arrays.items()}
        return Run({"y": build(*leaves.values())}, leaves)

    result = check_case(Case("m.py::f", "f", fn, inputs, Where("m.py", 1)))

    assert (result.verdict.value, result.mode) == ("pass", "projected")
