"""index_put and the gradient of indexing with repeats."""

import numpy as np
import pytest
from pulled import pulled

import gradcli as torch
from gradcli.autograd.ops.put import added_at


def test_values_put_at_an_index_take_over_the_gradient() -> None:
    value, (x, v) = pulled(lambda x, v: x.index_put((torch.tensor([2, 0]),), v), [1.0, 2.0, 3.0], [7.0, 8.0])
    assert value == [8, 2, 7]
    assert (x, v) == ([0, 2, 0], [3, 1])


def test_accumulated_values_add_up_where_they_meet() -> None:
    value, (x, v) = pulled(lambda x, v: x.index_put((torch.tensor([1, 1]),), v, accumulate=True), [1.0, 2.0], [7.0, 8.0])
    assert value == [1, 17]
    assert (x, v) == ([1, 2], [2, 2])


@pytest.mark.parametrize("shape", [(5,), (5, 3), (5, 2, 2)])
def test_sorted_sums_of_repeated_rows_equal_one_by_one(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    index = rng.integers(-5, 5, (4, 3))
    g = rng.standard_normal((4, 3, *shape[1:]))
    expected = np.zeros(shape)
    np.add.at(expected, index, g)
    np.testing.assert_allclose(added_at(shape, [index], g), expected, rtol=1e-13)  # the order of summation differs


def test_no_rows_at_all() -> None:
    assert added_at((2, 3), [np.zeros(0, np.int64)], np.zeros((0, 3))).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_types_must_agree() -> None:
    with pytest.raises(RuntimeError, match="got Float for the destination and Long for the source"):
        torch.zeros(2).index_put((torch.tensor([0]),), torch.tensor(1))
