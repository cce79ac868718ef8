"""Models whose parameters are averages over the training of another one; public as torch.optim.swa_utils."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Any

import numpy as np

from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.tensor import make
from gradcli.nn.module import Module
from gradcli.nn.running_norm import BatchNorm


def check_decay(decay: float) -> None:
    """ValueError unless within [0, 1]."""
    if not 0.0 <= decay <= 1.0:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")


def get_ema_avg_fn(decay: float = 0.999) -> Callable[..., Any]:
    """(average, parameter, count) -> decay average + (1 - decay) parameter."""
    check_decay(decay)
    return no_grad()(lambda average, param, _count: decay * average + (1 - decay) * param)


def get_swa_avg_fn() -> Callable[..., Any]:
    """(average, parameter, count) -> the mean of count + 1 values."""
    return no_grad()(lambda average, param, count: average + (param - average) / (count + 1))


def in_place(average: Callable[..., Any]) -> Callable[..., None]:
    """An averaging function on lists, which overwrites the averages."""

    @no_grad()
    def update(averages: Sequence[Any], params: Sequence[Any], count: Any) -> None:
        for kept, p in zip(averages, params):
            kept.copy_(average(kept, p, count))

    return update


def get_ema_multi_avg_fn(decay: float = 0.999) -> Callable[..., None]:
    """As get_ema_avg_fn, on lists, in place."""
    return in_place(get_ema_avg_fn(decay))


def get_swa_multi_avg_fn() -> Callable[..., None]:
    """As get_swa_avg_fn, on lists, in place."""
    return in_place(get_swa_avg_fn())


class AveragedModel(Module):
    """A copy of a model (`module`) whose parameters become averages with each update_parameters. Default: plain means.

    use_buffers: buffers are averaged too; otherwise they are copied.
    """

    n_averaged: Any

    def __init__(
        self,
        model: Module,
        device: Any = None,
        avg_fn: Callable[..., Any] | None = None,
        multi_avg_fn: Callable[..., Any] | None = None,
        use_buffers: bool = False,
    ) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", make(np.zeros((), np.int64)))
        self.avg_fn, self.multi_avg_fn, self.use_buffers = avg_fn, multi_avg_fn, use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self.module(*args, **kwargs)

    def update_parameters(self, model: Module) -> None:
        """Take in the parameters of a model as they are now; the first time they are copied."""
        averages, params = ([t.detach() for t in self._averaged(m)] for m in (self.module, model))
        if int(self.n_averaged) == 0:
            for kept, p in zip(averages, params):
                kept.copy_(p)
        else:
            update = self.multi_avg_fn or in_place(self.avg_fn or get_swa_avg_fn())
            update(averages, params, self.n_averaged)
        if not self.use_buffers:
            for kept, buffer in zip(self.module.buffers(), model.buffers()):
                kept.detach().copy_(buffer.detach())
        self.n_averaged += 1

    def _averaged(self, model: Module) -> Iterable[Any]:
        return itertools.chain(model.parameters(), model.buffers()) if self.use_buffers else model.parameters()


@no_grad()
def update_bn(loader: Iterable[Any], model: Module, device: Any = None) -> None:
    """Compute the running statistics of every BatchNorm anew, as means over all batches of a loader."""
    norms = {module: module.momentum for module in model.modules() if isinstance(module, BatchNorm)}
    if not norms:
        return
    was_training = model.training
    model.train()
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    for batch in loader:
        x = batch[0] if isinstance(batch, (list, tuple)) else batch
        model(x if device is None else x.to(device))
    for norm, momentum in norms.items():
        norm.momentum = momentum
    model.train(was_training)
