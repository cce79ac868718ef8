"""torch.profiler and torch.autograd.profiler: wall times of the blocks that a program names; operations are not timed one by one."""

from __future__ import annotations

import enum
import json
import os
import time
from collections.abc import Callable
from contextlib import ContextDecorator
from typing import Any, NamedTuple


class ProfilerActivity(enum.Enum):
    """What to look at: there is the CPU."""

    CPU, CUDA, XPU = "CPU", "CUDA", "XPU"


class ProfilerAction(enum.Enum):
    """What a schedule says of a step."""

    NONE, WARMUP, RECORD, RECORD_AND_SAVE = range(4)


class Event(NamedTuple):
    """One run of a block.   start: seconds on the clock of time.perf_counter.   seconds: how long it took."""

    name: str
    start: float
    seconds: float


class Average:
    """All runs of the blocks of one name.   Times are microseconds."""

    def __init__(self, key: str, events: list[Event]) -> None:
        self.key, self.count = key, len(events)
        self.cpu_time_total = self.self_cpu_time_total = sum(event.seconds for event in events) * 1e6
        self.cpu_time = self.cpu_time_total / max(self.count, 1)


class Averages(list[Average]):
    """One row per name."""

    def table(self, sort_by: str | None = None, row_limit: int = 100, **_: Any) -> str:
        """Names, total times, means and counts as text; by `sort_by` from the largest down where it is such a time."""
        rows = sorted(self, key=lambda row: -float(getattr(row, sort_by or "", 0) or 0))[:row_limit]
        width = max([len(row.key) for row in rows] + [4])
        head = f"{'Name':<{width}}  {'CPU total':>12}  {'CPU time avg':>12}  {'# of Calls':>10}"
        lines = [f"{r.key:<{width}}  {r.cpu_time_total:>10.3f}us  {r.cpu_time:>10.3f}us  {r.count:>10}" for r in rows]
        return "\n".join([head, "-" * len(head), *lines])


RUNNING: list[profile] = []


class record_function(ContextDecorator):
    """A block, or function, whose time appears under this name in the profiles that are running."""

    def __init__(self, name: str, args: str | None = None) -> None:
        self.name = name
        self._starts: list[float] = []

    def __enter__(self) -> record_function:
        self._starts.append(time.perf_counter())
        return self

    def __exit__(self, *_: object) -> None:
        start = self._starts.pop()
        for running in RUNNING:
            running.recorded.append(Event(self.name, start, time.perf_counter() - start))


class profile:
    """A block whose named parts are timed. on_trace_ready: called with the profile at its end, or where the schedule saves."""

    def __init__(self, enabled: bool = True, *, schedule: Any = None, on_trace_ready: Any = None, **_options: Any) -> None:
        self.enabled, self.schedule, self.on_trace_ready = enabled, schedule, on_trace_ready
        self.recorded: list[Event] = []
        self.step_num = 0

    def start(self) -> None:
        """Begin."""
        if self.enabled:
            RUNNING.append(self)

    def stop(self) -> None:
        """End."""
        if self in RUNNING:
            RUNNING.remove(self)
        if self.on_trace_ready is not None and self.schedule is None:
            self.on_trace_ready(self)

    def step(self) -> None:
        """Go on to the next step of the schedule."""
        saves = self.schedule is not None and self.schedule(self.step_num) is ProfilerAction.RECORD_AND_SAVE
        self.step_num += 1
        if saves and self.on_trace_ready is not None:
            self.on_trace_ready(self)

    def __enter__(self) -> profile:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def events(self) -> list[Event]:
        """Every run of a named block."""
        return self.recorded

    def key_averages(self, *_: Any, **_options: Any) -> Averages:
        """One row per name."""
        names = dict.fromkeys(event.name for event in self.recorded)
        return Averages([Average(name, [event for event in self.recorded if event.name == name]) for name in names])

    def export_chrome_trace(self, path: str) -> None:
        """Write the events as Chrome's trace viewer reads them."""
        rows = [{"ph": "X", "pid": 0, "tid": 0, "name": e.name, "ts": e.start * 1e6, "dur": e.seconds * 1e6} for e in self.recorded]
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"traceEvents": rows}, file)


def schedule(*, wait: int, warmup: int, active: int, repeat: int = 0, skip_first: int = 0) -> Callable[[int], ProfilerAction]:
    """The function that says what happens in a step: after `skip_first`, turns of waiting, warming up and recording."""

    def action(step: int) -> ProfilerAction:
        turn, at = divmod(step - skip_first, wait + warmup + active)
        if step < skip_first or (repeat and turn >= repeat) or at < wait:
            return ProfilerAction.NONE
        if at < wait + warmup:
            return ProfilerAction.WARMUP
        return ProfilerAction.RECORD_AND_SAVE if at == wait + warmup + active - 1 else ProfilerAction.RECORD

    return action


def tensorboard_trace_handler(dir_name: str, worker_name: str | None = None, use_gzip: bool = False) -> Callable[[profile], None]:
    """What writes a profile into a folder."""

    def write(of: profile) -> None:
        os.makedirs(dir_name, exist_ok=True)
        of.export_chrome_trace(os.path.join(dir_name, f"{worker_name or 'gradcli'}.{time.time_ns()}.pt.trace.json"))

    return write


__all__ = ["ProfilerAction", "ProfilerActivity", "profile", "record_function", "schedule", "tensorboard_trace_handler"]
