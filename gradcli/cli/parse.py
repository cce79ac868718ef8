"""Plain command lines straight into values, without loading typer: a check should start in the time numpy takes to load."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gradcli.cli.option import NOUN, Option, convert, options
from gradcli.errors import UsageError

Given = dict[str, Any]


def parse(record: type, argv: list[str]) -> Given | None:
    """What `argv` gives to the options of `record`; None where typer has to look: help and mistakes.

    Raises UsageError for a value that is none of its option's kind.
    """
    known = options(record)
    words: list[str] = []
    given: Given = {}
    rest = iter(argv)
    for word in rest:
        if word == "--":
            words += rest
        elif word == "-" or not word.startswith("-"):
            words.append(word)
        elif not all(_take(part, rest, known, given) for part in _apart(word, known)):
            return None
    return given if _keep_words(words, known, given) else None


def _apart(word: str, known: list[Option]) -> list[str]:
    """-qv as -q and -v, when both are flags without a value."""
    switches = {flag for option in known if option.kind == "bool" for flag in option.flags}
    parts = [f"-{letter}" for letter in word[1:]]
    return parts if len(parts) > 1 and all(part in switches for part in parts) else [word]


def _take(word: str, rest: Iterator[str], known: list[Option], given: Given) -> bool:
    """Put the option that begins with `word` into `given`; False when it is not understood."""
    flag, equals, text = word.partition("=")
    if word.startswith("--no-") and any(word == option.negative for option in known):
        given[next(option.name for option in known if word == option.negative)] = False
        return True
    option = next((option for option in known if flag in option.flags), None)
    if option is None or (equals and (option.kind == "bool" or not flag.startswith("--"))):
        return False
    value = "true" if option.kind == "bool" else text if equals else next(rest, None)
    if value is None:
        return False
    _put(option, flag, value, given)
    return True


def _put(option: Option, flag: str, text: str, given: Given) -> None:
    try:
        value = convert(option, text)
    except ValueError:
        raise UsageError(f"{flag} {text} is not {NOUN[option.kind]}") from None
    given[option.name] = given.get(option.name, ()) + value if option.many else value


def _keep_words(words: list[str], known: list[Option], given: Given) -> bool:
    """Give the words without a flag to the option that takes them; False when there are more than it takes."""
    if not words:
        return True
    option = next((option for option in known if option.words), None)
    if option is None or (len(words) > 1 and not option.many):
        return False
    given[option.name] = tuple(words) if option.many else words[0]
    return True
