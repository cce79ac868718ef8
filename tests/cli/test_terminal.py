"""Colour follows the flag, then the variables, then the terminal; nothing that is written can fail on a character."""

from __future__ import annotations

import io
import os

import pytest

from gradcli.cli.terminal import aside, colour, glyphs, say


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("when", "environment", "terminal", "coloured"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),  # no-color.org: an empty value does not count
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"CLICOLOR": "0"}, True, False),
        ("auto", {"CLICOLOR": "1"}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
    ],
)
def test_colour(monkeypatch, when, environment, terminal, coloured):
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert colour(Terminal() if terminal else io.StringIO(), when) is coloured


@pytest.mark.parametrize(("encoding", "carried"), [("utf-8", True), ("ascii", False), ("latin-1", False), ("cp1252", False)])
def test_glyphs_are_used_where_the_encoding_has_them(encoding, carried):
    assert glyphs(io.TextIOWrapper(io.BytesIO(), encoding=encoding)) is carried


def test_a_character_the_encoding_lacks_is_escaped():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    say("größer ≥", stream)
    assert stream.buffer.getvalue() == b"gr\xf6\xdfer \\u2265"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_user_code_cannot_end_the_run_in_silence():
    with aside(), pytest.raises(SystemExit, match=r"os\._exit\(0\)"):
        os._exit(0)
    with aside():
        child = os.fork()
        if child == 0:
            os._exit(7)  # a process of the user's own leaves as it wants
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
