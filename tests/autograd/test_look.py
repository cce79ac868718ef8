"""Where the elements of a view stand in its base, for every layout of the base."""

import numpy as np
import pytest

from gradcli.autograd.look import look_of, overlaps

ROWS = np.arange(24.0).reshape(2, 3, 4)
BASES = {
    "by rows": ROWS.copy(),
    "by columns": np.asfortranarray(ROWS),
    "axes exchanged": ROWS.copy().transpose(1, 0, 2),
    "with gaps": np.arange(96.0).reshape(2, 3, 16)[:, :, ::4],
    "backwards": ROWS.copy()[:, ::-1],
}
VIEWS = {
    "row": lambda x: x[1],
    "steps": lambda x: x[:, ::2, 1:3],
    "number": lambda x: x[1, 1, 3, ...],
    "transposed": lambda x: x.transpose(2, 0, 1),
    "nothing": lambda x: x[:, :0],
    "expanded": lambda x: np.lib.stride_tricks.as_strided(x, (2, *x.shape), (0, *x.strides)),
}


@pytest.mark.parametrize("layout", BASES)
@pytest.mark.parametrize("view", VIEWS)
def test_reading_replacing_and_gathering_agree_with_numpy(layout: str, view: str) -> None:
    base, take = BASES[layout], VIEWS[view]
    look = look_of(take(base), base)
    other = np.random.default_rng(0).standard_normal(base.shape)  # laid out by rows, whatever the base is
    part = np.asarray(take(other)) * 0 + 7.0
    np.testing.assert_array_equal(look.seen(other), take(other))
    expected = other.copy()
    take(expected)[...] = 7.0
    np.testing.assert_array_equal(look.replaced(other, part), expected)
    gathered = look.gathered(part)
    assert gathered.shape == base.shape
    assert gathered.sum() == part.sum()


@pytest.mark.parametrize("layout", BASES)
def test_a_look_at_the_base_itself_shares_its_memory(layout: str) -> None:
    base = BASES[layout].copy(order="K")
    assert np.shares_memory(look_of(base[1], base).seen(base), base)


def test_overlap_is_told_from_strides() -> None:
    assert not overlaps((2, 3), (3, 1))
    assert not overlaps((2, 3), (1, 2))
    assert overlaps((2, 3), (0, 1))
    assert overlaps((3, 3), (1, 1))
    assert not overlaps((0, 3), (0, 1))
