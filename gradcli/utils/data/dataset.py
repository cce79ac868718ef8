"""Collections of examples: by index, as streams, of tensors, joined, cut apart."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any, Generic, TypeVar

from gradcli.autograd.draws import Generator, source
from gradcli.autograd.warned import warn

T = TypeVar("T")


class Dataset(Generic[T]):
    """A collection with `__getitem__`, usually with `__len__`."""

    def __getitem__(self, index: int) -> T:
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other: Dataset[T]) -> Dataset[T]:
        return ConcatDataset([self, other])


class IterableDataset(Dataset[T], Iterable[T]):
    """A stream of examples: `__iter__` in place of `__getitem__`."""

    def __add__(self, other: Dataset[T]) -> Dataset[T]:
        return ChainDataset([self, other])


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


class StackDataset(Dataset[Any]):
    """Several datasets side by side: items are tuples, or dictionaries where the datasets were given by name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args and kwargs:
            kinds = "Supported either ``tuple``- (via ``args``) or``dict``- (via ``kwargs``) like input/output"
            raise ValueError(f"{kinds}, but both types are given.")
        parts = [*args, *kwargs.values()]
        if not parts:
            raise ValueError("At least one dataset should be passed")
        if any(len(part) != len(parts[0]) for part in parts):
            raise ValueError("Size mismatch between datasets")
        self.datasets: tuple[Any, ...] | dict[str, Any] = args or kwargs
        self._length = len(parts[0])

    def __getitem__(self, index: Any) -> Any:
        if isinstance(self.datasets, dict):
            return {name: dataset[index] for name, dataset in self.datasets.items()}
        return tuple(dataset[index] for dataset in self.datasets)

    def __getitems__(self, indices: list[int]) -> list[Any]:
        names = self.datasets if isinstance(self.datasets, dict) else None
        parts = self.datasets if names is None else names.values()
        rows = zip(*(fetched(dataset, indices) for dataset in parts), strict=True)
        return [row if names is None else dict(zip(names, row)) for row in rows]

    def __len__(self) -> int:
        return self._length


class ConcatDataset(Dataset[T]):
    """Several datasets, one after the other."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(each, IterableDataset) for each in self.datasets):
            raise AssertionError("ConcatDataset does not support IterableDataset")
        self.cumulative_sizes = list(accumulate(len(each) for each in self.datasets))

    def __getitem__(self, index: int) -> T:
        if index < -len(self):
            raise ValueError("absolute value of index should not exceed dataset length")
        index = index + len(self) if index < 0 else index
        which = bisect.bisect_right(self.cumulative_sizes, index)
        item: T = self.datasets[which][index - (self.cumulative_sizes[which - 1] if which else 0)]
        return item

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]


class ChainDataset(IterableDataset[T]):
    """Several streams, one after the other."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = datasets

    def __iter__(self) -> Iterator[T]:
        for each in self._streams():
            yield from each

    def __len__(self) -> int:
        return sum(len(each) for each in self._streams())

    def _streams(self) -> Iterator[Any]:
        for each in self.datasets:
            if not isinstance(each, IterableDataset):
                raise AssertionError("ChainDataset only supports IterableDataset")
            yield each


class Subset(Dataset[T]):
    """Some items of a dataset."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index: Any) -> T:
        item: T = self.dataset[[self.indices[i] for i in index] if isinstance(index, list) else self.indices[index]]
        return item

    def __getitems__(self, indices: list[int]) -> list[T]:
        items: list[T] = fetched(self.dataset, [self.indices[i] for i in indices])
        return items

    def __len__(self) -> int:
        return len(self.indices)


def fetched(dataset: Any, indices: list[int]) -> Any:
    """Several items at once: by `__getitems__` where a dataset has it, else one by one."""
    many = getattr(dataset, "__getitems__", None)
    return many(indices) if callable(many) else [dataset[i] for i in indices]


def random_split(dataset: Any, lengths: Sequence[float], generator: Generator | None = None) -> list[Subset[Any]]:
    """The dataset cut at random into parts of the given lengths, or fractions. Raises ValueError when they do not add up."""
    n = len(dataset)
    counts = shares(n, lengths) if math.isclose(sum(lengths), 1) and sum(lengths) <= 1 else [int(part) for part in lengths]
    if sum(counts) != n:
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    order = [int(i) for i in source(generator).permutation(n)]
    return [Subset(dataset, order[end - count : end]) for count, end in zip(counts, accumulate(counts))]


def shares(n: int, fractions: Sequence[float]) -> list[int]:
    """n items divided by fractions, what is left over handed out in turn. Warns of parts that get none."""
    for i, fraction in enumerate(fractions):
        if not 0 <= fraction <= 1:
            raise ValueError(f"Fraction at index {i} is not between 0 and 1")
    counts = [math.floor(n * fraction) for fraction in fractions]
    for k in range(n - sum(counts)):
        counts[k % len(counts)] += 1
    for i, count in enumerate(counts):
        if count == 0:
            warn(f"Length of split at index {i} is 0. This might result in an empty dataset.")
    return counts
