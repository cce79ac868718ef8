"""torch.autograd.graph: edges as values, hooks on what is saved, hooks on several gradients together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ContextDecorator
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary, WeakSet

from gradcli.autograd import backprop, state
from gradcli.autograd.hooks import RemovableHandle
from gradcli.autograd.node import Node, accumulator
from gradcli.autograd.tensor import Tensor, counter

OUTSIDE = (
    "Trying to backward outside of the 'allow_mutation_on_saved_tensors' contextin which the graph was originally recorded."  # torch's own
)
disabled: list[str] = []  # the messages of disable_saved_tensors_hooks, innermost last


class GradientEdge(NamedTuple):
    """A place in the graph: a node and one of its outputs. `grad` takes it in place of a tensor."""

    node: Node
    output_nr: int
    ownership_token: Any = None  # torch keeps what the node belongs to alive by it


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The edge a tensor's gradient arrives at. Raises RuntimeError for a tensor that does not require grad."""
    if not tensor.requires_grad:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    return GradientEdge(tensor.grad_fn or accumulator(tensor), tensor.output_nr)


class saved_tensors_hooks:
    """Inside the block pack(tensor) stands in for every tensor saved for backward, and unpack brings it back when it is needed."""

    def __init__(self, pack_hook: Callable[[Tensor], Any], unpack_hook: Callable[[Any], Tensor]) -> None:
        self.pair = (pack_hook, unpack_hook)

    def __enter__(self) -> None:
        if disabled:
            raise RuntimeError(disabled[-1])
        state.saved_hooks.append(self.pair)

    def __exit__(self, *_: object) -> None:
        state.saved_hooks.pop()


class save_on_cpu(saved_tensors_hooks):
    """Saved tensors go to the CPU, where they are already."""

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(lambda t: t, lambda t: t)


class disable_saved_tensors_hooks(ContextDecorator):
    """Inside the block or the decorated function, saved_tensors_hooks are an error with this message; so is the block inside of theirs."""

    def __init__(self, error_message: str) -> None:
        self.message = error_message

    def __enter__(self) -> None:
        if state.saved_hooks:
            raise RuntimeError(self.message)
        disabled.append(self.message)

    def __exit__(self, *_: object) -> None:
        disabled.pop()


class Copied:
    """A tensor saved as a copy, with what counts the changes of the original."""

    def __init__(self, t: Tensor) -> None:
        self.copy, self.counter = t.detach().clone(), counter(t)
        self.version = self.counter.n


class allow_mutation_on_saved_tensors:
    """Inside the block saved tensors are copied, so that changing the originals in place is no error. Blocks cannot be nested.

    Raises AssertionError when what was recorded inside is walked outside.
    """

    current: allow_mutation_on_saved_tensors | None = None

    def __enter__(self) -> allow_mutation_on_saved_tensors:
        if allow_mutation_on_saved_tensors.current is not None:
            raise RuntimeError("allow_mutation_on_saved_tensors contexts cannot be nested")
        allow_mutation_on_saved_tensors.current = self
        self._copies: WeakSet[Copied] = WeakSet()
        state.saved_hooks.append((self._pack, self._unpack))
        return self

    def __exit__(self, *_: object) -> None:
        allow_mutation_on_saved_tensors.current = None
        state.saved_hooks.pop()
        self._copies.clear()

    @property
    def cloned(self) -> list[Tensor]:
        """The saved tensors whose originals were changed since."""
        return [each.copy for each in self._copies if each.counter.n != each.version]

    def _pack(self, t: Tensor) -> Copied:
        copied = Copied(t)
        self._copies.add(copied)
        return copied

    def _unpack(self, copied: Copied) -> Tensor:
        assert allow_mutation_on_saved_tensors.current is self, OUTSIDE
        return copied.copy


def increment_version(tensor: Tensor | Iterable[Tensor]) -> None:
    """Count one in-place change of each tensor: what was saved of it for backward is then known to be stale."""
    for t in (tensor,) if isinstance(tensor, Tensor) else tensor:
        counter(t).n += 1


def register_multi_grad_hook(tensors: Sequence[Tensor], fn: Callable[[Any], None], *, mode: str = "all") -> RemovableHandle:
    """Call fn(gradients) when all those that a backward pass computes have arrived ("all"), or fn(gradient) at the first ("any").

    Gradients that the pass does not compute are None. Raises ValueError for another mode, AssertionError for one that never comes.
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    tensors = list(tensors)
    if mode == "all" and not all(t.requires_grad for t in tensors):
        raise AssertionError("Expected gradient function to be set")
    together = Together(tensors, fn, mode == "any")
    return Several([t.register_hook(together.on(i)) for i, t in enumerate(tensors) if t.requires_grad])


class Together:
    """The gradients of several tensors, gathered anew in every backward pass."""

    def __init__(self, tensors: Sequence[Tensor], fn: Callable[[Any], None], at_first: bool) -> None:
        self.tensors, self.fn, self.at_first = tensors, fn, at_first
        self.passes: WeakKeyDictionary[Any, tuple[list[Any], set[int]]] = WeakKeyDictionary()

    def on(self, index: int) -> Callable[[Any], None]:
        """The hook of one of the tensors."""

        def hook(g: Any) -> None:
            walk, seeds = backprop.RUNNING[-1]
            first = walk not in self.passes
            if first:
                self.passes[walk] = [None] * len(self.tensors), set() if self.at_first else self.awaited(walk, seeds)
            found, awaited = self.passes[walk]
            found[index] = g
            awaited.discard(index)
            if first and self.at_first:
                self.fn(g)
            if not awaited and not self.at_first:
                self.fn(list(found))

        return hook

    def awaited(self, walk: Any, seeds: Any) -> set[int]:
        """The tensors whose gradients this pass computes."""
        reached = backprop.reached(walk, seeds)
        return {i for i, t in enumerate(self.tensors) if (t if t.is_leaf else t.grad_fn) in reached}


class Several(RemovableHandle):
    """Several handles as one."""

    def __init__(self, handles: Sequence[RemovableHandle]) -> None:
        super().__init__({})
        self._handles = handles

    def remove(self) -> None:
        for handle in self._handles:
            handle.remove()


__all__ = ["GradientEdge", "Node", "get_gradient_edge", "increment_version", "register_multi_grad_hook", "saved_tensors_hooks"]
