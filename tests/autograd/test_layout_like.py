"""What is made like a tensor is laid out as it is, and random numbers come in the order of that memory; all values are PyTorch's."""

import pytest

import gradcli as torch
from gradcli.nn import functional as F

TURNED = torch.ones(2, 3).t()


@pytest.mark.parametrize("make", [torch.zeros_like, torch.empty_like, torch.rand_like, lambda t: torch.full_like(t, 2.0)])
def test_strides_are_those_of_the_original(make):
    assert make(TURNED).stride() == (1, 3)


def test_a_row_by_row_layout_can_be_asked_for():
    assert torch.ones_like(TURNED, memory_format=torch.contiguous_format).stride() == (2, 1)


def test_a_part_of_a_tensor_leaves_no_gaps_in_its_likeness():
    assert torch.zeros_like(torch.ones(4, 6)[:, ::2]).stride() == (3, 1)
    assert torch.full_like(torch.ones(2, 3, 4).permute(2, 0, 1), 2.0).stride() == (1, 12, 4)


def test_dropout_draws_in_the_order_of_memory():
    torch.manual_seed(0)
    assert F.dropout(torch.ones(3, 4).t(), 0.5).tolist() == [[0.0, 0.0, 0.0], [0.0, 0.0, 2.0], [2.0, 2.0, 2.0], [0.0, 2.0, 2.0]]


def test_rand_like_draws_in_the_order_of_memory():
    torch.manual_seed(0)
    recorded = [[0.4963, 0.1320], [0.7682, 0.3074], [0.0885, 0.6341]]
    assert torch.allclose(torch.rand_like(TURNED), torch.tensor(recorded), rtol=0.0, atol=5e-5)  # recorded to four places
