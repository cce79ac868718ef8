"""torch.autograd.functional: jacobian, hessian, and their products with vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import rows
from gradcli.autograd.backprop import grad
from gradcli.autograd.grad_mode import enable_grad
from gradcli.autograd.op import OPS
from gradcli.autograd.tensor import LEAF, Tensor, make

Tensors = tuple[Any, ...]
STRATEGIES = ("forward-mode", "reverse-mode")
INDEPENDENT = (
    "While computing the hessian, found that the jacobian of the user-provided function with respect to input {i} is independent of the "
    "input. This is not allowed in strict mode. You should ensure that your function is twice differentiable and that the jacobian "
    "depends on the inputs (this would be violated by a linear function for example)."
)
MUST = "The {} given to {} must be either a Tensor or a tuple of Tensors but the"
TOGETHER = "torch.autograd.functional.jacobian: `{}=True` and `{}` are not supported together."


def vjp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(outputs, v'J). v: as the outputs; may be left out for a scalar output. Raises RuntimeError for wrong shapes."""
    with enable_grad():
        xs, one_in = prepared(inputs, create_graph, "vjp")
        ys, one_out = outputs_of(func, xs, "vjp", strict)
        vs = direction(v, ys, "vjp", "the user-provided function returns")
        gs = gradients(ys, xs, vs, create_graph, strict)
    return finished(ys, create_graph, one_out), finished(gs, create_graph, one_in)


def jvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(outputs, J v). v: as the inputs."""
    with enable_grad():
        xs, _ = prepared(inputs, create_graph, "jvp")
        vs = direction(v, xs, "jvp", "the input to the user-provided function is")
        ys, one_out = outputs_of(func, xs, "jvp", strict)
        us = [make(np.zeros_like(y._data), LEAF) for y in ys]
        pulled = gradients(ys, xs, us, True, strict)
        found = gradients(pulled, us, vs, create_graph, strict)
    return finished(ys, create_graph, one_out), finished(found, create_graph, one_out)


def vhp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(output, v'H) of a scalar function."""
    return product_with_hessian("vhp", func, inputs, v, create_graph, strict)


def product_with_hessian(name: str, func: Callable[..., Any], inputs: Any, v: Any, create_graph: bool, strict: bool) -> Any:
    """What vhp and hvp return; `name` is what their errors say."""
    with enable_grad():
        xs, one_in = prepared(inputs, create_graph, name)
        vs = direction(v, xs, name, "the input to the user-provided function is")
        ys = scalar_output(func, xs, name, strict)
        first = gradients(ys, xs, None, True, strict)
        twice_dependent(first, strict)
        found = gradients(first, xs, vs, create_graph, strict)
    return finished(ys, create_graph, True), finished(found, create_graph, one_in)


def twice_dependent(first: Sequence[Tensor], strict: bool) -> None:
    """RuntimeError, when `strict`, for a gradient that does not depend on the inputs."""
    for i, g in enumerate(first):
        if strict and not g.requires_grad:
            raise RuntimeError(INDEPENDENT.format(i=i))


def hvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(output, H v) of a scalar function; H is symmetric, so as vhp."""
    return product_with_hessian("hvp", func, inputs, v, create_graph, strict)


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The Jacobian, shape (*output, *input); tuples of them for several outputs or inputs. `strategy` chooses nothing.

    Raises RuntimeError for complex results, unless `vectorize`.
    """
    refuse_strategy(create_graph, strict, vectorize, strategy)
    with enable_grad():
        xs, one_in = prepared(inputs, create_graph, "jacobian")
        ys, one_out = outputs_of(func, xs, "jacobian", strict)
        if strict and vectorize:
            raise RuntimeError(f"{TOGETHER.format('strict', 'vectorized=True')} Please either set `strict=False` or `vectorize=False`.")
        refuse_complex(ys, vectorize)
        blocks = tuple(block_row(k, y, xs, create_graph, strict) for k, y in enumerate(ys))
    kind = list if strategy == "forward-mode" and not one_in else tuple
    parts = kind([block if one_in else kind(block) for block in (finished(block, create_graph, one_in) for block in blocks)])
    return parts[0] if one_out else parts


def hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The Hessian of a scalar function, shape (*input, *input); nested tuples for several inputs."""
    if outer_jacobian_strategy not in STRATEGIES:
        raise AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".')
    one_in = isinstance(inputs, Tensor)
    prepared(inputs, create_graph, "hessian")

    def gradient(*xs: Any) -> Any:
        ys = scalar_output(func, xs, "hessian", strict)
        first = gradients(ys, xs, None, True, strict)
        twice_dependent(first, strict)
        return first

    found = jacobian(gradient, inputs, create_graph, strict, vectorize, outer_jacobian_strategy)
    return found[0] if one_in else found


def refuse_strategy(create_graph: bool, strict: bool, vectorize: bool, strategy: str) -> None:
    """What torch refuses of the ways to compute a Jacobian, although they make no difference here."""
    if strategy not in STRATEGIES:
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs than inputs, '
            '"forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".'
        )
    if strategy == "reverse-mode":
        return
    for name, given, kind in (("create_graph", create_graph, NotImplementedError), ("strict", strict, RuntimeError)):
        if given:
            together = TOGETHER.format(name, 'strategy="forward-mode"').removesuffix(".")
            raise kind(f'{together} (yet). Please either set `{name}=False` or `strategy="reverse-mode"`.')
    if not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for `vectorize=True`."  # torch's own
        )


def refuse_complex(ys: Sequence[Tensor], vectorize: bool) -> None:
    """RuntimeError for complex results, whose parts torch differentiates one by one as if they were real, unless all at once."""
    for y in ys:
        if y._data.dtype.kind == "c" and not vectorize:
            raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {y.dtype}")


def block_row(number: int, y: Tensor, xs: Sequence[Tensor], create_graph: bool, strict: bool) -> Tensors:
    """The Jacobian blocks of one output with respect to every input."""
    found = rows.jacobian(y, xs, create_graph)
    for i, block in enumerate(found if strict else ()):
        if block is None:
            refuse_missing([block], strict, f"Output {number}", i)
        if create_graph and not block.requires_grad:
            raise RuntimeError(
                f"The jacobian of the user-provided function is independent of input {i}. This is not allowed in strict mode when "
                "create_graph=True."
            )
    return tuple(make(np.zeros((*y._data.shape, *x._data.shape), x._data.dtype)) if b is None else b for b, x in zip(found, xs))


def refuse_missing(found: Sequence[Any], strict: bool, which: str = "The output", first: int = 0) -> None:
    """RuntimeError in strict mode for an input without a path to the output."""
    for i, g in enumerate(found, first):
        if g is None and strict:
            raise RuntimeError(f"{which} of the user-provided function is independent of input {i}. This is not allowed in strict mode.")


def gradients(
    ys: Sequence[Tensor], xs: Sequence[Tensor], vs: Sequence[Any] | None, create: bool, strict: bool
) -> Tensors:
    """v'J with zeros where no path exists, which `strict` refuses with RuntimeError."""
    live = [(y, v) for y, v in zip(ys, vs or [None] * len(ys)) if y.requires_grad]
    found: Sequence[Any] = [None] * len(xs)
    if live:
        seeds = None if vs is None else [v for _, v in live]
        found = grad([y for y, _ in live], list(xs), seeds, retain_graph=create or None, create_graph=create, allow_unused=True)
    refuse_missing(found, strict)
    return tuple(make(np.zeros_like(x._data)) if g is None else g for g, x in zip(found, xs))


def prepared(inputs: Any, create_graph: bool, name: str) -> tuple[list[Tensor], bool]:
    """The inputs as fresh leaves (connected to the originals with `create_graph`), and whether there was just one.

    Raises TypeError when they are no tensors, RuntimeError for whole numbers.
    """
    one = isinstance(inputs, Tensor)
    must = MUST.format("inputs", name)
    if not one and not isinstance(inputs, tuple):
        raise TypeError(f"{must} given inputs has type {type(inputs)}.")
    xs = [inputs] if one else list(inputs)
    for i, x in enumerate(xs):
        if not isinstance(x, Tensor):
            raise TypeError(f"{must} value at index {i} has type {type(x)}.")
        if x._data.dtype.kind not in "fc":
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
    return [OPS["clone"](x) if create_graph and x.requires_grad else make(x._data, LEAF) for x in xs], one


def outputs_of(func: Callable[..., Any], xs: Sequence[Tensor], name: str, strict: bool) -> tuple[list[Tensor], bool]:
    """The outputs of a user's function as a list. Raises TypeError when they are no tensors."""
    out = func(*xs)
    one = isinstance(out, Tensor)
    ys = [out] if one else list(out) if isinstance(out, tuple) else [out]
    for i, y in enumerate(ys):
        if not isinstance(y, Tensor):
            raise TypeError(
                f"The outputs of the user-provided function given to {name} must be either a Tensor or a tuple of Tensors but the "
                f"given outputs of the user-provided function has type {type(y)}."
            )
        if strict and not y.requires_grad:
            raise RuntimeError(
                f"Output {i} of the user-provided function does not require gradients. The outputs must be computed in a "
                "differentiable manner from the input when running in strict mode."
            )
    return ys, one


def scalar_output(func: Callable[..., Any], xs: Sequence[Tensor], name: str, strict: bool) -> list[Tensor]:
    """The only output, which must have a single element. Raises RuntimeError otherwise."""
    ys, one = outputs_of(func, xs, name, strict)
    if not one:
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if ys[0]._data.size != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {name} should contain a single element")
    return [ys[0].reshape(())] if ys[0]._data.ndim else ys


def direction(v: Any, like: Sequence[Tensor], function: str, whose: str) -> list[Any]:
    """The vector given, one part per tensor of `like`; ones for a single element. Raises for what does not fit."""
    if v is None:
        if len(like) != 1 or like[0]._data.size != 1:
            raise RuntimeError(f"The vector v can only be None if {whose} a single Tensor with a single element.")
        return [make(np.ones_like(like[0]._data))]
    if not isinstance(v, (Tensor, tuple)):
        raise TypeError(f"{MUST.format('v', function)} given v has type {type(v)}.")
    vs = [v] if isinstance(v, Tensor) else list(v)
    for i, part in enumerate(vs):
        if not isinstance(part, Tensor):
            raise TypeError(f"{MUST.format('v', function)} value at index {i} has type {type(part)}.")
    if len(vs) != len(like) == 1:
        raise RuntimeError("The given v should contain a single Tensor.")
    if len(vs) != len(like):
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(vs)}.")
    for i, (part, x) in enumerate(zip(vs, like)):
        if part._data.shape != x._data.shape:
            prefix = f"Entry {i} in " if len(vs) > 1 else ""
            raise RuntimeError(f"{prefix}v has invalid size: should be {x.shape} but got {part.shape}.")
    return vs


def finished(tensors: Sequence[Tensor], create_graph: bool, one: bool) -> Any:
    """The results, outside the graph unless it was asked for; alone or as a tuple."""
    out = tuple(tensors) if create_graph else tuple(t.detach() for t in tensors)
    return out[0] if one else out
