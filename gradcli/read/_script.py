"""A plain script as a case: what it leaves with a grad_fn, with respect to the leaves behind it; calling it is running it again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any, NamedTuple

import numpy as np

from gradcli.autograd.function import Function
from gradcli.autograd.node import Node
from gradcli.autograd.tensor import LEAF, Tensor
from gradcli.cases import Case, Run, Skipped
from gradcli.errors import ReadError, Where
from gradcli.read import _local
from gradcli.read._file import File
from gradcli.read._inputs import is_module
from gradcli.read._load import guarded, quiet, run
from gradcli.read._promote import wide
from gradcli.read._watch import FirstRun, Rerun, Version, behind, other_leaves
from gradcli.read._world import World

Array = Any
NEVER = sys.maxsize
NO_BACKWARD = "a Function behind it has no backward, only a jvp"


def read(file: File, code: CodeType, first: FirstRun) -> list[Case]:
    """The case of a script that has run once; none when it leaves nothing with a grad_fn, or nothing behind it was seen.

    Several, `<script>[loss_d]` and `<script>[loss_g]`, where one result was cut off by detach() from leaves of another: to that one
    they are constants; and where a step of an optimizer lies between them: each is a function of another state of the leaves.
    """
    return _cases(file, Found(code, first, results_of(file.names), with_called(leaf_names(file.names), first)))


def read_local(file: File, code: CodeType, first: FirstRun) -> list[Case]:
    """The same for a script that does all its work in functions: its results are what backward() was called on there."""
    around = [*(root.around for root in first.roots.values()), file.names]
    names = {key: name for variables in around for key, name in leaf_names(variables).items()}
    return _cases(file, Found(code, first, results_of(_local.results(first.roots)), with_called(names, first), local=True))


class Found(NamedTuple):
    """What a run of a script left: results by name, names of leaves by id.   local: they are those of functions."""

    code: CodeType
    first: FirstRun
    results: Mapping[str, Tensor]
    names: Mapping[int, str]
    local: bool = False


def _cases(file: File, found: Found) -> list[Case]:
    results = {name: t for name, t in found.results.items() if not unfit(t, found.first)}
    apart = {name: versions_of([t], found.first, found.names) for name, t in results.items()}
    every = versions_of(list(results.values()), found.first, found.names)
    cut = any(one.number in found.first.detached for versions in apart.values() for name, one in every.items() if name not in versions)
    if cut or any(set(one.held) != set(every[name].held) for versions in apart.values() for name, one in versions.items()):
        return [_case(file, found, {name: versions}, f"<script>[{name}]") for name, versions in apart.items() if versions]
    return [_case(file, found, dict.fromkeys(results, every), "<script>")] if every else []


def _case(file: File, found: Found, results: Mapping[str, Mapping[str, Version]], name: str) -> Case:
    """The case of some results, all with the same leaves behind them."""
    first = found.first
    versions = next(iter(results.values()))
    promote = wide if file.settings.dtype == "float64" else np.array
    return Case(
        id=file.id(name),
        name=name,
        fn=Script(file, found.code, tuple(results), versions, found.local),
        inputs={name: promote(np.array(one.held[one.last])) for name, one in versions.items()},
        where=Where(file.path, 1),
        engine=file.engine,
        kind="script",
        sources={name: "parameter" if type(first.tensors[one.number]) is not Tensor else "leaf" for name, one in versions.items()},
        settings=file.settings,
        notes=file.notes,
        around=lambda: file.world,
    )


def refused(file: File, first: FirstRun) -> list[Skipped]:
    """The results whose backward raised in the script, which caught it and went on, and those without one."""
    caught = "the script calls backward on it and catches the exception that this raises"
    found = [(name, t, caught if first.failed(t) else NO_BACKWARD) for name, t in results_of(file.names).items() if unfit(t, first)]
    return [Skipped(file.id(f"<script>[{name}]"), made_at(t) or Where(file.path, 1), reason) for name, t, reason in found]


def unfit(t: Tensor, first: FirstRun) -> bool:
    """Whether a result is not to be checked: its backward fails, or there is none."""
    return first.failed(t) or forward_only(t)


def forward_only(t: Tensor) -> bool:
    """Whether a Function behind a result has no backward: it was meant for forward mode."""
    kinds = {cls for node in behind([t]) if (cls := getattr(node, "_cls", None)) is not None}
    return any(cls.backward is Function.backward and cls.vjp is Function.vjp for cls in kinds)


def made_at(t: Tensor) -> Where | None:
    """The line a tensor was computed in."""
    call = t.grad_fn._call if t.grad_fn is not None else None
    return call.where if call is not None else None


def together(cases: list[Case]) -> Case:
    """One case with the results, the leaves and the states read of all cases of a script."""
    scripts = [case.fn for case in cases if isinstance(case.fn, Script)]
    every: dict[str, Version] = {}
    for name, one in (item for script in scripts for item in script.versions.items()):
        known = every.get(name, one)
        reads = {count: min(known.read.get(count, NEVER), one.read.get(count, NEVER)) for count in {**known.read, **one.read}}
        every[name] = Version(one.number, {**known.held, **one.held}, reads)
    fn = replace(scripts[0], results=tuple(name for script in scripts for name in script.results), versions=every)
    inputs = {name: array for case in cases for name, array in case.inputs.items()}
    sources = {name: source for case in cases for name, source in case.sources.items()}
    name = cases[0].name.partition("[")[0]
    return replace(cases[0], id=cases[0].id.replace(cases[0].name, name), name=name, fn=fn, inputs=inputs, sources=sources)


def results_of(names: Mapping[str, Any]) -> dict[str, Tensor]:
    """Module-level tensors with a grad_fn that no other of them was computed from, by name."""
    found = {name: t for name, t in names.items() if isinstance(t, Tensor) and t.grad_fn is not None and not name.startswith("_")}
    distinct = {id(t): (name, t) for name, t in reversed(found.items())}
    used = {node for _, t in distinct.values() for node in behind([t])[1:] if t.grad_fn is not None}
    return {name: t for name, t in found.items() if distinct[id(t)][0] == name and t.grad_fn not in used}


def versions_of(results: list[Tensor], first: FirstRun, names: Mapping[int, str]) -> dict[str, Version]:
    """The leaves behind the results, in the order they were made, with the states they were read in."""
    found: dict[int, Version] = {}
    for node in behind(results):
        for i, edge in enumerate(node._edges):
            k = first.number(edge) if isinstance(edge, Tensor) else None
            if k is not None:
                version = found.setdefault(k, Version(k, {}, {}))
                count, version_held = state_read(node, i, k, first)
                version.held.setdefault(count, version_held)
                version.read[count] = min(version.read.get(count, NEVER), first.moment.get(recorded(node), first.changes))
    return {names.get(id(first.tensors[k]), f"leaf[{k}]"): found[k] for k in sorted(found)}


def recorded(node: Node) -> Node:
    """The node itself, or for a change of a part of a tensor the operation inside of it."""
    return getattr(node, "inner", None) or node


def state_read(node: Node, i: int, k: int, first: FirstRun) -> tuple[int, Array]:
    """(how often leaf k had been changed when `node` read it as argument i, what it held)."""
    call = recorded(node)._call
    if call is not None and i in call.writes:
        return call.writes[i], np.array(call.args[i])
    return first.counts[k], np.array(first.tensors[k]._data)


def leaf_names(names: Mapping[str, Any]) -> dict[int, str]:
    """What to call each tensor (by id): its variable, its dotted name in a module, its place in a list."""
    found: dict[int, str] = {}
    modules = [value for value in names.values() if is_module(value) and next(value.parameters(), None) is not None]
    for name, value in names.items():
        if isinstance(value, Tensor):
            found.setdefault(id(value), name)
    for name, value in names.items():
        if is_module(value):
            _name_parameters(found, "" if len(modules) == 1 else name, value)
    for name, value in names.items():
        for step, part in _members(value):
            if isinstance(part, Tensor):
                found.setdefault(id(part), f"{name}{step}")
            elif is_module(part):
                _name_parameters(found, f"{name}{step}", part)
    return found


def with_called(names: dict[int, str], first: FirstRun) -> dict[int, str]:
    """The names, and for parameters of modules that no variable holds their paths in what was called: `Net()(x)`."""
    taken = set(names.values())
    for module, path in first.paths.values():
        for name, p in module._parameters.items():
            dotted = f"{path}.{name}" if path else name
            if p is not None and dotted not in taken:
                names.setdefault(id(p), dotted)
    return names


def _name_parameters(found: dict[int, str], prefix: str, module: Any) -> None:
    for path, p in module.named_parameters(prefix=prefix):
        found.setdefault(id(p), path)


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from ((f"[{key!r}]", part) for key, part in value.items())
    elif isinstance(value, (list, tuple)):
        yield from ((f"[{i}]", part) for i, part in enumerate(value))


@dataclass(frozen=True, slots=True)
class Script:
    """fn of a script's case: runs the file again with other values in its leaves. The arrays given are copied."""

    file: File
    code: CodeType
    results: tuple[str, ...]
    versions: Mapping[str, Version]
    local: bool = False

    def __call__(self, arrays: Mapping[str, Array]) -> Run:
        world = World(self.file.path, self.file.settings, self.file.world)
        with quiet(), world, Rerun(self.versions, arrays) as tracer:
            world.seed(self.file.settings.seed)
            names = vars(guarded(run, self.code, world, self.file.module.__name__))
        if tracer.unmet:
            raise other_leaves(f"{len(tracer.tensors)} that require grad, changed {sum(tracer.counts)} times")
        found = _local.results(tracer.roots) if self.local else names
        missing = [name for name in self.results if not isinstance(found.get(name), Tensor)]
        if missing:
            raise ReadError(f"running the file again left no tensor called {missing[0]}", where=Where(self.file.path))
        leaves = {name: tracer.tensors[one.number] for name, one in self.versions.items()}
        for name, t in leaves.items():
            t._edge = t._edge or LEAF  # frozen after the results were computed
            if not np.array_equal(t._data, arrays[name], equal_nan=True):
                t._data = np.array(arrays[name], t._data.dtype)  # stepped after they were
        constants = {name: t for name, t in names.items() if isinstance(t, Tensor) and not t.requires_grad}
        return Run({name: found[name] for name in self.results}, leaves, constants)
