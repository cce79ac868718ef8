"""torch.autograd.graph: edges as values, hooks on what is saved, hooks on several gradients together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from gradcli.autograd import state
from gradcli.autograd.hooks import RemovableHandle
from gradcli.autograd.node import Node, accumulator
from gradcli.autograd.tensor import Tensor, counter

disabled: list[str] = []  # the messages of disable_saved_tensors_hooks, innermost last


class GradientEdge(NamedTuple):
    """A place in the graph: a node and one of its outputs. `grad` takes it in place of a tensor."""

    node: Node
    output_nr: int


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


class disable_saved_tensors_hooks:
    """Inside the block, entering saved_tensors_hooks is an error with this message."""

    def __init__(self, error_message: str) -> None:
        self.message = error_message

    def __enter__(self) -> None:
        self._hooks, state.saved_hooks[:] = state.saved_hooks[:], []
        disabled.append(self.message)

    def __exit__(self, *_: object) -> None:
        disabled.pop()
        state.saved_hooks[:] = self._hooks


class allow_mutation_on_saved_tensors:
    """Inside the block saved tensors are copied, so that changing the originals in place is no error."""

    def __enter__(self) -> None:
        state.saved_hooks.append((lambda t: t.detach().clone(), lambda t: t))

    def __exit__(self, *_: object) -> None:
        state.saved_hooks.pop()


def increment_version(tensor: Tensor | Iterable[Tensor]) -> None:
    """Count one in-place change of each tensor: what was saved of it for backward is then known to be stale."""
    for t in (tensor,) if isinstance(tensor, Tensor) else tensor:
        counter(t).n += 1


def register_multi_grad_hook(tensors: Sequence[Tensor], fn: Callable[[Any], None], *, mode: str = "all") -> RemovableHandle:
    """Call fn(gradients) when all gradients have arrived ("all"), or fn(gradient) at the first ("any")."""
    arrived: dict[int, Any] = {}
    live = [t for t in tensors if t.requires_grad]

    def on(index: int) -> Callable[[Any], None]:
        def hook(g: Any) -> None:
            first = not arrived
            arrived[index] = g
            if mode == "any" and first:
                fn(g)
            if mode == "all" and len(arrived) == len(live):
                by_tensor = {id(t): arrived[i] for i, t in enumerate(live)}
                fn([by_tensor.get(id(t)) for t in tensors])
            if len(arrived) == len(live):
                arrived.clear()

        return hook

    handles = [t.register_hook(on(i)) for i, t in enumerate(live)]
    return Several(handles)


class Several(RemovableHandle):
    """Several handles as one."""

    def __init__(self, handles: Sequence[RemovableHandle]) -> None:
        super().__init__({})
        self._handles = handles

    def remove(self) -> None:
        for handle in self._handles:
            handle.remove()


__all__ = ["GradientEdge", "Node", "get_gradient_edge", "increment_version", "register_multi_grad_hook", "saved_tensors_hooks"]
