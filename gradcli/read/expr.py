"""A formula file as a case: names bound to numbers are its inputs, the last line is the function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd import names
from gradcli.autograd.draws import default_generator
from gradcli.autograd.tensor import Tensor, make
from gradcli.cases import Case, Run, Settings, Skipped
from gradcli.errors import ReadError, Where
from gradcli.folder import nearest
from gradcli.read._formula import Parser, Text, Token, literal
from gradcli.read._inputs import fresh
from gradcli.read._load import guarded
from gradcli.read._outputs import named

CONSTANTS = {"pi": np.pi, "e": np.e}
SAME = {"ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2"}
MADE = ("ones", "zeros", "eye", "arange", "linspace")  # constants worth writing in a formula
SPACES = ("torch", "functional", "special", "linalg", "fft")
RESULT, LIST = "_result", "_list"
CALL = "_call_"  # before the name of an operation in the compiled code, so that a variable may be called `sum`


def cases(path: str, settings: Settings) -> tuple[list[Case], list[Skipped]]:
    """The one case of a file. Raises ReadError with a caret for what is no formula."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ReadError(f"{path} is not text in UTF-8: byte {error.start} is {error.object[error.start]:#x}", where=Where(path)) from None
    except OSError as error:
        raise ReadError(f"{path} cannot be read: {error.strerror}", where=Where(path)) from None
    return [case_from_text(text, path, settings)], []


def case_from_text(text: str, name: str, settings: Settings, values: Mapping[str, Any] | None = None) -> Case:
    """A formula as a case called `name`.   values: numbers or lists for names, in place of the text's own.

    The names that are bound to numbers are its inputs, in float64 unless the settings say float32.  Raises ReadError.
    """
    try:
        formula = Formula(Text(text, name), dict(values or {}))
    except RecursionError:  # thousands of terms
        raise ReadError(f"{name}: the formula is too long", where=Where(name)) from None
    default_generator.manual_seed(settings.seed)
    kind = dtypes.float32 if settings.dtype == "float32" else dtypes.float64
    inputs = {key: _array(value, kind) for key, (value, _) in formula.inputs.items()}
    return Case(
        id=name,
        name=Path(name).stem if name.endswith(".expr") else name,
        fn=Expression(formula.code, formula.operations, formula.output, kind),
        inputs=inputs,
        where=Where(name, formula.last),
        kind="expression",
        sources={key: f"line {line}" if line else "given" for key, (_, line) in formula.inputs.items()},
        settings=settings,
        around=lambda: floating(kind),
    )


def _array(value: Any, kind: dtypes.dtype) -> Any:
    array = np.asarray(value)
    return array.astype((kind.to_complex() if array.dtype.kind == "c" else kind).numpy)


@contextmanager
def floating(kind: dtypes.dtype) -> Iterator[None]:
    """New tensors have this type."""
    before, dtypes.DEFAULT.floating = dtypes.DEFAULT.floating, kind
    try:
        yield
    finally:
        dtypes.DEFAULT.floating = before


@dataclass(frozen=True, slots=True)
class Expression:
    """fn of a formula's case."""

    code: CodeType
    operations: Mapping[str, Callable[..., Any]]
    output: str
    kind: dtypes.dtype

    def __call__(self, arrays: Mapping[str, Any]) -> Run:
        leaves = {name: fresh(array) for name, array in arrays.items()}
        scope: dict[str, Any] = {"__builtins__": {}, LIST: listed, **CONSTANTS, **self.operations, **leaves}
        with floating(self.kind):
            guarded(exec, self.code, scope)
        found = named(tensor(scope[RESULT]))
        return Run({self.output if name in ("", "out") else name: t for name, t in found.items()}, leaves)


def tensor(value: Any) -> Any:
    """A plain number as a 0-d tensor."""
    return make(np.asarray(value)) if isinstance(value, (bool, int, float, complex)) else value


def applied(fn: Callable[..., Any]) -> Callable[..., Any]:
    """An operation that also takes plain numbers where it wants tensors: sin(pi / 2), maximum(x, 0)."""

    def call(*args: Any, **options: Any) -> Any:
        try:
            return fn(*args, **options)
        except (TypeError, AttributeError):
            tensors = [tensor(float(a) if type(a) is int else a) for a in args]
            if all(new is old for new, old in zip(tensors, args)):
                raise
            return fn(*tensors, **options)

    return call


def listed(*parts: Any) -> Tensor:
    """A list in a formula as a tensor; numbers and tensors mix."""
    if not any(isinstance(part, Tensor) for part in parts):
        return make(np.asarray(parts, dtype=complex if any(isinstance(p, complex) for p in parts) else float))
    stack = names.find("torch", "stack")
    return stack([tensor(part) for part in parts])  # type: ignore[no-any-return]


class Formula:
    """A parsed text.

    inputs: {name: (numbers, line)}.  code: binds RESULT.  operations: what it calls.  output: the name of the last line, or "out".
    last: its line.
    """

    def __init__(self, text: Text, values: dict[str, Any]) -> None:
        self.text = text
        self.operations: dict[str, Callable[..., Any]] = {}
        self.inputs: dict[str, tuple[Any, int]] = {name: (value, 0) for name, value in values.items()}
        lines = Parser(text).lines()
        if not lines or (lines[-1][0] and literal(lines[-1][1]) is not None):
            raise ReadError(f"{text.path} has no function", "x = 0.5, and on the last line the function: x * sin(x)", Where(text.path))
        self.last = lines[-1][1].lineno
        self.output = lines[-1][0].text if lines[-1][0] else "out"
        self.known = {*CONSTANTS, *self.inputs}
        body = [statement for name, value in lines for statement in self.statement(name, value)]
        body.append(_assignment(RESULT, body[-1].value if self.output == "out" else _name(self.output, body[-1])))
        self.code = self.compiled(body)

    def compiled(self, body: list[Any]) -> CodeType:
        """Code whose lines are the formula's own, so that tracebacks and graphs point into it."""
        try:
            return compile(ast.fix_missing_locations(ast.Module(body, [])), self.text.path, "exec")
        except (RecursionError, MemoryError, ValueError) as error:
            raise ReadError(f"{self.text.path}: the formula is too long: {error}", where=Where(self.text.path, self.last)) from None

    def statement(self, name: Token | None, value: ast.expr) -> list[Any]:
        """The code of one line; none for an input."""
        numbers = literal(value) if name is not None else None
        if name is not None and name.text.startswith("_"):
            raise self.text.error("a name may not begin with _", name)
        if name is not None and numbers is not None and value.lineno != self.last:
            self.bind(name, numbers)
            return []
        checked = Checker(self).visit(value)
        if name is None:
            return [_assignment("_", checked)]
        self.known.add(name.text)
        return [_assignment(name.text, checked)]

    def bind(self, name: Token, numbers: Any) -> None:
        """An input, unless a value for it was given from outside."""
        if self.inputs.get(name.text, (None, 0))[1]:
            raise self.text.error(f"{name.text} has a value already", name)
        if name.text not in self.inputs:
            self.inputs[name.text] = (_rectangular(self.text, name, numbers), name.line)
        self.known.add(name.text)


def _rectangular(text: Text, name: Token, numbers: Any) -> Any:
    try:
        np.asarray(numbers)
    except ValueError:
        raise text.error("the rows of this list differ in length", name) from None
    return numbers


def _name(name: str, at: ast.AST) -> ast.expr:
    return ast.copy_location(ast.Name(name, ast.Load()), at)


def _assignment(name: str, value: ast.expr) -> ast.Assign:
    return ast.copy_location(ast.Assign([ast.copy_location(ast.Name(name, ast.Store()), value)], value), value)


class Checker(ast.NodeTransformer):
    """Looks every name up, and turns lists into tensors where numbers are meant."""

    def __init__(self, formula: Formula) -> None:
        self.formula = formula

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self.formula.known:
            raise self.unknown(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        function: Any = node.func
        found = operation(function.id)
        if found is None:
            raise self.formula.text.error(f"unknown operation {function.id!r}{nearest(function.id, operations())}", function)
        self.formula.operations[CALL + function.id] = applied(found)
        node.args = [part if i and _whole(part) else self.visit(part) for i, part in enumerate(node.args)]
        function.id = CALL + function.id
        return node

    def visit_List(self, node: ast.List) -> ast.AST:
        call = ast.Call(_name(LIST, node), [self.visit(part) for part in node.elts], [])
        return ast.copy_location(call, node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        node.value = self.visit(node.value)
        return node

    def unknown(self, node: ast.Name) -> ReadError:
        """An error for a name without a value; a function's name is told apart."""
        if operation(node.id) is not None:
            return self.formula.text.error(f"{node.id} is an operation: call it, {node.id}(...)", node)
        near = nearest(node.id, self.formula.known - set(CONSTANTS)) or (nearest(node.id, operations()) if len(node.id) > 2 else "")
        hint = f"give it a value in a line of its own, {node.id} = 0.5, or with --at {node.id}=0.5"
        return self.formula.text.error(f"unknown name {node.id!r}{near}", node, hint)


def _whole(node: ast.expr) -> bool:
    """Whether an argument is a list of whole numbers, as in reshape(x, [2, 3])."""
    value = literal(node)
    return isinstance(node, ast.List) and isinstance(value, list) and all(type(n) is int for n in value)


def operation(name: str) -> Any:
    """The operation of that name; None for what is none, such as functions with side effects."""
    name = SAME.get(name, name)
    for space in SPACES:
        found = names.find(space, name)
        if found is not None and not name.startswith("_") and (name in MADE or is_operation(name, found)):
            return found
    return None


def is_operation(name: str, found: Any) -> bool:
    """Whether a public function computes something from tensors, and changes nothing."""
    home = getattr(found, "__module__", "")
    computes = type(found).__name__ == "Op" or home.startswith(("gradcli.autograd.ops", "gradcli.nn"))
    return callable(found) and computes and not name.endswith("_")


def operations() -> Iterable[str]:
    """Every name that `operation` knows."""
    every = {name for space in SPACES for name in names.all_of(space)}
    return sorted({*MADE, *SAME, *(name for name in every if operation(name) is not None)})
