"""Parts along an axis: views whose gradient is zero elsewhere."""

import pytest
from pulled import assert_pulls, pulled

import gradcli as torch

A = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


def sizes(parts: tuple[torch.Tensor, ...], dim: int = 0) -> list[int]:
    return [p.shape[dim] for p in parts]


def test_gradient_of_a_part_is_zero_elsewhere() -> None:
    assert_pulls(lambda x: x.select(1, -1), [A], [3, 6], [[0, 0, 1], [0, 0, 2]])
    assert_pulls(lambda x: x.narrow(1, 1, 2), [A], [[2, 3], [5, 6]], [[0, 1, 2], [0, 3, 4]])


def test_split_chunk_and_tensor_split_divide_differently() -> None:
    x = torch.zeros(7)
    assert sizes(x.split(3)) == [3, 3, 1]
    assert sizes(x.split([1, 6])) == [1, 6]
    assert sizes(x.chunk(4)) == [2, 2, 2, 1]
    assert sizes(x.chunk(5)) == [2, 2, 2, 1]  # fewer than asked for, as in torch
    assert sizes(x.tensor_split(3)) == [3, 2, 2]
    assert sizes(x.tensor_split([2, 5])) == [2, 3, 2]
    assert sizes(torch.zeros(0).chunk(2)) == [0, 0]


def test_splits_along_a_fixed_axis() -> None:
    x = torch.zeros(2, 4, 6)
    assert sizes(x.hsplit(2), 1) == [2, 2]
    assert sizes(x.vsplit(2), 0) == [1, 1]
    assert sizes(x.dsplit([1, 3]), 2) == [1, 2, 3]
    with pytest.raises(RuntimeError, match="not divisible by the split_size 3"):
        x.hsplit(3)


def test_unused_parts_of_a_split_count_as_zeros() -> None:
    assert_pulls(lambda x: x.split(1, 1)[1], [A], [[2], [5]], [[0, 1, 0], [0, 2, 0]])
    _, gradient = pulled(lambda x: x.unbind(1)[::2], A)
    assert gradient == [[1, 0, 1], [2, 0, 2]]


def test_parts_know_which_output_they_are() -> None:
    x = torch.ones(4, requires_grad=True)
    a, b = x.split(2)
    assert (a.output_nr, b.output_nr) == (0, 1)
    assert a.grad_fn is b.grad_fn
    assert type(x.split([3, 1])[0].grad_fn).__name__ == "SplitWithSizesBackward0"


def test_a_number_taken_from_a_vector_shares_its_memory() -> None:
    x = torch.zeros(3)
    x.select(0, 1).fill_(4.0)
    x.unbind()[2].fill_(5.0)
    assert x.tolist() == [0, 4, 5]


@pytest.mark.parametrize(
    ("take", "error", "message"),
    [
        (lambda x: x.select(0, 2), IndexError, r"index 2 out of range for tensor of size \[2, 3\] at dimension 0"),
        (lambda x: x.narrow(0, 1, 2), RuntimeError, r"start \(1\) \+ length \(2\) exceeds dimension size \(2\)"),
        (lambda x: x.split(0), RuntimeError, "split_size can only be 0 if dimension size is 0"),
        (lambda x: x.split([1, 2]), RuntimeError, "expects split_sizes to sum exactly to 2"),
        (lambda x: x.chunk(0), RuntimeError, "expects `chunks` to be greater than 0, got: 0"),
        (lambda x: x.sum().unbind(), IndexError, "tensor has no dimensions"),
    ],
)
def test_refusals(take, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        take(torch.zeros(2, 3))
