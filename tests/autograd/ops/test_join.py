"""Tensors put together, and taken apart again by their gradients."""

import numpy as np
import pytest
from pulled import assert_pulls, pulled

import gradcli as torch

A = [[1.0, 2.0], [3.0, 4.0]]


def test_each_part_of_a_concatenation_gets_its_part_of_the_gradient() -> None:
    value, (a, b) = pulled(lambda a, b: torch.cat([a, b], 1), A, [[5.0], [6.0]])
    assert value == [[1, 2, 5], [3, 4, 6]]
    assert (a, b) == ([[1, 2], [4, 5]], [[3], [6]])


def test_a_tensor_given_twice_gets_both_gradients() -> None:
    assert_pulls(lambda a: torch.stack([a, a], 1), [[1.0, 2.0]], [[1, 1], [2, 2]], [1 + 2, 3 + 4])


def test_types_are_promoted_and_gradients_cast_back() -> None:
    a = torch.ones(1, dtype=torch.float32, requires_grad=True)
    y = torch.cat([a, torch.ones(1, dtype=torch.float64), torch.ones(1, dtype=torch.int64)])
    assert y.dtype is torch.float64
    y.sum().backward()
    assert a.grad.dtype is torch.float32


def test_empty_vectors_are_left_out_of_a_concatenation() -> None:
    assert torch.cat([torch.zeros(0), torch.ones(2, 2)]).shape == (2, 2)


def test_the_stacks() -> None:
    v, w = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])
    assert torch.hstack([v, w]).tolist() == [1, 2, 3, 4]
    assert torch.vstack([v, w]).tolist() == [[1, 2], [3, 4]]
    assert torch.dstack([v, w]).tolist() == [[[1, 3], [2, 4]]]
    assert torch.column_stack([v, w]).tolist() == [[1, 3], [2, 4]]


def test_blocks_on_a_diagonal() -> None:
    value, (a, b) = pulled(lambda a, b: torch.block_diag(a, b), [[1.0, 2.0]], [3.0])
    assert value == [[1, 2, 0], [0, 0, 3]]
    assert (a, b) == ([[1, 2]], [6])


def test_grids_in_both_conventions() -> None:
    x, y = torch.tensor([1, 2, 3]), torch.tensor([4, 5])
    for indexing in ("ij", "xy"):
        expected = np.meshgrid([1, 2, 3], [4, 5], indexing=indexing)
        assert [g.tolist() for g in torch.meshgrid(x, y, indexing=indexing)] == [g.tolist() for g in expected]
    with pytest.warns(UserWarning, match="indexing argument"):
        torch.meshgrid(x, y)


def test_products_and_combinations() -> None:
    a = torch.tensor([1, 2, 3])
    assert torch.cartesian_prod(a[:2], a[:2]).tolist() == [[1, 1], [1, 2], [2, 1], [2, 2]]
    assert torch.combinations(a).tolist() == [[1, 2], [1, 3], [2, 3]]
    assert torch.combinations(a[:2], with_replacement=True).tolist() == [[1, 1], [1, 2], [2, 2]]


@pytest.mark.parametrize(
    ("join", "error", "message"),
    [
        (lambda: torch.cat([]), ValueError, "expected a non-empty list of Tensors"),
        (lambda: torch.cat([torch.zeros(2, 3), torch.zeros(2)]), RuntimeError, "must have same number of dimensions: got 2 and 1"),
        (lambda: torch.cat([torch.zeros(2, 3), torch.zeros(2, 2)]), RuntimeError, "Expected size 3 but got size 2 for tensor number 1"),
        (lambda: torch.cat(torch.zeros(2), torch.zeros(2)), TypeError, "must be tuple of Tensors, not Tensor"),
        (lambda: torch.cat([torch.zeros(2), 1]), TypeError, "expected Tensor as element 1 in argument 0, but got int"),
        (lambda: torch.stack([torch.zeros(2), torch.zeros(3)]), RuntimeError, r"but got \[2\] at entry 0 and \[3\] at entry 1"),
    ],
)
def test_refusals(join, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        join()


def test_numpys_names_join_tensors_too() -> None:
    a = torch.ones(2, requires_grad=True)
    y = np.concatenate([a, np.zeros(1, np.float32)])
    assert type(y.grad_fn).__name__ == "CatBackward0"
    assert np.stack([a, a], axis=1).shape == (2, 2)


def test_an_empty_vector_fits_any_tensor_and_has_a_gradient():
    nothing, x = torch.zeros(0, dtype=torch.float64, requires_grad=True), torch.ones(2, 3)
    y = torch.cat((nothing, x), 1)
    assert (y.shape, y.dtype) == (torch.Size([2, 3]), torch.float64)
    y.sum().backward()
    assert nothing.grad.shape == torch.Size([0])
    assert torch.cat((nothing, nothing), 7).shape == torch.Size([0])


def test_the_axis_is_looked_at_before_the_shapes():
    with pytest.raises(IndexError, match="Dimension out of range"):
        torch.stack((torch.ones(3), torch.ones(1)), 4)
    with pytest.raises(RuntimeError, match=r"zero-dimensional tensor \(at position 1\)"):
        torch.cat((torch.ones(3), torch.ones(())), 4)


def test_combinations_are_stacked_columns() -> None:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = torch.combinations(x)
    assert (y.tolist(), type(y.grad_fn).__name__) == ([[1.0, 2.0], [1.0, 3.0], [2.0, 3.0]], "StackBackward0")
    assert torch.combinations(x, r=0).shape == (0,)
    with pytest.raises(RuntimeError, match="Expect a non-negative number, but got -1"):
        torch.combinations(x, r=-1)
