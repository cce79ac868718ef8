"""Gradients brought into shape."""

import numpy as np
import pytest

from gradcli.autograd.fit import over_rows, repeated


@pytest.mark.parametrize("x", [np.float32(2), np.array(2 + 1j), np.arange(3.0)], ids=["number", "without axes", "row"])
@pytest.mark.parametrize("shape", [(2, 3), (0, 3)])
def test_what_is_repeated_is_as_numpy_broadcasts_it_and_writable_where_it_was(x, shape):
    y, expected = repeated(x, shape), np.broadcast_to(x, shape)
    np.testing.assert_array_equal(y, expected)
    assert (y.dtype, y.strides) == (expected.dtype, expected.strides)
    assert y.flags.writeable == isinstance(x, np.ndarray)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(3, 5), (64, 128), (1000, 7), (5, 4, 300)])
def test_sums_over_rows_are_numpys_up_to_rounding(shape, dtype):
    x = np.random.default_rng(0).normal(size=shape).astype(dtype)
    bound = len(x) * np.finfo(dtype).eps * np.add.reduce(abs(x), axis=0)
    assert over_rows(x).dtype == dtype
    assert np.all(abs(over_rows(x) - np.add.reduce(x, axis=0, dtype=float)) <= bound)
