"""The values of a case's parameters: which arrays they hold, under which names, and how to put tensors back in their place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gradcli.autograd.tensor import Tensor, make
from gradcli.cases import Settings
from gradcli.read._promote import NOTE, wide
from gradcli.sample import Recipe

Array = Any
Tensors = Mapping[str, Tensor]
Build = Callable[[Tensors], Any]  # tensors by input name -> the value to pass
EXAMPLES = ("example_input", "inferred")  # what a module is fed: its parameters are what is checked
GIVEN = ("@case", "inputs")  # plain numbers given there are inputs; as defaults they are constants


@dataclass(slots=True)
class Input:
    """One array.   wanted: it requires grad, or was given in order to be checked.   whole: written as integers, such as class labels.

    hooks: of the tensor that held it, on its gradient.
    """

    array: Array
    source: str
    wanted: bool
    cls: type[Tensor] = Tensor
    tensor: bool = False
    whole: bool = False
    hooks: tuple[Callable[[Any], Any], ...] = ()


@dataclass(slots=True)
class Inputs:
    """Collects the inputs of one case.

    found: in the order of the report.  modules: (prefix of its parameters, module).  notes: what was decided for the user.
    around: those that no argument brings, and whether they are to be differentiated.  places: where these are put, (table, key, build).
    """

    settings: Settings
    found: dict[str, Input] = field(default_factory=dict)
    modules: list[tuple[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    around: dict[str, bool] = field(default_factory=dict)
    places: list[tuple[dict[str, Any], str, Build]] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)
    _kept: list[Any] = field(default_factory=list)
    _rng: Any = None

    def take(self, name: str, value: Any, source: str) -> Build:
        """Note the arrays in `value`; returns how to build it from tensors."""
        if isinstance(value, Recipe):
            drawn = value.draw(self.rng)
            return self._add(name, Input(self.real(drawn), f"{source} {value!r}", source not in EXAMPLES))
        if isinstance(value, Tensor):
            return self._tensor(name, value, source)
        if isinstance(value, (np.ndarray, np.floating, np.complexfloating)):
            return self._array(name, np.asarray(value), source)
        if is_module(value):
            return self._module(name, value)
        if isinstance(value, (list, tuple, dict)) and holds_arrays(value):
            return self._nested(name, value, source)
        if source in GIVEN and isinstance(value, (float, complex, list, tuple)):
            return self._numbers(name, value, source)
        return constant(value)

    def take_around(self, table: dict[str, Any], name: str, value: Any, source: str) -> None:
        """The same for what user code finds under a name in a table of variables, where its tensors are put for each call."""
        known = set(self.found)
        self.places.append((table, name, self.take(name, value, source)))
        self.around |= {new: one.wanted for new, one in self.found.items() if new not in known}

    @property
    def rng(self) -> np.random.Generator:
        """The generator recipes are drawn with, in the order of the parameters."""
        self._rng = self._rng or np.random.default_rng(self.settings.seed)
        return self._rng  # type: ignore[no-any-return]

    def real(self, array: Array) -> Array:
        """An array of plain numbers in the type that files are checked in."""
        if self.settings.dtype == "float64" or array.dtype.kind not in "fc":
            return array
        return array.astype(np.float32 if array.dtype.kind == "f" else np.complex64)

    def checked(self) -> list[str]:
        """The names of the inputs to differentiate: arguments that require grad, if any tensor does; else every floating one."""
        floating = [name for name, one in self.found.items() if one.array.dtype.kind in "fc" and name not in self.around]
        if not floating:
            return self._whole_ones()
        wanted = [name for name in floating if self.found[name].wanted]
        required = any(self.found[name].tensor for name in wanted)
        return [*(wanted if required else floating), *(name for name, wanted in self.around.items() if wanted)]

    def _whole_ones(self) -> list[str]:
        """Where nothing else can be differentiated, [1, 2, 3] means [1.0, 2.0, 3.0]."""
        names = [name for name, one in self.found.items() if one.whole]
        for name in names:
            self.found[name].array = self.real(self.found[name].array.astype(np.float64))
        return names

    # ------------------------------------------------------------ kinds of values
    def _add(self, name: str, one: Input) -> Build:
        while name in self.found:
            name += "_"
        self.found[name] = one
        return lambda tensors: tensors[name]

    def _array(self, name: str, array: Array, source: str) -> Build:
        if array.dtype.kind not in "fcbiu":
            return constant(array)
        return self._add(name, Input(self._promoted(array), source, source in GIVEN))

    def _tensor(self, name: str, t: Tensor, source: str) -> Build:
        known = self._names.get(id(t))
        if known is not None:
            self.notes.append(f"{name} is the same tensor as {known}: one variable")
            return lambda tensors: tensors[known]
        self._names[id(t)] = name
        self._kept.append(t)  # its id must stay its own
        array = self._promoted(np.asarray(t._data))
        return self._add(name, Input(array, source, t.requires_grad, type(t), tensor=True, hooks=tuple((t._hooks or {}).values())))

    def _promoted(self, array: Array) -> Array:
        if self.settings.dtype != "float64":
            return array
        promoted = wide(array)
        if promoted is not array and NOTE not in self.notes:
            self.notes.append(NOTE)
        return promoted

    def _numbers(self, name: str, value: Any, source: str) -> Build:
        array = np.asarray(value)
        if array.dtype.kind not in "fciub":
            return constant(value)
        return self._add(name, Input(self.real(array), source, array.dtype.kind in "fc", whole=array.dtype.kind in "iu"))

    def _nested(self, name: str, value: Any, source: str) -> Build:
        if isinstance(value, dict):
            built = {key: self.take(f"{name}.{key}", part, source) for key, part in value.items()}
            return lambda tensors: {key: build(tensors) for key, build in built.items()}
        parts = [self.take(f"{name}[{i}]", part, source) for i, part in enumerate(value)]
        whole = type(value)._make if hasattr(value, "_make") else type(value)
        return lambda tensors: whole([build(tensors) for build in parts])

    def _module(self, name: str, module: Any) -> Build:
        self.modules.append((name, module))
        for path, p in module.named_parameters(prefix=name):
            self._tensor(path, p, "parameter")
        return constant(module)


def constant(value: Any) -> Build:
    """The value itself, whatever the tensors."""
    return lambda _: value


def holds_arrays(value: Any) -> bool:
    """Whether a container holds tensors, arrays, recipes or modules, at any depth."""
    return any(isinstance(part, (Tensor, np.ndarray, Recipe)) or is_module(part) for part in flat(value))


def flat(value: Any) -> Iterator[Any]:
    """What lists, tuples and dicts hold, at any depth; other values themselves."""
    if isinstance(value, (list, tuple, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from flat(part)
    else:
        yield value


def is_module(value: Any) -> bool:
    """Whether a value is an nn.Module; nn is not imported for the question."""
    nn = sys.modules.get("gradcli.nn.module")
    return nn is not None and isinstance(value, nn.Module)


def fresh(array: Array, cls: type[Tensor] = Tensor, hooks: Iterable[Callable[[Any], Any]] = ()) -> Tensor:
    """A leaf that requires grad and looks at the array's own memory."""
    t = make(np.asarray(array))
    if cls is not Tensor:
        t.__class__ = cls
    t.requires_grad_()
    for hook in hooks:
        t.register_hook(hook)
    return t
