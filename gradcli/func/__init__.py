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


def replace_all_batch_norm_modules_(root: Any) -> Any:
    """The module itself, whose batch norms no longer keep running statistics: what vmap of a model needs."""
    return importlib.import_module("gradcli.nn.running_norm").without_running_stats(root)


def functionalize(func: Function, *, remove: str = "mutations") -> Function:
    """The function itself: in-place changes are no hindrance here. Raises RuntimeError for another `remove` than torch knows."""
    if remove not in ("mutations", "mutations_and_views"):
        valid = "Valid options are:\n     remove='mutations': all inplace and out= operators will be removed from the program"
        raise RuntimeError(f"functionalize(f, remove='mutations'): received invalid argument for remove={remove}. {valid}")
    return func


__all__ = [
    "functional_call", "functionalize", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp", "linearize",
    "replace_all_batch_norm_modules_", "stack_module_state", "vjp", "vmap",
]  # fmt: skip
