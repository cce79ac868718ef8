"""x[...] and x[...] = v: which chain of operations an index is, what it refuses, where gradients go."""

import numpy as np
import pytest
from pulled import assert_pulls

import gradcli as torch

I = torch.tensor([0, 1])


def chain(t: torch.Tensor) -> list[str]:
    names, node = [], t.grad_fn
    while node is not None and node.next_functions:
        names.append(type(node).__name__.removesuffix("Backward0"))
        node = node.next_functions[0][0]
    return names


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (0, ["Select"]),
        ((0, 1), ["Select", "Select"]),
        (slice(0, 1), ["Slice"]),
        (slice(None), ["Slice"]),
        (..., ["Alias"]),
        ((slice(None), slice(None)), ["Alias"]),
        ((slice(None), slice(0, 9), 0), ["Select"]),
        (None, ["Unsqueeze"]),
        (I, ["Index"]),
        ([0, 1], ["Index"]),
        ((0, I), ["Index", "Select"]),
        ((I, None), ["Index", "Unsqueeze"]),
        (torch.tensor(1), ["Select"]),
        (True, ["Index", "Unsqueeze"]),
    ],
)
def test_an_index_is_the_chain_torch_makes_of_it(key, names: list[str]) -> None:
    assert chain(torch.ones(2, 3, 2, requires_grad=True)[key]) == names


@pytest.mark.parametrize(
    "key",
    [
        (I, slice(None), I), (slice(None), I, I), (I, 0), (..., [1, 0]), ([[0], [1]], [0, 2]), (slice(None, None, 2), None, [-1, 0]),
        ([True, False], slice(1, None)), (np.array([1, 1]), ..., -1), (..., np.array([[True, False], [False, True], [True, True]])),
    ],
)  # fmt: skip
def test_indexing_agrees_with_numpy_where_torch_does(key) -> None:
    a = np.arange(12.0).reshape(2, 3, 2)
    plain = tuple(np.asarray(k) if isinstance(k, (torch.Tensor, list)) else k for k in key)
    assert torch.tensor(a)[key].tolist() == a[plain].tolist()


def test_a_mask_of_several_axes_takes_them_all() -> None:
    a = torch.arange(6).reshape(2, 3)
    assert a[a > 2].tolist() == [3, 4, 5]
    with pytest.warns(UserWarning, match="indexing with dtype torch.uint8 is now deprecated"):
        assert a[torch.tensor([0, 1], dtype=torch.uint8)].tolist() == [[3, 4, 5]]
    assert a[a > 100].shape == (0,)


def test_an_element_indexed_twice_gets_both_gradients() -> None:
    assert_pulls(lambda x: x[[0, 2, 0]], [[1.0, 2.0, 3.0]], [1, 3, 1], [1 + 3, 0, 2])
    assert_pulls(lambda x: x[[1, -1]], [[[1.0, 2.0], [3.0, 4.0]]], [[3, 4], [3, 4]], [[0, 0], [1 + 3, 2 + 4]])


