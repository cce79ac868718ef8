"""What the standard streams can show: colour, glyphs, width; and writing to them without ever failing on a character."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any, NoReturn, TextIO

from gradcli.errors import UsageError

GLYPHS = "✓✗◌·│±×→…└─●○"
COLOURS = {"red": "\x1b[1;31m", "cyan": "\x1b[36m", "dim": "\x1b[2m"}


def colour(stream: TextIO, when: str = "auto") -> bool:
    """Whether to colour: `when` "always" or "never", else by NO_COLOR, FORCE_COLOR or CLICOLOR_FORCE, CLICOLOR=0, the terminal."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return os.environ.get("CLICOLOR") != "0" and os.environ.get("TERM") != "dumb" and stream.isatty()


def glyphs(stream: TextIO) -> bool:
    """Whether the encoding of `stream` carries the report's glyphs."""
    try:
        GLYPHS.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def view(stream: TextIO, when: str = "auto") -> dict[str, Any]:
    """How a report looks on `stream`: color, truecolor, glyphs, width (0 when it is no terminal)."""
    return {
        "width": os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0,
        "color": colour(stream, when),
        "truecolor": os.environ.get("COLORTERM", "") in ("truecolor", "24bit"),
        "glyphs": glyphs(stream),
    }


def painted(text: str, name: str) -> str:
    """`text` in colour when stderr shows colour."""
    return f"{COLOURS[name]}{text}\x1b[0m" if colour(sys.stderr) else text


def say(text: str, stream: TextIO | None = None) -> None:
    """Write `text`; characters the encoding lacks are escaped. Raises BrokenPipeError when nobody reads, UsageError on a full disk."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"cannot write the result: {error.strerror}") from None


def note(text: str) -> None:
    """A remark on stderr, beside the result."""
    say(f"{painted('note:', 'cyan')} {text}\n", sys.stderr)


@contextmanager
def aside() -> Iterator[None]:
    """While user code runs, what it prints goes to stderr, so that it cannot mix with the result, and its os._exit() raises."""
    with redirect_stdout(sys.stderr), _descriptor_aside(), _staying():
        yield


@contextmanager
def _staying() -> Iterator[None]:
    """os._exit() raises here, where it would end a check with any exit code, 0 among them, and no word; in a child process it leaves."""
    here, leave = os.getpid(), os._exit

    def left(status: int) -> NoReturn:
        if os.getpid() != here:
            leave(status)
        raise SystemExit(f"os._exit({status})")

    os._exit = left
    try:
        yield
    finally:
        os._exit = leave


@contextmanager
def _descriptor_aside() -> Iterator[None]:
    """The same for what is written to the file descriptor behind Python's back: by C code, by child processes."""
    try:
        out = sys.__stdout__.fileno() if sys.__stdout__ else -1
        kept = os.dup(out)
    except (OSError, ValueError):  # no file behind it: a test, a notebook
        yield
        return
    os.dup2(2, out)
    try:
        yield
    finally:
        os.dup2(kept, out)
        os.close(kept)
