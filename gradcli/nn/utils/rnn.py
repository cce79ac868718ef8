"""Sequences of different lengths: padded to one length, or packed step by step without the padding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Self

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.tensor import Tensor, make, unwrap
from gradcli.nn import engine as T


class PackedSequence(NamedTuple):
    """Sequences without padding: all first steps, then all second steps, ..., longest sequence first.

    data: (total steps, ...).  batch_sizes: how many sequences have each step.  sorted_indices: the sequences as they came, in the
    order they stand here, unsorted_indices its inverse; None when they came sorted.
    """

    data: Any
    batch_sizes: Any
    sorted_indices: Any = None
    unsorted_indices: Any = None

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """The data in another type; itself where nothing changes."""
        data = self.data.to(*args, **kwargs)
        return self if data is self.data else self._replace(data=data)

    def cpu(self) -> Self:
        """Itself: there is one device."""
        return self

    def pin_memory(self) -> Self:
        """Itself: there is no memory to pin."""
        return self

    def is_pinned(self) -> bool:
        """False: there is no memory to pin."""
        return False

    def double(self) -> Self:
        """The data as float64."""
        return self.to(dtypes.float64)

    def float(self) -> Self:
        """The data as float32."""
        return self.to(dtypes.float32)

    def half(self) -> Self:
        """The data as float16."""
        return self.to(dtypes.float16)

    def long(self) -> Self:
        """The data as int64."""
        return self.to(dtypes.int64)

    def int(self) -> Self:
        """The data as int32."""
        return self.to(dtypes.int32)

    def short(self) -> Self:
        """The data as int16."""
        return self.to(dtypes.int16)

    def char(self) -> Self:
        """The data as int8."""
        return self.to(dtypes.int8)

    def byte(self) -> Self:
        """The data as uint8."""
        return self.to(dtypes.uint8)

    @property
    def is_cuda(self) -> bool:
        return False


def invert_permutation(permutation: Any) -> Any:
    """The permutation that undoes another; None of None."""
    return None if permutation is None else make(np.argsort(permutation._data))


def indices(lengths: Any) -> tuple[Any, Any, Any]:
    """(step, sequence) of every packed row, and the batch size of each step, for lengths in decreasing order."""
    longest = int(lengths.max())
    running = np.arange(longest)[:, None] < lengths[None, :]
    steps, sequences = np.nonzero(running)
    return steps, sequences, running.sum(1)


def pack_padded_sequence(input: Any, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True) -> PackedSequence:
    """Pack (L, N, ...) with the length of each sequence. Raises RuntimeError for lengths that do not fit or are not sorted."""
    n = np.asarray(unwrap(lengths), dtype=np.int64)
    order = None if enforce_sorted else np.argsort(-n, kind="stable")
    x = input.transpose(0, 1) if batch_first else input
    if order is not None:
        x, n = x.index_select(1, make(order)), n[order]
    check_lengths(n, x.shape[1])
    if not input._data.size:
        raise RuntimeError("Cannot pack empty tensors.")
    steps, sequences, sizes = indices(n)
    data = x[make(steps), make(sequences)]
    if order is None:
        return PackedSequence(data, make(sizes))
    return PackedSequence(data, make(sizes), make(order), make(np.argsort(order)))


def check_lengths(lengths: Any, batch: int) -> None:
    """RuntimeError in torch's words."""
    if len(lengths) != batch:
        raise RuntimeError(f"Expected `len(lengths)` to be equal to batch_size, but got {len(lengths)} (batch_size={batch})")
    if (lengths <= 0).any():
        raise RuntimeError("Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0")
    if (np.diff(lengths) > 0).any():
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to "
            "pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability."
        )


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
) -> tuple[Any, Any]:
    """(the sequences padded to the longest or to `total_length`, their lengths), in the order they came."""
    sizes = sequence.batch_sizes._data
    longest = len(sizes)
    if total_length is not None and total_length < longest:
        raise ValueError(
            "Expected total_length to be at least the length of the longest sequence in input, but got "
            f"total_length={total_length} and max sequence length being {longest}"
        )
    lengths = (sizes[:, None] > np.arange(sizes[0])[None, :]).sum(0)
    steps, sequences, _ = indices(lengths)
    rows = np.full((total_length or longest, sizes[0]), len(steps))  # a row more than there are: the padding
    rows[steps, sequences] = np.arange(len(steps))
    if sequence.unsorted_indices is not None:
        back = sequence.unsorted_indices._data
        rows, lengths = rows[:, back], lengths[back]
    padding = T.full((1, *sequence.data.shape[1:]), padding_value, dtype=sequence.data.dtype)
    padded = T.cat([sequence.data, padding], 0)[make(rows.T if batch_first else rows)]
    return padded, make(lengths)


def pad_sequence(sequences: Any, batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right") -> Any:
    """Tensors (L_i, ...) as one (longest, N, ...). Raises RuntimeError for what is no sequence of tensors."""
    if not isinstance(sequences, Iterable):
        raise RuntimeError(f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}")
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    each = list(sequences.unbind(0)) if isinstance(sequences, Tensor) else list(sequences)
    if not each:
        raise RuntimeError("received an empty list of sequences")
    longest = max(t.shape[0] for t in each)
    return T.stack([padded_to(t, longest, padding_value, padding_side) for t in each], 0 if batch_first else 1)


def padded_to(t: Any, length: int, value: float, side: str) -> Any:
    """A sequence with rows of one value before or after it."""
    missing = length - t.shape[0]
    if not missing:
        return t
    rows = T.full((missing, *t.shape[1:]), value, dtype=t.dtype)
    return T.cat([rows, t] if side == "left" else [t, rows], 0)


def unpad_sequence(padded_sequences: Any, lengths: Any, batch_first: bool = False) -> list[Any]:
    """The sequences of a padded batch, each of its own length."""
    batch = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [t[: int(n)] for t, n in zip(batch.unbind(0), lengths.tolist())]


def pack_sequence(sequences: Any, enforce_sorted: bool = True) -> PackedSequence:
    """Pack tensors (L_i, ...)."""
    lengths = np.array([t.shape[0] for t in sequences])
    return pack_padded_sequence(pad_sequence(sequences), make(lengths), enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Any]:
    """The sequences of a pack, in the order they came."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)