@pytest.mark.parametrize(
    ("key", "error", "message"),
    [
        (5, IndexError, "index 5 is out of bounds for dimension 0 with size 2"),
        ((0, 3), IndexError, "index 3 is out of bounds for dimension 1 with size 3"),
        ((0, 0, 0), IndexError, "too many indices for tensor of dimension 2"),
        (torch.tensor([5]), IndexError, "index 5 is out of bounds for dimension 0 with size 2"),
        (torch.tensor([1.0]), IndexError, "tensors used as indices must be long, int, byte or bool tensors"),
        (torch.tensor([True, False, True]), IndexError, r"shape of the mask \[3\] at index 0 does not match .* \[2, 3\] at index 0"),
        ((I, torch.tensor([0, 1, 2])), IndexError, r"could not be broadcast together with shapes \[2\], \[3\]"),
        (1.0, IndexError, r"are valid indices \(got float\)"),
        ("a", TypeError, "invalid data type 'str'"),
        (slice(None, None, -1), ValueError, "step must be greater than zero"),
    ],
)
def test_refusals_in_torchs_words(key, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        torch.zeros(2, 3)[key]


def test_a_number_cannot_be_indexed() -> None:
    with pytest.raises(IndexError, match="invalid index of a 0-dim tensor"):
        torch.tensor(1.0)[0]
    assert torch.tensor(1.0)[None].shape == (1,)


def test_assignment_writes_numbers_rows_and_masks() -> None:
    x = torch.zeros(3, 3)
    x[0] = 1
    x[:, 1] = torch.tensor([5.0, 6.0, 7.0])
    x[2, [0, 2]] = -1.0
    x[x == 6] = 60
    x[1, 2] += 4
    assert x.tolist() == [[1, 5, 1], [0, 60, 4], [-1, 7, -1]]


def test_an_assigned_part_takes_its_share_of_the_gradient() -> None:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    v = torch.tensor([10.0], requires_grad=True)
    y = x * 2
    y[1:] = v
    (y * y).sum().backward()
    assert x.grad.tolist() == [8, 0, 0]
    assert v.grad.tolist() == [40]
    assert type(y.grad_fn).__name__ == "CopySlices"


def test_assignment_to_all_of_a_tensor_is_not_a_change_of_a_part() -> None:
    x = torch.ones(2, 2, requires_grad=True)
    for key, name in ((..., "FillBackward3"), (slice(None), "FillBackward3"), (I, "IndexPutBackward0"), (0, "CopySlices")):
        y = x * 1
        y[key] = 3.0
        assert type(y.grad_fn).__name__ == name


@pytest.mark.parametrize(
    ("key", "value", "error", "message"),
    [
        (0, torch.ones(2), RuntimeError, r"expanded size of the tensor \(3\) must match the existing size \(2\)"),
        (torch.tensor([[True, False, True], [True, False, False]]), torch.ones(7), RuntimeError, r"shape \[7\] .* result of shape \[3\]"),
        (0, [1.0, 2.0, 3.0], TypeError, "can't assign a list to a torch.FloatTensor"),
    ],
)
def test_values_that_do_not_fit(key, value, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        torch.zeros(2, 3)[key] = value


def test_leading_axes_of_length_one_of_a_value_are_ignored() -> None:
    x = torch.zeros(2, 3)
    x[0] = torch.ones(1, 1, 3)
    x[[1]] = torch.full((1, 1, 1, 3), 2.0)
    assert x.tolist() == [[1, 1, 1], [2, 2, 2]]


def test_nothing_is_written_through_False() -> None:
    x = torch.zeros(2)
    x[False] = 1.0
    assert x.tolist() == [0, 0]
    assert x._version == 0


@pytest.mark.parametrize("kind", [torch.int16, torch.int8, torch.float32])
def test_indices_are_long_int_byte_or_bool(kind):
    with pytest.raises(IndexError, match="tensors used as indices must be long, int, byte or bool tensors"):
        _ = torch.ones(2, 2)[torch.tensor([0], dtype=kind)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (torch.tensor([0]), torch.tensor([1.5])),
        ([0, 1], torch.tensor([1.5, 2.5])),
        (torch.tensor([0]), torch.tensor(1.5)),
        (torch.tensor([True, True]), torch.tensor([1.5, 2.5])),
    ],
)
def test_a_tensor_of_another_type_is_not_put_at_indices(key, value):
    x = torch.zeros(2, dtype=torch.int64)
    words = "Index put requires the source and destination dtypes match, got Long for the destination and Float for the source"
    with pytest.raises(RuntimeError, match=words):
        x[key] = value
    assert x.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (torch.tensor([True, False]), torch.tensor(2.5), [2, 0]),
        (slice(2), torch.tensor([1.5, 2.5]), [1, 2]),
        (0, torch.tensor(1.5), [1, 0]),
        ([1], 2.5, [0, 2]),
    ],
)
def test_other_values_are_cast_where_they_are_written(key, value, expected):
    x = torch.zeros(2, dtype=torch.int64)
    x[key] = value
    assert x.tolist() == expected


def test_nothing_can_be_deleted():
    with pytest.raises(TypeError, match="Tensor does not support deleting items"):
        del torch.ones(2)[0]


@pytest.mark.parametrize(
    ("key", "same"),
    [
        ([[0, 1], [1, 0]], ([0, 1], [1, 0])), ([[1]], ([1],)), ([slice(None), 1], (slice(None), 1)), ([None, 0], (None, 0)),
        ([..., 1], (..., 1)), ([torch.tensor(1), torch.tensor(0)], (1, 0)), ([0, [1, 0]], (0, [1, 0])), ([[True, False]], ([True, False],)),
    ],
)  # fmt: skip
def test_a_list_of_more_than_numbers_is_a_tuple_with_a_warning(key, same):
    x = torch.arange(12.0).view(2, 3, 2)
    with pytest.warns(UserWarning, match="non-tuple sequence for multidimensional indexing is deprecated"):
        assert x[key].tolist() == x[same].tolist()


@pytest.mark.parametrize(("key", "shape"), [([0, 1, 1], (3, 3)), ([1.7, 0.2], (2, 3)), ([], (0, 3)), ([1] * 40, (40, 3)), ([[0]] * 32, (32, 1, 3))])
def test_a_list_of_numbers_is_one_index(key, shape):
    assert torch.arange(6.0).view(2, 3)[key].shape == shape


@pytest.mark.parametrize(
    ("key", "error", "message"),
    [
        (torch.tensor([1], dtype=torch.int16), IndexError, "tensors used as indices must be long, int, byte or bool tensors"),
        (slice("a"), TypeError, "slice indices must be integers or None or have an __index__ method"),
        (slice(torch.tensor([1, 2]), None), TypeError, "only integer tensors of a single element can be converted to an index"),
        (b"a", TypeError, r"new\(\): invalid data type 'bytes'"),
    ],
)
def test_what_is_no_index_is_refused_in_torchs_words(key, error, message):
    with pytest.raises(error, match=message):
        torch.arange(6.0).view(2, 3)[key]


def test_a_number_is_not_written_into_elements_that_share_memory_but_into_one_of_them() -> None:
    x = torch.ones(2, 1).expand(2, 3)
    with pytest.raises(RuntimeError, match="more than one element of the written-to tensor"):
        x[0] = 5.0
    x[0, 0] = 5.0
    assert x.tolist() == [[5, 5, 5], [1, 1, 1]]
