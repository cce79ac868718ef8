"""New tensors: what cannot be made of the arguments given, in torch's words; copies of tensors."""

from collections import UserList, deque

import numpy as np
import pytest

import gradcli as torch


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: torch.tensor([1.0], device="cuda"), AssertionError, "Torch not compiled with CUDA enabled"),
        (lambda: torch.tensor([1.0], dtype="float32"), TypeError, "argument 'dtype' must be torch.dtype, not str"),
        (lambda: torch.tensor(2**63), ValueError, "Overflow when unpacking long long"),
        (lambda: torch.full(2, 3), TypeError, r"argument 'size' \(position 1\) must be tuple of ints, not int"),
        (lambda: torch.full((2,), "a"), TypeError, r"argument 'fill_value' \(position 2\) must be Number, not str"),
        (lambda: torch.ones(2, requires_grad="a"), TypeError, "argument 'requires_grad' must be bool, not str"),
        (lambda: torch.arange(), TypeError, "received an invalid combination of arguments"),
        (lambda: torch.arange("a"), TypeError, "argument 'end' must be Number, not str"),
        (lambda: torch.linspace(0, 1, -1), RuntimeError, "number of steps must be non-negative"),
        (lambda: torch.eye(-1), RuntimeError, "n must be greater or equal to 0, got -1"),
        (lambda: torch.eye("a"), TypeError, r"argument 'n' \(position 1\) must be int, not str"),
        (lambda: torch.Size([2.5]), TypeError, r"takes an iterable of 'int' \(item 0 is 'float'\)"),
    ],
)
def test_what_cannot_be_made_says_why(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_tensor_of_a_tensor_is_a_copy_with_a_warning():
    x = torch.ones(2)
    with pytest.warns(UserWarning, match="To copy construct from a tensor"):
        y = torch.tensor(x)
    y[0] = 5
    assert x.tolist() == [1.0, 1.0]


def test_shapes_stand_for_sizes():
    assert torch.Tensor(torch.Size([2, 3])).shape == (2, 3)
    assert torch.LongTensor(torch.Size([2, 3])).shape == (2, 3)
    assert isinstance(torch.Size([2]) * 2, torch.Size)


def test_what_is_made_in_a_device_block_is_on_the_cpu():
    with torch.device("cpu"):
        assert torch.ones(1).device.type == "cpu"
    with pytest.raises(AssertionError, match="CUDA"), torch.device("cuda"):
        pass


def test_limits_of_types_print_as_in_torch():
    assert repr(torch.iinfo(torch.int8)) == "iinfo(min=-128, max=127, dtype=int8)"
    assert repr(torch.finfo(torch.float32)) == (
        "finfo(resolution=1e-06, min=-3.40282e+38, max=3.40282e+38, eps=1.19209e-07, smallest_normal=1.17549e-38, "
        "tiny=1.17549e-38, dtype=float32)"
    )


def test_a_type_is_named_by_its_class():
    assert torch.ones(2).type(torch.LongTensor).dtype is torch.int64


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        ([np.float64(1), np.int32(2)], torch.float64),
        ([np.float32(1), 2.5], torch.float32),
        ([np.int8(1), 2], torch.int64),
        ([np.int32(1)], torch.int32),
        ([np.float16(1)], torch.float16),
        ([1, np.float64(2)], torch.float64),
        ([np.bool_(True)], torch.bool),
        ([torch.tensor(1.0, dtype=torch.float64)], torch.float64),
        ([torch.tensor(1), 2.5], torch.float32),
        ([np.array([1.0, 2.0]), np.array([3.0, 4.0])], torch.float64),
    ],
)
def test_numbers_that_come_with_a_type_keep_it(data, dtype):
    assert torch.tensor(data).dtype is dtype


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        ([torch.ones(2), torch.ones(2)], ValueError, "only one element tensors can be converted to Python scalars"),
        ([torch.tensor([1, 2])], TypeError, "only integer tensors of a single element can be converted to an index"),
    ],
)
def test_a_list_of_tensors_is_one_of_numbers(data, error, words):
    with pytest.raises(error, match=words):
        torch.tensor(data)
    assert torch.tensor([torch.ones(1, 1), torch.ones(1)]).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("make", [lambda: torch.tensor("a"), lambda: torch.tensor([1, "a"]), lambda: torch.Tensor("a"), lambda: torch.as_tensor("a")])
def test_text_is_no_data(make):
    with pytest.raises(TypeError, match=r"new\(\): invalid data type 'str'"):
        make()


def test_the_number_of_a_device_is_a_number():
    with pytest.raises(RuntimeError, match="Invalid device string: 'cuda:x'"):
        torch.device("cuda:x")


def test_the_meta_device_is_the_cpu():
    layer = torch.nn.Linear(2, 3).to("meta")
    assert layer(torch.ones(1, 2, device="meta").to(torch.device("meta"))).shape == (1, 3)


@pytest.mark.parametrize("place", ["cuda", "cuda:1", 0, torch.device("cuda")])
def test_a_tensor_goes_to_no_other_device(place):
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        torch.ones(2).to(place)
    with pytest.raises(RuntimeError, match="device 'mps' is not supported"):
        torch.ones(2).to("mps")


