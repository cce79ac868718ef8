"""The boundary to user code: its exceptions become findings with the user's own traceback, its prints are kept for the report."""

from __future__ import annotations

import contextlib
import io
import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from gradcli import codes
from gradcli.errors import GradcliError, NotSupported, Where
from gradcli.finding import Finding

T = TypeVar("T")
OURS = str(Path(__file__).resolve().parents[1])
IN_PLACE = re.compile(r"modified by an inplace operation|in-place operation|version \d+; expected version", re.I)
GRADIENTS = re.compile(r"incorrect number of gradients|invalid gradient at index|expected shape compatible|too many gradients", re.I)
NO_GRAPH = re.compile(r"no tensor to differentiate|does not require grad and does not have a grad_fn|none of the outputs require", re.I)


class UserError(Exception):
    """Something user code raised, on its way to a finding."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = cause


def run(f: Callable[[], T]) -> T:
    """f(), its exceptions wrapped: what is not wrapped is a bug of ours. Even sys.exit() is the user's."""
    try:
        return f()
    except UserError:
        raise
    except (Exception, SystemExit) as error:
        raise UserError(error) from error


def finding(raised: UserError) -> Finding:
    """What a report says about an exception: code by its kind, place of the user's innermost frame, trimmed traceback."""
    cause = raised.cause
    hint = cause.hint if isinstance(cause, GradcliError) else ""
    data = {"exception": type(cause).__name__, "message": str(cause), "hint": hint}
    return Finding(codes.get(_code(cause)), where=_where(cause), detail=_traceback(cause), why=hint, data=data)


def _code(cause: BaseException) -> str:
    if isinstance(cause, NotSupported):
        return "G605"
    patterns = (("G604", IN_PLACE), ("G602", GRADIENTS), ("G603", NO_GRAPH))
    return next((code for code, pattern in patterns if pattern.search(str(cause))), "G601")


def _frames(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    return [frame for frame in traceback.extract_tb(trace) if not _ours(frame.filename)]


def _ours(file: str) -> bool:
    return str(Path(file)).startswith(OURS) or file.startswith("<frozen")


def _where(cause: BaseException) -> Where | None:
    if isinstance(cause, GradcliError) and cause.where:
        return cause.where
    frames = [f for f in _frames(cause.__traceback__) if "site-packages" not in f.filename and "/lib/python" not in f.filename]
    return Where(frames[-1].filename, frames[-1].lineno or 0, frames[-1].name) if frames else None


def _traceback(cause: BaseException) -> str:
    """The traceback without frames of this package; where nothing else is on it all of it, of an error of ours its sentence."""
    frames = _frames(cause.__traceback__)
    if not frames and isinstance(cause, GradcliError):
        return cause.what
    frames = frames or list(traceback.extract_tb(cause.__traceback__))
    head = "Traceback (most recent call last):\n" + "".join(traceback.StackSummary.from_list(frames).format())
    return (head + "".join(traceback.format_exception_only(cause))).rstrip("\n")


@dataclass
class Captured:
    """What user code wrote while a case was checked."""

    out: io.StringIO = field(default_factory=io.StringIO)
    err: io.StringIO = field(default_factory=io.StringIO)


@contextlib.contextmanager
def captured() -> Iterator[Captured]:
    """Collect what is printed inside."""
    kept = Captured()
    with contextlib.redirect_stdout(kept.out), contextlib.redirect_stderr(kept.err):
        yield kept
