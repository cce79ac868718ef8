"""Backward hooks of modules: identity nodes at both ends of a call, where the gradients of its inputs and outputs meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.autograd.function import Function
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn

Hook = Callable[..., Any]


class BackwardHookFunction(Function):
    """The identity, on all tensors that enter or leave a module at once: a place where all their gradients meet."""

    _anywhere = True

    @staticmethod
    def forward(ctx: Any, *tensors: Any) -> Any:
        ctx.mark_non_differentiable(*[t for t in tensors if not t.requires_grad])
        return tensors

    @staticmethod
    def backward(_ctx: Any, *gs: Any) -> Any:
        return gs


class Gate:
    """Stands at both ends of one call of a module and calls its backward hooks once both gradients are known."""

    def __init__(self, module: Any, before: list[Hook], after: list[Hook]) -> None:
        self.module, self.before, self.after = module, before, after
        self.grad_output: tuple[Any, ...] | None = None
        self.inward: list[int] | None = None
        self.outward: list[int] | None = None
        self.n_inputs = 0

    def inputs(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments, with their tensors led through the gate."""
        out, self.inward, node = through(args)
        self.n_inputs = len(args)
        if node is not None:
            node.register_hook(self.arrived)
        return out

    def outputs(self, result: Any) -> Any:
        """The result, led through the gate. Warns for results that are no tensor and no tuple."""
        if not isinstance(result, (Tensor, tuple)):
            warn(f"For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but received {type(result)}")
        many = result if isinstance(result, tuple) else (result,)
        out, self.outward, node = through(many)
        if node is not None:
            node.register_hook(lambda _, gs: self.started(gs, len(many)))
        return out if isinstance(result, tuple) else out[0]

    def started(self, gs: tuple[Any, ...], n: int) -> Any:
        """The gradients of the outputs are known."""
        self.grad_output = spread(self.outward, gs, n)
        for hook in self.before:
            answer = hook(self.module, self.grad_output)
            if answer is not None:
                self.grad_output = checked(answer, n, "pre hook returned an invalid number of grad_output")
        now = self.grad_output
        if self.inward is None:
            self.no_inputs()
        return tuple(now[i] for i in self.outward or ())

    def no_inputs(self) -> None:
        """No input requires grad: the hooks see None for every one, now."""
        if self.after:
            warn(
                "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs require "
                "gradients. See https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html"
                "#torch.nn.Module.register_full_backward_hook for more details.",
            )
        nothing = (None,) * self.n_inputs
        for hook in self.after:
            answer = hook(self.module, nothing, self.grad_output)
            if answer is not None and any(g is not None for g in answer):
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always return None or None for all gradients."
                )
        self.grad_output = None

    def arrived(self, gs: tuple[Any, ...], _: Any) -> Any:
        """The gradients of the inputs are known, too."""
        if self.grad_output is None:
            return None
        grad_input = spread(self.inward, gs, self.n_inputs)
        for hook in self.after:
            answer = hook(self.module, grad_input, self.grad_output)
            if answer is not None:
                grad_input = checked(answer, self.n_inputs, "hook returned an invalid number of grad_input")
        self.grad_output = None
        return tuple(grad_input[i] for i in self.inward or ())


def checked(answer: Any, n: int, what: str) -> tuple[Any, ...]:
    if len(answer) != n:
        raise RuntimeError(f"Backward {what}, got {len(answer)}, but expected {n}")
    return tuple(answer)


def through(values: tuple[Any, ...]) -> tuple[tuple[Any, ...], list[int] | None, Any]:
    """The values with their tensors led through one identity node, which of them were tensors, and the node; no node: nothing to catch."""
    where = [i for i, v in enumerate(values) if isinstance(v, Tensor)]
    if not MODE.enabled or not any(values[i].requires_grad for i in where):
        return values, None, None
    tensors = BackwardHookFunction.apply(*[values[i] for i in where])
    out = list(values)
    for i, t in zip(where, tensors):
        out[i] = t
    node = next(t.grad_fn for t in tensors if t.grad_fn is not None)
    rebuilt = tuple(out) if type(values) is tuple else type(values)(*out)
    return rebuilt, where, node


def spread(where: list[int] | None, gs: tuple[Any, ...], n: int) -> tuple[Any, ...]:
    """`gs` in their places among n, None elsewhere."""
    out: list[Any] = [None] * n
    for i, g in zip(where or (), gs):
        out[i] = g
    return tuple(out)
