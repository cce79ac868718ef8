"""torch.utils.data: batches cover the data once, in order or shuffled repeatably."""

import pytest

import gradcli as torch
from gradcli.utils.data import DataLoader, Dataset, Subset, TensorDataset, random_split


def rows():
    return TensorDataset(torch.arange(10.0).reshape(5, 2), torch.arange(5))


def test_batches_in_order_cover_the_data_once():
    batches = list(DataLoader(rows(), batch_size=2))
    assert [y.tolist() for _, y in batches] == [[0, 1], [2, 3], [4]]
    assert batches[0][0].tolist() == [[0.0, 1.0], [2.0, 3.0]]


def test_the_last_short_batch_can_be_dropped():
    loader = DataLoader(rows(), batch_size=2, drop_last=True)
    assert len(loader) == len(list(loader)) == 2


def test_shuffling_repeats_with_the_seed():
    def order():
        torch.manual_seed(3)
        return [y.item() for _, y in DataLoader(rows(), shuffle=True)]

    assert order() == order()
    assert sorted(order()) == [0, 1, 2, 3, 4]


def test_mappings_and_numbers_are_collated():
    class Squares(Dataset):
        def __len__(self):
            return 3

        def __getitem__(self, i):
            return {"x": float(i), "y": i * i}

    (batch,) = DataLoader(Squares(), batch_size=3)
    assert batch["x"].tolist() == [0.0, 1.0, 2.0]
    assert batch["y"].dtype is torch.int64


def test_random_split_makes_disjoint_parts():
    a, b = random_split(rows(), [3, 2])
    assert isinstance(a, Subset)
    assert sorted([*a.indices, *b.indices]) == [0, 1, 2, 3, 4]
    assert [len(part) for part in random_split(rows(), [0.6, 0.4])] == [3, 2]
    with pytest.raises(ValueError, match="does not equal the length"):
        random_split(rows(), [3, 3])


def test_data_sets_add_up():
    both = rows() + rows()
    assert len(both) == 10
    assert both[7][1].item() == 2
