"""torch.testing: torch's verdicts and sentences, and tensors made for tests."""

import numpy as np
import pytest

import gradcli as torch
from gradcli.testing import assert_close, make_tensor

ones, zeros = torch.ones(2), torch.zeros(2)


@pytest.mark.parametrize(
    ("actual", "expected", "options"),
    [
        (ones, ones + 1e-6, {}),
        (ones, ones * 1.001, {"rtol": 0, "atol": 1e-2}),
        (ones, ones.double(), {"check_dtype": False}),
        (torch.tensor([float("nan")]), torch.tensor([float("nan")]), {"equal_nan": True}),
        ([ones, {"a": 1.0}], [ones, {"a": 1.0}], {}),
        (torch.ones(0), torch.ones(0), {}),
        (ones.clone().requires_grad_(), ones, {}),
        (None, None, {}),
    ],
)
def test_what_is_close_passes(actual, expected, options):
    assert assert_close(actual, expected, **options) is None


FAR = "Greatest absolute difference: 1.0 at index (0,) (up to 1e-05 allowed)\nGreatest relative difference: inf at index (0,) (up to 1.3e-06 allowed)"


# recorded from torch 2.13
@pytest.mark.parametrize(
    ("actual", "expected", "said"),
    [
        (ones, zeros, f"Tensor-likes are not close!\n\nMismatched elements: 2 / 2 (100.0%)\n{FAR}"),
        ([zeros, ones], [zeros, zeros], f"Tensor-likes are not close!\n\nMismatched elements: 2 / 2 (100.0%)\n{FAR}\n\nThe failure occurred for item [1]"),
        (
            torch.tensor([True, False]),
            torch.tensor([True, True]),
            "Tensor-likes are not equal!\n\nMismatched elements: 1 / 2 (50.0%)\n"
            "Greatest absolute difference: 1 at index (1,)\nGreatest relative difference: 1.0 at index (1,)",
        ),
        (1, 2, "Scalars are not equal!\n\nExpected 2 but got 1.\nAbsolute difference: 1\nRelative difference: 0.5"),
        (torch.ones(2, 2), torch.ones(3), "The values for attribute 'shape' do not match: torch.Size([2, 2]) != torch.Size([3])."),
        (ones, ones.double(), "The values for attribute 'dtype' do not match: torch.float32 != torch.float64."),
        ({"a": 1}, {"b": 1}, "The keys of the mappings do not match:\nMissing keys in the actual mapping: ['b']\nAdditional keys in the actual mapping: ['a']"),
        ([1, 2], [1], "The length of the sequences mismatch: 2 != 1"),
        (True, False, "Booleans mismatch: True is not False"),
        (1.0, 1, "The (d)types do not match: <class 'float'> != <class 'int'>."),
    ],
)
def test_what_is_apart_is_told_as_torch_tells_it(actual, expected, said):
    with pytest.raises(AssertionError) as error:
        assert_close(actual, expected)
    assert str(error.value) == said


def test_a_message_of_ones_own_replaces_or_wraps_the_sentence():
    with pytest.raises(AssertionError, match=r"^mine$"):
        assert_close(ones, zeros, msg="mine")
    with pytest.raises(AssertionError, match=r"^mine: Tensor-likes are not close!"):
        assert_close(np.ones(2), np.zeros(2), msg=lambda said: f"mine: {said}")


@pytest.mark.parametrize(
    ("arguments", "options", "kind", "words"),
    [
        ((ones, 3.0), {}, TypeError, "No comparison pair was able to handle inputs of type"),
        ((ones, ones), {"rtol": 1}, ValueError, "Both 'rtol' and 'atol' must be either specified or omitted, but got no atol."),
        ((ones, ones), {"check": True}, TypeError, "unexpected keyword argument 'check'"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments, options, kind, words):
    with pytest.raises(kind, match=words):
        assert_close(*arguments, **options)


def test_made_tensors_have_torchs_numbers():
    torch.manual_seed(0)
    t = make_tensor(3, dtype=torch.float32, device="cpu")  # recorded from torch 2.13.0
    assert_close(t, torch.tensor([-0.06738, 4.82799, -7.40741]), rtol=0, atol=1e-5)
    torch.manual_seed(0)
    assert make_tensor((3,), dtype=torch.int64, device="cpu").tolist() == [6, -5, -9]


def test_made_tensors_are_as_asked_for():
    options = {"device": "cpu", "dtype": torch.complex128}
    assert make_tensor(2, 3, requires_grad=True, low=0, high=1, **options).requires_grad
    assert not make_tensor(2, 3, noncontiguous=True, **options).is_contiguous()
    assert make_tensor((), **options).shape == ()
    assert 0 not in make_tensor(50, low=-1, high=2, exclude_zero=True, dtype=torch.int8, device="cpu").tolist()
    assert set(make_tensor(50, dtype=torch.bool, device="cpu").tolist()) == {True, False}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"requires_grad": True}, "`requires_grad=True` is not supported for boolean and integral dtypes"),
        ({"low": 2, "high": 1}, "`low` must be less than `high`, but got 2 >= 1"),
        ({"noncontiguous": True, "memory_format": torch.contiguous_format}, "are mutually exclusive"),
    ],
)
def test_what_cannot_be_made_is_refused(options, words):
    with pytest.raises(ValueError, match=words):
        make_tensor(2, dtype=torch.int64, device="cpu", **options)