def test_numbers_on_a_logarithmic_scale_take_tensors_and_a_device():
    assert torch.logspace(torch.tensor(0), 2, 3, base=2.0, device="cpu").tolist() == [1.0, 2.0, 4.0]
    assert torch.scalar_tensor(2, device="cpu").item() == 2.0


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: torch.logspace(0, 3, -1), RuntimeError, "number of steps must be non-negative"),
        (lambda: torch.logspace(0, 3, 1.0), TypeError, r"logspace\(\) received an invalid combination of arguments - got \(int, int, float\)"),
        (lambda: torch.linspace(torch.ones(2), 1, 1), RuntimeError, "start with 1 dimension"),
        (lambda: torch.arange(0, float("inf"), 2), RuntimeError, "unsupported range: 0 -> inf"),
    ],
)
def test_ends_and_steps_are_looked_at(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_whole_ranges_count_in_whole_numbers():
    assert torch.arange(0.0, -8.000001, -4.0, dtype=torch.int64).tolist() == [0, -4]
    assert torch.arange(0.0, -8.000001, -4.0, dtype=torch.int32).tolist() == [0, -4, -8]
    with pytest.raises(ValueError, match="step must be nonzero"):
        torch.arange(0, 64, 0.5, dtype=torch.int64)


X, FIRST = torch.tensor([3.0, 1.0]), torch.tensor([0])


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda out: torch.remainder(X, 2, out=out), [1.0, 1.0]),
        (lambda out: torch.fmod(X, 2, out=out), [1.0, 1.0]),
        (lambda out: torch.floor_divide(X, 2, out=out), [1.0, 0.0]),
        (lambda out: torch.linspace(0, 1, 2, out=out), [0.0, 1.0]),
        (lambda out: torch.logspace(0, 1, 2, out=out), [1.0, 10.0]),
        (lambda out: torch.eye(1, 2, out=out)[0], [1.0, 0.0]),
        (lambda out: torch.view_copy(X, (2,), out=out), [3.0, 1.0]),
        (lambda out: torch.narrow_copy(X, 0, 1, 1, out=out), [1.0]),
        (lambda out: torch.slice_scatter(X, torch.zeros(1), 0, 1, out=out), [3.0, 0.0]),
        (lambda out: torch.index_add(X, 0, FIRST, X[:1], out=out), [6.0, 1.0]),
        (lambda out: torch.index_copy(X, 0, FIRST, X[1:], out=out), [1.0, 1.0]),
        (lambda out: torch.index_reduce(X, 0, FIRST, X[:1], "prod", out=out), [9.0, 1.0]),
        (lambda out: torch.take(X, FIRST, out=out), [3.0]),
        (lambda out: torch.scatter(X, 0, FIRST, 2.0, out=out), [2.0, 1.0]),
        (lambda out: torch.scatter_add(X, 0, FIRST, X[1:], out=out), [4.0, 1.0]),
        (lambda out: torch.scatter_reduce(X, 0, FIRST, X[1:], "sum", out=out), [4.0, 1.0]),
        (lambda out: torch.cummax(X, 0, out=(out, torch.empty(0, dtype=torch.int64))).values, [3.0, 3.0]),
        (lambda out: torch.histogram(X, 2, out=(out, torch.empty(0))).hist, [1.0, 1.0]),
    ],
)
def test_results_are_written_where_asked(call, expected):
    out = torch.empty(0)
    assert call(out).tolist() == expected
    assert out.reshape(-1).tolist() == expected


def test_asarray_of_a_tensor_is_that_tensor_with_its_history():
    x = torch.ones(2, requires_grad=True)
    assert torch.asarray(x) is x
    assert torch.asarray(x * 2, copy=True).grad_fn is not None
    assert torch.asarray(x, dtype=torch.float64).requires_grad
    y = torch.ones(2)
    assert torch.asarray(y, requires_grad=True) is y
    assert y.requires_grad


@pytest.mark.parametrize(
    "call",
    [
        lambda: torch.zeros(2, foo=1),
        lambda: torch.ones_like(torch.ones(2), foo=1),
        lambda: torch.randn(2, foo=1),
        lambda: torch.arange(2, foo=1),
        lambda: torch.ones(2).uniform_(foo=1),
        lambda: torch.ones(2).random_(foo=1),
    ],
)
def test_an_option_that_there_is_not_is_refused(call):
    with pytest.raises(TypeError, match="got an unexpected keyword argument 'foo'"):
        call()


def test_a_tensor_of_a_tensor_keeps_its_type_its_memory_and_its_graph():
    whole, x = torch.tensor([1, 2]), torch.tensor([1.0], requires_grad=True)
    torch.Tensor(whole)[0] = 5
    assert whole.tolist() == [5, 2]
    assert torch.Tensor(x * 2).requires_grad


def test_bytes_that_can_be_written_are_whole_numbers():
    assert torch.tensor(bytearray(b"ab")).tolist() == [97, 98]


def test_a_size_of_tensors_is_one_of_numbers():
    assert repr(torch.Size([torch.tensor(2), 3])) == "torch.Size([2, 3])"


@pytest.mark.parametrize("make", [torch.zeros, torch.ones, torch.empty, torch.rand, torch.randn])
def test_a_size_of_no_axes_may_be_given_by_name(make):
    assert make(size=(), requires_grad=True).shape == ()


@pytest.mark.parametrize("data", [deque([1.0, 2.0]), UserList([1.0, 2.0])])
def test_sequences_of_other_kinds_than_lists_make_tensors(data):
    assert torch.tensor(data).tolist() == torch.as_tensor(data).tolist() == torch.Tensor(data).tolist() == [1, 2]
    assert torch.tensor([data, data]).shape == (2, 2)
