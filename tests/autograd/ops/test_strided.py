"""as_strided, and copies with one part replaced."""

import pytest
from pulled import assert_pulls, pulled

import gradcli as torch

A = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


def test_elements_seen_twice_get_both_gradients() -> None:
    assert_pulls(lambda x: x.as_strided((2, 2), (1, 1)), [A], [[1, 2], [2, 3]], [[1, 2 + 3, 4], [0, 0, 0]])
    assert_pulls(lambda x: x.as_strided((2,), (3,), 2), [A], [3, 6], [[0, 0, 1], [0, 0, 2]])


def test_strides_of_a_transposed_tensor_count_in_its_memory() -> None:
    x = torch.tensor(A)
    y = x.t().as_strided((3,), (1,), 0)
    assert y.tolist() == [1, 2, 3]
    y[0] = 9.0
    assert x[0, 0].item() == 9


def test_offsets_count_from_the_start_of_the_memory() -> None:
    x = torch.arange(6.0)
    assert x[2:].storage_offset() == 2
    assert x[2:].as_strided((2,), (1,), 3).tolist() == [3, 4]
    with pytest.raises(RuntimeError, match="out of bounds"):
        x.as_strided((4,), (2,))


def test_replaced_parts_take_over_the_gradient() -> None:
    value, (x, v) = pulled(lambda x, v: x.select_scatter(v, 0, 1), A, [7.0, 8.0, 9.0])
    assert value == [[1, 2, 3], [7, 8, 9]]
    assert (x, v) == ([[1, 2, 3], [0, 0, 0]], [4, 5, 6])
    value, (x, v) = pulled(lambda x, v: x.slice_scatter(v, 1, 0, 3, 2), A, [[7.0, 8.0], [9.0, 0.0]])
    assert value == [[7, 2, 8], [9, 5, 0]]
    assert x == [[0, 2, 0], [0, 5, 0]]
    value, (x, v) = pulled(lambda x, v: x.diagonal_scatter(v, 1), A, [7.0, 8.0])
    assert value == [[1, 7, 3], [4, 5, 8]]
    assert v == [2, 6]
    value, (x, v) = pulled(lambda x, v: x.as_strided_scatter(v, (2,), (2,), 1), A, [7.0, 8.0])
    assert value == [[1, 7, 3], [8, 5, 6]]
    assert (x, v) == ([[1, 0, 3], [0, 5, 6]], [2, 4])


def test_a_part_of_another_shape_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"src size = \[2\], slice size = \[3\]"):
        torch.tensor(A).select_scatter(torch.zeros(2), 0, 0)
