"""`Function` classes with `inputs = {...}` (or @case) as cases: the class applied to those values."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from gradcli.autograd.function import Function
from gradcli.cases import MARK, Case, Skipped
from gradcli.read._file import Draft, File, refuse_unknown, stacked
from gradcli.read._functions import fill, without
from gradcli.read._inputs import Inputs

NO_INPUTS = 'it has no inputs: inputs = {"x": torch.randn(3)} in the class, or a function with defaults that applies it'


def read(file: File) -> Iterator[Case | Skipped]:
    """A case per Function class with inputs."""
    for name, cls in _classes(file):
        yield from _cases(file, cls, name)


def unasked(file: File) -> list[Skipped]:
    """The Function classes of a file in which there are no cases."""
    return [Skipped(file.id(name), file.where(cls), NO_INPUTS) for name, cls in _classes(file)]


def _classes(file: File) -> Iterator[tuple[str, Any]]:
    for name, cls in file.public:
        if inspect.isclass(cls) and issubclass(cls, Function) and file.owns(cls):
            yield name, cls


def _cases(file: File, cls: Any, name: str) -> Iterator[Case | Skipped]:
    inputs = cls.__dict__.get("inputs")
    if not isinstance(inputs, dict) and not hasattr(cls, MARK):
        return
    for case_name, given in stacked(file, cls, name):
        yield _case(file, cls, case_name, {**(inputs or {}), **given})


def _case(file: File, cls: Any, name: str, given: Mapping[str, Any]) -> Case | Skipped:
    takes_ctx = cls.setup_context is Function.setup_context
    parameters = dict(list(inspect.signature(cls.forward).parameters.items())[takes_ctx:])
    refuse_unknown(file, name, given, list(parameters))
    draft = Draft(file, name, cls, "Function", Inputs(file.settings_of(cls)))
    unfilled = fill(draft, parameters, given)
    if unfilled:
        return Skipped(file.id(name), file.where(cls), without(unfilled))
    draft.args.extend(draft.kwargs.values())  # apply takes positions only
    return draft.finish(cls.apply)
