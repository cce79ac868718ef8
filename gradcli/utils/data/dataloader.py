"""A DataLoader that works in the calling process: batches of a dataset, in order, shuffled or as a sampler says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Generic, TypeVar

from gradcli.autograd.draws import Generator
from gradcli.autograd.warned import warn
from gradcli.utils.data.collate import default_collate as default_collate
from gradcli.utils.data.collate import default_convert as default_convert
from gradcli.utils.data.dataset import Dataset as Dataset
from gradcli.utils.data.dataset import IterableDataset, fetched
from gradcli.utils.data.sampler import BatchSampler, RandomSampler, SequentialSampler, fresh_seed

T = TypeVar("T")
Indices = Iterable[Any]
FIXED = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers")


def get_worker_info() -> None:
    """None: there are no worker processes."""
    return


class DataLoader(Generic[T]):
    """Batches of a dataset. What torch lets its worker processes do is taken and changes nothing; everything is loaded here, in turn."""

    _initialized = False

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Indices | None = None,
        batch_sampler: Indices | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        refuse_workers(num_workers, timeout, prefetch_factor, persistent_workers)
        self.dataset, self.num_workers, self.pin_memory, self.generator = dataset, num_workers, pin_memory, generator
        self.timeout, self.worker_init_fn, self.multiprocessing_context = timeout, worker_init_fn, multiprocessing_context
        self.prefetch_factor = 2 if num_workers and prefetch_factor is None else prefetch_factor
        self.persistent_workers, self.pin_memory_device, self.in_order = persistent_workers, pin_memory_device, in_order
        self.streams = isinstance(dataset, IterableDataset)
        refuse_contradictions(self.streams, shuffle, sampler, batch_sampler, (batch_size, drop_last))
        self.batch_size, self.drop_last = batch_size if batch_sampler is None else None, drop_last
        self.sampler = sampler if sampler is not None else self._order(bool(shuffle))
        self.batch_sampler = BatchSampler(self.sampler, self.batch_size, drop_last) if self.batch_size is not None else batch_sampler
        self.collate_fn = collate_fn or (default_collate if self._auto_collation else default_convert)
        self._initialized = True

    def __setattr__(self, name: str, value: Any) -> None:
        if self._initialized and name in FIXED:
            raise ValueError(f"{name} attribute should not be set after {type(self).__name__} is initialized")
        super().__setattr__(name, value)

    @property
    def _auto_collation(self) -> bool:
        """Whether items are gathered in batches."""
        return self.batch_sampler is not None

    @property
    def _index_sampler(self) -> Any:
        """What says which items come next: one, or the list of a batch."""
        return self.batch_sampler if self._auto_collation else self.sampler

    def _order(self, shuffle: bool) -> Indices:
        """The sampler where none is given; a stream has an order of its own."""
        if self.streams:
            return Endless()
        return RandomSampler(self.dataset, generator=self.generator) if shuffle else SequentialSampler(self.dataset)

    def __iter__(self) -> Iterator[Any]:
        return _SingleProcessDataLoaderIter(self)

    def __len__(self) -> int:
        if self.streams and self.batch_size is not None:
            full, rest = divmod(len(self.dataset), self.batch_size)
            return full + bool(rest and not self.drop_last)
        return len(self.dataset if self.streams else self._index_sampler)


class _SingleProcessDataLoaderIter(Iterator[Any]):
    """One pass over the data of a loader."""

    def __init__(self, loader: Any) -> None:
        if loader.pin_memory:
            warn("'pin_memory' argument is set as true but no accelerator is found, then device pinned memory won't be used.")
        self._loader, self._indices = loader, iter(loader._index_sampler)
        fresh_seed(loader.generator)  # torch's loader draws one for its workers, with or without them
        self._items = iter(loader.dataset) if loader.streams else iter(())

    def __len__(self) -> int:
        return len(self._loader._index_sampler)

    def __next__(self) -> Any:
        chosen = next(self._indices)
        return self._loader.collate_fn(self._streamed(chosen) if self._loader.streams else self._fetched(chosen))

    def _fetched(self, chosen: Any) -> Any:
        dataset = self._loader.dataset
        return fetched(dataset, chosen) if self._loader._auto_collation else dataset[chosen]

    def _streamed(self, chosen: Any) -> Any:
        if not self._loader._auto_collation:
            return next(self._items)
        batch = list(islice(self._items, len(chosen)))
        if not batch or (self._loader.drop_last and len(batch) < len(chosen)):
            raise StopIteration
        return batch


class Endless:
    """The sampler of a stream, whose items have no indices: None, again and again."""

    def __iter__(self) -> Iterator[None]:
        while True:
            yield None


def refuse_workers(num_workers: int, timeout: float, prefetch_factor: int | None, persistent_workers: bool) -> None:
    """Raises ValueError, in torch's words, for workers that it could not start."""
    if num_workers < 0:
        raise ValueError("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")
    if timeout < 0:
        raise ValueError("timeout option should be non-negative")
    if num_workers == 0 and prefetch_factor is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing."
            "let num_workers > 0 to enable multiprocessing, otherwise set prefetch_factor to None."
        )
    if prefetch_factor is not None and prefetch_factor < 0:
        raise ValueError("prefetch_factor option should be non-negative")
    if persistent_workers and num_workers == 0:
        raise ValueError("persistent_workers option needs num_workers > 0")


def refuse_contradictions(streams: bool, shuffle: Any, sampler: Any, batch_sampler: Any, batches: tuple[int | None, bool]) -> None:
    """Raises ValueError where two options say in which order the data come, or none can: a stream has its own."""
    for name, value in (("shuffle", shuffle or None), ("sampler", sampler), ("batch_sampler", batch_sampler)) if streams else ():
        if value is not None:
            raise ValueError(f"DataLoader with IterableDataset: expected unspecified {name} option, but got {name}={value}")
    if sampler is not None and shuffle:
        raise ValueError("sampler option is mutually exclusive with shuffle")
    batch_size, drop_last = batches
    if batch_sampler is not None and (batch_size != 1 or shuffle or sampler is not None or drop_last):
        raise ValueError("batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last")
    if batch_sampler is None and batch_size is None and drop_last:
        raise ValueError("batch_size=None option disables auto-batching and is mutually exclusive with drop_last")
