"""Gradients brought into shape."""

import numpy as np
import pytest

from gradcli.autograd.fit import repeated


@pytest.mark.parametrize("x", [np.float32(2), np.array(2 + 1j), np.arange(3.0)], ids=["number", "without axes", "row"])
@pytest.mark.parametrize("shape", [(2, 3), (0, 3)])
def test_what_is_repeated_is_as_numpy_broadcasts_it_and_cannot_be_written_to(x, shape):
    y, expected = repeated(x, shape), np.broadcast_to(x, shape)
    np.testing.assert_array_equal(y, expected)
    assert (y.dtype, y.strides) == (expected.dtype, expected.strides)
    assert not y.flags.writeable
