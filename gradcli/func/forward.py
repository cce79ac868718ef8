"""Forward-mode transforms: jvp, jacfwd, and hessian, which is forward over reverse."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd import forward_ad
from gradcli.autograd.op import OPS
from gradcli.autograd.tensor import Tensor, make
from gradcli.func.reverse import checked_numbers, jacrev, only_tensors
from gradcli.func.trees import Function, flatten, transform, tree_map_two

UNLIKE = (
    "jvp(f, primals, tangents): Expected primals and tangents to have the same python structure. For example, if primals is a tuple of 3 "
    "tensors, tangents also must be."
)


def jvp(func: Function, primals: tuple[Any, ...], tangents: tuple[Any, ...], *, strict: bool = False, has_aux: bool = False) -> Any:
    """(output, J t), with the auxiliary output last when has_aux."""
    for name, given in (("primals", primals), ("tangents", tangents)):
        if not isinstance(given, tuple):
            raise RuntimeError(f"jvp(f, primals, tangents): Expected {name} to be a tuple. E.g. it should be valid to call f(*{name}).")
    if len(flatten(primals)[0]) != len(flatten(tangents)[0]):
        raise RuntimeError(UNLIKE + f" Got {len(flatten(primals)[0])} primals and {len(flatten(tangents)[0])} tangents.")
    for name, given in (("primals", primals), ("tangents", tangents)):
        refuse_others(name, flatten(given)[0])
    with transform(), forward_ad.forward_pass() as level:
        build_in = [tree_map_two(lambda p, t: forward_ad.make_dual(p, t, level=level), p, t) for p, t in zip(primals, tangents)]
        out = func(*build_in)
        value, aux = out if has_aux else (out, None)
        parts, build = flatten(value)
        only_tensors(parts, "jvp")
        pairs = [forward_ad.unpack_dual(part, level=level) for part in parts]
        primal = build([p.primal for p in pairs])
        tangent = build([forward_ad.zeros_like(p.primal) if p.tangent is None else p.tangent for p in pairs])
    return (primal, tangent, aux) if has_aux else (primal, tangent)


def refuse_others(name: str, leaves: Sequence[Any]) -> None:
    """RuntimeError for primals or tangents that are no tensors, or none at all."""
    for leaf in leaves:
        if not isinstance(leaf, Tensor):
            raise RuntimeError(f"jvp(f, primals, tangents): Expected {name} to only contain Tensors, got {type(leaf)}")
    if not leaves:
        raise RuntimeError(f"jvp(f, primals, tangents): Expected {name} to contain at least one Tensor.")


def linearize(func: Function, *primals: Any) -> tuple[Any, Function]:
    """(output, the function t -> J t at these primals)."""
    found, _ = flatten(primals)
    output = func(*primals)

    def along(*tangents: Any) -> Any:
        if len(flatten(tangents)[0]) != len(found):
            raise RuntimeError("The tangents of a linearized function must have the structure of its primals.")
        return jvp(func, primals, tangents)[1]

    return output, along


def jacfwd(func: Function, argnums: int | tuple[int, ...] = 0, has_aux: bool = False, *, randomness: str = "error") -> Function:
    """The function that computes the Jacobian, one column per forward."""

    @functools.wraps(func)
    def jacobian(*args: Any, **kwargs: Any) -> Any:
        numbers = checked_numbers(argnums, len(args))
        blocks = [columns_of(func, args, kwargs, n, has_aux) for n in numbers]
        out = blocks[0][0] if isinstance(argnums, int) else tuple(b[0] for b in blocks)
        return (out, blocks[0][1]) if has_aux else out

    return jacobian


def columns_of(func: Function, args: Sequence[Any], kwargs: dict[str, Any], n: int, has_aux: bool) -> tuple[Any, Any]:
    """(the Jacobian with respect to argument n, auxiliary output)."""
    x = args[n]

    def along(direction: Any) -> Any:
        call = lambda value: func(*args[:n], value, *args[n + 1 :], **kwargs)
        return jvp(call, (x,), (direction,), has_aux=has_aux)

    units = np.eye(x._data.size, dtype=x._data.dtype).reshape(x._data.size, *x._data.shape)
    results = [along(make(unit)) for unit in units]
    tangents = [flatten(r[1]) for r in results]
    build = tangents[0][1]
    columns = zip(*[parts for parts, _ in tangents])
    stacked = [OPS["stack"](*column, dim=column[0]._data.ndim) for column in columns]
    shaped = [s.reshape((*s._data.shape[:-1], *x._data.shape)) for s in stacked]
    return build(shaped), results[0][2] if has_aux else None


def hessian(func: Function, argnums: int | tuple[int, ...] = 0) -> Function:
    """The function that computes the Hessian: forward over reverse."""
    return jacfwd(jacrev(func, argnums), argnums)
