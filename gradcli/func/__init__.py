"""torch.func: grad, vjp, jvp, jacrev, jacfwd, hessian, vmap and functional_call, as functions of functions."""

from __future__ import annotations

import importlib
from typing import Any

from gradcli.func.batched import vmap
from gradcli.func.forward import hessian, jacfwd, jvp, linearize
from gradcli.func.reverse import grad, grad_and_value, jacrev, vjp
from gradcli.func.trees import Function


def functional_call(
    module: Any, parameters_and_buffers: Any, args: Any = None, kwargs: Any = None, *, tie_weights: bool = True, strict: bool = False
) -> Any:
    """Call a module with other parameters, which are put back afterwards."""
    stateless = importlib.import_module("gradcli.nn.utils.stateless")  # by name: func stands below nn in the import table
    return stateless.functional_call(module, parameters_and_buffers, args, kwargs, tie_weights=tie_weights, strict=strict)


def stack_module_state(models: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """(parameters, buffers) of several modules alike, stacked by name: what vmap of functional_call takes."""
    return importlib.import_module("gradcli.nn.utils.stateless").stacked_state(models)  # type: ignore[no-any-return]


def functionalize(func: Function, *, remove: str = "mutations") -> Function:
    """The function itself: in-place changes are no hindrance here."""
    return func


__all__ = [
    "functional_call", "functionalize", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp", "linearize",
    "stack_module_state", "vjp", "vmap",
]  # fmt: skip
