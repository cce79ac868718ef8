"""Trading time for memory: a function whose saved tensors are dropped and computed again when backward asks for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from gradcli.autograd import backprop, random
from gradcli.autograd.function import Function
from gradcli.autograd.grad_mode import enable_grad
from gradcli.autograd.graph import saved_tensors_hooks
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn

UNSAID = (
    "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. Starting in PyTorch 2.9, calling checkpoint without "
    "use_reentrant will raise an exception. use_reentrant=False is recommended, but if you need to preserve the current default behavior, "
    "you can pass use_reentrant=True. Refer to docs for more details on the differences between the two variants."
)


def noop_context_fn() -> tuple[Any, Any]:
    """Both runs of a function as they are."""
    return nullcontext(), nullcontext()


class set_checkpoint_early_stop:
    """A block in which a second run of what is checkpointed goes on to its end (False), or stops once all that is needed is saved."""

    enabled = True

    def __init__(self, enable: bool) -> None:
        self.enable = enable

    def __enter__(self) -> None:
        self._before, set_checkpoint_early_stop.enabled = set_checkpoint_early_stop.enabled, self.enable

    def __exit__(self, *_: object) -> None:
        set_checkpoint_early_stop.enabled = self._before


def detach_variable(inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """The tensors outside the graph, as leaves where they required grad. Raises RuntimeError for anything but a tuple."""
    if not isinstance(inputs, tuple):
        raise RuntimeError(f"Only tuple of tensors is supported. Got Unsupported input type: {type(inputs).__name__}")
    return tuple(t.detach().requires_grad_(t.requires_grad) if isinstance(t, Tensor) else t for t in inputs)


class Enough(Exception):
    """Ends a second run once it has saved all that is needed."""


class CheckpointError(RuntimeError):
    """A second run that does not save what the first one saved."""


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Callable[[], tuple[Any, Any]] = noop_context_fn,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    preserve_rng_state: bool = True,
    **kwargs: Any,
) -> Any:
    """function(*args, **kwargs); what it saves for backward is dropped, and made again by a second call when it is needed.

    use_reentrant: as one node with a backward pass of its own, without keyword arguments; otherwise the nodes stay as they are.
    Raises ValueError for keyword arguments of a reentrant one, CheckpointError when the second call saves other tensors.
    """
    if use_reentrant is None:
        warn(UNSAID)
    if use_reentrant in (None, True):
        if context_fn is not noop_context_fn or debug:
            raise ValueError("Passing `context_fn` or `debug` is only supported when use_reentrant=False.")
        if kwargs:
            raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
        if not any(isinstance(a, Tensor) and a.requires_grad for a in args):
            warn("None of the inputs have requires_grad=True. Gradients will be None")
        return CheckpointFunction.apply(function, preserve_rng_state, *args)
    before, again = context_fn()
    run = Rerun(function, args, kwargs, again, preserve_rng_state)
    run.check, run.early = determinism_check, early_stop and set_checkpoint_early_stop.enabled
    with saved_tensors_hooks(run.pack, run.unpack), before:
        return function(*args, **kwargs)


def checkpoint_sequential(functions: Any, segments: int, input: Any, use_reentrant: bool | None = None, **kwargs: Any) -> Any:
    """The functions one after the other, in `segments` parts of which all but the last are checkpointed."""
    if use_reentrant is None:
        warn(UNSAID.replace("checkpoint: ", "checkpoint_sequential: ", 1))
        use_reentrant = True
    steps = list(functions.children()) if hasattr(functions, "children") else list(functions)
    size = len(steps) // segments
    for start in range(0, size * (segments - 1), size):
        input = checkpoint(chain(steps[start : start + size]), input, use_reentrant=use_reentrant, **kwargs)
    return chain(steps[(segments - 1) * size :])(input)


def chain(steps: Sequence[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    """The functions applied one after the other."""

    def run(x: Any) -> Any:
        for step in steps:
            x = step(x)
        return x

    return run


@contextmanager
def drawing_from(state: Any) -> Any:
    """The time in which random numbers are drawn from a remembered state of the generator (None: as they come)."""
    now = random.get_rng_state()
    try:
        if state is not None:
            random.set_rng_state(state)
        yield
    finally:
        if state is not None:
            random.set_rng_state(now)


class Rerun:
    """A call that can be made again.   count: how many tensors it saved.   found: what a second run saved, while backward asks for it."""

    check, early = "default", True  # whether a second run must save the same, and ends as soon as it has

    def __init__(self, function: Any, args: Any, kwargs: Any, context: Any, preserve: bool) -> None:
        self.function, self.args, self.kwargs, self.context = function, args, kwargs, context
        self.state = random.get_rng_state() if preserve else None
        self.shapes: list[Any] = []
        self.found: list[Any] = []

    def pack(self, t: Tensor) -> int:
        """The number of a saved tensor, in place of the tensor."""
        self.shapes.append((t.shape, t.dtype))
        return len(self.shapes) - 1

    def unpack(self, number: int) -> Tensor:
        """The saved tensor of this number, from one second run for all of them."""
        if not self.found or self.found[number] is None:
            self.run()
        t: Tensor = self.found[number]
        self.found[number] = None
        if all(item is None for item in self.found):
            self.found = []
        return t

    def run(self) -> None:
        """Make the call again, as far as it saves tensors. Raises CheckpointError when it saves other ones than before."""
        found: list[Any] = []

        def keep(t: Tensor) -> None:
            found.append(t.detach())
            if self.early and len(found) == len(self.shapes):
                raise Enough

        with suppress(Enough), drawing_from(self.state), enable_grad(), saved_tensors_hooks(keep, lambda _: found[0]), self.context:
            self.function(*self.args, **self.kwargs)
        if self.check == "default":
            refuse_others(self.shapes, [(t.shape, t.dtype) for t in found])
        self.found = found


def refuse_others(before: list[Any], now: list[Any]) -> None:
    """CheckpointError when a second run saved another number of tensors, or tensors of other shapes or types."""
    if len(before) != len(now):
        raise CheckpointError(
            "torch.utils.checkpoint: A different number of tensors was saved during the original forward and recomputation.\n"
            f"Number of tensors saved during forward: {len(before)}\nNumber of tensors saved during recomputation: {len(now)}."
        )
    unlike = [
        f"tensor at position {i}:\nsaved metadata: {metadata(*a)}\nrecomputed metadata: {metadata(*b)}"
        for i, (a, b) in enumerate(zip(before, now))
        if a != b
    ]
    if unlike:
        told = "\n".join(unlike)
        raise CheckpointError(
            "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the forward pass.\n"
            f"{told}"
        )


def metadata(shape: Any, dtype: Any) -> str:
    """A tensor's shape, type and device, as torch writes them."""
    return f"{{'shape': {shape!r}, 'dtype': {dtype!r}, 'device': device(type='cpu')}}"


