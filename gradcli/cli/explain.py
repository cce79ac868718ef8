"""gradcli explain: what a finding means, an example that has it, one that does not, and what to do."""

from __future__ import annotations

import ast
import re
import textwrap
from itertools import groupby
from pathlib import Path

from gradcli.cli import terminal
from gradcli.cli.options import Explain
from gradcli.codes import ALL, Code, get
from gradcli.errors import UsageError
from gradcli.folder import nearest

TEXTS = Path(__file__).parent / "explained"  # one file per code: a paragraph, an example that fails, one that passes
RULES = Path(__file__).parents[1] / "lint"  # whose modules say the same about themselves


def run(options: Explain) -> int:
    """Write the explanation of one code, or the table of all."""
    if options.all or not options.code:
        terminal.say(table())
        return 0
    terminal.say(explanation(_code(options.code)))
    return 0


def _code(word: str) -> Code:
    known = [name for row in ALL.values() for name in (row.id, row.name)]
    if word not in known and word.upper() not in known:
        near = nearest(word, known)
        raise UsageError(f"unknown finding code {word!r}{near}", hint="gradcli explain --all lists them")
    return get(word if word in known else word.upper())


def table() -> str:
    """All codes under their verdicts."""
    width = max(len(row.name) for row in ALL.values())
    parts = []
    for verdict, rows in groupby(ALL.values(), key=lambda row: row.verdict):
        parts.append("\n".join([verdict, *(f"  {row.id}  {row.name.ljust(width)}  {row.says}" for row in rows)]))
    return "\n\n".join(parts) + "\n\ngradcli explain CODE says more, with examples.\n"


def explanation(code: Code) -> str:
    """The row of the table, then its text."""
    text = re.sub(r"```python\n(.*?)\n```", _indented, page(code), flags=re.DOTALL)
    return f"{code.id} {code.name}: {code.says}\nverdict: {code.verdict}\n\n{text}\nwhat to do: {code.do}\n"


def page(code: Code) -> str:
    """What is said about a code: a paragraph, and two examples."""
    rule = RULES / f"{code.name.replace('-', '_')}.py"
    if not rule.exists():
        return (TEXTS / f"{code.id}.md").read_text(encoding="utf-8")
    source = ast.parse(rule.read_text(encoding="utf-8"))  # not imported: that would load numpy
    _, _, says = (ast.get_docstring(source) or "").partition("\n\n")  # the first line is for who reads the source
    bad, good = (_text(source, name) for name in ("BAD", "GOOD"))
    return f"{says.strip()}\n\nHas it:\n\n```python\n{bad}\n```\n\nDoes not:\n\n```python\n{good}\n```\n"


def _text(source: ast.Module, name: str) -> str:
    """The text that a module gives a name."""
    given = (part.value for part in source.body if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == name)
    return str(ast.literal_eval(next(given))).strip()


def _indented(block: re.Match[str]) -> str:
    return textwrap.indent(block[1], "    ")
