"""torch.func: grad, vjp, jvp, jacrev, jacfwd, hessian, vmap and functional_call, as functions of functions."""

from __future__ import annotations

import importlib
from typing import Any

from gradcli.func.batched import vmap
from gradcli.func.forward import hessian, jacfwd, jvp
from gradcli.func.reverse import grad, grad_and_value, jacrev, vjp


def functional_call(module: Any, parameters_and_buffers: Any, args: Any = None, kwargs: Any = None, *, strict: bool = False) -> Any:
    """Call a module with other parameters, which are put back afterwards."""
    stateless = importlib.import_module("gradcli.nn.utils.stateless")  # by name: func stands below nn in the import table
    return stateless.functional_call(module, parameters_and_buffers, args, kwargs, strict=strict)


__all__ = ["functional_call", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp", "vjp", "vmap"]
