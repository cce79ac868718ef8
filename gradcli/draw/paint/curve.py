"""Points on a spline: its middle, and where to set a label near its head."""

from __future__ import annotations

from itertools import pairwise
from math import dist

from gradcli.draw.view import Curve, Point

STEPS = 8  # chords per cubic piece: labels need no more


def along(curve: Curve) -> list[Point]:
    """The curve as a chain of short chords, from source to target."""
    points = curve.points
    chain = [points[0]]
    for i in range(0, len(points) - 3, 3):
        chain += [_cubic(points[i : i + 4], step / STEPS) for step in range(1, STEPS + 1)]
    return chain


def _cubic(p: tuple[Point, ...], t: float) -> Point:
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    x = a * p[0][0] + b * p[1][0] + c * p[2][0] + d * p[3][0]
    return x, a * p[0][1] + b * p[1][1] + c * p[2][1] + d * p[3][1]


def at(chain: list[Point], distance: float) -> Point:
    """The point `distance` px along the chain; its end when that is too far."""
    for a, b in pairwise(chain):
        step = dist(a, b)
        if step >= distance > 0:
            share = distance / step
            return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        distance -= step
    return chain[-1]


def length(chain: list[Point]) -> float:
    """Length in px."""
    return sum(dist(a, b) for a, b in pairwise(chain))
