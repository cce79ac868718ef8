"""The built-in engine: PyTorch's autograd on numpy, usable alone; mirrors torch.autograd."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from gradcli.autograd.backprop import backward, grad
from gradcli.autograd.function import Function
from gradcli.autograd.grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled

np.seterr(all="ignore")  # as in torch, 1/0 is inf without a warning; numpy's errstate per operation would cost as much as the operation
np.empty(2**22 - 4096)  # 32 MiB given back untouched: from then on glibc keeps freed memory, instead of faulting every page in again

LAZY = {
    "gradcheck": "gradcli.gradcheck_api:gradcheck",
    "gradgradcheck": "gradcli.gradcheck_api:gradgradcheck",
    "Variable": "gradcli.autograd.variable:Variable",
    "set_detect_anomaly": "gradcli.autograd.anomaly_mode:set_detect_anomaly",
    "set_multithreading_enabled": "gradcli.autograd.grad_mode:set_multithreading_enabled",
    "detect_anomaly": "gradcli.autograd.anomaly_mode:detect_anomaly",
}
MODULES = ("anomaly_mode", "forward_ad", "function", "functional", "grad_mode", "graph", "profiler", "variable")


def __getattr__(name: str) -> Any:
    if name in LAZY:
        module, _, attribute = LAZY[name].partition(":")
        return getattr(importlib.import_module(module), attribute)
    if name in MODULES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module 'gradcli.autograd' has no attribute {name!r}")


__all__ = ["Function", "backward", "enable_grad", "grad", "inference_mode", "no_grad", "set_grad_enabled"]
