"""Samplers: torch's numbers for a seed, and its errors."""

import pytest

import gradcli as torch
from gradcli.utils.data import BatchSampler, RandomSampler, SequentialSampler, WeightedRandomSampler


def test_more_samples_than_items_take_a_permutation_after_the_other():
    torch.manual_seed(0)
    assert list(RandomSampler(range(3), num_samples=7)) == [0, 1, 2, 2, 0, 1, 0]


def test_samples_with_replacement_are_drawn_in_torchs_portions():
    torch.manual_seed(0)
    assert list(RandomSampler(range(100), replacement=True, num_samples=40))[30:] == [92, 29, 24, 76, 78, 58, 68, 87, 53, 9]


def test_batches_of_indices():
    assert list(BatchSampler(SequentialSampler(range(7)), 3, False)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(BatchSampler(range(7), 3, True)) == [[0, 1, 2], [3, 4, 5]]
    assert len(BatchSampler(range(7), 3, False)) == 3


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: BatchSampler([1], 0, False), "batch_size should be a positive integer value, but got batch_size=0"),
        (lambda: BatchSampler([1], 1, 1), "drop_last should be a boolean value, but got drop_last=1"),
        (lambda: WeightedRandomSampler([1.0], 0), "num_samples should be a positive integer value, but got num_samples=0"),
        (lambda: WeightedRandomSampler([[1.0]], 1), "weights should be a 1d sequence but given weights have shape"),
        (lambda: RandomSampler([]), "num_samples should be a positive integer value, but got num_samples=0"),
    ],
)
def test_what_makes_no_sense_is_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()
