"""LRScheduler: what every schedule does; a subclass says the learning rates of the next epoch."""

from __future__ import annotations

import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn
from gradcli.optim.optimizer import Optimizer

EPOCH_DEPRECATION_WARNING = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use `scheduler.step()` to "
    "step the scheduler. During the deprecation, if epoch is different from None, the closed form is used instead of the new chainable "
    "form, where available. Please open an issue if you are unable to replicate your use case: "
    "https://github.com/pytorch/pytorch/issues/new/choose."
)
ORDER = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should call them in the opposite "
    "order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do this will result in PyTorch skipping the first value of the "
    "learning rate schedule. See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
)
OVERRIDDEN = (
    "Seems like `optimizer.step()` has been overridden after learning rate scheduler initialization. Please, make sure to call "
    "`optimizer.step()` before `lr_scheduler.step()`. See more details at "
    "https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
)
RESUMED = (
    "param 'initial_lr' is not specified in param_groups[{}] when resuming scheduler with last_epoch >= 0.\nThis typically happens when:\n"
    "1. You're trying to resume training from a checkpoint but haven't properly loaded the optimizer state\n"
    "2. You're using last_epoch >= 0 for a fresh training run (not recommended)"
)


class LRScheduler:
    """Sets group["lr"] of every group of an optimizer at each step().

    last_epoch: how many steps were made (0 after construction).  base_lrs: the learning rates at the start, group["initial_lr"].
    """

    _get_lr_called_within_step = False
    _is_initial = False
    _last_lr: list[Any]

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for i, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", value_of(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(RESUMED.format(i))
        self.base_lrs = rates(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        watch(optimizer)
        self._initial_step()

    def _initial_step(self) -> None:
        """The step that brings last_epoch from -1 to 0."""
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def step(self, epoch: int | None = None) -> None:
        """Go on to the next epoch, or to a given one (deprecated). Warns when the optimizer has made no step yet."""
        if self._step_count == 1 and step_of(self.optimizer) is not getattr(self.optimizer, "_scheduled_step", None):
            warn(OVERRIDDEN)
        elif self._step_count == 1 and not self.optimizer._opt_called:
            warn(ORDER)
        self._step_count += 1
        if epoch is not None:
            warn(EPOCH_DEPRECATION_WARNING)
        self._update_lr(epoch)

    def _update_lr(self, epoch: int | None = None) -> None:
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        with self._within_step():
            closed = getattr(self, "_get_closed_form_lr", None) if epoch is not None else None
            values = self.get_lr() if closed is None else closed()
        self._set(values)

    @contextmanager
    def _within_step(self) -> Iterator[None]:
        self._get_lr_called_within_step = True
        try:
            yield
        finally:
            self._get_lr_called_within_step = False

    def _set(self, values: list[Any]) -> None:
        """Give every group its learning rate. Raises ValueError where groups came after the schedule, and it has none for them."""
        for group, lr in zip(self.optimizer.param_groups, values, strict=True):
            put(group, "lr", lr)
        self._last_lr = rates(self.optimizer)

    def get_last_lr(self) -> list[Any]:
        """The learning rates set last, one per group."""
        return self._last_lr

    def get_lr(self) -> list[Any]:
        """The learning rates of epoch last_epoch; for subclasses."""
        raise NotImplementedError

    def _warn_outside_step(self) -> None:
        if not self._get_lr_called_within_step:
            warn("To get the last learning rate computed by the scheduler, please use `get_last_lr()`.")

    def _present(self) -> list[Any]:
        """The learning rates as they are."""
        return rates(self.optimizer)

    def _scaled(self, factor: float) -> list[Any]:
        """The learning rates times a factor."""
        return [group["lr"] * factor for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on where another scheduler stood."""
        self.__dict__.update(state_dict)


class _LRScheduler(LRScheduler):
    """What older programs derive their schedules from."""


class WithFunctions(LRScheduler):
    """A schedule by functions of the user: one for all groups, or one per group. Plain functions are not part of the state dict."""

    def __init__(self, optimizer: Optimizer, lr_lambda: Any, last_epoch: int = -1) -> None:
        check_optimizer(optimizer)
        n = len(optimizer.param_groups)
        self.lr_lambdas = list(lr_lambda) if isinstance(lr_lambda, (list, tuple)) else [lr_lambda] * n
        if len(self.lr_lambdas) != n:
            raise ValueError(f"Expected {n} lr_lambdas, but got {len(self.lr_lambdas)}")
        super().__init__(optimizer, last_epoch)

    def state_dict(self) -> dict[str, Any]:
        """As LRScheduler; of callable objects their attributes."""
        kept = [None if isinstance(fn, types.FunctionType) else dict(fn.__dict__) for fn in self.lr_lambdas]
        return {**super().state_dict(), "lr_lambdas": kept}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """As LRScheduler; the functions stay, callable objects get their attributes."""
        self.__dict__.update({name: value for name, value in state_dict.items() if name != "lr_lambdas"})
        for fn, kept in zip(self.lr_lambdas, state_dict["lr_lambdas"]):
            if kept is not None:
                fn.__dict__.update(kept)


def check_optimizer(optimizer: Any) -> None:
    """TypeError for anything else."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")


def watch(optimizer: Any) -> None:
    """From now on optimizer._opt_called says whether it made a step since the first schedule was attached."""
    if not hasattr(optimizer, "_scheduled_step"):
        optimizer._scheduled_step, optimizer._opt_called = step_of(optimizer), False


def step_of(optimizer: Any) -> Any:
    """The function behind optimizer.step."""
    return getattr(optimizer.step, "__func__", optimizer.step)


def value_of(lr: Any) -> Any:
    """A number, or a copy of a tensor."""
    return lr.clone() if isinstance(lr, Tensor) else lr


def rates(optimizer: Optimizer, key: str = "lr") -> list[Any]:
    """An option of every group."""
    return [value_of(group[key]) for group in optimizer.param_groups]


def put(group: dict[str, Any], key: str, value: Any) -> None:
    """Set an option; a tensor in place."""
    if isinstance(group[key], Tensor):
        group[key].fill_(float(value))
    else:
        group[key] = value


def per_group(name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """One value per group. Raises ValueError for a list of another length."""
    n = len(optimizer.param_groups)
    if not isinstance(value, (list, tuple)):
        return [value] * n
    if len(value) != n:
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. {name} has {len(value)} values, param_groups has {n}."
        )
    return list(value)
