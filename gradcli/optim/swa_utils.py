"""Averaging of weights over training: the schedule SWALR; the averaged model itself stands beside the modules."""

from __future__ import annotations

import importlib
from typing import Any

from gradcli.optim.lr_scheduler.cosine import half
from gradcli.optim.lr_scheduler.scheduler import LRScheduler, per_group
from gradcli.optim.optimizer import Optimizer

AVERAGING = "gradcli.nn.averaging"
NAMES = ("AveragedModel", "update_bn", "get_ema_avg_fn", "get_ema_multi_avg_fn", "get_swa_avg_fn", "get_swa_multi_avg_fn")


def __getattr__(name: str) -> Any:
    if name in NAMES:
        return getattr(importlib.import_module(AVERAGING), name)
    raise AttributeError(f"module 'gradcli.optim.swa_utils' has no attribute {name!r}")


class SWALR(LRScheduler):
    """From the present learning rate to swa_lr in anneal_epochs, and on at that."""

    def __init__(
        self, optimizer: Optimizer, swa_lr: Any, anneal_epochs: int = 10, anneal_strategy: str = "cos", last_epoch: int = -1
    ) -> None:
        for lr, group in zip(per_group("swa_lr", optimizer, swa_lr), optimizer.param_groups):
            group["swa_lr"] = lr
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self._anneal_strategy, self.anneal_epochs = anneal_strategy, anneal_epochs
        super().__init__(optimizer, last_epoch)

    def anneal_func(self, t: float) -> float:
        """0 at 0, 1 at 1."""
        return 1 - half(t) if self._anneal_strategy == "cos" else t

    def get_lr(self) -> list[Any]:
        self._warn_outside_step()
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = (self.anneal_func(max(0, min(1, n / max(1, self.anneal_epochs)))) for n in (step - 1, step))
        return [self._annealed(group["lr"], group["swa_lr"], before, now) for group in self.optimizer.param_groups]

    @staticmethod
    def _annealed(lr: float, target: float, before: float, now: float) -> float:
        """The rate at share `now` of the way, when at share `before` it is lr."""
        first = target if before == 1 else (lr - before * target) / (1 - before)
        return target * now + first * (1 - now)
