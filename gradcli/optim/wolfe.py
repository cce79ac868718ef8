"""A line search for a step that satisfies the strong Wolfe conditions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

Point = tuple[float, float, Any, Any]  # step length, loss, gradient, slope along the direction
Probe = Callable[[float], tuple[float, Any, Any]]
ENOUGH, FLAT = 1e-4, 0.9  # how much of the promised decrease is enough; how much of the first slope may be left
CHANGE = 1e-9  # bracket lengths below this are not searched


def strong_wolfe(probe: Probe, start: Point, t: float, length: float, budget: int) -> Point:
    """A point along the direction where the loss has fallen enough and is flat enough; the lowest seen when the budget is spent.

    probe: t -> (loss, gradient, slope).   length: the largest element of the direction.
    Source: Nocedal and Wright, algorithms 3.5 and 3.6, with the choices of torch.
    """
    search = Search(probe, start, budget)
    found = search.bracket(t)
    return found if found is not None else search.zoom(length)


class Search:
    """The state of one search: the two ends of the interval that holds a good point, and how many probes were made."""

    def __init__(self, probe: Probe, start: Point, budget: int) -> None:
        self.probe, self.start, self.budget, self.tried = probe, start, budget, 0
        self.ends: list[Point] = []

    def at(self, t: float) -> Point:
        return (t, *self.probe(t))

    def falls_short(self, p: Point) -> bool:
        """Whether the loss has not fallen enough."""
        return bool(p[1] > self.start[1] + ENOUGH * p[0] * self.start[3])

    def is_flat(self, p: Point) -> bool:
        return bool(abs(p[3]) <= -FLAT * self.start[3])

    def bracket(self, t: float) -> Point | None:
        """Go further until an interval holds a good point; a good point itself if one is met."""
        before, point = self.start, self.at(t)
        while self.tried < self.budget:
            if self.falls_short(point) or (self.tried > 1 and point[1] >= before[1]):
                self.ends = [before, point]
                return None
            if self.is_flat(point):
                return point
            if point[3] >= 0:
                self.ends = [before, point]
                return None
            limits = (point[0] + 0.01 * (point[0] - before[0]), point[0] * 10)
            before, point = point, self.at(cubic_minimum(before, point, limits))
            self.tried += 1
        self.ends = [self.start, point]
        return None

    def zoom(self, length: float) -> Point:
        """Shrink the interval around its lower end until that is a good point."""
        stuck = False
        self.ends.sort(key=lambda p: p[1])
        while self.tried < self.budget and abs(self.ends[1][0] - self.ends[0][0]) * length >= CHANGE:
            t, stuck = self.inside(stuck)
            point = self.at(t)
            self.tried += 1
            if self.narrowed(point):
                break
        return self.ends[0]

    def inside(self, stuck: bool) -> tuple[float, bool]:
        """Where to probe next: the cubic's minimum, but not twice near an end; and whether it was near one."""
        low, high = sorted(p[0] for p in self.ends)
        t = cubic_minimum(self.ends[0], self.ends[1], None)
        margin = 0.1 * (high - low)
        if min(high - t, t - low) >= margin:
            return t, False
        if not stuck and low < t < high:
            return t, True
        return (high - margin if abs(t - high) < abs(t - low) else low + margin), False

    def narrowed(self, point: Point) -> bool:
        """Put a point in place of one end; whether it is good."""
        low, high = self.ends
        if self.falls_short(point) or point[1] >= low[1]:
            self.ends = sorted((low, point), key=lambda p: p[1])
            return False
        if self.is_flat(point):
            self.ends = [point, high]
            return True
        self.ends = [point, low if point[3] * (high[0] - low[0]) >= 0 else high]
        return False


def cubic_minimum(a: Point, b: Point, limits: tuple[float, float] | None) -> float:
    """The minimum of the cubic through two points with their slopes, within limits (the points themselves); the middle if it has none."""
    if a[0] > b[0]:
        a, b = b, a
    low, high = limits if limits is not None else (a[0], b[0])
    d1 = a[3] + b[3] - 3 * (a[1] - b[1]) / (a[0] - b[0])
    square = d1**2 - a[3] * b[3]
    if not square >= 0:
        return (low + high) / 2.0
    d2 = math.sqrt(square)
    curvature = b[3] - a[3] + 2 * d2
    if curvature == 0:
        return (low + high) / 2.0
    t = b[0] - (b[0] - a[0]) * ((b[3] + d2 - d1) / curvature)
    return min(max(float(t), low), high)
