"""A product added to something: addmm, addmv, baddbmm, addbmm, addr, and linear layers built on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.autograd.creation import into
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import Op
from gradcli.autograd.ops._refused import FACTORS, same_type, unfit
from gradcli.autograd.ops.expand import expanded_shape
from gradcli.autograd.ops.linalg import by_matrix, deepened, matmul, mm
from gradcli.autograd.ops.linalg import stacked as stacked_product
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.view import inplace
from gradcli.sample import gaussian, normal

Product = Callable[[Any, Any], Any]
PLAIN = {"beta": 1, "alpha": 1}
SCALED = {"beta": 0.5, "alpha": 2}
IGNORED = {"beta": 0, "alpha": 1}


def plus_product(name: str, times: Product, to_a: Product, to_b: Product, *samples: Any) -> Op:
    """Declare beta * c + alpha * times(a, b); c broadcasts, and is not even looked at when beta is 0.

    to_a: (g, b) -> gradient of a,  to_b: (g, a) -> gradient of b, both of the bare product.
    """

    def kernel(c: Any, a: Any, b: Any, *, beta: Any, alpha: Any) -> Any:
        product = times(a, b)
        if c.shape != product.shape and expanded_shape(c, product.shape) != product.shape:
            raise AssertionError  # expanded_shape raises for every c that does not fit
        if product.dtype.kind in "biu":
            beta, alpha = (product.dtype.type(factor) for factor in (beta, alpha))
        return combined(c, product, beta, alpha)

    def tangent(ts: Any, _y: Any, _c: Any, a: Any, b: Any, *, beta: Any, alpha: Any) -> Any:
        parts = [] if ts[1] is None else [times(ts[1], b) * alpha]
        parts += [] if ts[2] is None else [times(a, ts[2]) * alpha]
        parts += [] if ts[0] is None else [ts[0] * beta + times(a, b) * 0]
        return sum(parts[1:], parts[0])

    kernel.__doc__ = f"beta * c + alpha * (the product of a and b): torch.{name}."
    out = Op(name, kernel, samples, family="linalg").jvp(tangent)
    return out.vjp(
        lambda g, _y, _c, _a, _b, *, beta: scaled(g, beta),
        lambda g, _y, _c, _a, b, *, alpha: scaled(to_a(g, b), alpha),
        lambda g, _y, _c, a, _b, *, alpha: scaled(to_b(g, a), alpha),
    )


def combined(c: Any, product: Any, beta: Any, alpha: Any) -> Any:
    """beta * c + alpha * product, skipping factors of 1 and a c that counts 0 times."""
    product = product if alpha == 1 else product * alpha
    return product if beta == 0 else c + product if beta == 1 else c * beta + product


def scaled(g: Any, factor: Any) -> Any:
    """g * factor, conjugated."""
    return g if factor == 1 else g * (factor.conjugate() if isinstance(factor, complex) else factor)


def fitting(a: Any, b: Any) -> Any:
    """a @ b, with torch's words when they do not fit."""
    if a.shape[-1] != b.shape[-2 if b.ndim > 1 else 0] or a.shape[:-2] != b.shape[:-2]:
        raise unfit(a, b)
    return by_matrix(a, b)


def along_batches(op: Op, flags: Any, args: Any, params: dict[str, Any]) -> Any:
    """Batching: the product of stacks, then c with its missing axes put in behind the batch axis."""
    c, a, b = args
    product = stacked_product(op, flags[1:], (a, b), {}) if any(flags[1:]) else (a @ b)[None]
    return combined(deepened(c, flags[0], product.ndim - 1), product, params["beta"], params["alpha"])


# fmt: off
#                      name      product                     gradient of a                  gradient of b                 samples
addmm   = plus_product("addmm",   fitting, lambda g, b: by_matrix(g, conj(b.mT)), lambda g, a: by_matrix(conj(a.mT), g),
                       (normal(2, 4), normal(2, 3), normal(3, 4), PLAIN), (normal(4), normal(2, 3), normal(3, 4), SCALED), (gaussian(2, 1), gaussian(2, 2), gaussian(2, 2), PLAIN))
addmv   = plus_product("addmv",   fitting, lambda g, x: g[:, None] * conj(x), lambda g, a: conj(a.mT) @ g,
                       (normal(2), normal(2, 3), normal(3), PLAIN), (normal(1), normal(2, 3), normal(3), SCALED))
