"""Broadcasting: expand, broadcast_tensors, and sum_to_size, which undoes it."""

import pytest
from pulled import assert_pulls

import gradcli as torch


def test_gradient_of_an_expanded_tensor_is_summed() -> None:
    assert_pulls(lambda x: x.expand(2, -1), [[1.0, 2.0]], [[1, 2], [1, 2]], [1 + 3, 2 + 4])
    assert_pulls(lambda x: x.expand(2, 2), [[[1.0], [5.0]]], [[1, 1], [5, 5]], [[1 + 2], [3 + 4]])


def test_expand_copies_nothing() -> None:
    x = torch.zeros(3, 1)
    y = x.expand(3, 4)
    x[1, 0] = 2.0
    assert y[1].tolist() == [2, 2, 2, 2]
    assert y.stride() == (1, 0)


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ((3,), r"number of sizes provided \(1\) must be greater or equal to the number of dimensions in the tensor \(2\)"),
        ((2, 4), r"expanded size of the tensor \(4\) must match the existing size \(3\) at non-singleton dimension 1"),
        ((-1, 2, 3), "isn't allowed in a leading, non-existing dimension 0"),
    ],
)
def test_what_cannot_be_expanded(size: tuple[int, ...], message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        torch.zeros(2, 3).expand(size)


def test_broadcast_tensors_leaves_those_that_fit() -> None:
    a, b = torch.zeros(2, 3), torch.ones(3)
    wide, narrow = torch.broadcast_tensors(a, b)
    assert wide is a
    assert narrow.shape == (2, 3)
    with pytest.raises(RuntimeError, match=r"size of tensor a \(3\) must match the size of tensor b \(4\)"):
        torch.broadcast_tensors(a, torch.ones(4))


def test_sum_to_size_is_the_gradient_of_broadcasting() -> None:
    assert_pulls(lambda x: x.sum_to_size(1, 2), [[[1.0, 2.0], [3.0, 4.0]]], [[4, 6]], [[1, 2], [1, 2]])
    assert torch.ones(2, 3, 4).sum_to_size(3, 1).tolist() == [[8], [8], [8]]
    x = torch.ones(2)
    assert x.sum_to_size(2) is x
    with pytest.raises(RuntimeError, match="is not expandable to size"):
        torch.ones(2, 3).sum_to_size(4)


def test_a_sum_to_a_single_number_is_a_sum() -> None:
    y = torch.tensor(3.0, requires_grad=True).sum_to_size(())
    assert (y.item(), type(y.grad_fn).__name__) == (3.0, "SumBackward0")
