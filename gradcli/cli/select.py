"""Which cases and which findings are wanted: `-k "loss and not slow"`, `--select G1 --ignore G201`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from gradcli.errors import UsageError
from gradcli.finding import Finding

Match = Callable[[str], bool]
OPERATORS = ("and", "or", "not", "(", ")")


def matcher(expression: str) -> Match:
    """Whether an id contains a word, without regard to case; and, or, not and parentheses combine. An empty expression takes all.

    Raises UsageError for an expression that is none.
    """
    words = re.findall(r"[()]|[^\s()]+", expression.lower())
    if not words:
        return lambda _id: True
    try:
        found = _either(words)
        if words:
            raise IndexError
    except IndexError:
        raise UsageError(f"-k {expression!r} is no expression", hint='-k "loss and not (slow or big)"') from None
    return lambda id: found(id.lower())


def _either(words: list[str]) -> Match:
    """both { "or" both }: consumes words; IndexError when they run out."""
    first = _both(words)
    while words[:1] == ["or"]:
        words.pop(0)
        first = _or(first, _both(words))
    return first


def _both(words: list[str]) -> Match:
    """one { "and" one }"""
    first = _one(words)
    while words[:1] == ["and"]:
        words.pop(0)
        first = _and(first, _one(words))
    return first


def _one(words: list[str]) -> Match:
    """ "not" one | "(" either ")" | a word"""
    word = words.pop(0)
    if word == "not":
        refused = _one(words)
        return lambda id: not refused(id)
    if word == "(":
        inner = _either(words)
        if words.pop(0) != ")":
            raise IndexError
        return inner
    if word in OPERATORS:
        raise IndexError
    return lambda id: word in id


def _or(first: Match, second: Match) -> Match:
    return lambda id: first(id) or second(id)


def _and(first: Match, second: Match) -> Match:
    return lambda id: first(id) and second(id)


def dropper(select: Sequence[str], ignore: Sequence[str]) -> Callable[[Finding], bool]:
    """Whether a finding is left out: its code begins with none of `select`, or with one of `ignore`. Raises UsageError for no code."""
    from gradcli.codes import ALL

    for code in (*select, *ignore):
        if not code or not any(code in (row.name, row.id[: len(code)]) for row in ALL.values()):
            raise UsageError(f"{code!r} is no finding code", hint="gradcli explain --all lists them")
    return lambda finding: not _matches(finding, select or ("G",)) or _matches(finding, ignore)


def _matches(finding: Finding, codes: Sequence[str]) -> bool:
    return any(finding.code.id.startswith(code) or finding.code.name == code for code in codes)
