"""nn.Module classes and instances as cases: parameters are the inputs, under their dotted names, at an example input."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any

from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.tensor import Tensor, make
from gradcli.cases import Case, Run, Skipped
from gradcli.read._file import Draft, File
from gradcli.read._functions import MISSING, POSITIONAL
from gradcli.read._inputs import Inputs, is_module
from gradcli.read._reached import names_in
from gradcli.read._shapes import inferred
from gradcli.read._world import World

EXAMPLES = ("example_inputs", "example_input")
NO_EXAMPLE = "it has no example_input: example_input = torch.randn(8, 3) in the class, or at module level"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A module that could be a case.   module: None for a class that cannot be made without arguments; reason says why."""

    name: str
    thing: Any
    module: Any
    reason: str = ""


def read(file: File, infer: bool) -> Iterator[Case | Skipped]:
    """The modules with an example input; with `infer`, those for which one follows from the first layer."""
    if "gradcli.nn.module" not in sys.modules or not (infer or b"example_input" in file.world.file.read_bytes()):
        return  # finding examples means making the classes, which is left alone where there are none
    for one in candidates(file):
        example = example_of(file, one)
        if example is not MISSING:
            yield _case(file, one, example, "example_input")
        elif infer:
            yield _inferred(file, one)


def unasked(file: File, code: CodeType) -> Iterator[Skipped]:
    """The modules of a file with other cases that have no example input and that none of its functions or classes speaks of."""
    if "gradcli.nn.module" not in sys.modules:
        return
    spoken = {name for part in code.co_consts if isinstance(part, CodeType) for name in names_in(part)}
    instances = [(name, value) for name, value in file.public if is_module(value)]
    kinds = {type(part) for _, value in instances for part in value.modules()}
    parts = {id(part) for _, value in instances for part in value.modules() if part is not value}
    classes = [(name, cls) for name, cls in file.public if is_module_class(cls) and file.owns(cls) and cls not in kinds]
    trained = [(name, value) for name, value in instances if id(value) not in parts and next(value.parameters(), None) is not None]
    for name, thing in (*trained, *classes):
        if name not in spoken and all(getattr(owner, word, None) is None for owner in (thing, file.module) for word in EXAMPLES):
            yield Skipped(file.id(name), file.where(thing), NO_EXAMPLE)


def candidates(file: File) -> list[Candidate]:
    """Instances by their variable, classes without an instance by their name; no losses or layers that are parts of others."""
    instances = [Candidate(name, value, value) for name, value in file.public if is_module(value)]
    with_parameters = [one for one in instances if next(one.module.parameters(), None) is not None]
    instances = with_parameters or instances
    parts = {id(part) for one in instances for part in one.module.modules() if part is not one.module}
    kinds = {type(part) for one in instances for part in one.module.modules()}
    made = [_made(name, cls) for name, cls in file.public if is_module_class(cls) and file.owns(cls) and cls not in kinds]
    inner = {type(part) for one in made if one.module is not None for part in one.module.modules() if part is not one.module}
    return [one for one in instances if id(one.module) not in parts] + [one for one in made if one.thing not in inner]


def is_module_class(value: Any) -> bool:
    """Whether a value is a subclass of nn.Module."""
    return inspect.isclass(value) and issubclass(value, sys.modules["gradcli.nn.module"].Module)


def _made(name: str, cls: Any) -> Candidate:
    try:
        return Candidate(name, cls, cls())
    except Exception as error:  # user code
        return Candidate(name, cls, None, f"{name}() raised {type(error).__name__}: {error}")


def example_of(file: File, one: Candidate) -> Any:
    """The example input of a module: its attribute, else the file's; MISSING where there is none."""
    for owner in (one.module if one.module is not None else one.thing, file.module):
        for name in EXAMPLES:
            if getattr(owner, name, None) is not None:
                return getattr(owner, name)
    return MISSING


def _case(file: File, one: Candidate, example: Any, source: str, note: str = "") -> Case | Skipped:
    if one.module is None:
        return Skipped(file.id(one.name), file.where(one.thing), one.reason)
    draft = Draft(file, one.name, one.thing, "module", Inputs(file.settings_of(one.thing)), notes=[note] if note else [])
    take = draft.inputs.take
    if isinstance(example, dict):
        draft.kwargs.update({name: take(name, value, source) for name, value in example.items()})
    else:
        draft.args.extend(take(name, value, source) for name, value in positional(one.module, example))
    settle(draft, one.module)
    take("", one.module, "parameter")
    return draft.finish(one.module)


def settle(draft: Draft, module: Any) -> None:
    """Give lazy layers their shapes, by one call with the example."""
    from gradcli.nn.parameter import is_lazy

    if any(is_lazy(p) for p in module.parameters()):
        tensors = {name: make(one.array) for name, one in draft.inputs.found.items()}
        with no_grad():
            module(*[build(tensors) for build in draft.args], **{name: build(tensors) for name, build in draft.kwargs.items()})


def positional(module: Any, example: Any) -> Iterator[tuple[str, Any]]:
    """The example's values with the names forward has for them: a tuple or list is several, anything else is the first."""
    many = example if isinstance(example, (tuple, list)) and not _numbers(example) else (example,)
    names = [name for name, p in inspect.signature(module.forward).parameters.items() if p.kind in POSITIONAL]
    for i, value in enumerate(many):
        yield (names[i] if i < len(names) else f"input[{i}]"), value


def _numbers(example: Any) -> bool:
    """Whether a list is one input written as numbers, not several inputs."""
    return isinstance(example, list) and not any(isinstance(part, Tensor) or hasattr(part, "draw") for part in example)


def _inferred(file: File, one: Candidate) -> Case | Skipped:
    found = None if one.module is None else inferred(one.module)
    if found is None:
        return Skipped(file.id(one.name), file.where(one.thing), one.reason or NO_EXAMPLE)
    value, note = found
    case = _case(file, one, value, "inferred", note)
    return replace(case, fn=Seeded(case.fn, file.world, file.settings.seed)) if isinstance(case, Case) else case


@dataclass(frozen=True, slots=True)
class Seeded:
    """fn of a module that nobody declared to be a case, so that nobody could say how to tame its dropout: every call draws the same."""

    fn: Callable[[Mapping[str, Any]], Run]
    world: World
    seed: int

    def __call__(self, arrays: Mapping[str, Any]) -> Run:
        self.world.seed(self.seed)
        return self.fn(arrays)
