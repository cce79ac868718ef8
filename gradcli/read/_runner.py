"""Calls user code with other arrays: fresh leaves in, module parameters swapped, buffers as they were, named tensors out."""

from __future__ import annotations

import contextlib
import functools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from gradcli.autograd.tensor import Tensor, make
from gradcli.cases import Run
from gradcli.errors import ReadError
from gradcli.read._inputs import Build, Inputs, fresh
from gradcli.read._load import guarded
from gradcli.read._outputs import named
from gradcli.read._world import World

Array = Any
Slot = tuple[dict[str, Any], str, Build]  # a module's table of parameters or a file's of variables, the key in it, what is put there


class Runner:
    """fn of a case: {input name: array} -> Run. The leaves look at the arrays given, so a change in place is seen by the caller."""

    def __init__(self, call: Callable[..., Any], arguments: Any, inputs: Inputs, world: World, around: Iterable[Any]) -> None:
        self.call, self.world = call, world
        self.args, self.kwargs = arguments
        checked = inputs.checked()
        self.checked = {name: inputs.found[name] for name in checked}
        self.constants = {name: one.array for name, one in inputs.found.items() if name not in self.checked}
        self.slots = inputs.places + [slot for prefix, module in inputs.modules for slot in parameter_slots(prefix, module)]
        self.buffers = Buffers([*around, *(module for _, module in inputs.modules)])

    def __call__(self, arrays: Mapping[str, Array]) -> Run:
        leaves = self.leaves(arrays)
        constants = {name: make(array) for name, array in self.constants.items()}  # what changes them in place is not told of other calls
        tensors = {**constants, **leaves}
        with self.world, self.placed(tensors, {}):
            try:
                self.buffers.renew()
                args, kwargs = [build(tensors) for build in self.args], {key: build(tensors) for key, build in self.kwargs.items()}
                out = guarded(self.call, *args, **kwargs)
            finally:
                self.buffers.restore()
        return Run(self.outputs(out), leaves, constants, functools.partial(self.placed, tensors))

    @contextlib.contextmanager
    def placed(self, tensors: Mapping[str, Tensor], instead: Mapping[int, Tensor]) -> Iterator[None]:
        """The time in which modules and variables hold these tensors, or others instead of some of them (by id)."""
        held = {name: instead.get(id(t), t) for name, t in tensors.items()} if instead else tensors
        before = [(table, key, table[key]) for table, key, _ in self.slots]
        try:
            for table, key, build in self.slots:
                table[key] = build(held)
            yield
        finally:
            for table, key, p in before:
                table[key] = p

    def leaves(self, arrays: Mapping[str, Array]) -> dict[str, Tensor]:
        """One leaf per array; the same array under two names is one variable."""
        made: dict[int, Tensor] = {}
        out = {}
        for name, like in self.checked.items():
            array = arrays[name]
            if id(array) not in made:
                made[id(array)] = fresh(array, like.cls, like.hooks)
            out[name] = made[id(array)]
        return out

    def outputs(self, out: Any) -> dict[str, Tensor]:
        """Raises ReadError when no tensor is returned."""
        found = named(out)
        if not found:
            kind = type(out).__name__
            got = "nothing" if out is None else f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
            raise ReadError(f"it returns {got}: no tensor to differentiate", hint="return the tensors whose gradient is to be checked")
        return found


def parameter_slots(prefix: str, module: Any) -> list[Slot]:
    """Every place where a module keeps a parameter; a shared one has the name it was met under first."""
    names = {id(p): name for name, p in module.named_parameters(prefix=prefix)}
    return [
        (owner._parameters, key, operator.itemgetter(names[id(p)]))
        for owner in module.modules()
        for key, p in owner._parameters.items()
        if p is not None
    ]  # fmt: skip


class Buffers:
    """The buffers of some modules: each call gets copies of what they held at first, so that running statistics do not run."""

    def __init__(self, modules: Iterable[Any]) -> None:
        owners = {id(owner): owner for module in modules for owner in module.modules()}
        tables = [(owner._buffers, key, b) for owner in owners.values() for key, b in owner._buffers.items() if b is not None]
        self.kept = [(table, key, b, np.array(b._data)) for table, key, b in tables]

    def renew(self) -> None:
        """Put fresh copies in place."""
        for table, key, b, values in self.kept:
            table[key] = make(values.copy())
            table[key].__class__ = type(b)

    def restore(self) -> None:
        """Put the module's own buffers back."""
        for table, key, b, _ in self.kept:
            table[key] = b
