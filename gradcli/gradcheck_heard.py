"""gradcheck called by a file that gradcli reads: the call becomes a case instead of being answered there and then."""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType

from gradcli import engines
from gradcli.cases import LISTENERS, Asked, Settings
from gradcli.errors import Where
from gradcli.gradcheck_call import Call

OURS = str(Path(__file__).parent)


def left_to(call: Call, settings: Settings, ask: Callable[[], bool], raises: bool) -> bool:
    """True, and the call is left to who reads the file. Called by gradcheck itself.

    Where the program deals with a failure itself it is answered at once by `ask`, unseen, and is a case only if that is True.
    """
    listener, frames = LISTENERS[-1], list(_frames(sys._getframe(2)))
    listener.met.update(frame.f_code for frame in frames)
    if (not raises or any(map(_is_caught, frames))) and not listener.answer(lambda: unseen(ask)):
        return False
    frame = frames[0]
    where = Where(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
    inside = tuple(f.f_code for f in frames)
    listener.asked.append(Asked(replace(call.case(settings), where=where), call.func, call.wanted, inside))
    return True


def unseen(ask: Callable[[], bool]) -> bool:
    """The answer, without the program's watchers being told of what is done for it."""
    with engines.get("auto").unseen():  # type: ignore[attr-defined]
        return ask()


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    """The user's frames, innermost first."""
    while frame is not None and frame.f_code.co_filename.startswith(OURS):  # a module called as the function in it
        frame = frame.f_back
    while frame is not None and not frame.f_code.co_filename.startswith(OURS):
        yield frame
        frame = frame.f_back


def _is_caught(frame: FrameType) -> bool:
    """Whether something around the place where a frame is would notice an exception: try, or with."""
    watched = dis.Bytecode(frame.f_code).exception_entries  # type: ignore[attr-defined]
    return any(entry.start <= frame.f_lasti < entry.end for entry in watched)
