"""The hooks of modules: around forward, and on the gradients of a module's inputs and outputs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from gradcli.autograd.hooks import RemovableHandle, on_gradient, register
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn
from gradcli.nn.gate import Gate
from gradcli.nn.saving import Saved

Hook = Callable[..., Any]


class Everywhere(NamedTuple):
    """A hook on all modules: its kind, what to call, whether it takes keyword arguments, whether it runs after an error too."""

    kind: str
    fn: Hook
    with_kwargs: bool = False
    always: bool = False


EVERYWHERE: OrderedDict[int, Everywhere] = OrderedDict()


class Hooked(Saved):
    """A module with functions to call around its forward and backward. Each `register_...` returns a handle with `remove()`."""

    _forward_hooks: OrderedDict[int, Hook]
    _forward_pre_hooks: OrderedDict[int, Hook]
    _backward_hooks: OrderedDict[int, Hook]
    _backward_pre_hooks: OrderedDict[int, Hook]
    _hooks_with_kwargs: set[int]
    _hooks_always_called: set[int]
    _is_full_backward_hook: bool | None

    def register_forward_pre_hook(self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False) -> RemovableHandle:
        """hook(module, args) may return new args; `with_kwargs`: hook(module, args, kwargs) may return (args, kwargs)."""
        handle = add(self._forward_pre_hooks, hook, prepend)
        if with_kwargs:
            self._hooks_with_kwargs.add(handle.id)
        return handle

    def register_forward_hook(
        self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """hook(module, args, output) may return another output. `always_call`: also when forward raised."""
        handle = add(self._forward_hooks, hook, prepend)
        if with_kwargs:
            self._hooks_with_kwargs.add(handle.id)
        if always_call:
            self._hooks_always_called.add(handle.id)
        return handle

    def register_full_backward_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """hook(module, grad_output) may return another grad_output."""
        return add(self._backward_pre_hooks, hook, prepend, on_gradient)

    def register_full_backward_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """hook(module, grad_input, grad_output) may return another grad_input."""
        self._one_kind(full=True)
        return add(self._backward_hooks, hook, prepend, on_gradient)

    def register_backward_hook(self, hook: Hook) -> RemovableHandle:
        """The older kind: sees the gradients at the last operation of forward only. Use register_full_backward_hook."""
        self._one_kind(full=False)
        return add(self._backward_hooks, hook, False, on_gradient)

    def _one_kind(self, full: bool) -> None:
        if self._is_full_backward_hook is (not full):
            raise RuntimeError(
                "Cannot use both regular backward hooks and full backward hooks on a single Module. Please use only one of them."
            )
        object.__setattr__(self, "_is_full_backward_hook", full)

    # ------------------------------------------------------------ running
    def _call_with_hooks(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """forward, with everything registered around it."""
        run = Run(self, args, kwargs)
        try:
            return run.all()
        except Exception:  # user code failed: those who asked to be called in any case are called
            run.failed()
            raise


class Run:
    """One call of a module with hooks."""

    def __init__(self, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.module, self.args, self.kwargs, self.result = module, args, kwargs, None
        self.called: set[int] = set()

    def all(self) -> Any:
        for number, hook, with_kwargs in self.registered("forward_pre", self.module._forward_pre_hooks):
            self.before(hook, with_kwargs, number)
        gate = self.gate()
        if gate is not None:
            self.args = gate.inputs(self.args)
        self.result = self.module.forward(*self.args, **self.kwargs)
        for number, hook, with_kwargs in self.registered("forward", self.module._forward_hooks):
            self.called.add(number)
            self.after(hook, with_kwargs)
        if gate is not None:
            self.result = gate.outputs(self.result)
        self.old_style()
        return self.result

    def registered(self, kind: str, own: dict[int, Hook]) -> Iterator[tuple[int, Hook, bool]]:
        """(number, hook, whether it takes kwargs): those on all modules first."""
        for number, hook in list(EVERYWHERE.items()):
            if hook.kind == kind:
                yield number, hook.fn, hook.with_kwargs
        for number, fn in list(own.items()):
            yield number, fn, number in self.module._hooks_with_kwargs

    def before(self, hook: Hook, with_kwargs: bool, _number: int) -> None:
        if not with_kwargs:
            answer = hook(self.module, self.args)
            if answer is not None:
                self.args = answer if isinstance(answer, tuple) else (answer,)
            return
        answer = hook(self.module, self.args, self.kwargs)
        if answer is None:
            return
        if not (isinstance(answer, tuple) and len(answer) == 2):
            raise RuntimeError(f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {answer}.")
        self.args, self.kwargs = answer

    def after(self, hook: Hook, with_kwargs: bool) -> None:
        given = (self.args, self.kwargs, self.result) if with_kwargs else (self.args, self.result)
        answer = hook(self.module, *given)
        if answer is not None:
            self.result = answer

    def failed(self) -> None:
        """Call the hooks that run in any case and have not run yet; their own errors become warnings."""
        always = {n for n, hook in EVERYWHERE.items() if hook.always} | self.module._hooks_always_called
        for number, hook, with_kwargs in self.registered("forward", self.module._forward_hooks):
            if number in always - self.called:
                self.after_all(hook, with_kwargs)

    def after_all(self, hook: Hook, with_kwargs: bool) -> None:
        """Call a hook although forward failed; its own error becomes a warning."""
        try:
            self.after(hook, with_kwargs)
        except Exception as error:  # the error of forward is what the user must see
            warn(
                "module forward hook with ``always_call=True`` raised an exception that was silenced as another error was raised in "
                f"forward: {error}",
            )

    def gate(self) -> Gate | None:
        """What catches the gradients, if anybody asks for them."""
        full = self.module._backward_hooks if self.module._is_full_backward_hook else {}
        after = [hook for _, hook, _ in self.registered("full_backward", full)]
        before = [hook for _, hook, _ in self.registered("full_backward_pre", self.module._backward_pre_hooks)]
        return Gate(self.module, before, after) if before or after else None

    def old_style(self) -> None:
        if self.module._is_full_backward_hook is not False or not self.module._backward_hooks:
            return
        node = first_tensor(self.result).grad_fn
        if node is not None:
            tell_of_parts(node, self.args)
            for hook in self.module._backward_hooks.values():
                node.register_hook(lambda gin, gout, hook=hook: hook(self.module, gin, gout))


def tell_of_parts(node: Any, args: tuple[Any, ...]) -> None:
    """Warns where the older hooks see less than the gradients of the inputs: where the last node is not the only one."""
    before = {each for each, _ in node.next_functions}
    if before != {x.grad_fn for x in args if isinstance(x, Tensor) and x.grad_fn is not None}:
        warn(
            "Using a non-full backward hook when the forward contains multiple autograd Nodes is deprecated and will be removed in future "
            "versions. This hook will be missing some grad_input. Please use register_full_backward_hook to get the documented behavior.",
            FutureWarning,
        )


def first_tensor(value: Any) -> Any:
    """The first tensor in a nesting of dicts and sequences."""
    while not isinstance(value, Tensor):
        value = next(iter(value.values())) if isinstance(value, dict) else value[0]
    return value


def add(table: OrderedDict[int, Hook], hook: Hook, first: bool, how: Callable[..., RemovableHandle] = register) -> RemovableHandle:
    """Register a hook, in front of the others if `first`."""
    handle = how(table, hook)
    if first:
        table.move_to_end(handle.id, last=False)
    return handle


def on_every_module(kind: str, hook: Hook, with_kwargs: bool = False, always: bool = False) -> RemovableHandle:
    """Register a hook on all modules, now and later."""
    return register(EVERYWHERE, Everywhere(kind, hook, with_kwargs, always))  # type: ignore[arg-type]
