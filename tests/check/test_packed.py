"""Columns that share evaluations: as if each had one of its own, and refused where they would mix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradcli as torch
from gradcli.cases import Case, Run, Settings
from gradcli.check import check_case
from gradcli.check.packed import packed
from gradcli.errors import Where

RNG = np.random.default_rng(0)
BASE = RNG.normal(size=(5, 3))
INPUT = RNG.normal(size=(5, 4))


def slopes_of_weights() -> Any:
    """What INPUT @ W moves by per unit of each entry of W (4, 3): (12, 5, 3)."""
    return np.stack([INPUT @ unit.reshape(4, 3) for unit in np.eye(12)])


def test_each_column_is_as_if_it_were_alone_also_after_an_elementwise_map() -> None:
    slopes, change = slopes_of_weights(), RNG.normal(size=(2, 12))
    alone = BASE + change[:, :, None, None] * slopes

    found = packed(BASE, slopes, change)

    assert found is not None
    assert found.values.shape == (2, 4, 5, 3)  # three columns of W at a time
    np.testing.assert_allclose(found.columns(), alone.reshape(24, 5, 3), rtol=1e-15, atol=1e-15)  # order of additions
    mapped = found.mapped(np.tanh(found.stack()), np.tanh(BASE))
    np.testing.assert_allclose(mapped.columns(), np.tanh(alone).reshape(24, 5, 3), rtol=1e-15, atol=1e-15)


def test_columns_that_move_the_same_elements_are_not_packed() -> None:
    assert packed(BASE, RNG.normal(size=(12, 5, 3)), RNG.normal(size=(2, 12))) is None
    overlapping = np.zeros((4, 5, 3))
    overlapping[[0, 1, 2, 3], [0, 1, 2, 3], 0] = 1.0
    overlapping[1, 0, 0], overlapping[0, 0, 0], overlapping[0, 1, 0] = 0.0, 1.0, 1.0

    assert packed(BASE, overlapping, np.ones((2, 4))) is None


@pytest.mark.parametrize("off", [0.0, 1e-6])
def test_a_layer_between_elementwise_and_coupled_maps_is_compared_in_every_entry(off: float) -> None:
    x, v = torch.tensor(RNG.normal(size=(6, 7))), torch.tensor(RNG.normal(size=(5, 3)))

    class Tanh(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, z: Any) -> Any:
            ctx.save_for_backward(z.tanh())
            return z.tanh()

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (y,) = ctx.saved_tensors
            slope = 1 - y * y
            slope[2, 3] *= 1 + off
            return g * slope

    def fn(arrays: Any) -> Run:
        w = torch.tensor(arrays["w"]).requires_grad_()
        hidden = Tanh.apply(x @ w) if off else torch.tanh(x @ w)
        return Run({"y": torch.log_softmax(hidden @ v, dim=1)}, {"w": w})

    case = Case("m.py::f", "f", fn, {"w": RNG.normal(size=(7, 5))}, Where("m.py", 1), settings=Settings(mode="full"))
    checked = check_case(case)

    assert checked.verdict.value == ("fail" if off else "pass")
    assert checked.pairs[0].checked == 35 * 18
