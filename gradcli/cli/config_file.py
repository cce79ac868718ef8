"""Where a setting comes from: the command line, a GRADCLI_ variable, the nearest configuration file, or the default, in that order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradcli.folder as folder
from gradcli.cli.option import NOUN, Option, convert, examine, options
from gradcli.cli.options import COMMANDS
from gradcli.errors import UsageError

TYPES: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,)}


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and who gave it: "--seed", "GRADCLI_SEED", a file's path, or "default"."""

    value: Any
    source: str


@dataclass(frozen=True, slots=True)
class File:
    """A configuration file: its path and its table; path "" when there is none."""

    path: str = ""
    table: Mapping[str, Any] = field(default_factory=dict)


def resolve(record: type, given: Mapping[str, Any], environment: Mapping[str, str], file: File) -> dict[str, Setting]:
    """Every option of `record` with its value and source. Raises UsageError for a value of the wrong type or not among the choices."""
    return {option.name: _settle(option, given, environment, file) for option in options(record) if option.help}


def _settle(option: Option, given: Mapping[str, Any], environment: Mapping[str, str], file: File) -> Setting:
    if option.name in given:
        setting = Setting(given[option.name], option.flags[-1] if option.flags else option.name)
    elif option.shared and environment.get(option.variable):
        setting = Setting(_from_variable(option, environment[option.variable]), option.variable)
    elif option.shared and option.name in file.table:
        setting = Setting(_from_file(option, file), file.path)
    else:
        return Setting(option.default, "default")
    examine(option, setting.value, setting.source)
    return setting


def _from_variable(option: Option, text: str) -> Any:
    try:
        return convert(option, text)
    except ValueError:
        raise UsageError(f"{option.variable}={text} is not {NOUN[option.kind]}") from None


def _from_file(option: Option, file: File) -> Any:
    value = file.table[option.name]
    if option.many:
        value = [value] if isinstance(value, str) else value
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return tuple(value)
        raise UsageError(f"{file.path}: {option.name} is not a list of words", hint=f'{option.name} = ["...", "..."]')
    if not isinstance(value, TYPES[option.kind]) or (isinstance(value, bool) and option.kind != "bool"):
        raise UsageError(f"{file.path}: {option.name} = {value!r} is not {NOUN[option.kind]}")
    return value


def find(start: Path) -> File:
    """The nearest gradcli.toml, or pyproject.toml with a [tool.gradcli] table, up to the root of the repository.

    Raises UsageError for a file that is no TOML, and for an unknown key, naming the nearest known one.
    """
    for place in (start, *start.parents):
        for name, path in (("gradcli.toml", ()), ("pyproject.toml", ("tool", "gradcli"))):
            table = _table(place / name, path)
            if table is not None:
                return File(_shown(place / name), _known(table, _shown(place / name)))
        if (place / ".git").exists():
            break
    return File()


def _table(file: Path, path: tuple[str, ...]) -> dict[str, Any] | None:
    """The table at `path` of a TOML file; None when the file or the table is not there."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        return None
    except UnicodeDecodeError as error:
        raise UsageError(f"{_shown(file)} is not valid TOML: byte {error.start} is not UTF-8") from None
    if path and path[-1] not in text:  # most projects' pyproject.toml: not worth loading a parser
        return None
    import tomllib

    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{_shown(file)} is not valid TOML: {error}") from None
    for key in path:
        table = table.get(key) if isinstance(table, dict) else None
    if table is not None and not isinstance(table, dict):
        raise UsageError(f"{_shown(file)}: {'.'.join(path)} = {table!r} is not a table", hint=f"[{'.'.join(path)}]")
    return table


def _known(table: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The table with - in its keys read as _. Raises UsageError for an unknown key."""
    keys = shared()
    if path.endswith("gradcli.toml") and isinstance(table.get("tool"), dict):
        raise UsageError(f"{path}: [tool.gradcli] is for pyproject.toml", hint="here the settings stand without a heading: seed = 0")
    written = {key.replace("-", "_"): value for key, value in table.items()}
    for key in written:
        if key not in keys:
            raise UsageError(f"{path}: unknown setting {key!r}{folder.nearest(key, keys)}", hint=f"known: {', '.join(sorted(keys))}")
    return written


def shared() -> dict[str, Option]:
    """Every option that a configuration file may hold, by name."""
    return {option.name: option for record in COMMANDS.values() for option in options(record) if option.shared}


def _shown(file: Path) -> str:
    """The path as a person would write it from here."""
    return min(os.path.relpath(file), str(file), key=len)
