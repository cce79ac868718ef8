"""torch.utils.data.DataLoader: batches cover the data once, in order, shuffled repeatably, or as a sampler says."""

import pytest

import gradcli as torch
from gradcli.utils.data import (
    BatchSampler,
    DataLoader,
    Dataset,
    IterableDataset,
    RandomSampler,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
)


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


# what torch 2.13 gives after torch.manual_seed(0)
ORDERS = [
    (lambda ds: {"batch_size": 4, "shuffle": True}, [[6, 7, 1, 4], [2, 0, 9, 8], [3, 5]]),
    (lambda ds: {"batch_size": 5, "sampler": RandomSampler(ds)}, [[6, 7, 1, 4, 2], [0, 9, 8, 3, 5]]),
    (lambda ds: {"batch_size": 6, "sampler": RandomSampler(ds, replacement=True, num_samples=6)}, [[6, 3, 7, 0, 7, 1]]),
    (lambda ds: {"batch_size": 2, "sampler": SubsetRandomSampler([1, 3, 5, 7])}, [[3, 1], [7, 5]]),
    (lambda ds: {"batch_size": 3, "sampler": WeightedRandomSampler([0.1, 0.5, 1.0, 3.0], 3, replacement=False)}, [[3, 1, 2]]),
    (lambda ds: {"batch_sampler": BatchSampler(RandomSampler(ds), 4, drop_last=True)}, [[6, 7, 1, 4], [2, 0, 9, 8]]),
]


@pytest.mark.parametrize(("options", "batches"), ORDERS)
def test_samplers_give_torchs_order(options, batches):
    data = TensorDataset(torch.arange(10))
    torch.manual_seed(0)
    assert [rows.tolist() for (rows,) in DataLoader(data, **options(data))] == batches


class Stream(IterableDataset):
    def __iter__(self):
        return iter(range(5))


def test_a_stream_is_cut_into_batches():
    assert [batch.tolist() for batch in DataLoader(Stream(), batch_size=2)] == [[0, 1], [2, 3], [4]]
    assert [batch.tolist() for batch in DataLoader(Stream(), batch_size=2, drop_last=True)] == [[0, 1], [2, 3]]
    assert list(DataLoader(Stream(), batch_size=None)) == [0, 1, 2, 3, 4]


def test_without_batches_items_come_one_by_one():
    assert [y.item() for _, y in DataLoader(rows(), batch_size=None)] == [0, 1, 2, 3, 4]
    assert len(DataLoader(rows(), batch_size=None)) == 5


def test_what_torch_gives_to_workers_is_taken():
    loader = DataLoader(rows(), num_workers=2, pin_memory=True, persistent_workers=True)
    with pytest.warns(UserWarning, match="'pin_memory' argument is set as true but no accelerator is found"):
        assert len(list(loader)) == 5
    assert (loader.timeout, loader.prefetch_factor, loader.persistent_workers, loader.worker_init_fn) == (0, 2, True, None)


def test_a_pass_over_the_data_has_a_length():
    batches = iter(DataLoader(rows(), batch_size=2))
    assert (len(batches), iter(batches) is batches) == (3, True)
    assert next(batches)[1].tolist() == [0, 1]


def test_how_data_are_cut_is_settled_when_the_loader_is_made():
    loader = DataLoader(rows(), batch_size=2)
    with pytest.raises(ValueError, match="batch_size attribute should not be set after DataLoader is initialized"):
        loader.batch_size = 3


@pytest.mark.parametrize(
    ("options", "kind", "words"),
    [
        ({"batch_size": 0}, ValueError, "batch_size should be a positive integer value, but got batch_size=0"),
        ({"shuffle": True, "sampler": [0]}, ValueError, "sampler option is mutually exclusive with shuffle"),
        ({"batch_sampler": [[0]], "batch_size": 2}, ValueError, "batch_sampler option is mutually exclusive with batch_size, shuffle"),
        ({"batch_size": None, "drop_last": True}, ValueError, "batch_size=None option disables auto-batching"),
        ({"num_workers": -1}, ValueError, "num_workers option should be non-negative"),
        ({"timeout": -1}, ValueError, "timeout option should be non-negative"),
        ({"prefetch_factor": 2}, ValueError, "prefetch_factor option could only be specified in multiprocessing"),
        ({"persistent_workers": True}, ValueError, "persistent_workers option needs num_workers > 0"),
        ({"workers": 1}, TypeError, "unexpected keyword argument 'workers'"),
    ],
)
def test_options_that_contradict_are_refused(options, kind, words):
    with pytest.raises(kind, match=words):
        DataLoader(rows(), **options)


def test_a_stream_has_an_order_of_its_own():
    with pytest.raises(ValueError, match="DataLoader with IterableDataset: expected unspecified shuffle option, but got shuffle=True"):
        DataLoader(Stream(), shuffle=True)


def test_nothing_cannot_be_shuffled():
    with pytest.raises(ValueError, match="num_samples should be a positive integer value, but got num_samples=0"):
        DataLoader(TensorDataset(torch.ones(0)), shuffle=True)
