"""vmap: tensors that hide a batch axis, and the level that runs operations on whole batches."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from gradcli.autograd import batch, state
from gradcli.autograd import dtype as dtypes
from gradcli.autograd.function import Function
from gradcli.autograd.names import find
from gradcli.autograd.op import OPS, Op
from gradcli.autograd.tensor import Tensor, new


class BatchedTensor(Tensor):
    """A tensor inside vmap.

    _data: the first example, so that shapes read as the function sees them.  whole: all examples, the batch axis first.
    place: of the batch axis in the argument of vmap, which a Function's own vmap is told.
    """

    whole: Tensor
    level: Level
    place: int = 0

    def item(self) -> Any:
        raise RuntimeError(
            "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling .item() on a Tensor, please try "
            "to rewrite what you're doing with other operations. If error is occurring somewhere inside PyTorch internals, please file "
            "a bug report."
        )

    def tolist(self) -> Any:
        raise RuntimeError("Cannot access data pointer of Tensor that doesn't have storage")

    def numpy(self, *, force: bool = False) -> Any:
        raise RuntimeError("Cannot access data pointer of Tensor that doesn't have storage")

    def __bool__(self) -> bool:
        raise RuntimeError(
            "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We don't support that yet, "
            "please file an issue at https://github.com/pytorch/pytorch/issues ."
        )

    @property
    def requires_grad(self) -> bool:
        return self.whole.requires_grad

    @requires_grad.setter
    def requires_grad(self, flag: bool) -> None:
        self.whole.requires_grad_(flag)

    def detach(self) -> Tensor:
        return self.level.wrap(self.whole.detach())

    def _made_alike(self, make_one: Callable[..., Tensor], size: Sequence[int] | None, options: dict[str, Any]) -> Tensor:
        """What zeros_like and new_zeros make of a batched tensor: one per example, so that examples can be written into it."""
        shape = None if size is None else (self.level.size, *size)
        with state.below(self.level):
            return self.level.wrap(make_one(self.whole, shape, options))


class VmapInfo(NamedTuple):
    """What a Function's own vmap is told."""

    batch_size: int
    randomness: str


class Level:
    """One vmap: batched arguments are run on their whole batch by the operation's batching rule, or one by one."""

    def __init__(self, size: int, randomness: str = "error") -> None:
        self.size, self.randomness = size, randomness

    def wrap(self, whole: Tensor) -> BatchedTensor:
        """A tensor with a leading batch axis, as one example."""
        t = new(BatchedTensor)
        t.whole, t.level = whole, self
        data = whole._data
        t._data = data[0, ...] if len(data) else np.zeros(data.shape[1:], data.dtype)  # a view, also of numbers
        return t

    def argument(self, x: Tensor, dim: int) -> BatchedTensor:
        """An argument with the batch axis `dim`, as one example."""
        place = dim % x._data.ndim
        t = self.wrap(x.movedim(place, 0) if place else x)
        t.place = place
        return t

    def over_all(self, t: Tensor) -> Tensor:
        """The tensor with its batch axis, repeated for every example where it has none."""
        return t.whole if self.batched(t) else t.expand(self.size, *t._data.shape)  # type: ignore[attr-defined]

    def front(self, out: Tensor, dim: int | None) -> Tensor:
        """A result with its batch axis first, made where it has none."""
        return out.expand((self.size, *out._data.shape)) if dim is None else out.movedim(dim, 0)

    def batched(self, a: Any) -> bool:
        return isinstance(a, BatchedTensor) and a.level is self

    def by_example(self, fn: Callable[..., Any], args: Iterable[Any], options: dict[str, Any]) -> Any:
        """A function called once for every example, with what the arguments are in it; its results as those of all."""
        given = [*args, *options.values()]
        each = [[a.whole[k] if self.batched(a) else a for a in given] for k in range(self.size)]
        rows = [fn(*row[: len(row) - len(options)], **dict(zip(options, row[len(row) - len(options) :]))) for row in each]
        return self.wrap(find("torch", "stack")(rows))

    def call(self, op: Any, args: tuple[Any, ...], params: dict[str, Any]) -> Any:
        """Run with the outer levels, on whole batches."""
        flags = [self.batched(a) for a in args]
        position = state.levels.index(self)
        inner, state.levels[position:] = state.levels[position:], []
        try:
            if not any(flags):
                return getattr(op, "apply", op)(*args, **params)
            if isinstance(op, type):
                out = self.function(op, args, params)
            else:
                out = self.operation(op, flags, [a.whole if flag else a for a, flag in zip(args, flags)], params)
        finally:
            state.levels[position:] = inner
        return tuple(map(self.wrap, out)) if isinstance(out, tuple) else self.wrap(out)

    def operation(self, op: Op, flags: Sequence[bool], args: Sequence[Any], params: dict[str, Any]) -> Any:
        return batch.stacked(op, flags, in_one_type(flags, args) if op.promote else args, params)

    def function(self, cls: Any, args: Sequence[Any], params: dict[str, Any]) -> Any:
        """A user's Function by its own vmap, or example by example where it says that it may be."""
        if cls.vmap is not Function.vmap:
            out, dims = self.by_own_vmap(cls, args)
            return tuple(map(self.front, out, dims)) if isinstance(out, tuple) else self.front(out, dims)
        refuse_unmapped(cls)
        rows = [cls.apply(*[a.whole[k] if self.batched(a) else a for a in args], **params) for k in range(self.size)]
        if isinstance(rows[0], tuple):
            return tuple(OPS["stack"](*column, dim=0) for column in zip(*rows))
        return OPS["stack"](*rows, dim=0)

    def by_own_vmap(self, cls: Any, args: Sequence[Any]) -> tuple[Any, Any]:
        """(result, axis of the batch, for each of several) by a Function's own vmap. Raises RuntimeError for any other answer."""
        if cls.generate_vmap_rule:
            raise RuntimeError(
                f"You tried to vmap over {cls.__name__}, but it has both generate_vmap_rule=True and an overridden vmap staticmethod. "
                "Please set generate_vmap_rule=False or delete the overridden vmap staticmethod to avoid ambiguity. For more details, "
                "please see https://pytorch.org/docs/main/notes/extending.func.html"
            )
        places = tuple([a.place if self.batched(a) else None for a in args])
        given = [a if place is None else a.whole.movedim(0, place) if place else a.whole for a, place in zip(args, places)]
        answer = cls.vmap(VmapInfo(self.size, self.randomness), places, *given)
        if not isinstance(answer, tuple) or len(answer) != 2:
            got = f"{len(answer)} returns" if isinstance(answer, tuple) else f"a {type(answer)}"
            raise RuntimeError(
                "Expected the vmap staticmethod to have two returns, an output and out_dims with pytree structure compatible with the "
                f"output. Got {got} instead"
            )
        out, dims = answer
        if isinstance(dims, tuple) and not (isinstance(out, tuple) and len(out) == len(dims)):
            raise RuntimeError(
                "The autograd.Function's vmap staticmethod returned an incompatible (output, out_dims) tuple. Expected "
                f"out_dims={dims} to be compatible with the structure of `output`."
            )
        return out, dims if isinstance(dims, tuple) or not isinstance(out, tuple) else (dims,) * len(out)


