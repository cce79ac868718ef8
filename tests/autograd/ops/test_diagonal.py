"""Diagonals and triangles."""

import numpy as np
import pytest
from pulled import assert_pulls

import gradcli as torch

A = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


def test_a_diagonal_is_a_view_that_can_be_written_to() -> None:
    x = torch.zeros(2, 3)
    x.diagonal(1).fill_(9.0)
    assert x.tolist() == [[0, 9, 0], [0, 0, 9]]
    assert_pulls(lambda x: x.diagonal(1), [A], [2, 6], [[0, 1, 0], [0, 0, 2]])


def test_diag_goes_both_ways() -> None:
    assert torch.diag(torch.tensor([1.0, 2.0]), -1).tolist() == [[0, 0, 0], [1, 0, 0], [0, 2, 0]]
    x = torch.tensor(A, requires_grad=True)
    assert x.diag().tolist() == [1, 5]
    assert type(x.diag().grad_fn).__name__ == "DiagonalBackward0_copy"
    with pytest.raises(RuntimeError, match="Supports 1D or 2D tensors"):
        torch.zeros(2, 2, 2).diag()


@pytest.mark.parametrize(("offset", "dims"), [(0, (-2, -1)), (1, (0, -1)), (-1, (0, 2)), (1, (2, 0))])
def test_diag_embed_undoes_diagonal(offset: int, dims: tuple[int, int]) -> None:
    x = torch.tensor(A)
    matrices = torch.diag_embed(x, offset, *dims)
    assert matrices.diagonal(offset, *dims).tolist() == A
    assert matrices.sum().item() == x.sum().item()


def test_triangles_cut_value_and_gradient_alike() -> None:
    assert_pulls(lambda x: x.tril(), [A], [[1, 0, 0], [4, 5, 0]], [[1, 0, 0], [4, 5, 0]])
    assert_pulls(lambda x: x.triu(1), [A], [[0, 2, 3], [0, 0, 6]], [[0, 2, 3], [0, 0, 6]])
    assert torch.tril_indices(2, 3).tolist() == np.stack(np.tril_indices(2, 0, 3)).tolist()
    with pytest.raises(RuntimeError, match="at least 2 dimensions"):
        torch.zeros(3).tril()


def test_trace_of_a_rectangle() -> None:
    assert_pulls(lambda x: x.trace(), [A], 6, [[1, 0, 0], [0, 1, 0]])
    with pytest.raises(RuntimeError, match="expected a matrix"):
        torch.zeros(3).trace()


def test_the_trace_of_bytes_is_a_long() -> None:
    trace = torch.full((2, 2), 200, dtype=torch.uint8).trace()
    assert (trace.item(), trace.dtype) == (400, torch.int64)


def test_the_diagonal_of_linear_algebra_is_that_of_the_last_axes() -> None:
    assert torch.linalg.diagonal(torch.arange(8).reshape(2, 2, 2)).tolist() == [[0, 3], [4, 7]]
