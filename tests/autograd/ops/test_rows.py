"""index_add, index_copy, index_fill, put."""

import pytest
from pulled import pulled

import gradcli as torch

TWICE = torch.tensor([0, 2, 0])
ONCE = torch.tensor([2, 0])


def test_added_rows_meet_and_are_scaled() -> None:
    value, (x, src) = pulled(lambda x, s: x.index_add(0, TWICE, s, alpha=2), [1.0, 2.0, 3.0], [10.0, 20.0, 30.0])
    assert value == [81, 2, 43]
    assert (x, src) == ([1, 2, 3], [2, 6, 2])


def test_copied_rows_take_over_the_gradient() -> None:
    value, (x, src) = pulled(lambda x, s: x.index_copy(0, ONCE, s), [1.0, 2.0, 3.0], [10.0, 20.0])
    assert value == [20, 2, 10]
    assert (x, src) == ([0, 2, 0], [3, 1])


def test_filled_rows_have_none_unless_filled_with_a_tensor() -> None:
    value, x = pulled(lambda x: x.index_fill(0, ONCE, 7), [1.0, 2.0, 3.0])
    assert (value, x) == ([7, 2, 7], [0, 2, 0])
    value, (x, v) = pulled(lambda x, v: x.index_fill(0, ONCE, v), [1.0, 2.0, 3.0], 7.0)
    assert (value, x, v) == ([7, 2, 7], [0, 2, 0], 4)


def test_put_counts_through_the_flattened_tensor() -> None:
    x = torch.zeros(2, 2)
    assert x.put(torch.tensor([3, 0]), torch.tensor([1.0, 2.0])).tolist() == [[2, 0], [0, 1]]
    assert x.put(torch.tensor([1, 1]), torch.tensor([1.0, 2.0]), accumulate=True).tolist() == [[0, 3], [0, 0]]


def test_in_place_forms_write() -> None:
    x = torch.zeros(3)
    x.index_add_(0, TWICE, torch.ones(3)).index_fill_(0, torch.tensor([1]), 5.0)
    assert x.tolist() == [2, 5, 1]


@pytest.mark.parametrize(
    ("write", "error", "message"),
    [
        (
            lambda x: x.index_add(0, ONCE, torch.ones(3)),
            RuntimeError,
            r"Number of indices \(2\) should be equal to source.size\(dim\): \(3\)",
        ),
        (lambda x: x.index_fill(0, torch.tensor([3]), 1.0), IndexError, "index 3 is out of bounds"),
        (lambda x: x.index_fill(0, ONCE, torch.ones(2)), RuntimeError, "only supports a 0-dimensional value tensor"),
        (lambda x: x.index_reduce(0, ONCE, torch.ones(2), "sum"), RuntimeError, "prod, mean, amax or amin but got sum"),
        (lambda x: x.put(torch.tensor([9]), torch.ones(1)), IndexError, "tried to access index 9 on a tensor of 3 elements"),
    ],
)
def test_refusals(write, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        write(torch.zeros(3))


def test_a_single_number_is_written_to_by_one_node() -> None:
    x, src, first = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True), torch.tensor([0])
    for y, name, value in (
        (x.index_add(0, first, src, alpha=2), "IndexAddBackward0", 8.0),
        (x.index_copy(0, first, src), "IndexCopyBackward0", 3.0),
        (x.index_fill(0, first, 7.0), "IndexFillBackward0", 7.0),
        (x.index_fill(0, first, src), "IndexFillBackward1", 3.0),
        (x.index_reduce(0, first, src, "prod"), "IndexReduceBackward0", 6.0),
    ):
        assert (type(y.grad_fn).__name__, y.item()) == (name, value)
    assert [g.item() for g in torch.autograd.grad(x.index_add(0, first, src, alpha=2), [x, src])] == [1.0, 2.0]