def in_one_type(flags: Sequence[bool], args: Sequence[Any]) -> Sequence[Any]:
    """The arguments in the type that one example computes in: the batch axis is none of its dimensions."""
    if len({a._data.dtype for a in args if isinstance(a, Tensor)}) < 2:
        return args
    one = [np.zeros((1,) * (a._data.ndim - flag), a._data.dtype) if isinstance(a, Tensor) else a for a, flag in zip(args, flags)]
    kind = dtypes.of(dtypes.result_type(one))
    return [a.to(kind) if isinstance(a, Tensor) else a for a in args]


def for_each_example(draw: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A random function of parameters that inside vmap may differ between examples: it then draws for one after the other.

    Raises RuntimeError where all examples should get the same numbers.
    """

    @functools.wraps(draw)
    def call(*args: Any, **options: Any) -> Tensor:
        level = innermost([*args, *options.values()]) if state.levels else None
        if level is None or level.randomness == "error":
            return draw(*args, **options)
        if level.randomness == "same":
            raise RuntimeError(
                "Vmap does not currently support same randomness with a batched tensor input. Please file an issue with functorch"
            )
        with state.without(level):
            return level.by_example(call, args, options)  # type: ignore[no-any-return]

    return call


def refuse_unmapped(cls: type[Function]) -> None:
    """RuntimeError for a user's Function that does not say how it runs on a batch."""
    if cls.vmap is Function.vmap and not cls.generate_vmap_rule:
        raise RuntimeError(
            f"You tried to vmap over {cls.__name__}, but it does not have vmap support. Please override and implement the vmap "
            "staticmethod or set generate_vmap_rule=True. For more details, please see "
            "https://pytorch.org/docs/main/notes/extending.func.html"
        )


def whole_of(t: Any) -> Any:
    """The tensor with its batch axis; any other tensor as it is."""
    return t.whole if isinstance(t, BatchedTensor) else t


def all_of(t: Any) -> Any:
    """What a tensor is an example of, over all levels."""
    while isinstance(t, BatchedTensor):
        t = t.whole
    return t


def innermost(tensors: Sequence[Any]) -> Level | None:
    """The innermost level that any of the tensors is batched at."""
    return max((t.level for t in tensors if isinstance(t, BatchedTensor)), key=state.depth, default=None)


def spread(x: Tensor, other: Any) -> Tensor:
    """x, batched also at every level that `other` is batched at."""
    level = innermost([x, other])
    if level is None:
        return x
    with state.without(level):
        return level.wrap(spread(level.over_all(x), whole_of(other) if level.batched(other) else other))
