"""Memory of large tensors begins at a line of the cache, and nothing else about them is different."""

import numpy as np
import pytest

import gradcli as torch
from gradcli.autograd import aligned

LARGE = (90, 100)  # of float64: 72,000 bytes


def start(t):
    return t.numpy().__array_interface__["data"][0]


@pytest.mark.parametrize(
    "make",
    [
        lambda: torch.tensor(np.ones(LARGE)),
        lambda: torch.zeros(LARGE, dtype=torch.float64),
        lambda: torch.full(LARGE, 2.5, dtype=torch.float64),
        lambda: torch.ones(LARGE, dtype=torch.complex128),
    ],
)
def test_large_tensors_begin_at_a_line(make):
    several = [make() for _ in range(4)]  # all alive: not one piece of memory again and again
    assert [start(t) % aligned.LINE for t in several] == [0] * 4


def test_offsets_and_sizes_of_storage_count_the_tensor_alone():
    t = torch.zeros(LARGE, dtype=torch.float64)
    view = t[1:, 2:]
    assert (t.storage_offset(), view.storage_offset()) == (0, 102)
    assert t.untyped_storage().size() == view.untyped_storage().size() == 72_000


def test_views_of_large_tensors_are_written_through():
    t = torch.zeros(LARGE, requires_grad=True)
    y = t * 1
    y[3].mul_(0)
    y.sum().backward()
    assert t.grad.sum() == 90 * 100 - 100


def test_a_copy_keeps_the_order_in_memory():
    turned = np.arange(9000.0).reshape(LARGE).T
    copy = aligned.copied(turned)
    assert copy.strides == turned.strides
    assert np.array_equal(copy, turned)
    assert not np.shares_memory(copy, turned)
    rows = aligned.copied(turned.T)
    assert rows.flags.c_contiguous
    assert np.array_equal(rows, turned.T)


@pytest.mark.parametrize("shape", [(3,), LARGE])
def test_a_negative_zero_keeps_its_sign(shape):
    assert torch.signbit(torch.full(shape, -0.0)).all()
    assert not torch.signbit(torch.full(shape, 0.0)).any()