class CheckpointFunction(Function):
    """A call as one node, whose backward calls the function again and runs a backward pass through it."""

    @staticmethod
    def forward(ctx: Any, function: Callable[..., Any], preserve: bool, *args: Any) -> Any:
        ctx.function, ctx.state = function, random.get_rng_state() if preserve else None
        ctx.args = [None if isinstance(a, Tensor) else a for a in args]
        ctx.save_for_backward(*[a if isinstance(a, Tensor) else None for a in args])
        return function(*args)

    @staticmethod
    def backward(ctx: Any, *gs: Any) -> Any:
        if backprop.RUNNING and backprop.RUNNING[-1][0].leaf_targets is not None:
            raise RuntimeError(backprop.NOT_PARTLY)
        needs = ctx.needs_input_grad[2:]
        args = [a if t is None else t.detach().requires_grad_(need) for a, t, need in zip(ctx.args, ctx.saved_tensors, needs)]
        with drawing_from(ctx.state), enable_grad():
            out = ctx.function(*args)
        outs = out if isinstance(out, tuple) else (out,)
        live = [(o, g) for o, g in zip(outs, gs) if isinstance(o, Tensor) and o.requires_grad]
        if not live:
            raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not necessary")
        backprop.backward([o for o, _ in live], [g for _, g in live])
        return None, None, *[a.grad if isinstance(a, Tensor) else None for a in args]
