"""How far a check is, on stderr: a bar on a terminal, a line every 30 seconds elsewhere, nothing for the first half second."""

from __future__ import annotations

import sys
import time

from gradcli.cli.terminal import glyphs

PATIENCE = 0.5  # seconds before a bar appears: most runs are done by then
EVERY = {True: 0.1, False: 30.0}  # seconds between two updates, on a terminal and elsewhere
BAR = 24
SLOW = 2.0  # seconds after which a single case is mentioned


class Progress:
    """Counts cases. `step(id)` after each one; `done()` takes the bar away."""

    def __init__(self, total: int, shown: bool = True) -> None:
        self.total, self.shown = total, shown
        self.terminal = sys.stderr.isatty()
        self.started = time.monotonic()
        self.last = self.started + PATIENCE - EVERY[self.terminal] if self.terminal else self.started
        self.n, self.drawn = 0, False

    def step(self, id: str) -> None:
        """One more case is done; writes when the last update is old enough."""
        self.n += 1
        now = time.monotonic()
        if not self.shown or now - self.last < EVERY[self.terminal] or self.n == self.total:
            return
        self.last = now
        self._write(id, now - self.started)

    def waiting(self, id: str, seconds: float) -> None:
        """One case has been going on for that long; shown from SLOW seconds on."""
        now = time.monotonic()
        if not self.shown or seconds < SLOW or now - self.last < EVERY[self.terminal]:
            return
        self.last = now
        self._say(f"{self.n} of {self.total}  {_time(seconds)} so far  {id}")

    def _write(self, id: str, seconds: float) -> None:
        left = seconds / self.n * (self.total - self.n)
        self._say(f"{self.n / self.total:4.0%}  {self.n} of {self.total}  {_time(left)} left  {id}")

    def _say(self, text: str) -> None:
        if not self.terminal:
            print(text.strip(), file=sys.stderr, flush=True)
            return
        import shutil  # not needed where no bar is drawn

        width = shutil.get_terminal_size().columns - 1
        print(f"\r{f'{self._bar()} {text}'[:width]}\x1b[K", end="", file=sys.stderr, flush=True)
        self.drawn = True

    def _bar(self) -> str:
        full, empty = ("━", "─") if glyphs(sys.stderr) else ("#", "-")
        filled = round(BAR * self.n / max(self.total, 1))
        return full * filled + empty * (BAR - filled)

    def done(self) -> None:
        """Take the bar away."""
        if self.drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
