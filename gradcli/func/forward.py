"""Forward-mode transforms: jvp, jacfwd, and hessian, which is forward over reverse."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import forward_ad, state
from gradcli.autograd.draws import default_generator
from gradcli.autograd.op import OPS
from gradcli.autograd.tensor import Tensor, make
from gradcli.func.reverse import checked_numbers, jacrev, only_tensors, real_only, with_aux
from gradcli.func.trees import Function, checked_randomness, flatten, spelled, transform, tree_map_two

UNLIKE = (
    "jvp(f, primals, tangents): Expected primals and tangents to have the same python structure. For example, if primals is a tuple of 3 "
    "tensors, tangents also must be. Got primals with structure {} and tangents with structure {}"
)
INDEPENDENT = (
    "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. This is not allowed with strict=True."
)


def jvp(func: Function, primals: tuple[Any, ...], tangents: tuple[Any, ...], *, strict: bool = False, has_aux: bool = False) -> Any:
    """(output, J t), with the auxiliary output last when has_aux."""
    if not isinstance(primals, tuple):
        raise RuntimeError("jvp(f, primals, tangents): Expected primals to be a tuple. E.g. it should be valid to call f(*primals).")
    if spelled(primals) != spelled(tangents):
        raise RuntimeError(UNLIKE.format(spelled(primals), spelled(tangents)))
    for name, given in (("primals", primals), ("tangents", tangents)):
        refuse_others(name, flatten(given)[0])
    with transform(), forward_ad.forward_pass() as level:
        build_in = [tree_map_two(lambda p, t: forward_ad.make_dual(p, t, level=level), p, t) for p, t in zip(primals, tangents)]
        value, aux = with_aux(func(*build_in), has_aux, "jvp(f, primals, tangents)")
        parts, build = flatten(value)
        only_tensors(parts, "jvp")
        pairs = [forward_ad.unpack_dual(part, level=level) for part in parts]
        if strict and any(p.tangent is None for p in pairs):
            raise RuntimeError(INDEPENDENT)
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
        if spelled(tangents) != spelled(primals):
            raise RuntimeError(f"Expected the tangents {spelled(tangents)} to have the same argspec as the primals {spelled(primals)}")
        for i, (p, t) in enumerate(zip(found, flatten(tangents)[0])):
            refuse_unlike(i, p, t)
        return jvp(func, primals, tangents)[1]

    return output, along


def refuse_unlike(i: int, primal: Tensor, tangent: Tensor) -> None:
    """RuntimeError for a tangent of another shape or type than its primal."""
    for name in ("shape", "dtype"):
        given, wanted = getattr(tangent, name), getattr(primal, name)
        if given != wanted:
            raise RuntimeError(
                f"tangent:{i} with {name} {given} in flattened pytree doesn't match the {name} {wanted} of the corresponding primal."
            )


def jacfwd(func: Function, argnums: int | tuple[int, ...] = 0, has_aux: bool = False, *, randomness: str = "error") -> Function:
    """The function that computes the Jacobian, one column per forward. randomness: as of vmap, over the columns."""

    checked_randomness(randomness)

    @functools.wraps(func)
    def jacobian(*args: Any, **kwargs: Any) -> Any:
        numbers = [n % len(args) for n in checked_numbers(argnums, len(args))]
        real_only("jacfwd", args, "inputs")

        def of_chosen(*chosen: Any) -> Any:
            given = dict(enumerate(args)) | dict(zip(numbers, chosen))
            return func(*given.values(), **kwargs)

        primals = tuple(args[n] for n in numbers)
        blocks, build, aux = columns_of(of_chosen, primals, has_aux, randomness)
        out = build([block[0] if isinstance(argnums, int) else block for block in blocks])
        return (out, aux) if has_aux else out

    return jacobian


def columns_of(func: Function, primals: tuple[Any, ...], has_aux: bool, randomness: str) -> tuple[list[Any], Function, Any]:
    """(for every output the Jacobian in the nesting of the primals, what builds the nesting of the outputs, auxiliary output)."""
    xs, nested = flatten(primals)
    refuse_others("primals", xs)
    column = Column(func, randomness)
    results = [jvp(column, primals, nested(unit), has_aux=has_aux) for unit in units([x._data for x in xs])]
    real_only("jacfwd", results[0][0], "outputs")
    build = flatten(results[0][1])[1]
    columns = zip(*[flatten(result[1])[0] for result in results])
    stacked = [OPS["stack"](*column, dim=column[0]._data.ndim) for column in columns]
    return [nested(parted(s, xs)) for s in stacked], build, results[0][2] if has_aux else None


def units(arrays: Sequence[Any]) -> Iterator[list[Tensor]]:
    """Every direction with a single one in one of the arrays, and zeros elsewhere."""
    for k, array in enumerate(arrays):
        for i in range(array.size):
            zeros = [np.zeros(a.shape, a.dtype) for a in arrays]
            zeros[k].flat[i] = 1
            yield list(map(make, zeros))


def parted(columns: Tensor, xs: Sequence[Tensor]) -> list[Tensor]:
    """The columns of a Jacobian, its last axis, in the shapes of the inputs they belong to."""
    parts = columns.split([x._data.size for x in xs], -1)
    return [part.reshape((*part._data.shape[:-1], *x._data.shape)) for part, x in zip(parts, xs)]


class Column:
    """A function that is run once per column, as in a vmap over them: random numbers are refused, the same each time, or different."""

    def __init__(self, func: Function, randomness: str) -> None:
        self.func, self.randomness = func, randomness
        self.start = default_generator.get_state()

    def __call__(self, *args: Any) -> Any:
        forward_pass: Any = state.levels[-1]
        forward_pass.columns = True
        if self.randomness == "same":
            default_generator.set_state(self.start)
        elif self.randomness == "error":
            forward_pass.randomness = "error"
        return self.func(*args)


def hessian(func: Function, argnums: int | tuple[int, ...] = 0) -> Function:
    """The function that computes the Hessian: forward over reverse."""
    return jacfwd(jacrev(func, argnums), argnums)
