"""The language of .expr files: text to Python's syntax tree, by a parser of its own that knows nothing but formulas."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from gradcli.errors import ReadError, Where
from gradcli.read._caret import pointed

TOKEN = re.compile(
    r"(?P<skip>[ \t\r\f]+|\#[^\n]*)|(?P<newline>\n)"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[jJ]?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<string>'[^'\n]*'|\"[^\"\n]*\")|(?P<sign>\*\*|<=|>=|==|!=|[-+*/@^()\[\],=<>:])"
)
SUMS: dict[str, type[ast.operator]] = {"+": ast.Add, "-": ast.Sub}
PRODUCTS: dict[str, type[ast.operator]] = {"*": ast.Mult, "/": ast.Div, "@": ast.MatMult}
COMPARISONS: dict[str, type[ast.cmpop]] = {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE, "==": ast.Eq, "!=": ast.NotEq}
WORDS = {"True": True, "False": False, "None": None}
N = TypeVar("N", bound=ast.AST)
DEPTH = 60  # brackets within brackets; Python's own stack ends at about a thousand calls


@dataclass(frozen=True, slots=True)
class Token:
    """kind: number, name, string, sign, newline or end.   line counts from 1, column from 0."""

    kind: str
    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Text:
    """The source of formulas, and errors that point into it."""

    source: str
    path: str

    def error(self, what: str, at: Any, hint: str = "") -> ReadError:
        """what, the line, and a caret under the place: a token or a node of the tree."""
        if isinstance(at, Token):
            line, column, width = at.line, at.column, len(at.text.strip("\n"))
        else:
            line, column, width = at.lineno, at.col_offset, at.end_col_offset - at.col_offset if at.end_lineno == at.lineno else 1
        lines = self.source.splitlines()
        shown = lines[line - 1] if line <= len(lines) else ""
        return ReadError(f"{self.path}:{line}: {what}\n{pointed(shown, column, width)}", hint, Where(self.path, line))

    def tokens(self) -> list[Token]:
        """All tokens; line ends inside of brackets do not count. Raises ReadError for a character that is none."""
        out, line, start, position, open_ = [], 1, 0, 0, 0
        while position < len(self.source):
            found = TOKEN.match(self.source, position)
            if found is None:
                raise self.error("this is not part of a formula", Token("", self.source[position], line, position - start))
            token = Token(str(found.lastgroup), found[0], line, position - start)
            position = found.end()
            open_ += (token.text in "([") - (token.text in ")]") if token.kind == "sign" else 0
            if token.kind == "newline":
                line, start = line + 1, position
            if token.kind != "skip" and not (token.kind == "newline" and open_ > 0):
                out.append(token)
        return [*out, Token("newline", "", line, position - start), Token("end", "", line, position - start)]


class Parser:
    """Statements `name = formula` and formulas, lowest precedence first: comparison, sum, product, sign, power, indexing."""

    def __init__(self, text: Text) -> None:
        self.text, self.tokens, self.position, self.depth = text, text.tokens(), 0, 0

    def lines(self) -> list[tuple[Token | None, ast.expr]]:
        """(the name that is bound, None for a bare formula; the formula) of each line."""
        out = []
        while self.next.kind != "end":
            if self.next.kind == "newline":
                self.take()
                continue
            out.append(self.line())
        return out

    def line(self) -> tuple[Token | None, ast.expr]:
        first, second = self.next, self.tokens[self.position + 1]
        name = first if first.kind == "name" and second.text == "=" else None
        if name is not None:
            self.take(), self.take()
        value = self.formula()
        if self.next.kind != "newline":
            self.fail("this does not continue the formula")
        return name, value

    # ------------------------------------------------------------ tokens
    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        """The next token, consumed."""
        self.position += 1
        return self.tokens[self.position - 1]

    def expect(self, sign: str, opened: Token) -> Token:
        """The next token, which must be `sign`."""
        if self.next.text != sign:
            if self.next.kind in ("newline", "end"):
                raise self.text.error(f"{opened.text!r} is never closed", opened)
            self.fail(f"expected {sign!r}")
        return self.take()

    def fail(self, what: str) -> NoReturn:
        raise self.text.error(what if self.next.text.strip() else "the formula ends too early", self.next)

    # ------------------------------------------------------------ levels
    def formula(self) -> ast.expr:
        """One comparison at most: 0 < x < 1 has no single meaning for arrays."""
        self.depth += 1
        if self.depth > DEPTH:
            self.fail("brackets are nested too deeply")
        left = self.sum()
        if self.next.text in COMPARISONS:
            operator = COMPARISONS[self.take().text]
            right = self.sum()
            left = spanning(ast.Compare(left, [operator()], [right]), left, right)
            if self.next.text in COMPARISONS:
                self.fail("comparisons cannot be chained")
        self.depth -= 1
        return left

    def sum(self) -> ast.expr:
        return self.chain(SUMS, self.product)

    def product(self) -> ast.expr:
        return self.chain(PRODUCTS, self.signed)

    def chain(self, operators: dict[str, type[ast.operator]], operand: Callable[[], ast.expr]) -> ast.expr:
        """operand { operator operand }, from the left."""
        left = operand()
        while self.next.text in operators:
            operator = operators[self.take().text]
            right = operand()
            left = spanning(ast.BinOp(left, operator(), right), left, right)
        return left

    def signed(self) -> ast.expr:
        """-x^2 is -(x^2)."""
        if self.next.text not in SUMS or self.next.kind != "sign":
            return self.power()
        sign = self.take()
        self.depth += 1
        if self.depth > DEPTH:
            self.fail("too many signs")
        operand = self.signed()
        self.depth -= 1
        return spanning(ast.UnaryOp(ast.USub() if sign.text == "-" else ast.UAdd(), operand), sign, operand)

    def power(self) -> ast.expr:
        """x^y^z is x^(y^z), and 2^-1 is a half."""
        base = self.indexed()
        if self.next.text not in ("^", "**"):
            return base
        self.take()
        exponent = self.signed()
        return spanning(ast.BinOp(floating(base), ast.Pow(), exponent), base, exponent)

    def indexed(self) -> ast.expr:
        value = self.atom()
        while self.next.text == "[":
            opened = self.take()
            places = self.items("]", self.place)
            end = self.expect("]", opened)
            if not places:
                raise self.text.error("an index is missing", end)
            index: ast.expr = places[0] if len(places) == 1 else spanning(ast.Tuple(places, ast.Load()), places[0], places[-1])
            value = spanning(ast.Subscript(value, index, ast.Load()), value, end)
        return value

    def place(self) -> ast.expr:
        """A whole number, or a slice 1:3."""
        first = self.next
        ends: list[ast.expr | None] = [None if self.next.text == ":" else self.whole()]
        while self.next.text == ":" and len(ends) < 3:
            self.take()
            ends.append(None if self.next.text in (":", ",", "]") else self.whole())
        if len(ends) == 1 and ends[0] is not None:
            return ends[0]
        return spanning(ast.Slice(*ends), first, self.tokens[self.position - 1])

    def whole(self) -> ast.expr:
        first, value = self.next, self.signed()
        if not isinstance(literal(value), int):
            raise self.text.error("an index is a whole number", value if value is not None else first)
        return value

    def items(self, end: str, item: Callable[[], Any]) -> list[Any]:
        """item {"," item} up to `end`, which stays."""
        out = []
        while self.next.text != end:
            out.append(item())
            if self.next.text != ",":
                break
            self.take()
        return out

    def atom(self) -> ast.expr:
        token = self.take()
        if token.kind == "number":
            return spanning(ast.Constant(self.number(token)), token, token)
        if token.kind == "name":
            return self.call(token) if self.next.text == "(" else spanning(ast.Name(token.text, ast.Load()), token, token)
        if token.text == "(":
            inner = self.formula()
            self.expect(")", token)
            return inner
        if token.text == "[":
            parts = self.items("]", self.formula)
            return spanning(ast.List(parts, ast.Load()), token, self.expect("]", token))
        self.position -= 1
        return self.fail("a number, a name or a bracket is missing here")

    def number(self, token: Token) -> complex | float | int:
        text = token.text.lower()
        if text.endswith("j"):
            return complex(text)
        try:
            return int(text) if text.isdigit() else float(text)
        except ValueError:  # Python refuses thousands of digits
            raise self.text.error("this number is too long", token) from None

    def call(self, name: Token) -> ast.expr:
        opened = self.take()
        arguments = self.items(")", self.argument)
        end = self.expect(")", opened)
        function = spanning(ast.Name(name.text, ast.Load()), name, name)
        keywords = [one for one in arguments if isinstance(one, ast.keyword)]
        return spanning(ast.Call(function, [one for one in arguments if not isinstance(one, ast.keyword)], keywords), name, end)

    def argument(self) -> ast.expr | ast.keyword:
        """A formula, or name=literal."""
        name, sign = self.next, self.tokens[self.position + 1]
        if name.kind != "name" or sign.text != "=":
            return self.formula()
        self.take(), self.take()
        return spanning(ast.keyword(name.text, self.option()), name, self.tokens[self.position - 1])

    def option(self) -> ast.expr:
        """The value of a keyword: a number, a string, True, False, None, or a list of numbers."""
        token = self.next
        if token.kind == "string" or token.text in WORDS:
            self.take()
            value = WORDS[token.text] if token.text in WORDS else token.text[1:-1]
            return spanning(ast.Constant(value), token, token)
        formula = self.formula()
        if literal(formula) is None:
            raise self.text.error("a keyword takes a literal: a number, a list of numbers, a string, True or False", formula)
        return formula


def spanning(node: N, first: Any, last: Any) -> N:
    """The node with the place from `first` to `last`, tokens or nodes."""
    placed: Any = node
    placed.lineno, placed.col_offset = (first.line, first.column) if isinstance(first, Token) else (first.lineno, first.col_offset)
    if isinstance(last, Token):
        placed.end_lineno, placed.end_col_offset = last.line, last.column + len(last.text)
    else:
        placed.end_lineno, placed.end_col_offset = last.end_lineno, last.end_col_offset
    return node


def literal(node: ast.expr) -> Any:
    """The value of a number, a signed number, a + bj, or a list of those; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp):
        value = literal(node.operand)
        return None if value is None or isinstance(value, (list, str)) else -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.List):
        values = [literal(part) for part in node.elts]
        return None if any(value is None for value in values) else values
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        left, right = literal(node.left), literal(node.right)
        if isinstance(left, (int, float)) and isinstance(right, complex):
            return left + right if isinstance(node.op, ast.Add) else left - right
    return None


def floating(node: ast.expr) -> ast.expr:
    """The base of a power, whole numbers made floats: 9^9^9 must overflow at once, not fill the memory."""
    parts = list(ast.walk(node))
    if not any(isinstance(part, (ast.Subscript, ast.Call)) for part in parts):
        for part in parts:
            if isinstance(part, ast.Constant) and type(part.value) is int:
                part.value = float(part.value)
    return node
