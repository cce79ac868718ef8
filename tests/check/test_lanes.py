"""Columns that share evaluations: as if each had one of its own, and refused where they would mix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gradcli as torch
from gradcli import engines
from gradcli.cases import Case, Run, Settings
from gradcli.check import check_case
from gradcli.check import columns as columns_of
from gradcli.check.lanes import Lanes, Places, kept_apart
from gradcli.check.replay import plan
from gradcli.check.sweep import Sweep
from gradcli.errors import Where
from gradcli.graph import Graph

RNG = np.random.default_rng(0)
WEIGHT = RNG.normal(size=(7, 5))
ROWS, MORE, BIAS = torch.tensor(RNG.normal(size=(6, 7))), torch.tensor(RNG.normal(size=(5, 3))), torch.tensor(RNG.normal(size=3))


def recorded(f: Callable[[Any], Any], x: Any) -> Graph:
    """The graph of a function of one tensor."""

    def fn(arrays: Any) -> Run:
        leaf = torch.tensor(arrays["x"]).requires_grad_()
        return Run({"y": f(leaf)}, {"x": leaf})

    return engines.get("auto").graph(fn, {"x": x})


@pytest.fixture(autouse=True)
def _however_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_of, "LITTLE", 0)


def columns(f: Callable[[Any], Any], x: Any, which: Any) -> tuple[Any, Sweep]:
    """What the sweep gives for some coordinates of x, each moved by 0.1 and by -0.2, and the sweep."""
    graph = recorded(f, x)
    known = plan(graph, [graph.leaves["x"]])
    assert known is not None
    sweep = Sweep(known, graph.leaves["x"], x, np.stack([x + 0.1, x - 0.2]))
    return sweep.columns(which)[0], sweep


def one_by_one(f: Callable[[Any], Any], x: Any, which: Any) -> Any:
    """The same, each coordinate in an evaluation of its own."""
    units = np.eye(x.size)[which].reshape(-1, *x.shape)
    return np.stack([[f(torch.tensor(x + step * unit)).numpy() for unit in units] for step in (0.1, -0.2)])


# fmt: off
MAPS = {
    "a layer":            (lambda w: torch.log_softmax(torch.tanh(ROWS @ w) @ MORE, dim=1),                               WEIGHT, (1, 1)),
    "a transposed layer": (lambda w: torch.nn.functional.linear(torch.tanh(ROWS @ w.T), MORE.T, BIAS),                    WEIGHT.T.copy(), (0, 1)),
    "a batch":            (lambda x: torch.softmax(torch.nn.functional.layer_norm(x, (5,)) @ MORE, dim=1) * 2,            WEIGHT, (0, 0)),
    "a bias":             (lambda b: (ROWS @ torch.tensor(WEIGHT) + b).sigmoid() @ MORE,                                  np.linspace(-1, 1, 5), (0, 1)),
    "a vector":           (lambda x: torch.tanh(torch.tensor(WEIGHT) @ x.exp()) * 2,                                      np.linspace(-1, 1, 5), (0, 1)),
    "its mean":           (lambda w: torch.tanh(ROWS @ w).mean(),                                                         WEIGHT, (1, 1)),
    "two ways":           (lambda w: (torch.tanh(ROWS @ w) * (ROWS @ w)).sum() * w.sum(),                                 WEIGHT, (1, 2)),
    "batches":            (lambda w: torch.matmul(torch.stack([ROWS, ROWS * 2]), w.sin()) @ MORE,                         WEIGHT, (1, 1)),
    "nothing in common":  (lambda w: torch.linalg.inv(w @ w.T),                                                           WEIGHT[:3], (0, 0)),
}
# fmt: on


@pytest.mark.parametrize("name", MAPS)
def test_columns_are_what_moving_one_coordinate_gives(name: str) -> None:
    f, x, (axis, products) = MAPS[name]
    which = np.random.default_rng(1).permutation(x.size)[: x.size // 2 + 1]

    found, sweep = columns(f, x, which)

    assert (sweep.columns.axis, len(sweep.columns.route.added)) == (axis, products)
    np.testing.assert_allclose(found, one_by_one(f, x, which), rtol=1e-12, atol=1e-13)  # order of additions


def test_portions_are_all_columns_once() -> None:
    found = [columns(f, x, np.arange(x.size))[1].columns.portions() for f, x, _ in MAPS.values()]

    assert [sorted(np.concatenate(list(some))) for some in found] == [list(range(x.size)) for _, x, _ in MAPS.values()]


def test_one_evaluation_moves_an_element_of_every_slice() -> None:
    places = Places.of(np.arange(35), (7, 5), 1)

    found = Lanes.spread(WEIGHT, (WEIGHT + 1)[None], 1, places)

    assert found.values.shape == (1, 7, 7, 5)  # a row of the matrix at a time
    np.testing.assert_array_equal(found.columns(), WEIGHT + np.eye(35).reshape(35, 7, 5))


@pytest.mark.parametrize(
    ("f", "axes", "wanted"),
    [
        (lambda x: x.softmax(1), 0, 0),
        (lambda x: x.softmax(1), 1, None),
        (lambda x: x.T, 0, 1),
        (lambda x: x.roll(1, 0), 0, None),
        (lambda x: x.sum(0), 1, 0),
        (lambda x: x.sort(dim=1)[0], 1, None),
        (lambda x: x.cumsum(0), 0, None),
        (lambda x: x.reshape(5, 7), 1, None),
        (lambda x: x.clamp(max=0), 1, 1),
    ],
)
def test_which_operations_keep_slices_apart(f: Callable[[Any], Any], axes: int, wanted: int | None) -> None:
    node = next(node for node in recorded(f, WEIGHT).nodes if node.kind == "op")

    assert kept_apart(node, {0: axes}) == wanted


def test_little_is_evaluated_without_trying(monkeypatch: pytest.MonkeyPatch) -> None:
    f, x, _ = MAPS["a layer"]
    monkeypatch.setattr(columns_of, "LITTLE", 2**20)

    found, sweep = columns(f, x, np.arange(x.size))

    assert not sweep.columns.route.added
    np.testing.assert_allclose(found, one_by_one(f, x, np.arange(x.size)), rtol=1e-12, atol=1e-13)  # order of additions


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
