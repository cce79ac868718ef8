"""How a command says what it can be told: a record whose fields are options, each with its flags, help and choices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import Any

import gradcli.folder as folder
from gradcli.errors import UsageError

CONVERT: dict[str, Callable[[str], Any]] = {"str": str, "int": int, "float": float}
NOUN = {"str": "a word", "int": "a whole number", "float": "a number", "bool": "true or false"}
MISSING: dict[str, Any] = {"known": (), "panel": "", "metavar": "", "words": False, "shared": True, "commas": False, "least": None}
TRUTH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a command can be told.

    flags: "-x", "--strict"; none for words without a flag, and for what only the configuration file can say.
    kind: str, int, float or bool.  many: may be given more than once.  words: takes the words without a flag.
    known: the allowed values, or the packages whose modules name them.  shared: also a configuration key and a GRADCLI_ variable.
    commas: one text may hold several values, separated by commas.  least: the smallest number allowed.
    """

    name: str
    kind: str
    many: bool
    default: Any
    flags: tuple[str, ...]
    help: str
    known: tuple[str, ...]
    panel: str
    metavar: str
    words: bool
    shared: bool
    commas: bool
    least: int | None

    @property
    def negative(self) -> str:
        """The flag that says no to a setting: --no-strict for --strict, "" where there is none."""
        return f"--no-{self.flags[-1][2:]}" if self.kind == "bool" and self.shared else ""

    @property
    def choices(self) -> list[str]:
        """The allowed values, folders looked up; empty when anything goes."""
        return [name for word in self.known for name in (folder.names(word) if word.startswith("gradcli.") else [word])]

    @property
    def variable(self) -> str:
        """The environment variable that sets it: GRADCLI_MAX_FAILURES."""
        return f"GRADCLI_{self.name.upper()}"


def option(default: Any, *flags: str, help: str = "", **more: Any) -> Any:
    """A field that is an option; `more` are further attributes of `Option` (known, panel, metavar, words, shared)."""
    return field(default=default, metadata={"flags": flags, "help": help, **more})


def options(record: type) -> list[Option]:
    """The options of a record, in order. Field types are read as written: "int", "float | None", "tuple[str, ...]"."""
    return [_option(f.name, str(f.type), f.default, f.metadata) for f in fields(record)]


def _option(name: str, written: str, default: Any, meta: Any) -> Option:
    many = written.startswith("tuple[")
    kind = "str" if many else written.removesuffix(" | None")
    more = {key: meta.get(key, missing) for key, missing in MISSING.items()}
    return Option(name, kind, many, default, meta["flags"], meta["help"], **more)


def convert(option: Option, text: str) -> Any:
    """The value written as `text` on a command line or in a variable; a tuple where there may be many. Raises ValueError."""
    if option.many:
        return tuple(part.strip() for part in text.split(",") if part.strip()) if option.commas else (text,)
    return _truth(text) if option.kind == "bool" else CONVERT[option.kind](text)


def _truth(text: str) -> bool:
    if text.lower() not in TRUTH:
        raise ValueError(text)
    return TRUTH[text.lower()]


def examine(option: Option, value: Any, source: str) -> None:
    """Raises UsageError when `value` is none of the option's choices, or too small; `source` says who gave it."""
    if option.least is not None and value is not None and value < option.least:
        told = source if source.startswith("--") else f"{source}: {option.name}"
        raise UsageError(f"{told} {value} is not {option.least} or more")
    known = option.choices
    given: Iterable[Any] = value if option.many else (value,)
    for word in given if known else ():
        if str(word) not in known:
            near = folder.nearest(str(word), known)
            raise UsageError(f"{source}: unknown {option.name} {word!r}{near}", hint=f"known: {', '.join(known)}")
