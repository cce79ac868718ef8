"""Products in blocks of rows: the same numbers, in whatever order the factors lie."""

from __future__ import annotations

import numpy as np
import pytest

import gradcli as torch
from gradcli.autograd import blocks

ROUNDING = 64 * np.finfo(float).eps  # of sums in another order, relative to the sum of absolute values


@pytest.fixture(autouse=True)
def with_kernels(monkeypatch):
    monkeypatch.setattr(blocks, "HERE", True)


def factor(rows, columns, transposed, dtype=float):
    shape = (columns, rows) if transposed else (rows, columns)
    x = np.random.default_rng(rows + columns).normal(size=shape).astype(dtype)
    return x.T if transposed else x


@pytest.mark.parametrize("transposed", [(False, False), (False, True), (True, False), (True, True)])
@pytest.mark.parametrize(("shape", "count"), [((256, 64, 64), 2), ((64, 784, 128), 8), ((1024, 64, 16), 2), ((4096, 64, 64), 32)])
def test_a_product_in_blocks_is_the_product(shape, count, transposed):
    m, k, n = shape
    a, b = factor(m, k, transposed[0]), factor(k, n, transposed[1])
    assert blocks.blocks(m, k, b.shape[1], True) == count
    assert np.all(np.abs(blocks.times(a, b) - a @ b) <= ROUNDING * (abs(a) @ abs(b)))


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize(("m", "k", "n"), [(2, 1000, 1000), (32, 500, 500), (5, 64, 4096), (3, 999, 997)])
def test_a_few_rows_times_a_large_transposed_matrix(m, k, n, transposed):
    a, b = factor(m, k, transposed), factor(k, n, True)
    y = blocks.times(a, b)
    assert y.flags.c_contiguous
    assert np.all(np.abs(y - a @ b) <= ROUNDING * (abs(a) @ abs(b)))


@pytest.mark.parametrize("shape", [(0, 5000, 3), (3, 5000, 0), (0, 3, 5000), (9000, 0, 2)])
def test_nothing_times_something(shape):
    m, k, n = shape
    for transposed in (False, True):
        y = blocks.times(np.ones((m, k)), factor(k, n, transposed))
        assert y.shape == (m, n)
        assert not y.any()


@pytest.mark.parametrize(
    ("why", "m", "k", "b"),
    [
        ("small as it is", 100, 100, factor(100, 100, False)),
        ("no equal blocks of eight rows or more", 257, 64, factor(64, 64, False)),
        ("a single column", 4096, 1024, factor(1024, 1, False)),
        ("too wide", 256, 64, factor(64, 1024, False)),
        ("too large for a cache", 4096, 2048, factor(2048, 128, False)),
        ("transposed and long to copy", 64, 784, factor(784, 128, True)),
    ],
)
def test_what_does_not_pay_is_one_product(why, m, k, b):
    assert blocks.blocks(m, k, b.shape[1], b.flags.c_contiguous) == 1, why


@pytest.mark.parametrize("dtype", [np.float32, np.complex128])
def test_other_types_are_multiplied_whole(dtype):
    a, b = factor(256, 64, False, dtype), factor(64, 64, False, dtype)
    assert np.array_equal(blocks.times(a, b), a @ b)


def test_a_matrix_times_a_vector():
    a = factor(512, 512, False)
    assert np.array_equal(blocks.times(a, a[0]), a @ a[0])


def test_factors_that_do_not_fit_are_refused_in_numpys_way():
    with pytest.raises(ValueError, match="mismatch"):
        blocks.times(factor(256, 64, False), factor(65, 64, False))


def test_without_the_kernels_products_are_numpys(monkeypatch):
    monkeypatch.setattr(blocks, "HERE", False)
    a, b = factor(256, 64, False), factor(64, 64, True)
    assert np.array_equal(blocks.times(a, b), a.dot(b))
    assert blocks.right(b) is b


def test_a_product_of_tensors_is_made_in_blocks(monkeypatch):
    counts, made = [], blocks.in_blocks
    monkeypatch.setattr(blocks, "in_blocks", lambda a, b, count: counts.append(count) or made(a, b, count))
    x, w = torch.tensor(factor(64, 784, False)), torch.tensor(factor(784, 128, False), requires_grad=True)
    (x @ w).sum().backward()
    torch.nn.functional.linear(x[:8], torch.ones(2000, 784, dtype=torch.float64))
    assert counts == [8, 7, 16]  # forward, backward, and the rows of the weight
