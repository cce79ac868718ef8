"""Datasets: joined, side by side, cut apart as torch cuts them."""

import pytest

import gradcli as torch
from gradcli.utils.data import ChainDataset, ConcatDataset, Dataset, IterableDataset, StackDataset, Subset, TensorDataset, random_split


class Stream(IterableDataset):
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return iter(range(self.n))


def rows():
    return TensorDataset(torch.arange(10.0).reshape(5, 2), torch.arange(5))


def test_random_split_makes_disjoint_parts():
    a, b = random_split(rows(), [3, 2])
    assert isinstance(a, Subset)
    assert sorted([*a.indices, *b.indices]) == [0, 1, 2, 3, 4]
    assert [len(part) for part in random_split(rows(), [0.6, 0.4])] == [3, 2]
    with pytest.raises(ValueError, match="does not equal the length"):
        random_split(rows(), [3, 3])


def test_random_split_gives_torchs_parts():
    a, b = random_split(range(10), [3, 7], generator=torch.Generator().manual_seed(42))
    assert (a.indices, b.indices) == ([2, 6, 1], [8, 4, 5, 0, 9, 3, 7])
    assert [len(part) for part in random_split(range(11), [0.5, 0.3, 0.2])] == [6, 3, 2]


def test_a_part_without_items_is_warned_of():
    with pytest.warns(UserWarning, match="Length of split at index 1 is 0"):
        random_split(range(1), [0.9, 0.1])


def test_data_sets_add_up():
    both = rows() + rows()
    assert len(both) == 10
    assert both[7][1].item() == 2
    assert both.cumulative_sizes == [5, 10]
    assert both[-1][1].item() == 4
    with pytest.raises(ValueError, match="absolute value of index should not exceed dataset length"):
        both[-11]


def test_streams_follow_each_other():
    both = Stream(2) + Stream(3)
    assert isinstance(both, ChainDataset)
    assert list(both) == [0, 1, 0, 1, 2]


def test_a_stack_has_tuples_or_dictionaries():
    assert StackDataset(range(3), range(3, 6))[1] == (1, 4)
    assert StackDataset(a=range(3))[2] == {"a": 2}
    assert StackDataset(range(3), range(3, 6)).__getitems__([2, 0]) == [(2, 5), (0, 3)]
    assert StackDataset(a=range(3)).__getitems__([2, 0]) == [{"a": 2}, {"a": 0}]
    with pytest.raises(ValueError, match="Size mismatch between datasets"):
        StackDataset(range(3), range(2))


def test_a_subset_takes_lists_of_indices():
    assert Subset(range(10), [3, 4])[1] == 4
    assert Subset(rows(), [4, 0])[[0, 1]][1].tolist() == [4, 0]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: TensorDataset(torch.ones(2), torch.ones(3)), "Size mismatch between tensors"),
        (lambda: ConcatDataset([]), "datasets should not be an empty iterable"),
        (lambda: ConcatDataset([Stream(1)]), "ConcatDataset does not support IterableDataset"),
        (lambda: list(ChainDataset([range(2)])), "ChainDataset only supports IterableDataset"),
    ],
)
def test_what_does_not_fit_together_is_refused(make, words):
    with pytest.raises(AssertionError, match=words):
        make()


def test_a_dataset_without_items_says_so():
    with pytest.raises(NotImplementedError, match="should implement __getitem__"):
        Dataset()[0]
