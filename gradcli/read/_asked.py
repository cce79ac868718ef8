"""Calls of gradcheck as cases: those a file makes when it is run, and those of its tests, which are run for it."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from types import CodeType
from typing import Any

from gradcli.autograd.function import Function
from gradcli.cases import Asked, Case, Run, Skipped
from gradcli.read._file import File
from gradcli.read._inputs import is_module
from gradcli.read._load import guarded, quiet
from gradcli.read._world import World

WORDS = {"gradcheck", "gradgradcheck"}
POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
NAME = "gradcheck"  # of a case whose call stands in no function
BEFORE, AFTER = ("setup_method", "setUp"), ("tearDown", "teardown_method")
Test = tuple[str, Any, Callable[[], Any]]  # name, function, what runs it


def read(file: File) -> Iterator[Case | Skipped]:
    """A case per call, `test_cube` by the function it is made in, several in one numbered; and the tests that did not run."""
    listener = file.world.listener
    skipped = [one for test in tests(file) for one in _run(file, *test)]
    names = [_name(file, asked) for asked in listener.asked]
    times, met = Counter(names), Counter[str]()
    for name, asked in zip(names, listener.asked):
        yield _case(file, asked, name if times[name] == 1 else f"{name}[{met[name]}]")
        met[name] += 1
    yield from skipped
    for name, fn in file.public:
        if inspect.isfunction(fn) and file.owns(fn) and asks(fn) and _needs(fn) and not _has_run(file, fn):
            yield Skipped(file.id(name), file.where(fn), f"it calls gradcheck, and its parameter {_needs(fn)[0]!r} has no value")


def asks(fn: Any) -> bool:
    """Whether a function, or one inside it, speaks of gradcheck."""
    code = getattr(inspect.unwrap(fn), "__code__", None)
    return code is not None and _speaks(code)


def _speaks(code: CodeType) -> bool:
    return not WORDS.isdisjoint((*code.co_names, *code.co_freevars)) or any(isinstance(c, CodeType) and _speaks(c) for c in code.co_consts)


def tests(file: File) -> Iterator[Test]:
    """The functions and the methods of test classes that speak of gradcheck and can be called as they are."""
    for name, value in file.public:
        if inspect.isfunction(value) and file.owns(value) and asks(value) and not _needs(value):
            yield name, value, lambda fn=value: [fn(**given) for given in parametrized(fn)]  # type: ignore[misc]
        elif inspect.isclass(value) and file.owns(value) and (name.startswith("Test") or _is_unittest(value)):
            yield from _methods(name, value)


def _methods(name: str, cls: Any) -> Iterator[Test]:
    for test, fn in inspect.getmembers(cls, inspect.isfunction):
        if test.startswith("test") and asks(fn) and _needs(fn) == ["self"]:
            yield f"{name}.{test}", fn, lambda test=test, fn=fn: _each_called(cls, test, fn)  # type: ignore[misc]


def _each_called(cls: Any, test: str, fn: Any) -> None:
    for given in parametrized(fn):
        _called(cls, test, given)


def _called(cls: Any, test: str, given: Mapping[str, Any]) -> None:
    """Run one method of a test class, with what is to go before and after."""
    instance = cls(test) if _is_unittest(cls) else cls()
    for step in BEFORE:
        _step(instance, step)
    getattr(instance, test)(**given)
    for step in AFTER:
        _step(instance, step)


def _is_unittest(cls: type) -> bool:
    """Whether a class is a unittest.TestCase, without an import that most files do not need."""
    return any(base.__module__ == "unittest.case" and base.__name__ == "TestCase" for base in cls.__mro__)


def _step(instance: Any, name: str) -> None:
    method = getattr(instance, name, None)
    if method is not None:
        method(*[None] * len(_needs(method)))  # setup_method may want to know the method


def _needs(fn: Any) -> list[str]:
    """The parameters without a value."""
    known, found = _parameters(fn), inspect.signature(fn).parameters.values()
    return [p.name for p in found if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) and p.name not in known]


def parametrized(fn: Any) -> list[dict[str, Any]]:
    """The arguments of every call that pytest.mark.parametrize makes of a test; of one without it a single call without any."""
    return [dict(pair for row in rows for pair in row) for rows in product(*_rows(fn))]


def _parameters(fn: Any) -> set[str]:
    return {name for rows in _rows(fn) for row in rows[:1] for name, _ in row}


def _rows(fn: Any) -> list[list[list[tuple[str, Any]]]]:
    """Per mark the values it gives, by name."""
    marks = [mark for mark in getattr(fn, "pytestmark", ()) if mark.name == "parametrize" and len(mark.args) > 1]
    return [[_row(mark.args[0], values) for values in mark.args[1]] for mark in marks]


def _row(names: Any, values: Any) -> list[tuple[str, Any]]:
    several = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
    if type(values).__name__ == "ParameterSet":  # pytest.param(...)
        values = values.values
    elif isinstance(names, str) and len(several) == 1:
        values = (values,)
    return list(zip(several, values))


def _run(file: File, name: str, fn: Any, call: Callable[[], Any]) -> Iterator[Skipped]:
    """Run a test, unless the file has done so itself."""
    if _has_run(file, fn):
        return
    try:
        with quiet():
            guarded(call)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # user code; pytest.skip raises what is no Exception
        yield Skipped(file.id(name), file.where(fn), f"calling it raises {type(error).__name__}: {error}")


def _has_run(file: File, fn: Any) -> bool:
    """Whether a call of gradcheck was made in a function."""
    return inspect.unwrap(fn).__code__ in file.world.listener.met


def _name(file: File, asked: Asked) -> str:
    """The outermost function of the file that the call was made in."""
    names = [code.co_qualname for code in asked.inside if code.co_filename == file.path]
    outermost = next((name for name in reversed(names) if name != "<module>"), NAME)
    return outermost.replace(".<locals>", "")


def _case(file: File, asked: Asked, name: str) -> Case:
    case, own = asked.case, asked.case.settings
    arguments = dict(zip(argument_names(asked), case.inputs))
    spare = max(own.nondet_tol, file.settings.nondet_tol)
    settings = replace(file.settings, order=max(own.order, file.settings.order), nondet_tol=spare)
    return replace(
        case,
        id=file.id(name),
        name=name,
        fn=Answer(case.fn, arguments, file.world),
        inputs={name: case.inputs[old] for name, old in arguments.items()},
        engine=file.engine,
        kind=NAME,
        sources=dict.fromkeys(arguments, NAME),
        settings=replace(settings, mode=own.mode) if own.mode == "projected" else settings,
        notes=(*file.notes, *case.notes),
        around=lambda: file.world,
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """fn of such a case: the function that gradcheck was given, in the world of its file.   arguments: {name: torch's name}."""

    fn: Callable[[Mapping[str, Any]], Run]
    arguments: Mapping[str, str]
    world: World

    def __call__(self, arrays: Mapping[str, Any]) -> Run:
        with quiet(), self.world:
            run = guarded(self.fn, {old: arrays[name] for name, old in self.arguments.items()})
        return run._replace(leaves={name: run.leaves[old] for name, old in self.arguments.items()})


def argument_names(asked: Asked) -> list[str]:
    """What the function calls the inputs; torch's names where it does not say."""
    fn: Any = asked.func
    owner = getattr(fn, "__self__", None)
    fn = fn.forward if is_module(fn) else fn
    if inspect.isclass(owner) and issubclass(owner, Function):
        fn = owner.forward if owner.setup_context is not Function.setup_context else partial(owner.forward, None)
    try:
        known = [p.name for p in inspect.signature(fn).parameters.values() if p.kind in POSITIONAL]
    except (TypeError, ValueError):  # built-in
        known = []
    return [known[k] if k < len(known) else name for k, name in zip(asked.positions, asked.case.inputs)]
