"""Variables that a function takes from the module around it: parameters of networks and leaves, where its result depends on them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from gradcli.autograd.tensor import Tensor
from gradcli.cases import Run
from gradcli.read._file import Draft, File
from gradcli.read._inputs import flat, is_module
from gradcli.read._load import quiet
from gradcli.read._watch import behind

SOURCE = "module level"


def add(draft: Draft, fn: FunctionType) -> None:
    """Add them to the inputs of a function's case. The function is called once to see, and only where there is something to see."""
    names = variables(draft.file, fn)
    if not names or not draft.inputs.checked():
        return
    for name, value in names.items():
        draft.inputs.take_around(vars(draft.file.module), name, value, SOURCE)
    found = depended_on(draft.runner(fn), draft)
    draft.inputs.around = {name: wanted and name in found for name, wanted in draft.inputs.around.items()}


def variables(file: File, fn: FunctionType) -> dict[str, Any]:
    """The networks and leaves that require grad whose names a function, or one of the file that it calls, uses; in the file's order."""
    used: set[str] = set()
    functions = [fn]
    for function in functions:
        new = set(names_in(getattr(inspect.unwrap(function), "__code__", function.__code__))) - used
        used |= new
        functions += [file.names[name] for name in new if inspect.isfunction(file.names.get(name)) and file.owns(file.names[name])]
    return {name: value for name, value in file.names.items() if name in used and varies(value)}


def names_in(code: CodeType) -> Iterator[str]:
    """The names that code looks up outside of itself, with those of the functions nested in it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)


def varies(value: Any) -> bool:
    """Whether a value is a leaf that requires grad or a module with such parameters, or a container of such; not one of arrays as well."""
    parts = list(flat(value))
    return any(map(_varies, parts)) and not any(isinstance(part, np.ndarray) for part in parts)


def _varies(value: Any) -> bool:
    if isinstance(value, Tensor):
        return value.requires_grad and value.grad_fn is None
    return is_module(value) and any(p.requires_grad for p in value.parameters())


def depended_on(call: Callable[[Mapping[str, Any]], Run], draft: Draft) -> set[str]:
    """The names of the inputs that a call's results have a path to; of none where it raises, which the check will tell of."""
    inputs = draft.inputs
    with draft.file.world, quiet():
        try:
            run = call({name: inputs.found[name].array.copy() for name in inputs.checked()})
        except Exception:  # user code
            return set()
    leaves = {id(edge) for node in behind(run.outputs.values()) for edge in node._edges if isinstance(edge, Tensor)}
    return {name for name, leaf in run.leaves.items() if id(leaf) in leaves}
