"""`# gradcli: ignore[G201] reason` in a checked file: findings on that line are accepted; a comment that accepts none is a finding."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gradcli.cli.collect import Found
from gradcli.cli.options import Reported
from gradcli.codes import ALL
from gradcli.errors import Where
from gradcli.finding import Checked, Finding, Verdict

SAID = re.compile(r"#\s*gradcli:\s*ignore\b(?:\[([^\]]*)\])?")


@dataclass(slots=True)
class Comment:
    """One such comment: its line, the first and last line of the statement it stands on, its codes, and those that were needed."""

    line: int
    span: tuple[int, int]
    codes: tuple[str, ...]
    used: set[str] = field(default_factory=set)

    def accepts(self, code: str, lines: Iterable[int]) -> bool:
        """Whether a finding of `code` on one of `lines` is meant; from now on that code is in use."""
        if code not in self.codes or not any(self.span[0] <= line <= self.span[1] for line in lines):
            return False
        self.used.add(code)
        return True


class Suppressions:
    """The comments of all files that findings point to, read when first asked for."""

    def __init__(self) -> None:
        self._files: dict[str, list[Comment]] = {}

    def of(self, file: str) -> list[Comment]:
        if file not in self._files:
            self._files[file] = comments(file)
        return self._files[file]

    def accept(self, check: Checked) -> Checked:
        """The check without the findings that its file accepts: on each of their lines, or where the case itself begins."""
        return check.without(lambda finding: self._accepted(check, finding))

    def _accepted(self, check: Checked, finding: Finding) -> bool:
        where = finding.location(check)
        comments = self.of(where.file)
        begins = {check.where.line} if check.where.file == where.file and not check.name.startswith("<") else set()
        lines = {where.line, *finding.data.get("lines", ())}
        accepting = [[comment.accepts(finding.code.id, {line, *begins}) for comment in comments] for line in lines]
        return all(map(any, accepting))


def idle(accepted: Suppressions, found: Found, options: Reported, judged: Callable[[str], bool]) -> Iterator[Checked]:
    """A warning for each file with a comment that accepts nothing; none where only some of the cases were looked at.

    judged: whether this run looks for a code.
    """
    if options.k or any("::" in path for path in options.paths):
        return
    for file in found.printed:
        told = tuple(_idle(file, comment, code) for comment in accepted.of(file) for code in _unused(comment, judged))
        if told:
            yield Checked(file, Path(file).name, Where(file), "", Verdict.SUSPECT, told, mode="")


def _unused(comment: Comment, judged: Callable[[str], bool]) -> Iterator[str]:
    yield from (code for code in comment.codes if code not in comment.used and (code not in ALL or judged(code)))
    if not comment.codes:
        yield ""


def _idle(file: str, comment: Comment, code: str) -> Finding:
    says = f"nothing here is {code}" if code in ALL else f"{code} is no finding code" if code else "it names no code: ignore[G201]"
    return Finding(ALL["G718"], Where(file, comment.line), input=code, detail=says)


def comments(file: str) -> list[Comment]:
    """The comments of a file, in order; none where it cannot be read."""
    python = file.endswith(".py")
    try:
        with tokenize.open(file) if python else open(file, encoding="utf-8") as source:
            text = source.read()
    except (OSError, ValueError, SyntaxError):
        return []
    if SAID.search(text) is None:
        return []
    lines = _python_comments(text) if python else enumerate(text.splitlines(), 1)
    spans = _statements(text) if python else []
    said = ((line, match) for line, written in lines if (match := SAID.search(written)))
    return [Comment(line, _around(line, spans), _codes(match[1] or "")) for line, match in said]


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _python_comments(text: str) -> Iterator[tuple[int, str]]:
    """(line, text) of each comment; what looks like one inside of a string is none."""
    try:
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        yield from ((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)
    except (tokenize.TokenError, SyntaxError):
        return


def _statements(text: str) -> list[tuple[int, int]]:
    """The lines of every statement; of a compound one, those of its head with the decorators."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
            body = getattr(node, "body", None)
            found.append((first, max(body[0].lineno - 1, node.lineno) if body else node.end_lineno or node.lineno))
    return found


def _around(line: int, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """The smallest statement around a line; the line itself where there is none."""
    around = [span for span in spans if span[0] <= line <= span[1]]
    return min(around, key=lambda span: span[1] - span[0], default=(line, line))
