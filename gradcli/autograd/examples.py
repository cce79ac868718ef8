"""One call of every public function, read from examples.txt, with the methods and in-place forms that follow from them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gradcli.autograd import names

FILE = Path(__file__).with_name("examples.txt")
MODULES = {"torch": "torch", "F": "functional", "linalg": "linalg", "fft": "fft", "special": "special"}
# fmt: off
OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.Pow: "pow", ast.FloorDiv: "floordiv", ast.Mod: "mod",
    ast.MatMult: "matmul", ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor", ast.LShift: "lshift", ast.RShift: "rshift",
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
    ast.USub: "neg", ast.UAdd: "pos", ast.Invert: "invert",
}
# fmt: on


@dataclass(frozen=True)
class Example:
    """One call.   space, name: the public function that it calls last.   heading: the section it stands in.
    source: the written example that a method or in-place form follows from.   random: its numbers differ from call to call."""

    space: str
    name: str
    text: str
    heading: str
    source: str
    random: bool = False


@cache
def examples() -> tuple[Example, ...]:
    """Every example: each line of the file, followed by the methods that follow from it."""
    written = tuple(_written())
    methods, told = names.all_of("Tensor"), {e.name for e in written if e.space == "Tensor"}
    return tuple(each for e in written for each in (e, *(m for m in _methods(e) if m.name in methods and m.name not in told)))


def _written() -> Iterator[Example]:
    heading = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line and not line.startswith("#"):
            text, _, note = line.partition("  # ")
            yield Example(*called(text), text, heading, text, note == "random")


def _methods(e: Example) -> Iterator[Example]:
    """x.f(...) for torch.f(x, ...), and (x * 1).f_(...) for either."""
    call = ast.parse(e.text, mode="eval").body
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or e.name.endswith("_"):
        return
    if e.space == "torch" and call.args and not isinstance(call.args[0], (ast.Tuple, ast.List, ast.Constant, ast.Starred)):
        on, args = ast.unparse(call.args[0]), call.args[1:]
        whole = isinstance(call.args[0], (ast.Name, ast.Call, ast.Subscript))
        yield _method(e, e.name, on if whole else f"({on})", args, call.keywords)
    elif e.space == "Tensor":
        on, args = ast.unparse(call.func.value), call.args
    else:
        return
    yield _method(e, e.name + "_", f"({on} * 1)", args, call.keywords)


def _method(e: Example, name: str, on: str, args: list[ast.expr], keywords: list[ast.keyword]) -> Example:
    words = [*map(ast.unparse, args), *(f"{k.arg}={ast.unparse(k.value)}" for k in keywords)]
    return Example("Tensor", name, f"{on}.{name}({', '.join(words)})", e.heading, e.text, e.random)


def called(text: str) -> tuple[str, str]:
    """(space, name) of the function that an expression calls last: ("torch", "add"), ("Tensor", "__getitem__")."""
    node: Any = ast.parse(text, mode="eval").body
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Name):
        return "Tensor", f"__{node.id}__"
    if isinstance(node, ast.Attribute):
        return MODULES.get(ast.unparse(node.value), "Tensor"), node.attr
    if isinstance(node, ast.Subscript):
        return "Tensor", "__getitem__"
    kind = node.ops[0] if isinstance(node, ast.Compare) else node.op
    turned = isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant)
    return "Tensor", f"__{'r' if turned else ''}{OPERATORS[type(kind)]}__"


def parts(text: str) -> tuple[str, list[str]]:
    """An expression with its operands named _0, _1, ..., and the operands: so that its last call can be looked at alone."""
    body: Any = ast.parse(text, mode="eval").body
    found: list[str] = []

    def name(node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Starred):
            return ast.Starred(name(node.value), ast.Load())
        found.append(ast.unparse(node))
        return ast.Name(f"_{len(found) - 1}", ast.Load())

    if isinstance(body, ast.Call):
        if isinstance(body.func, ast.Attribute) and ast.unparse(body.func.value) not in MODULES:
            body.func.value = name(body.func.value)
        body.args = [name(a) for a in body.args]
        for keyword in body.keywords:
            keyword.value = name(keyword.value)
    elif isinstance(body, (ast.Attribute, ast.Subscript)):
        body.value = name(body.value)
    elif isinstance(body, ast.BinOp):
        body.left, body.right = name(body.left), name(body.right)
    return ast.unparse(body), found
