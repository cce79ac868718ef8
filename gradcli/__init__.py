"""gradcli: check gradients and look at computation graphs. `import gradcli as torch` reads like torch; names load on first use."""

from __future__ import annotations

import builtins
import importlib
from typing import Any

__version__ = "0.1.0"

# what gradcli adds to torch's names
OWN = {
    **dict.fromkeys(("case", "settings", "surrogate"), "gradcli.cases"),
    "show": "gradcli.show_api",
    **dict.fromkeys(
        ("within", "distinct", "gaussian", "integers", "mask", "definite", "regular", "fixed"),
        "gradcli.sample",
    ),
}
PACKAGES = {
    **{name: f"gradcli.{name}" for name in ("autograd", "nn", "optim", "linalg", "fft", "special", "func", "cuda", "amp", "utils")},
    **{name: f"gradcli.{name}" for name in ("accelerator", "backends", "distributions", "functional", "jit", "library", "masked")},
    **{name: f"gradcli.{name}" for name in ("multiprocessing", "signal", "testing", "version")},
    **{name: f"gradcli.autograd.{name}" for name in ("overrides", "profiler", "random", "return_types", "serialization", "types")},
}
ENGINE = {
    "Tensor": "gradcli.autograd.ops",  # where its methods are attached
    "Size": "gradcli.autograd.size",
    **dict.fromkeys(
        (
            *("dtype", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64", "complex128"),
            *("get_default_dtype", "set_default_dtype", "finfo", "iinfo"),
        ),
        "gradcli.autograd.dtype",
    ),
    **dict.fromkeys(
        ("no_grad", "enable_grad", "set_grad_enabled", "inference_mode", "is_grad_enabled", "is_inference_mode_enabled"),
        "gradcli.autograd.grad_mode",
    ),
    "Generator": "gradcli.autograd.draws",
    "default_generator": "gradcli.autograd.draws",
    "set_printoptions": "gradcli.autograd.printing",
    "device": "gradcli.autograd.device",
    **dict.fromkeys(("save", "load"), "gradcli.autograd.serialization"),
    "vmap": "gradcli.func",
    "ops": "gradcli.library",
    **dict.fromkeys(("autocast", "is_autocast_enabled"), "gradcli.amp"),
}
# what torch has and gradcli does not: why, and what to do instead
ABSENT = {
    **dict.fromkeys(("uint16", "uint32", "uint64"), "gradcli computes with uint8 and the signed types; use int32 or int64"),
    **dict.fromkeys(
        ("sparse", "sparse_coo_tensor", "sparse_csr_tensor", "sparse_coo", "sparse_csr"),
        "tensors here are dense; make them with torch.tensor or torch.zeros",
    ),
    **dict.fromkeys(("export", "fx"), "functions run as they are written; leave the call out"),
    **{
        old: f"PyTorch has removed it; use torch.linalg.{new}"
        for old, new in (("eig", "eig"), ("symeig", "eigh"), ("solve", "solve"), ("lstsq", "lstsq"), ("matrix_rank", "matrix_rank"))
    },
    **dict.fromkeys(("distributed", "mps", "xpu"), "gradcli computes on one CPU"),
}
ROOMS = ("cases", "check", "cli", "codes", "draw", "engines", "errors", "finding", "folder", "graph", "numeric", "read", "report", "sample")
BOTH = ("normal", "positive", "nonzero")  # recipes here, functions of tensors in torch: told apart by their arguments
CONSTANTS = {"pi": 3.141592653589793, "e": 2.718281828459045, "inf": float("inf"), "nan": float("nan"), "newaxis": None}
# fmt: off
SHORT = {
    "bool": "bool_", "half": "float16", "float": "float32", "double": "float64", "cfloat": "complex64", "cdouble": "complex128",
    "short": "int16", "int": "int32", "long": "int64",
}
# fmt: on


def __getattr__(name: str) -> Any:
    value = _find(name)
    globals()[name] = value
    return value


def _find(name: str) -> Any:
    """The object behind a public name. Raises AttributeError naming it, with the nearest known name."""
    if name in CONSTANTS:
        return CONSTANTS[name]
    if name in PACKAGES:
        return importlib.import_module(PACKAGES[name])
    if name in SHORT:
        return getattr(importlib.import_module("gradcli.autograd.dtype"), SHORT[name])
    if name in BOTH:
        return _recipe_or_torch(name)
    home = ENGINE.get(name) or OWN.get(name)
    if home is not None:
        return getattr(importlib.import_module(home), name)
    if name in ROOMS:
        return importlib.import_module(f"gradcli.{name}")
    if not name.startswith("__"):
        found = importlib.import_module("gradcli.autograd.names").find("torch", name)
        if found is not None:
            return found
    why = f": {ABSENT[name]}" if name in ABSENT else ""
    raise AttributeError(f"module 'gradcli' has no attribute {name!r}{why}")


def _recipe_or_torch(name: str) -> Any:
    """normal(3, 4) is a recipe for inputs; normal(0.0, 1.0, (3, 4)) is torch's."""
    recipe = getattr(importlib.import_module("gradcli.sample"), name)

    def either(*args: Any, **named: Any) -> Any:
        if not named and builtins.all(type(n) is builtins.int for n in args):  # torch's `all` and `int` may be in these globals by now
            return recipe(*args)
        return importlib.import_module("gradcli.autograd.names").find("torch", name)(*args, **named)

    either.__name__ = either.__qualname__ = name
    either.__doc__ = recipe.__doc__
    return either


def __dir__() -> list[str]:
    names = importlib.import_module("gradcli.autograd.names")
    return sorted({*OWN, *BOTH, *PACKAGES, *ENGINE, *CONSTANTS, *SHORT, *names.all_of("torch"), "__version__"})
