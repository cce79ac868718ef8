"""Hooks on every module at once, under torch's names."""

from __future__ import annotations

from gradcli.autograd.hooks import RemovableHandle
from gradcli.nn.hooks import Hook, on_every_module
from gradcli.nn.module import Module as Module


def register_module_forward_pre_hook(hook: Hook) -> RemovableHandle:
    """hook(module, args) before the forward of every module; may return new args."""
    return on_every_module("forward_pre", hook)


def register_module_forward_hook(hook: Hook, *, with_kwargs: bool = False, always_call: bool = False) -> RemovableHandle:
    """hook(module, args, output) after the forward of every module; may return another output."""
    return on_every_module("forward", hook, with_kwargs, always_call)


def register_module_full_backward_pre_hook(hook: Hook) -> RemovableHandle:
    """hook(module, grad_output) before the backward of every module."""
    return on_every_module("full_backward_pre", hook)


def register_module_full_backward_hook(hook: Hook) -> RemovableHandle:
    """hook(module, grad_input, grad_output) after the backward of every module."""
    return on_every_module("full_backward", hook)
