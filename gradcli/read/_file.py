"""A checked file once it has run: its module, its cases-to-be, and what every case of it shares."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from gradcli.cases import MARK, SETTINGS, Case, Settings, Skipped
from gradcli.errors import ReadError, Where
from gradcli.read._inputs import Inputs, is_module
from gradcli.read._runner import Runner
from gradcli.read._world import World


@dataclass(frozen=True, slots=True)
class File:
    """path: as the user wrote it.  notes: what holds for all cases of the file."""

    path: str
    module: ModuleType
    world: World
    settings: Settings
    notes: tuple[str, ...] = ()

    def id(self, name: str) -> str:
        """ "grad_loss.py::loss[1]"."""
        return f"{self.path}::{name}"

    @property
    def engine(self) -> str:
        """The engine its cases need; as long as there is one, "auto" is that."""
        return "builtin" if self.settings.engine == "auto" else self.settings.engine

    @property
    def names(self) -> Mapping[str, Any]:
        """The module's namespace, in the order things were defined."""
        return vars(self.module)

    @property
    def public(self) -> Iterator[tuple[str, Any]]:
        """Names that may become cases, with their values: no underscore, and each value once."""
        seen: set[int] = set()
        for name, value in self.names.items():
            if not name.startswith("_") and id(value) not in seen:
                seen.add(id(value))
                yield name, value

    @property
    def modules(self) -> list[Any]:
        """The nn.Modules the file keeps under a name."""
        return [value for value in self.names.values() if is_module(value)]

    @property
    def inputs(self) -> Mapping[str, Any]:
        """The module-level `inputs = {...}`; empty where that name is something else, such as a tensor."""
        found = self.names.get("inputs")
        return found if isinstance(found, dict) and all(isinstance(key, str) for key in found) else {}

    def owns(self, thing: Any) -> bool:
        """Whether a function or class was defined in this file, not imported."""
        return getattr(thing, "__module__", None) == self.module.__name__

    def settings_of(self, thing: Any) -> Settings:
        """The settings of the run, changed by what `@settings` says."""
        return dataclasses.replace(self.settings, **getattr(thing, SETTINGS, {}))

    def where(self, thing: Any) -> Where:
        """Where a function or class is defined."""
        if is_module(thing):
            thing = type(thing)
        code = getattr(inspect.unwrap(thing), "__code__", None) if callable(thing) else None
        if code is not None:
            return Where(code.co_filename, code.co_firstlineno, code.co_name)
        if not self.owns(thing):
            return Where(self.path)
        try:
            return Where(self.path, inspect.getsourcelines(thing)[1], thing.__name__)
        except (TypeError, OSError):  # its source cannot be found
            return Where(self.path)


@dataclass(slots=True)
class Draft:
    """A case in the making: user code, and for each argument how to build it."""

    file: File
    name: str
    thing: Any
    kind: str
    inputs: Inputs
    args: list[Any] = field(default_factory=list)
    kwargs: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def runner(self, call: Any) -> Runner:
        """What runs `call` on other arrays."""
        return Runner(call, (self.args, self.kwargs), self.inputs, self.file.world, self.file.modules)

    def finish(self, call: Any) -> Case | Skipped:
        """The case that calls `call`, or why there is none."""
        where, id = self.file.where(self.thing), self.file.id(self.name)
        if not self.inputs.found:
            return Skipped(id, where, "no parameter is a tensor or array")
        checked = self.inputs.checked()
        if not checked:
            return Skipped(id, where, "none of its inputs holds floating-point numbers: write 3.0 for 3")
        found = self.inputs.found
        return Case(
            id=id,
            name=self.name,
            fn=self.runner(call),
            inputs={name: found[name].array for name in checked},
            where=where,
            engine=self.file.engine,
            kind=self.kind,
            sources={name: found[name].source for name in checked},
            settings=self.inputs.settings,
            notes=tuple(dict.fromkeys((*self.file.notes, *self.notes, *self.inputs.notes))),
            around=lambda: self.file.world,
        )


def stacked(file: File, thing: Any, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(name of the case, what its @case gives): `loss` for none or one, `loss[0]`, `loss[1]` for more."""
    marks: tuple[Mapping[str, Any], ...] = getattr(thing, MARK, ()) or ({},)
    for i, given in enumerate(marks):
        yield (f"{name}[{i}]" if len(marks) > 1 else name), given


def refuse_unknown(file: File, name: str, given: Mapping[str, Any], known: list[str]) -> None:
    """ReadError for a name in @case that is none of the parameters."""
    from gradcli.folder import nearest

    for word in given:
        if word not in known:
            raise ReadError(
                f"@case of {name} gives {word!r}, which is none of its parameters{nearest(word, known)}",
                hint=f"its parameters: {', '.join(known)}",
                where=file.where(file.names.get(name.partition("[")[0])),
            )
