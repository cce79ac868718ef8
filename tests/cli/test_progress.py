"""Progress: nothing for a short run, a bar on a terminal, a line every 30 seconds elsewhere."""

from __future__ import annotations

import io
import sys

import pytest

from gradcli.cli import progress
from gradcli.cli.progress import Progress


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch):
    """A list whose last entry is the time."""
    times = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: times[-1])
    return times


def steps(clock, seconds, stderr, monkeypatch, **options):
    monkeypatch.setattr(sys, "stderr", stderr)
    shown = Progress(4, **options)
    for second in seconds:
        clock.append(second)
        shown.step(f"case at {second}")
    shown.done()
    return stderr.getvalue()


def test_a_short_run_shows_nothing(clock, monkeypatch):
    assert steps(clock, [0.1, 0.2, 0.3, 0.4], Terminal(), monkeypatch) == ""


def test_a_long_run_shows_share_count_rest_and_case_and_takes_the_bar_away(clock, monkeypatch):
    text = steps(clock, [1.0, 2.0], Terminal(), monkeypatch)
    assert "50%  2 of 4  2 s left  case at 2.0" in text
    assert text.endswith("\r\x1b[K")


def test_elsewhere_it_is_a_line_every_30_seconds(clock, monkeypatch):
    text = steps(clock, [10.0, 31.0, 40.0], io.StringIO(), monkeypatch)
    assert text == "50%  2 of 4  31 s left  case at 31.0\n"


def test_no_progress_is_no_progress(clock, monkeypatch):
    assert steps(clock, [10.0, 31.0], Terminal(), monkeypatch, shown=False) == ""
