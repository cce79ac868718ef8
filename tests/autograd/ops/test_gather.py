"""index_select, gather, take: values along one axis by number."""

import pytest
from pulled import assert_pulls

import gradcli as torch

A = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def test_rows_taken_twice_get_both_gradients() -> None:
    assert_pulls(lambda x: x.index_select(0, torch.tensor([2, 0, 2])), [A], [[5, 6], [1, 2], [5, 6]], [[3, 4], [0, 0], [1 + 5, 2 + 6]])


def test_gather_picks_one_place_per_element() -> None:
    index = torch.tensor([[2, 0], [2, 1]])
    assert_pulls(lambda x: x.gather(0, index), [A], [[5, 2], [5, 4]], [[0, 2], [0, 4], [1 + 3, 0]])
    smaller = torch.tensor([[1], [0], [1]])
    assert_pulls(lambda x: x.gather(1, smaller), [A], [[2], [3], [6]], [[0, 1], [2, 0], [0, 3]])


def test_take_counts_through_the_flattened_tensor() -> None:
    assert_pulls(lambda x: x.take(torch.tensor([5, 0, -1])), [A], [6, 1, 6], [[2, 0], [0, 0], [0, 1 + 3]])


def test_take_along_dim_broadcasts_what_gather_does_not() -> None:
    assert torch.tensor(A).take_along_dim(torch.tensor([[2]]), 0).tolist() == [[5, 6]]
    assert torch.tensor(A).take_along_dim(torch.tensor([3, 0])).tolist() == [4, 1]


def test_numbers_are_vectors_of_one_element() -> None:
    x = torch.tensor(7.0)
    assert x.index_select(0, torch.tensor([0])).shape == ()
    assert x.gather(0, torch.tensor(0)).shape == ()
    assert torch.tensor([1.0, 2.0]).gather(0, torch.tensor(1)).item() == 2


@pytest.mark.parametrize(
    ("take", "error", "message"),
    [
        (lambda x: x.index_select(0, torch.tensor([3])), IndexError, "index out of range in self"),
        (lambda x: x.index_select(0, torch.tensor([0.0])), RuntimeError, "Expected dtype int32 or int64 for index"),
        (lambda x: x.gather(0, torch.tensor([0])), RuntimeError, "same number of dimensions as input tensor"),
        (lambda x: x.gather(0, torch.tensor([[3]])), RuntimeError, "index 3 is out of bounds for dimension 0 with size 3"),
        (lambda x: x.gather(0, torch.zeros(1, 3, dtype=torch.int64)), RuntimeError, "Size does not match at dimension 1"),
        (lambda x: x.take(torch.tensor([6])), IndexError, "tried to access index 6 on a tensor of 6 elements"),
        (lambda x: x.take_along_dim(torch.tensor([0]), 0), RuntimeError, "got 2 dimensions for input, and 1 dimensions for indices"),
    ],
)
def test_refusals(take, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        take(torch.tensor(A))


def test_there_is_nothing_to_select_from_an_axis_of_length_0():
    with pytest.raises(RuntimeError, match=r"index_select\(\): self indexing axis dim should be positive"):
        torch.index_select(torch.zeros(2, 0), 1, torch.tensor([0]))


def test_a_single_number_is_indexed_by_one_node() -> None:
    x, first = torch.tensor(2.0, requires_grad=True), torch.tensor([0])
    found = (x.index_select(0, first), x.gather(0, torch.tensor(0)), x.gather(0, first))
    assert [(y.tolist(), type(y.grad_fn).__name__) for y in found] == [
        (2.0, "IndexSelectBackward0"), (2.0, "GatherBackward0"), ([2.0], "GatherBackward0"),
    ]  # fmt: skip
    assert [torch.autograd.grad(y.sum(), x)[0].item() for y in found] == [1.0, 1.0, 1.0]
    with pytest.raises(IndexError, match="Index to scalar can have only 1 value, got 2 value"):
        x.index_select(0, torch.tensor([0, 0]))


def test_gather_by_no_index_gives_nothing_whatever_its_type_and_rank() -> None:
    assert torch.ones(5).gather(0, torch.ones(2, 0)).shape == (2, 0)


def test_take_along_dim_counts_from_the_end() -> None:
    assert torch.tensor(A).take_along_dim(torch.tensor([[-1]]), 0).tolist() == [[5, 6]]
