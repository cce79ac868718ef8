"""What went wrong, where, and what to do about it: the errors a user can meet, each with its exit code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a user's file: path, line (1-based, 0 when unknown) and the function it stands in."""

    file: str
    line: int = 0
    function: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class GradcliError(Exception):
    """Something the user can mend: what happened, and the call, flag or file that mends it."""

    exit_code = 2

    def __init__(self, what: str, hint: str = "", where: Where | None = None) -> None:
        super().__init__(what)
        self.what, self.hint, self.where = what, hint, where


class UsageError(GradcliError):
    """A wrong call, configuration or path: exit code 2."""


class ReadError(GradcliError):
    """A file that cannot be turned into cases; a case with verdict `error`, so exit code 1."""

    exit_code = 1


class NotSupported(ReadError):
    """A name or argument that exists in torch but not here; the message names it."""


class NothingChecked(GradcliError):
    """No case was found: exit code 5, as pytest has it."""

    exit_code = 5