baddbmm = plus_product("baddbmm", fitting, lambda g, b: g @ conj(b.mT), lambda g, a: conj(a.mT) @ g,
                       (normal(2, 2, 4), normal(2, 2, 3), normal(2, 3, 4), PLAIN), (normal(1, 4), normal(2, 2, 3), normal(2, 3, 4), SCALED))
addbmm  = plus_product("addbmm",  lambda a, b: (a @ b).sum(0), lambda g, b: g @ conj(b.mT), lambda g, a: conj(a.mT) @ g,
                       (normal(2, 4), normal(3, 2, 3), normal(3, 3, 4), SCALED))
addr    = plus_product("addr",    lambda a, b: a[:, None] * b, lambda g, b: g @ conj(b), lambda g, a: conj(a) @ g,
                       (normal(2, 3), normal(2), normal(3), PLAIN), (normal(3), normal(2), normal(3), SCALED))
# fmt: on
for _op in (addmm, addmv, baddbmm):
    _op.batch(along_batches)
RANKS = {"addmm": (2, 2), "addmv": (2, 1), "baddbmm": (3, 3), "addbmm": (3, 3), "addr": (1, 1)}
WORDS = {"addmm": ("mat1", "mat2"), "baddbmm": ("batch1", "batch2"), "addbmm": ("batch1", "batch2")}
KINDS = {1: "a vector", 2: "a matrix", 3: "a 3D tensor"}


ADDED = "self and mat2 must have the same dtype, but got {0} and {1}"
MIXED = {
    "addmm": "mat1 and mat2 must have the same dtype, but got {0} and {1}",
    "addmv": "addmv input tensors must have the same dtype, but got {2}, {0}, and {1}",
    "baddbmm": "Input dtypes must be the same, got: input {5}, batch1: {3}, batch2: {4}",
}


def whole_factors(**factors: Any) -> None:
    """RuntimeError for a factor with a fraction."""
    for name, factor in factors.items():
        if isinstance(factor, float):
            raise RuntimeError(f"For integral input tensors, argument {name} must not be a floating point number.")


def publish(op: Op) -> None:
    """torch.addmm(input, mat1, mat2, *, beta, alpha, out), the method and its in-place form."""
    first, second = WORDS.get(op.name, ("vec1", "vec2") if op.name == "addr" else ("mat", "vec"))

    def face(input: Tensor, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Any:
        a, b = (*factors, *named.values())
        for t, rank, name in zip((a, b), RANKS[op.name], (first, second)):
            if t._data.ndim != rank:
                raise RuntimeError(f"{name} must be {KINDS[rank]}, got {t._data.ndim}-D tensor")
        same_type(a, b, MIXED.get(op.name, FACTORS), input)
        same_type(input, b, ADDED)
        if op is addr and input._data.dtype.kind in "biu":
            whole_factors(beta=beta, alpha=alpha)
        y = op(input, a, b, beta=beta, alpha=alpha)
        return y if out is None else into(out, y)

    face.__name__ = face.__qualname__ = op.name
    face.__doc__ = op.__doc__
    expose("torch Tensor", op.name, face)
    expose("Tensor", op.name + "_", inplace(face, op.name + "_"))


for _op in (addmm, addmv, baddbmm, addbmm, addr):
    publish(_op)


@public("functional")
def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Any:
    """input @ weight.T + bias.   input: (..., k), weight: (m, k) or (k), bias: (m) or () -> (..., m).

    The graph is torch's: AddmmBackward0 for rows, with views around it for other ranks.
    """
    same_type(input, weight, FACTORS if bias is None else MIXED["addmm"])
    if not input.ndim or not weight.ndim:
        raise RuntimeError(f"both arguments to linear need to be at least 1D, but they are {input.ndim}D and {weight.ndim}D")
    if weight.ndim == 1:
        if bias is not None:
            raise RuntimeError("mat2 must be a matrix, got 1-D tensor")
        return matmul(input, weight)
    if bias is None:
        return mm(input, weight.t()) if input.ndim == 2 else matmul(input, weight.t())
    same_type(bias, weight, ADDED)
    if input.ndim == 2:
        return addmm(bias, input, weight.t(), **PLAIN)
    shape = input._data.shape
    rows = addmm(bias, input.reshape(-1, shape[-1]), weight.t(), **PLAIN)
    return rows.view(*shape[:-1], weight._data.shape[0])
