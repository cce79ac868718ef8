"""pick and place are transposes of each other."""

import numpy as np

from gradcli.autograd.ops.place import pick, place


def test_repeated_places_add_up() -> None:
    assert place(np.array([1.0, 2.0, 4.0]), np.array([0, 2, 0]), dim=0, shape=(3,)).tolist() == [5.0, 0.0, 2.0]


def test_place_is_the_transpose_of_pick() -> None:
    rng = np.random.default_rng(0)
    x, g, index = rng.standard_normal((3, 4)), rng.standard_normal((3, 5)), rng.integers(0, 4, (3, 5))
    np.testing.assert_allclose((g * pick(x, index, dim=1)).sum(), (place(g, index, dim=1, shape=(3, 4)) * x).sum(), rtol=1e-13)
