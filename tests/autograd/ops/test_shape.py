"""view, reshape, flatten: sharing memory, names of nodes, refusals."""

import numpy as np
import pytest
from pulled import assert_pulls

import gradcli as torch


def node(t: torch.Tensor) -> str:
    return type(t.grad_fn).__name__


def test_view_shares_memory_and_gradient_comes_back_in_shape() -> None:
    x = torch.zeros(2, 3)
    x.view(6)[4] = 7.0
    assert x.tolist() == [[0, 0, 0], [0, 7, 0]]
    assert_pulls(lambda x: x.view(3, 2), [[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]], [[1, 2], [3, 4], [5, 6]], [[1, 2, 3], [4, 5, 6]])


def test_a_view_of_a_number_shares_its_memory() -> None:
    x = torch.tensor(1.0)
    x.view(1)[0] = 5.0
    assert x.item() == 5.0


def test_reshape_is_a_view_where_one_can_be_had() -> None:
    x = torch.ones(2, 3, requires_grad=True)
    assert node(x.reshape(6)) == node(x.reshape(2, 3)) == "ViewBackward0"
    assert node(x[:, :1].reshape(2)) == "ReshapeAliasBackward0"
    copied = x.t().reshape(6)
    assert node(copied) == "UnsafeViewBackward0"
    assert copied._base is None


def test_minus_one_stands_for_what_is_left() -> None:
    x = torch.zeros(4, 6)
    assert x.view(-1, 8).shape == (3, 8)
    assert x.reshape(2, -1, 3).shape == (2, 4, 3)
    assert x.unflatten(1, (2, -1)).shape == (4, 2, 3)


def test_flatten_joins_a_range_of_axes() -> None:
    x = torch.zeros(2, 3, 4)
    assert x.flatten().shape == (24,)
    assert x.flatten(1).shape == (2, 12)
    assert x.flatten(0, 1).shape == (6, 4)
    assert torch.tensor(1.0).flatten().shape == (1,)
    row = x[0, 0]
    assert row.flatten() is row


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x: x.view(5), r"shape '\[5\]' is invalid for input of size 6"),
        (lambda x: x.view(-1, -1), "only one dimension can be inferred"),
        (lambda x: x.reshape(4, -1), r"shape '\[4, -1\]' is invalid for input of size 6"),
        (lambda x: x.view(-2, 3), "invalid shape dimension -2 at index 0"),
        (lambda x: x.t().view(6), "view size is not compatible with input tensor's size and stride"),
        (lambda x: x.flatten(1, 0), "start_dim cannot come after end_dim"),
        (lambda x: x.unflatten(1, (2, 2)), r"Provided sizes \[2, 2\] don't multiply up to the size of dim 1 \(3\)"),
    ],
)
def test_impossible_shapes_are_refused_in_torchs_words(change, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        change(torch.zeros(2, 3))


def test_shapes_are_whole_numbers() -> None:
    with pytest.raises(TypeError, match="must be tuple of ints, not float"):
        torch.zeros(4).reshape(2.0, 2)
    assert torch.zeros(4).reshape(np.int64(2), torch.tensor(2)).shape == (2, 2)


def test_the_same_bits_as_another_type() -> None:
    assert torch.tensor([1.0]).view(torch.int32).tolist() == [1065353216]
    assert torch.tensor([1, 2]).view(torch.int32).tolist() == [1, 0, 2, 0]


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        (lambda x: torch.reshape(x, shape=(3, 2)), (3, 2)),
        (lambda x: x.view(size=(6,)), (6,)),
        (lambda x: x.expand(size=(2, 2, 3)), (2, 2, 3)),
        (lambda x: torch.broadcast_to(x, size=(2, 2, 3)), (2, 2, 3)),
        (lambda x: x.sum_to_size(size=(1, 3)), (1, 3)),
        (lambda x: x.repeat(repeats=(2, 1)), (4, 3)),
        (lambda x: torch.tile(x, dims=(1, 2)), (2, 6)),
        (lambda x: torch.flip(x, dims=(0,)), (2, 3)),
        (lambda x: x.new_zeros(size=(4,)), (4,)),
    ],
)
def test_shapes_may_be_given_by_name(call, shape) -> None:  # type: ignore[no-untyped-def]
    assert call(torch.ones(2, 3)).shape == shape
