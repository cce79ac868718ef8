"""torch.utils.data: datasets, and a DataLoader that works in the calling process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Generic, TypeVar

import numpy as np

from gradcli.autograd.creation import tensor
from gradcli.autograd.draws import Generator, source
from gradcli.autograd.op import registry
from gradcli.autograd.tensor import Tensor, make

T = TypeVar("T")


class Dataset(Generic[T]):
    """A collection with `__getitem__`, usually with `__len__`."""

    def __getitem__(self, index: int) -> T:
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other: Dataset[T]) -> ConcatDataset[T]:
        return ConcatDataset([self, other])


class TensorDataset(Dataset[tuple[Any, ...]]):
    """Rows of several tensors of the same length."""

    def __init__(self, *tensors: Any) -> None:
        if any(len(t) != len(tensors[0]) for t in tensors):
            raise AssertionError("Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Any, ...]:
        return tuple(t[index] for t in self.tensors)

    def __len__(self) -> int:
        return len(self.tensors[0])


class ConcatDataset(Dataset[T]):
    """Several datasets, one after the other."""

    def __init__(self, datasets: Sequence[Any]) -> None:
        self.datasets = list(datasets)
        self.ends = np.cumsum([len(d) for d in self.datasets])

    def __getitem__(self, index: int) -> T:
        index = index + len(self) if index < 0 else index
        which = int(np.searchsorted(self.ends, index, side="right"))
        item: T = self.datasets[which][index - (int(self.ends[which - 1]) if which else 0)]
        return item

    def __len__(self) -> int:
        return int(self.ends[-1])


class Subset(Dataset[T]):
    """Some items of a dataset."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index: int) -> T:
        item: T = self.dataset[self.indices[index]]
        return item

    def __len__(self) -> int:
        return len(self.indices)


def random_split(dataset: Any, lengths: Sequence[float], generator: Generator | None = None) -> list[Subset[Any]]:
    """The dataset cut at random into parts of the given lengths, or fractions. Raises ValueError when they do not add up."""
    n = len(dataset)
    counts = [int(n * part) for part in lengths] if abs(sum(lengths) - 1) < 1e-9 and max(lengths) <= 1 else [int(part) for part in lengths]
    for k in range(n - sum(counts)) if sum(lengths) <= 1 + 1e-9 else ():
        counts[k % len(counts)] += 1
    if sum(counts) != n:
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    order = source(generator).permutation(n)
    ends = np.cumsum([0, *counts])
    return [Subset(dataset, order[a:b]) for a, b in pairwise(ends)]


def fresh_seed(generator: Generator | None = None) -> int:
    """A random seed."""
    return int(source(generator).below(2**63, ()))


def default_collate(items: Sequence[Any]) -> Any:
    """Items of one batch stacked: tensors and arrays on a new axis, numbers as a tensor, tuples and mappings part by part."""
    first = items[0]
    if isinstance(first, Tensor):
        return registry()["stack"](*items, dim=0)
    if isinstance(first, (np.ndarray, np.generic)):
        return make(np.stack(items))
    if isinstance(first, (bool, int, float)):
        return tensor(list(items))
    if isinstance(first, Mapping):
        return {key: default_collate([item[key] for item in items]) for key in first}
    if isinstance(first, (tuple, list)):
        parts = [default_collate(part) for part in zip(*items)]
        return parts if isinstance(first, list) or not hasattr(first, "_fields") else type(first)(*parts)
    return list(items)


class DataLoader(Generic[T]):
    """Batches of a dataset, in order or shuffled with the engine's generator. `num_workers` and `pin_memory` change nothing here."""

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool = False,
        num_workers: int = 0,
        collate_fn: Callable[[Sequence[Any]], Any] | None = None,
        drop_last: bool = False,
        generator: Generator | None = None,
        pin_memory: bool = False,
    ) -> None:
        if batch_size is not None and batch_size < 1:
            raise ValueError(f"batch_size should be a positive integer value, but got batch_size={batch_size}")
        self.dataset, self.batch_size, self.shuffle, self.drop_last = dataset, batch_size, shuffle, drop_last
        self.collate_fn, self.generator = collate_fn or default_collate, generator

    def __iter__(self) -> Iterator[Any]:
        n = len(self.dataset)
        fresh_seed(self.generator)  # torch's loader draws one for its workers, with or without them
        order = self._shuffled(n) if self.shuffle else list(range(n))
        if self.batch_size is None:
            yield from (self.dataset[i] for i in order)
            return
        for start in range(0, n, self.batch_size):
            chosen = order[start : start + self.batch_size]
            if len(chosen) == self.batch_size or not self.drop_last:
                yield self.collate_fn([self.dataset[i] for i in chosen])

    def _shuffled(self, n: int) -> list[int]:
        """A permutation, by the generator given or one seeded from the engine's."""
        return source(self.generator or Generator().manual_seed(fresh_seed())).permutation(n)

    def __len__(self) -> int:
        if self.batch_size is None:
            return len(self.dataset)
        full, rest = divmod(len(self.dataset), self.batch_size)
        return full + bool(rest and not self.drop_last)
