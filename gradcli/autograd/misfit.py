"""Arguments of the wrong type and shapes that do not broadcast, in torch's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.autograd.dtype import C_NAMES, type_name

NUMBERS = (bool, int, float, complex)
OPTIONS = frozenset(("dtype", "layout", "device", "requires_grad", "pin_memory", "memory_format", "generator", "out"))
DETACHED_VIEW = (
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and "
    "gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these gradients. "
    "To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
)
COPIED_RESULT = (
    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you were attempting to "
    "deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001"
)


def tensor_arguments(fn: Any, own: int = 0) -> dict[str, int]:
    """The position, from 0, of each argument that a function declares to be a Tensor, without the first `own` ones."""
    code = getattr(fn, "__code__", None)
    if code is None:
        return {}
    declared = fn.__annotations__
    names = code.co_varnames[: code.co_argcount]
    return {name: i for i, name in enumerate(names) if i >= own and declared.get(name) in ("Tensor", "Tensor | None")}


def wrong_argument(
    label: str, tensors: Mapping[str, int], args: Sequence[Any], kwargs: Mapping[str, Any], error: Exception, own: int = 0
) -> TypeError | None:
    """The error for the first argument that is no tensor though it must be one; None when that cannot have been the reason."""
    for name, i in tensors.items():
        value = args[i] if i < len(args) else kwargs.get(name)
        missing = value is None and (i >= len(args) or i > 0)
        number = isinstance(value, NUMBERS) and i > 0 and not isinstance(error, AttributeError)
        if not (missing or number or hasattr(value, "_data")):
            name = "input" if name == "self" else name
            return TypeError(f"{label}(): argument '{name}' (position {i + 1 - own}) must be Tensor, not {type(value).__name__}")
    return None


def clash(a: Sequence[int], b: Sequence[int]) -> tuple[int, tuple[int, int]] | None:
    """The last axis at which two shapes do not broadcast, and their lengths there; None when they do."""
    rank = max(len(a), len(b))
    full = [(1,) * (rank - len(s)) + tuple(s) for s in (a, b)]
    return next(((i, (n, m)) for i, (n, m) in reversed(list(enumerate(zip(*full)))) if n != m and 1 not in (n, m)), None)


def broadcast(a: Sequence[int], b: Sequence[int]) -> tuple[int, ...]:
    """The shape that two shapes broadcast to. Raises RuntimeError when they do not."""
    found = clash(a, b)
    if found is not None:
        raise RuntimeError(said(*found))
    rank = max(len(a), len(b))
    full = [(1,) * (rank - len(s)) + tuple(s) for s in (a, b)]
    return tuple(m if n == 1 else n for n, m in zip(*full))


def said(axis: int, lengths: tuple[int, int]) -> str:
    """Which lengths do not match, and where."""
    n, m = lengths
    return f"The size of tensor a ({n}) must match the size of tensor b ({m}) at non-singleton dimension {axis}"


def unbroadcast(arrays: Sequence[Any], error: ValueError) -> Exception:
    """numpy's error from a kernel, as torch words it if it is about broadcasting."""
    if "broadcast" not in str(error):
        return error
    shapes = [a.shape for a in arrays if hasattr(a, "shape")]
    for k, a in enumerate(shapes):
        for b in shapes[k + 1 :]:
            found = clash(a, b)
            if found is not None:
                return RuntimeError(said(*found))
    return error


def refuse_grad(t: Any, value: Any) -> None:
    """TypeError or RuntimeError, as torch raises them, for what cannot be t.grad."""
    if value is None:
        return
    if not hasattr(value, "_data"):
        raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {type(value).__name__}")
    if value is t:
        raise RuntimeError("can't assign Variable as its own grad")
    if value._data.shape != t._data.shape:
        raise RuntimeError(
            f"attempting to assign a gradient of size '{list(value._data.shape)}' to a tensor of size '{list(t._data.shape)}'. "
            "Please ensure that the gradient and the tensor are the same size"
        )
    if value._data.dtype != t._data.dtype:
        own, other = type_name(t._data)[6:-6], C_NAMES.get(value.dtype.name, value.dtype.name)
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{other}' to a tensor with grad_dtype '{own}'. The gradient must match the "
            "tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or "
            "None to allow any dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break downstream "
            "systems that assume they match."
        )


def check_options(options: dict[str, Any]) -> None:
    """TypeError for an option that no function which makes tensors has."""
    unknown = options.keys() - OPTIONS
    if unknown:
        raise TypeError(f"got an unexpected keyword argument '{min(unknown)}'")
