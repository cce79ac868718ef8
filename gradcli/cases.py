"""A case: one function with one set of named inputs, and the decorators users write to make them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, NamedTuple, TypeVar

from gradcli.errors import UsageError, Where

F = TypeVar("F", bound=Callable[..., Any])
MARK = "__gradcli_cases__"  # attribute in which @case keeps its keyword arguments on the function
SETTINGS = "__gradcli_settings__"
SURROGATE = "__gradcli_surrogate__"
METHODS = ("auto", "central", "complex")  # auto: real differences, and complex steps where these leave a node open


@dataclass(frozen=True, slots=True)
class Settings:
    """How a case is checked. `rtol` None means 1e-9 (2e-5 where the engine computes in float32)."""

    rtol: float | None = None
    atol: float = 0.0
    order: int = 1
    seed: int = 0
    points: int = 1
    mode: str = "auto"
    method: str = "auto"
    dtype: str = "float64"
    engine: str = "auto"
    timeout: float | None = None
    nondet_tol: float = 0.0  # how far two runs may differ and still count as the same
    show_ladder: bool = False  # keep the central differences of the worst entries at every step

    def __post_init__(self) -> None:
        if self.order not in (1, 2):
            raise UsageError(f"order {self.order} is not 1 or 2", hint="--order 1 checks gradients, --order 2 second derivatives too")
        if self.method not in METHODS:
            raise UsageError(f"method {self.method!r} is not one of {', '.join(METHODS)}", hint="leave it out for the default, auto")
        if self.rtol is not None and not self.rtol >= 0:
            raise UsageError(f"rtol {self.rtol} is not a number >= 0", hint="--rtol 1e-6, or leave it out for the default 1e-9")


class Run(NamedTuple):
    """One evaluation of a case: the engine's own output tensors, the leaf tensors they were computed from, and named constants.

    constants: tensors that need no gradient but have a name worth showing in a picture (data, targets).
    within: {id of a leaf: another tensor} -> what to enter while a backward of this run goes on: modules hold its leaves then, or the
    others instead; a backward may call them again.
    """

    outputs: Mapping[str, Any]
    leaves: Mapping[str, Any]
    constants: Mapping[str, Any] = {}
    within: Callable[[Mapping[int, Any]], AbstractContextManager[Any]] = lambda _: nullcontext()


@dataclass(frozen=True, slots=True)
class Case:
    """One function with one set of named inputs.

    id: as pytest writes it, `grad_loss.py::loss[1]`.
    fn: {input name: array} -> Run. Arrays are numpy, float64 or complex128; outputs and leaves are tensors of the case's engine.
    inputs: the arrays to differentiate at, by name, in the order of the report.
    sources: where each input came from ("@case", "default", "parameter", ...), by name.
    notes: what the reader decided for the user ("float32 inputs are checked in float64").
    around: what to enter (`with case.around():`) while the case is evaluated, differentiated or replayed: the default dtype and the
    imports of its file, which its backward functions need too; fn enters it by itself.
    """

    id: str
    name: str
    fn: Callable[[Mapping[str, Any]], Run]
    inputs: Mapping[str, Any]
    where: Where
    engine: str = "builtin"
    kind: str = "function"  # function, Function, module, script, expression, gradcheck (a call of it)
    sources: Mapping[str, str] = field(default_factory=dict)
    settings: Settings = Settings()
    notes: tuple[str, ...] = ()
    around: Callable[[], AbstractContextManager[object]] = nullcontext


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a file that looked like a case and is none, with the reason."""

    id: str
    where: Where
    reason: str


class Asked(NamedTuple):
    """A call of gradcheck in a file that is being read.

    case: with inputs under torch's names, "input 0".   func: what gradcheck was given.   positions: of those inputs among its arguments.
    inside: the code of the functions the call was made in, innermost first.
    """

    case: Case
    func: Callable[..., Any]
    positions: tuple[int, ...]
    inside: tuple[CodeType, ...]


@dataclass(slots=True, eq=False)
class Listener:
    """Who takes the calls of gradcheck while a file is read: each is a case, to be checked like the others.

    asked: the calls so far.   met: the functions they and others were made in.
    answers: what came of those whose failure the program deals with itself, which are answered at once.   before: of an earlier run.
    """

    before: Sequence[bool | Exception] = ()
    asked: list[Asked] = field(default_factory=list)
    met: set[CodeType] = field(default_factory=set)
    answers: list[bool | Exception] = field(default_factory=list)

    def answer(self, ask: Callable[[], bool]) -> bool:
        """What a call comes to, found out in the first run of a file only. Raises what `ask` raises."""
        known = self.before[len(self.answers)] if len(self.answers) < len(self.before) else None
        if known is None:
            try:
                known = ask()
            except Exception as error:
                known = error
        self.answers.append(known)
        if isinstance(known, Exception):
            raise known
        return known


LISTENERS: list[Listener] = []  # innermost last


def case(*args: Any, **inputs: Any) -> Callable[[F], F]:
    """Mark a function (or a `Function` class) as a case with these inputs; stack it for more cases.

    Numbers and nested lists become float64 inputs, recipes such as `normal(3, 4)` are drawn with the seed; ints, bools and
    strings are passed on as constants.  Raises UsageError when called without keyword arguments.
    """
    if args or not inputs:
        raise UsageError("@case takes keyword arguments: the inputs of the function", hint="@case(x=normal(3), scale=2.0)")

    def mark(fn: F) -> F:
        marks = getattr(fn, "__dict__", {}).get(MARK, ())
        setattr(fn, MARK, (inputs, *marks))  # decorators apply bottom up; cases are numbered top down
        return fn

    return mark


def settings(**changes: Any) -> Callable[[F], F]:
    """Settings for the cases of one function: `@settings(rtol=1e-6, order=2)`. Raises UsageError for an unknown name."""
    unknown = sorted(set(changes) - set(Settings.__dataclass_fields__))
    if unknown:
        raise UsageError(f"@settings does not know {unknown[0]!r}", hint=f"known: {', '.join(Settings.__dataclass_fields__)}")

    def mark(fn: F) -> F:
        setattr(fn, SETTINGS, {**getattr(fn, SETTINGS, {}), **changes})
        return fn

    return mark


def surrogate(cls: F) -> F:
    """Declare that a `Function`'s gradient is deliberately not the derivative of its forward (straight-through and the like)."""
    setattr(cls, SURROGATE, True)
    return cls
