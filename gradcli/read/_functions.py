"""Public functions as cases: every parameter has a value from @case, `inputs`, its default or its annotation."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import Any

from gradcli.autograd.tensor import Tensor
from gradcli.cases import MARK, Case, Skipped
from gradcli.read import _reached
from gradcli.read._asked import asks
from gradcli.read._file import Draft, File, refuse_unknown, stacked
from gradcli.read._inputs import Inputs
from gradcli.read._pair import paired
from gradcli.sample import Recipe

MISSING: Any = inspect.Parameter.empty
POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def read(file: File) -> Iterator[Case | Skipped]:
    """A case per function and @case, or why it is none."""
    for name, value in file.public:
        if inspect.isfunction(value) and file.owns(value) and not (asks(value) and MARK not in vars(value)):
            for case_name, given in stacked(file, value, name):
                yield _case(file, value, case_name, given)


def _case(file: File, fn: FunctionType, name: str, given: Mapping[str, Any]) -> Case | Skipped:
    if inspect.iscoroutinefunction(fn) or inspect.isgeneratorfunction(fn) or inspect.isasyncgenfunction(fn):
        return Skipped(file.id(name), file.where(fn), "it is a generator or a coroutine, which returns no tensor")
    parameters = inspect.signature(fn).parameters
    gradient = given.get("gradient") if "gradient" not in parameters else None
    if callable(gradient):
        given = {key: value for key, value in given.items() if key != "gradient"}
    if not any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        refuse_unknown(file, name, given, list(parameters))
    draft = Draft(file, name, fn, "function", Inputs(file.settings_of(fn)))
    unfilled = fill(draft, parameters, given)
    if unfilled:
        return Skipped(file.id(name), file.where(fn), without(unfilled))
    if callable(gradient):
        return draft.finish(paired(fn, gradient, draft))
    _reached.add(draft, fn)
    return draft.finish(fn)


def without(parameter: str) -> str:
    """Why a function is no case."""
    return f"parameter {parameter!r} has no value: give it a default, @case({parameter}=...) or inputs = {{{parameter!r}: ...}}"


def fill(draft: Draft, parameters: Mapping[str, inspect.Parameter], given: Mapping[str, Any]) -> str:
    """Give every parameter its value; the name of the first that has none, else ""."""
    for name, p in parameters.items():
        if p.kind is p.VAR_POSITIONAL:
            continue
        if p.kind is p.VAR_KEYWORD:
            rest = {key: value for key, value in given.items() if key not in parameters}
            draft.kwargs.update({key: draft.inputs.take(key, value, "@case") for key, value in rest.items()})
            continue
        value, source = value_of(draft, p, given)
        if value is MISSING:
            return name
        build = draft.inputs.take(name, value, source)
        if p.kind in POSITIONAL:
            draft.args.append(build)
        else:
            draft.kwargs[name] = build
    return ""


def value_of(draft: Draft, p: inspect.Parameter, given: Mapping[str, Any]) -> tuple[Any, str]:
    """(what a parameter is given, where that comes from)."""
    if p.name in given:
        return given[p.name], "@case"
    if p.name in draft.file.inputs:
        return draft.file.inputs[p.name], "inputs"
    if p.default is not MISSING:
        return p.default, "default"
    return annotated(p.annotation, draft.thing), "annotation"


def annotated(annotation: Any, fn: Any) -> Any:
    """The recipe or tensor in `x: Annotated[Tensor, normal(6, 2)]`, or the annotation that is one itself; MISSING where there is none."""
    if isinstance(annotation, str):
        try:
            annotation = eval(annotation, inspect.unwrap(fn).__globals__)
        except Exception:  # user code: an annotation that cannot be evaluated is no value
            return MISSING
    candidates = (annotation, *getattr(annotation, "__metadata__", ()))
    return next((one for one in candidates if isinstance(one, (Recipe, Tensor))), MISSING)


__all__ = ["MARK", "annotated", "fill", "read", "value_of", "without"]
