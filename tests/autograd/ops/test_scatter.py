"""scatter, scatter_add, scatter_reduce: what is overwritten, added, combined, and whose gradient that is."""

import pytest
from pulled import pulled

import gradcli as torch

INDEX = torch.tensor([0, 0, 2])


def test_what_is_overwritten_has_no_gradient() -> None:
    value, (x, src) = pulled(lambda x, s: x.scatter(0, torch.tensor([2, 0]), s), [1.0, 2.0, 3.0], [7.0, 8.0])
    assert value == [8, 2, 7]
    assert (x, src) == ([0, 2, 0], [3, 1])
    value, gradient = pulled(lambda x: x.scatter(0, torch.tensor([1]), 5.0), [1.0, 2.0])
    assert (value, gradient) == ([1, 5], [1, 0])


def test_what_is_added_shares_the_gradient() -> None:
    value, (x, src) = pulled(lambda x, s: x.scatter_add(0, INDEX, s), [1.0, 2.0, 3.0], [10.0, 20.0, 30.0])
    assert value == [31, 2, 33]
    assert (x, src) == ([1, 2, 3], [1, 1, 3])


def test_a_source_may_be_larger_than_the_index() -> None:
    value, (_, src) = pulled(lambda x, s: x.scatter_add(0, torch.tensor([0]), s), [1.0, 2.0], [10.0, 20.0])
    assert value == [11, 2]
    assert src == [1, 0]


# values and gradients as PyTorch 2.13 computes them, for the cotangent 1, 2, 3
REDUCED = {
    ("sum", True): ([9.0, 3.0, 5.0], [1.0, 2.0, 3.0], [1.0, 1.0, 3.0]),
    ("sum", False): ([7.0, 3.0, 1.0], [0.0, 2.0, 0.0], [1.0, 1.0, 3.0]),
    ("prod", True): ([20.0, 3.0, 4.0], [10.0, 2.0, 3.0], [4.0, 10.0, 12.0]),
    ("prod", False): ([10.0, 3.0, 1.0], [0.0, 2.0, 0.0], [2.0, 5.0, 3.0]),
    ("mean", True): ([3.0, 3.0, 2.5], [1 / 3, 2.0, 1.5], [1 / 3, 1 / 3, 1.5]),
    ("mean", False): ([3.5, 3.0, 1.0], [0.0, 2.0, 0.0], [0.5, 0.5, 3.0]),
    ("amax", True): ([5.0, 3.0, 4.0], [0.0, 2.0, 3.0], [1.0, 0.0, 0.0]),
    ("amin", False): ([2.0, 3.0, 1.0], [0.0, 2.0, 0.0], [0.0, 1.0, 3.0]),
}


@pytest.mark.parametrize(("reduce", "include_self"), REDUCED)
def test_reductions_by_index(reduce: str, include_self: bool) -> None:
    expected, of_x, of_src = REDUCED[reduce, include_self]
    for name in ("scatter_reduce", "index_reduce"):
        if (name, reduce) == ("index_reduce", "sum"):
            continue
        combine = lambda x, s: getattr(x, name)(0, INDEX, s, reduce, include_self=include_self)
        value, (x, src) = pulled(combine, [2.0, 3.0, 4.0], [5.0, 2.0, 1.0])
        assert value == pytest.approx(expected)
        assert x == pytest.approx(of_x)
        assert src == pytest.approx(of_src)


def test_equal_extremes_share_evenly() -> None:
    _, (x, src) = pulled(lambda x, s: x.scatter_reduce(0, torch.tensor([0, 0]), s, "amax"), [5.0], [5.0, 5.0])
    assert x == pytest.approx([1 / 3])
    assert src == pytest.approx([1 / 3, 1 / 3])


def test_a_single_zero_factor_has_a_gradient() -> None:
    _, (x, src) = pulled(lambda x, s: x.scatter_reduce(0, torch.tensor([0, 0]), s, "prod"), [2.0], [0.0, 3.0])
    assert x == [0]
    assert src == [6, 0]


def test_the_old_names_of_reductions() -> None:
    x, i, src = torch.tensor([2.0, 3.0]), torch.tensor([0, 0]), torch.tensor([5.0, 7.0])
    assert x.scatter(0, i, src, reduce="add").tolist() == [14, 3]
    assert x.scatter(0, i, 2.0, reduce="multiply").tolist() == [8, 3]


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda x, i: x.scatter(0, i, torch.ones(2, dtype=torch.float64)), "Expected self.dtype to be equal to src.dtype"),
        (lambda x, i: x.scatter(0, i, torch.ones(1)), r"Expected index \[2\] to be no larger than self \[3\]"),
        (lambda x, i: x.scatter(0, i + 2, 1.0), "index 3 is out of bounds for dimension 0 with size 3"),
        (lambda x, i: x.scatter_reduce(0, i, x, "max"), "must be either sum, prod, mean, amax or amin, got max"),
        (lambda x, i: x.scatter(0, i.float(), 1.0), "Expected dtype int32/int64 for index"),
    ],
)
def test_refusals(write, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        write(torch.zeros(3), torch.tensor([0, 1]))


def test_a_single_number_is_written_to_by_one_node() -> None:
    x, src, first = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True), torch.tensor(0)
    for y, name, value, gradients in (
        (x.scatter(0, first, src), "ScatterBackward0", 3.0, [0.0, 1.0]),
        (x.scatter_add(0, first, src), "ScatterAddBackward0", 5.0, [1.0, 1.0]),
        (x.scatter_reduce(0, first, src, "prod"), "ScatterReduceBackward0", 6.0, [3.0, 2.0]),
        (x.scatter_reduce(0, first, src, "amax"), "ScatterReduceBackward0", 3.0, [0.0, 1.0]),
        (x.scatter_reduce(0, first, src, "mean"), "ScatterReduceBackward0", 2.5, [0.5, 0.5]),
    ):
        assert (type(y.grad_fn).__name__, y.item()) == (name, value)
        assert [g.item() for g in torch.autograd.grad(y, [x, src])] == gradients


def test_index_and_source_are_of_one_rank() -> None:
    with pytest.raises(RuntimeError, match="Index tensor must have the same number of dimensions as src tensor"):
        torch.ones(3, 5).scatter(0, torch.zeros(2, 2, dtype=torch.int64), torch.ones(2, 5, 2))


def test_extremes_of_booleans_start_from_false_and_true() -> None:
    x, index = torch.tensor([True, False]), torch.tensor([0, 1])
    assert x.scatter_reduce(0, index, torch.tensor([False, False]), "amax", include_self=False).tolist() == [False, False]
    assert x.scatter_reduce(0, index, torch.tensor([True, True]), "amin", include_self=False).tolist() == [True, True]
