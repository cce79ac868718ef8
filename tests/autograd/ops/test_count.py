"""all, any, histograms, unique, searchsorted, isclose."""

import math

import pytest

import gradcli as torch


def test_all_and_any_reduce_to_booleans_but_bytes_stay_bytes() -> None:
    x = torch.tensor([[1.0, 0.0], [2.0, 3.0]])
    assert x.all(1).tolist() == [False, True]
    assert x.any((0, 1)).item() is True
    assert torch.tensor([1, 2], dtype=torch.uint8).all().dtype is torch.uint8


def test_count_nonzero_along_axes() -> None:
    x = torch.tensor([[1.0, 0.0], [2.0, 3.0]])
    assert x.count_nonzero().item() == 3
    assert x.count_nonzero(0).tolist() == [2, 1]


def test_isclose_wants_equal_types_and_knows_nan() -> None:
    a, b = torch.tensor([1.0, math.nan, math.inf]), torch.tensor([1.0 + 1e-6, math.nan, math.inf])
    assert torch.isclose(a, b).tolist() == [True, False, True]
    assert torch.isclose(a, b, equal_nan=True).all()
    with pytest.raises(RuntimeError, match="Float did not match Double"):
        torch.isclose(a, b.double())


def test_equal_compares_shapes_and_elements() -> None:
    assert torch.equal(torch.ones(2), torch.ones(2))
    assert not torch.equal(torch.ones(2), torch.ones(3))
    assert torch.allclose(torch.ones(2), torch.ones(2) + 1e-7)


def test_bincount_counts_or_sums_weights() -> None:
    x = torch.tensor([0, 2, 2])
    assert x.bincount(minlength=4).tolist() == [1, 0, 2, 0]
    assert x.bincount(torch.tensor([0.5, 1.0, 2.0])).tolist() == [0.5, 0.0, 3.0]
    with pytest.raises(RuntimeError, match="1-d non-negative integral inputs"):
        torch.tensor([-1]).bincount()


@pytest.mark.parametrize(
    ("data", "edges"), [([], [0.0, 0.5, 1.0]), ([2.0, 2.0], [1.5, 2.0, 2.5]), ([1.0, 3.0], [1.0, 2.0, 3.0])], ids=["none", "equal", "others"]
)
def test_the_edges_of_a_histogram_are_torchs(data: list[float], edges: list[float]) -> None:
    assert torch.histogram(torch.tensor(data), 2)[1].tolist() == edges


def test_a_histogram_of_what_is_not_finite_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"torch.histogramdd: dimension 0's range \[nan, nan\] is not finite"):
        torch.histogram(torch.tensor([1.0, torch.nan]), 2)


def test_a_histogram_has_a_hundred_bins_unless_told_otherwise() -> None:
    density, edges = torch.histogram(torch.tensor([0.0, 0.25, 1.0]), density=True)
    assert (density.shape, edges.shape) == (torch.Size([100]), torch.Size([101]))
    assert (density * (edges[1:] - edges[:-1])).sum().item() == pytest.approx(1.0, abs=1e-6)  # a density in float32


def test_histograms() -> None:
    x = torch.tensor([1.0, 2.0, 1.0])
    assert x.histc(4, 0, 3).tolist() == [0.0, 2.0, 1.0, 0.0]
    assert x.histc(2).tolist() == [2.0, 1.0]
    counts, edges = torch.histogram(x, 2)
    assert (counts.tolist(), edges.tolist()) == ([2.0, 1.0], [1.0, 1.5, 2.0])


def test_unique_with_inverse_and_counts() -> None:
    values, inverse, counts = torch.unique(torch.tensor([[3, 1], [1, 1]]), return_inverse=True, return_counts=True)
    assert (values.tolist(), inverse.tolist(), counts.tolist()) == ([1, 3], [[1, 0], [0, 0]], [3, 1])
    assert torch.unique(torch.tensor([[1, 2], [1, 2]]), dim=0).tolist() == [[1, 2]]


def test_unique_consecutive_drops_immediate_repetitions_only() -> None:
    values, counts = torch.unique_consecutive(torch.tensor([1, 1, 3, 1]), return_counts=True)
    assert (values.tolist(), counts.tolist()) == ([1, 3, 1], [2, 1, 1])


def test_searchsorted_and_bucketize() -> None:
    edges = torch.tensor([1.0, 3.0, 5.0])
    assert torch.searchsorted(edges, torch.tensor([0.0, 3.0, 6.0])).tolist() == [0, 1, 3]
    assert torch.searchsorted(edges, 3.0, right=True).item() == 2
    assert torch.bucketize(torch.tensor([2.0, 5.0]), edges).tolist() == [1, 2]
    rows = torch.searchsorted(torch.tensor([[1, 2], [3, 4]]), torch.tensor([[2], [2]]))
    assert rows.tolist() == [[1], [0]]
    with pytest.raises(RuntimeError, match="first N-1 dimensions of boundaries tensor"):
        torch.searchsorted(torch.ones(2, 2), torch.ones(3))


def test_isin() -> None:
    assert torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2, 3])).tolist() == [False, True, True]


def test_points_are_counted_in_boxes() -> None:
    points, weight = torch.tensor([[0.0, 1.0], [1.0, 0.0], [2.0, 0.0], [2.0, 2.0]]), torch.tensor([1.0, 2.0, 4.0, 8.0])
    hist, edges = torch.histogramdd(points, [3, 3], weight=weight)
    assert hist.tolist() == [[0.0, 1.0, 0.0], [2.0, 0.0, 0.0], [4.0, 0.0, 8.0]]
    assert [len(e) for e in edges] == [4, 4]
    assert torch.histogramdd(points, 2, density=True).hist.tolist() == [[0.0, 0.25], [0.5, 0.25]]
    with pytest.raises(RuntimeError, match="for a 2-dimensional histogram range should have 4 elements, but got 2"):
        torch.histogramdd(points, 2, range=[0.0, 1.0])
    with pytest.raises(NotImplementedError, match="\"histogramdd\" not implemented for 'Long'"):
        torch.histogramdd(points.long(), 2)
