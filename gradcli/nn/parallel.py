"""DataParallel: there is one device, so the module runs as it is."""

from __future__ import annotations

from typing import Any

from gradcli.nn.module import Module


class DataParallel(Module):
    """Runs `module`, which is registered under that name."""

    def __init__(self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0) -> None:
        super().__init__()
        self.dim, self.device_ids, self.output_device = dim, list(device_ids or []), output_device
        self.module = module

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self.module(*args, **kwargs)
