"""Products with one slice of a factor moved: what is added, and the rounding that may hide in a sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import gradcli as torch
from gradcli import engines
from gradcli.cases import Run
from gradcli.check import products
from gradcli.check.products import Product, slices_add
from gradcli.graph import Node

RNG = np.random.default_rng(0)
A, B, V = RNG.normal(size=(4, 6)), RNG.normal(size=(6, 3)), RNG.normal(size=6)
STACK = RNG.normal(size=(2, 4, 6))


def product(f: Callable[[Any], Any], x: Any) -> Node:
    """The node of a product of x and a constant."""

    def fn(arrays: Any) -> Run:
        leaf = torch.tensor(arrays["x"]).requires_grad_()
        return Run({"y": f(leaf)}, {"x": leaf})

    return next(node for node in engines.get("auto").graph(fn, {"x": x}).nodes if node.kind == "op")


# fmt: off
PRODUCTS = {
    "dot":        (lambda x: torch.dot(x, torch.tensor(V)), V, 0),
    "mv":         (lambda x: torch.tensor(A) @ x, V, 0),
    "mv left":    (lambda x: x @ torch.tensor(V), A, 1),
    "row":        (lambda x: x @ torch.tensor(B), V, 0),
    "mm":         (lambda x: x @ torch.tensor(B), A, 1),
    "mm right":   (lambda x: torch.tensor(A) @ x, B, 0),
    "bmm":        (lambda x: torch.bmm(x, torch.tensor(STACK).mT), STACK, 2),
    "broadcast":  (lambda x: torch.tensor(A) @ x, STACK.transpose(0, 2, 1).copy(), 1),
    "many":       (lambda x: x @ torch.tensor(B), STACK, 2),
    "many vector": (lambda x: torch.tensor(STACK) @ x, V, 0),
    "scaled sum": (lambda x: torch.addmm(torch.ones(4, 3, dtype=torch.float64), torch.tensor(A), x, beta=0.5, alpha=-2.0), B, 0),
}
# fmt: on


@pytest.fixture(autouse=True)
def _nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "TRIALS", {})


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_moved_slice_adds_the_product_of_two_slices(name: str) -> None:
    f, x, axis = PRODUCTS[name]
    node = product(f, x)
    found = Product.of(node, 0)
    moved = x.copy()
    np.moveaxis(moved, axis, 0)[4] += 0.5
    change = np.full((1, 1, *x.shape[:axis], *x.shape[axis + 1 :]), 0.5)

    assert found is not None
    assert slices_add(node, 0, axis)
    added = found.added(change, np.array([4]))[0]

    np.testing.assert_allclose(found.result + added, f(torch.tensor(moved)).numpy(), rtol=1e-13, atol=1e-14)  # order of additions


def test_sums_that_cancel_are_products_all_the_same() -> None:
    weights = np.random.default_rng(5).normal(size=(400, 1000)) * 1e3
    weights[:, ::2] = -weights[:, 1::2]

    node = product(lambda x: torch.tensor(weights) @ x, np.ones(1000))

    assert node.replay is not None
    assert np.abs(node.replay.outputs[0]).max() < 1e-9  # of terms of size 1e3
    assert slices_add(node, 0, 0)


@pytest.mark.parametrize("kernel", [lambda x: (A @ x) ** 2, lambda x: A @ x * (1 + 1e-12)], ids=["squared", "nearly"])
def test_what_is_called_a_product_and_is_none_is_refused(kernel: Callable[[Any], Any]) -> None:
    node = product(lambda x: torch.tensor(A) @ x, V)
    assert node.replay is not None
    other = replace(node, replay=replace(node.replay, forward=lambda x: (kernel(x),), outputs=(kernel(V),)))

    assert not slices_add(other, 0, 0)


def test_an_operation_is_tried_once() -> None:
    node = product(lambda x: torch.tensor(A) @ x, V)
    larger = product(lambda x: torch.tensor(np.ones((7, 9))) @ x, np.arange(9.0))
    assert slices_add(node, 0, 0)
    assert larger.replay is not None

    assert slices_add(replace(larger, replay=replace(larger.replay, forward=None)), 0, 0)


def test_axes_that_are_not_summed_over_and_other_operations_are_no_products() -> None:
    assert not slices_add(product(lambda x: x @ torch.tensor(B), A), 0, 0)
    assert not slices_add(product(lambda x: x * 2, A), 0, 1)
    assert Product.of(product(lambda x: x.float() @ torch.tensor(B).float(), A), 0) is None
