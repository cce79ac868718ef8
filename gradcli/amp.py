"""Mixed precision as a program meets it that is checked: GradScaler scales, autocast leaves every type as it is."""

from __future__ import annotations

import math
from contextlib import ContextDecorator
from typing import Any

from gradcli.autograd.device import device
from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn


class autocast(ContextDecorator):
    """A block, or function, whose operations torch would run in a smaller type; here they keep theirs, which a warning says.

    Raises RuntimeError for a device torch does not know.
    """

    def __init__(self, device_type: str, dtype: Any = None, enabled: bool = True, cache_enabled: bool | None = None) -> None:
        self.device = device(device_type).type
        self.dtype, self.enabled = dtype, enabled

    def __enter__(self) -> autocast:
        if self.enabled and self.device == "cpu":
            warn("gradcli keeps the types of all tensors: autocast changes nothing here")
        elif self.enabled:
            warn("CUDA is not available or torch_xla is imported. Disabling autocast.")
        return self

    def __exit__(self, *_: object) -> None:
        return None


def is_autocast_available(device_type: str) -> bool:
    """False: operations keep their types."""
    return False


def is_autocast_enabled(device_type: str = "cuda") -> bool:
    """False, also inside of an autocast block."""
    return False


def custom_fwd(fwd: Any = None, *, device_type: str, cast_inputs: Any = None) -> Any:
    """The forward of a Function as it is, as types are kept; without one, the decorator that returns it."""
    if not isinstance(device_type, str):
        raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
    return fwd if fwd is not None else lambda forward: forward


def custom_bwd(bwd: Any = None, *, device_type: str) -> Any:
    """The backward of a Function as it is; without one, the decorator that returns it."""
    return custom_fwd(bwd, device_type=device_type)


class GradScaler:
    """Losses times a scale that is halved after gradients overflow, and doubled after `growth_interval` steps without.

    Micikevicius et al., Mixed Precision Training, 2018, section 3.2. Disabled, with a warning, for a device that is not there.
    """

    def __init__(
        self,
        device: str = "cuda",
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        self._device, self._enabled = device, enabled and device == "cpu"
        if enabled and not self._enabled:
            warn(f"torch.{device}.amp.GradScaler is enabled, but {device.upper()} is not available.  Disabling.")
        self._growth_factor, self._backoff_factor, self._growth_interval = growth_factor, backoff_factor, growth_interval
        self._scale, self._growth_tracker = float(init_scale), 0
        self._overflows: dict[int, bool] = {}  # by optimizer, since the last update: whether a gradient is not finite
        self._stepped: set[int] = set()

    def is_enabled(self) -> bool:
        return self._enabled

    def get_scale(self) -> float:
        """What losses are multiplied by."""
        return self._scale if self._enabled else 1.0

    def get_growth_factor(self) -> float:
        return self._growth_factor

    def set_growth_factor(self, new_factor: float) -> None:
        self._growth_factor = new_factor

    def get_backoff_factor(self) -> float:
        return self._backoff_factor

    def set_backoff_factor(self, new_factor: float) -> None:
        self._backoff_factor = new_factor

    def get_growth_interval(self) -> int:
        return self._growth_interval

    def set_growth_interval(self, new_interval: int) -> None:
        self._growth_interval = new_interval

    def scale(self, outputs: Any) -> Any:
        """A tensor, or a nesting of them, times the scale. Raises ValueError for anything else."""
        if not self._enabled:
            return outputs
        if isinstance(outputs, Tensor):
            return outputs * self._scale
        if isinstance(outputs, (list, tuple)):
            return type(outputs)(self.scale(each) for each in outputs)
        raise ValueError("outputs must be a Tensor or an iterable of Tensors")

    def unscale_(self, optimizer: Any) -> None:
        """Divide the gradients of an optimizer by the scale. Raises RuntimeError the second time, and after its step."""
        if not self._enabled:
            return
        if id(optimizer) in self._stepped:
            raise RuntimeError("unscale_() is being called after step().")
        if id(optimizer) in self._overflows:
            raise RuntimeError("unscale_() has already been called on this optimizer since the last update().")
        grads = [p.grad for group in optimizer.param_groups for p in group["params"] if p.grad is not None]
        with no_grad():
            for g in grads:
                g.mul_(1.0 / self._scale)
        self._overflows[id(optimizer)] = not all(math.isfinite(g.abs().sum().item()) for g in grads)

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """optimizer.step() with unscaled gradients, left out if one of them is not finite."""
        if not self._enabled:
            return optimizer.step(*args, **kwargs)
        if "closure" in kwargs:
            raise RuntimeError("Closure use is not currently supported if GradScaler is enabled.")
        if id(optimizer) in self._stepped:
            raise RuntimeError("step() has already been called since the last update().")
        if id(optimizer) not in self._overflows:
            self.unscale_(optimizer)
        self._stepped.add(id(optimizer))
        return None if self._overflows[id(optimizer)] else optimizer.step(*args, **kwargs)

    def update(self, new_scale: Any = None) -> None:
        """The scale for the next step: smaller after an overflow, larger after enough steps without one, or `new_scale`."""
        if not self._enabled:
            return
        if new_scale is None:
            self._adapt()
        else:
            self._scale = float(new_scale)
        self._overflows, self._stepped = {}, set()

    def _adapt(self) -> None:
        if not self._overflows:
            raise AssertionError("No inf checks were recorded prior to update.")
        grown = self._growth_tracker + 1
        if any(self._overflows.values()):
            self._scale, self._growth_tracker = self._scale * self._backoff_factor, 0
        elif grown == self._growth_interval:
            self._scale, self._growth_tracker = self._scale * self._growth_factor, 0
        else:
            self._growth_tracker = grown

    def state_dict(self) -> dict[str, Any]:
        """The scale and how it changes; empty when disabled."""
        if not self._enabled:
            return {}
        told = {"growth_factor": self._growth_factor, "backoff_factor": self._backoff_factor, "growth_interval": self._growth_interval}
        return {"scale": self._scale, **told, "_growth_tracker": self._growth_tracker}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over a saved state. Raises RuntimeError for an empty one."""
        if not self._enabled:
            return
        if not state_dict:
            raise RuntimeError(
                "The source state dict is empty, possibly because it was saved from a disabled instance of GradScaler."
            )
        self._scale, self._growth_tracker = state_dict["scale"], state_dict["_growth_tracker"]
        self._growth_factor, self._backoff_factor = state_dict["growth_factor"], state_dict["backoff_factor"]
        self._growth_interval = state_dict["growth_interval"]
