"""Elements chosen by a mask."""

import numpy as np
import pytest
from pulled import assert_pulls, pulled

import gradcli as torch

MASK = torch.tensor([[True, False], [True, True]])
A = [[1.0, 2.0], [3.0, 4.0]]


def test_filled_elements_pass_no_gradient() -> None:
    assert_pulls(lambda x: x.masked_fill(MASK, 0.5), [A], [[0.5, 2], [0.5, 0.5]], [[0, 2], [0, 0]])
    value, (x, v) = pulled(lambda x, v: x.masked_fill(MASK, v), A, 0.5)
    assert value == [[0.5, 2], [0.5, 0.5]]
    assert (x, v) == ([[0, 2], [0, 0]], 1 + 3 + 4)


def test_a_mask_broadcasts_against_the_tensor() -> None:
    assert_pulls(lambda x: x.masked_fill(MASK, 0.0), [[1.0, 2.0]], [[0, 2], [0, 0]], [0, 2])
    assert_pulls(lambda x: x.masked_select(MASK), [[1.0, 2.0]], [1, 1, 2], [1 + 2, 3])


def test_selected_elements_come_in_order() -> None:
    assert_pulls(lambda x: x.masked_select(MASK), [A], [1, 3, 4], [[1, 0], [2, 3]])


def test_scattered_elements_are_used_up_in_order() -> None:
    value, (x, src) = pulled(lambda x, s: x.masked_scatter(MASK, s), A, [7.0, 8.0, 9.0, 10.0])
    assert value == [[7, 2], [8, 9]]
    assert (x, src) == ([[0, 2], [0, 0]], [1, 3, 4, 0])


@pytest.mark.parametrize(
    ("choose", "message"),
    [
        (lambda x: x.masked_fill(torch.tensor([1, 0]), 0), "only supports boolean masks, but got mask with dtype long int"),
        (lambda x: x.masked_fill(MASK, torch.ones(2)), "only supports a 0-dimensional value tensor, but got tensor with 1 dim"),
        (lambda x: x.masked_select(torch.tensor([True, False, True])), r"size of tensor a \(2\) must match the size of tensor b \(3\)"),
        (lambda x: x.masked_scatter(MASK, torch.ones(2)), "Number of elements of source < number of ones in mask"),
    ],
)
def test_refusals(choose, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        choose(torch.zeros(2, 2))


def test_where_the_nonzero_elements_are() -> None:
    x = torch.tensor([[0.0, 2.0], [3.0, 0.0]])
    assert x.nonzero().tolist() == torch.argwhere(x).tolist() == [[0, 1], [1, 0]]
    assert [i.tolist() for i in x.nonzero(as_tuple=True)] == [[0, 1], [1, 0]]
    assert torch.tensor(3.0).nonzero().shape == (1, 0)
    assert torch.nonzero_static(x, size=3).tolist() == [[0, 1], [1, 0], [-1, -1]]


def test_one_hot_rows() -> None:
    one_hot = torch.nn.functional.one_hot
    assert one_hot(torch.tensor([2, 0])).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert one_hot(torch.tensor([[0]]), 2).tolist() == [[[1, 0]]]
    with pytest.raises(RuntimeError, match="smaller than num_classes"):
        one_hot(torch.tensor([3]), 2)
    with pytest.raises(RuntimeError, match="index tensor of type LongTensor"):
        one_hot(torch.tensor([1.0]))


def test_numpys_nonzero_gives_arrays() -> None:
    assert np.argwhere(torch.tensor([0.0, 1.0])).tolist() == [[1]]
