"""Type stubs, so that editors and mypy see every public name with its signature; `python -m gradcli.autograd.stubs` writes them."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import textwrap
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path
from typing import Any

from gradcli.autograd import names
from gradcli.autograd.signatures import Types, parameters_of, result_of, source_of
from gradcli.autograd.tensor import Tensor

HOUSE = Path(__file__).parents[1]
WIDTH = 140
HEAD = "# made by `python -m gradcli.autograd.stubs`: change the functions, not this file\n"
FACES = {"linalg": "linalg.pyi", "fft": "fft.pyi", "special": "special.pyi", "functional": "nn/functional.pyi"}
UNLIKE_OBJECT = ("__eq__", "__ne__")  # they return tensors, where object promises bool


def files() -> dict[str, str]:
    """The text of every stub, by its path in the package."""
    return {"__init__.pyi": package(), "autograd/methods.pyi": methods(), **{path: face(space) for space, path in FACES.items()}}


def package() -> str:
    """The stub of gradcli itself."""
    own: Any = importlib.import_module("gradcli")
    homes = {**own.OWN, **own.ENGINE}
    rooms = {name: home.rpartition(".")[0] for name, home in own.PACKAGES.items() if importlib.util.find_spec(home)}
    again = {**rooms, **homes}
    constants = [f"{name}: {'None' if value is None else f'builtins.{type(value).__name__}'}" for name, value in own.CONSTANTS.items()]
    short = [f"{name}: dtype" for name in own.SHORT]
    either = [f"def {name}(*args: Any, **named: Any) -> Any: ..." for name in own.BOTH]
    known = {*homes, *own.PACKAGES, *own.CONSTANTS, *own.SHORT, *own.BOTH}
    page = Page('"""gradcli: check gradients and look at computation graphs."""', again)
    plain = ["__version__: builtins.str", "PACKAGES: dict[builtins.str, builtins.str]"]
    return page.written([*plain, *constants, *short, *either, *page.members("torch", known)])


def face(space: str) -> str:
    """The stub of a module that only finds names: linalg, fft, special, nn.functional."""
    composed = importlib.import_module("gradcli.nn.functional").COMPOSED if space == "functional" else {}
    page = Page(f'"""The functions of torch.{"nn." * (space == "functional")}{space}."""', composed)
    return page.written(page.members(space, set(composed)))


def methods() -> str:
    """The stub of the class that stands for all published methods of Tensor."""
    page = Page('"""What Tensor is given at run time, for type checkers."""', {})
    in_source = {name for kind in Tensor.__mro__[1:-1] for name in vars(kind)}
    body = [line for name in names.all_of("Tensor") if name not in in_source for line in page.method(name, names.SPACES["Tensor"][name])]
    return page.written(["class Methods:", '    """The methods and operators that the operations give to Tensor."""', "", *indented(body)])


class Page:
    """One stub file: its first line, the names it exports again (name -> module), and the types its declarations mention."""

    def __init__(self, doc: str, again: dict[str, str]) -> None:
        self.doc, self.again, self.types = doc, again, Types()

    def written(self, lines: Iterable[str]) -> str:
        """The file: imports from the standard library, then ours, then declarations."""
        body = "\n".join(lines)
        exported = [f"from {home} import {name} as {name}" for name, home in self.again.items()]
        needed = {**self.types.imports, **({"Any": "typing"} if "Any" in body else {})}
        by_home: dict[str, list[str]] = {}
        for name in sorted(set(needed) - set(self.again)):
            by_home.setdefault(needed[name], []).append(name)
        plain = [f"from {home} import {', '.join(listed)}" for home, listed in by_home.items()]
        standard = ["import builtins"] * ("builtins." in body) + sorted(line for line in plain if "gradcli" not in line)
        ours = sorted([*exported, *(line for line in plain if "gradcli" in line)], key=natural)
        return HEAD + "\n".join([self.doc, "", *standard, "", *ours, "", body, ""])

    def members(self, space: str, known: set[str]) -> list[str]:
        """The declarations of a module's public names."""
        return [line for name in names.all_of(space) if name not in known for line in self.member(name, names.SPACES[space][name])]

    def member(self, name: str, value: Any) -> list[str]:
        """A function, class or constant of a module."""
        if not callable(value):
            return [f"{name}: Any"]
        if not isinstance(value, type):
            return self.declared(name, value)
        if type(value) is type:
            self.again[name] = value.__module__
            return []
        return [f"class {name}({self.types.text(Tensor)}): ..."]  # FloatTensor and its like

    def method(self, name: str, value: Any) -> list[str]:
        """A method or property of Tensor."""
        if not isinstance(value, property):
            return self.declared(name, value, of_class=True)
        setter = [f"@{name}.setter", f"def {name}(self, value: Any) -> None: ..."] if value.fset else []
        return ["@property", f"def {name}(self) -> {result_of(name, value.fget, self.types)}: ...", *setter]

    def declared(self, name: str, fn: Any, of_class: bool = False) -> list[str]:
        """`def name(...) -> ...` with the first line of the docstring; a method's first parameter is called self."""
        parameters = parameters_of(fn, self.types)
        if of_class:
            parameters[:1] = ["self"]
        if name.startswith("__"):  # an operator is called without names
            parameters = list(takewhile(lambda p: p != "*", parameters))
        result = result_of(name, source_of(fn), self.types)
        note = "  # type: ignore[override]" if name in UNLIKE_OBJECT else ""
        return [*laid_out(f"def {name}(", parameters, f") -> {result}:", note), *indented(told(fn))]


def laid_out(head: str, parameters: list[str], tail: str, note: str) -> list[str]:
    """On one line if it fits, else one line per parameter."""
    line = head + ", ".join(parameters) + tail + note
    if len(line) < WIDTH - 4:
        return [line]
    return [head + note, *(f"    {p}," for p in parameters), tail]


def told(fn: Any) -> list[str]:
    """The first line of the docstring, or `...`."""
    doc = sentence(inspect.getdoc(fn) or "").replace("\\", "\\\\")
    lines = textwrap.wrap(doc, WIDTH - 20)
    if len(lines) <= 1:
        return [f'"""{doc}"""' if doc else "..."]
    return ['"""' + lines[0], *lines[1:], '"""']


def natural(line: str) -> str:
    """A sorting key by which int8 comes before int16."""
    return re.sub(r"\d+", lambda number: number[0].zfill(4), line)


def sentence(doc: str) -> str:
    """The first line of a docstring; of numpy's, the one after the signature."""
    first, *rest = [line.strip() for line in doc.split("\n") if line.strip()] or [""]
    return rest[0] if rest and "/, out=None" in first else first


def indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" if line else "" for line in lines]


if __name__ == "__main__":
    for path, text in files().items():
        (HOUSE / path).write_text(text, encoding="utf-8")
