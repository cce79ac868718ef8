"""A DataLoader that works in the calling process: batches of a dataset, in order, shuffled or as a sampler says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Generic, TypeVar

from gradcli.autograd.draws import Generator
from gradcli.utils.data.collate import default_collate as default_collate
from gradcli.utils.data.collate import default_convert as default_convert
from gradcli.utils.data.dataset import Dataset as Dataset
from gradcli.utils.data.dataset import IterableDataset, fetched
from gradcli.utils.data.sampler import BatchSampler, RandomSampler, SequentialSampler, fresh_seed

T = TypeVar("T")
Indices = Iterable[Any]
IN_WORKERS = (
    *("timeout", "worker_init_fn", "multiprocessing_context", "prefetch_factor", "persistent_workers"),
    *("pin_memory_device", "in_order"),
)


def get_worker_info() -> None:
    """None: there are no worker processes."""
    return


class DataLoader(Generic[T]):
    """Batches of a dataset. What torch lets its worker processes do is taken and changes nothing; everything is loaded here, in turn."""

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
        *,
        generator: Generator | None = None,
        **of_workers: Any,
    ) -> None:
        refuse_unknown(of_workers, num_workers)
        self.dataset, self.num_workers, self.pin_memory, self.generator = dataset, num_workers, pin_memory, generator
        self.streams = isinstance(dataset, IterableDataset)
        refuse_contradictions(self.streams, shuffle, sampler, batch_sampler, (batch_size, drop_last))
        self.batch_size, self.drop_last = batch_size if batch_sampler is None else None, drop_last
        self.sampler = sampler if sampler is not None else self._order(bool(shuffle))
        self.batch_sampler = BatchSampler(self.sampler, self.batch_size, drop_last) if self.batch_size is not None else batch_sampler
        self.collate_fn = collate_fn or (default_collate if self.batch_sampler is not None else default_convert)

    def _order(self, shuffle: bool) -> Indices:
        """The sampler where none is given; a stream has an order of its own."""
        if self.streams:
            return Endless()
        return RandomSampler(self.dataset, generator=self.generator) if shuffle else SequentialSampler(self.dataset)

    def __iter__(self) -> Iterator[Any]:
        fresh_seed(self.generator)  # torch's loader draws one for its workers, with or without them
        return self._stream() if self.streams else self._batches()

    def _batches(self) -> Iterator[Any]:
        if self.batch_sampler is None:
            yield from (self.collate_fn(self.dataset[i]) for i in self.sampler)
            return
        for chosen in self.batch_sampler:
            yield self.collate_fn(fetched(self.dataset, chosen))

    def _stream(self) -> Iterator[Any]:
        items = iter(self.dataset)
        if self.batch_size is None:
            yield from map(self.collate_fn, items)
            return
        while batch := list(islice(items, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield self.collate_fn(batch)

    def __len__(self) -> int:
        if self.streams and self.batch_size is not None:
            full, rest = divmod(len(self.dataset), self.batch_size)
            return full + bool(rest and not self.drop_last)
        return len(self.dataset if self.streams else self.sampler if self.batch_sampler is None else self.batch_sampler)  # type: ignore[arg-type]


class Endless:
    """The sampler of a stream, whose items have no indices: None, again and again."""

    def __iter__(self) -> Iterator[None]:
        while True:
            yield None


def refuse_unknown(options: dict[str, Any], num_workers: int) -> None:
    """Raises TypeError for a keyword torch's DataLoader does not have, ValueError for fewer workers than none."""
    for name in options:
        if name not in IN_WORKERS:
            raise TypeError(f"DataLoader.__init__() got an unexpected keyword argument {name!r}")
    if num_workers < 0:
        raise ValueError("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")


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
