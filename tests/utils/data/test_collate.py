"""Examples made one batch, as torch makes it."""

from collections import OrderedDict, namedtuple

import numpy as np
import pytest

import gradcli as torch
from gradcli.utils.data import default_collate, default_convert

Point = namedtuple("Point", "x y")


def test_python_floats_are_double_and_integers_long():
    assert default_collate([1.0, 2.0]).dtype is torch.float64
    assert default_collate([1, 2]).dtype is torch.int64
    assert default_collate([True, False]).dtype is torch.bool


def test_arrays_keep_their_type():
    assert default_collate([np.float32(1), np.float32(2)]).dtype is torch.float32
    assert default_collate([np.ones(2), np.zeros(2)]).tolist() == [[1.0, 1.0], [0.0, 0.0]]


def test_containers_are_made_of_batches():
    assert [part.tolist() for part in default_collate([(1, 2), (3, 4)])] == [[1, 3], [2, 4]]
    assert default_collate([Point(1, 2), Point(3, 4)]).y.tolist() == [2, 4]
    batch = default_collate([OrderedDict(a=1, s="x"), OrderedDict(a=2, s="y")])
    assert isinstance(batch, OrderedDict)
    assert (batch["a"].tolist(), batch["s"]) == ([1, 2], ["x", "y"])


def test_converting_keeps_what_is_no_array():
    converted = default_convert({"a": np.ones(2), "s": "x", "n": 3, "l": [np.zeros(1)]})
    assert (converted["a"].tolist(), converted["s"], converted["n"], converted["l"][0].tolist()) == ([1.0, 1.0], "x", 3, [0.0])


@pytest.mark.parametrize(
    ("batch", "kind", "words"),
    [
        ([None], TypeError, "batch must contain tensors, numpy arrays, numbers, dicts or lists; found <class 'NoneType'>"),
        ([np.array(["a"])], TypeError, "batch must contain tensors, numpy arrays, numbers, dicts or lists; found <U1"),
        ([[1], [1, 2]], RuntimeError, "each element in list of batch should be of equal size"),
        (
            [torch.ones(2), torch.ones(3)],
            RuntimeError,
            r"stack expects each tensor to be equal size, but got \[2\] at entry 0 and \[3\] at entry 1",
        ),
    ],
)
def test_what_makes_no_batch_is_refused(batch, kind, words):
    with pytest.raises(kind, match=words):
        default_collate(batch)
