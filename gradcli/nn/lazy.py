"""Layers that learn their input size from the first input, and then become the ordinary layer."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.grad_mode import no_grad
from gradcli.nn.module import Module
from gradcli.nn.parameter import is_lazy


class Lazy(Module):
    """A layer with parameters that have no shape yet. `becomes`: its class from the first call on."""

    becomes: type[Module]

    def has_uninitialized_params(self) -> bool:
        """Whether a shape is still unknown."""
        return any(is_lazy(p) for p in (*self._parameters.values(), *self._buffers.values()))

    def initialize_parameters(self, *args: Any, **kwargs: Any) -> None:
        """Give the parameters their shapes; subclasses define it."""
        raise NotImplementedError(f"initialize_parameters is not implemented for {type(self).__name__}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.has_uninitialized_params():
            with no_grad():
                self.initialize_parameters(*args, **kwargs)
        self.__class__ = self.becomes  # type: ignore[assignment]
        return self(*args, **kwargs)
