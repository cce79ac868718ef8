"""Graphviz's answer read back: the boxes, splines and clusters of a view, y downwards."""

from __future__ import annotations

import json
from dataclasses import replace
from math import dist, hypot
from typing import Any

from gradcli.draw.sizes import radius
from gradcli.draw.view import Box, Curve, Layout, Point, View

Outline = tuple[Box, float]  # the box and the radius of its corners


def read(view: View, answer: bytes) -> Layout:
    """The layout of `view` from json0 output. Raises ValueError when a card has no position."""
    data: dict[str, Any] = json.loads(answer)
    _, _, width, height = _numbers(data["bb"])
    objects = {thing["name"]: thing for thing in data.get("objects", ())}
    lines = {edge["id"]: edge["pos"] for edge in data.get("edges", ()) if "id" in edge and "pos" in edge}
    boxes = tuple(_box(objects[f"n{i}"]["pos"], card.width, card.height, height) for i, card in enumerate(view.cards))
    outlines = [(box, radius(card)) for box, card in zip(boxes, view.cards)]
    curves = tuple(
        _attached(_curve(lines[f"e{i}"], height), outlines[link.source], outlines[link.target])
        if f"e{i}" in lines
        else straight(boxes[link.source], boxes[link.target])
        for i, link in enumerate(view.links)
    )
    clusters = tuple(_cluster(objects.get(f"cluster_{i}", {}).get("bb"), height) for i in range(len(view.clusters)))
    return Layout(boxes, curves, clusters, width, height)


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


def _box(pos: str, width: float, height: float, bottom: float) -> Box:
    x, y = _numbers(pos)
    return x - width / 2, bottom - y - height / 2, width, height


def _cluster(bb: str | None, bottom: float) -> Box | None:
    if bb is None:
        return None
    left, low, right, high = _numbers(bb)
    return left, bottom - high, right - left, high - low


def _curve(pos: str, bottom: float) -> Curve:
    """A spline from "e,x,y x,y x,y ..." (arrow head at the end) or "s,x,y x,y ..." (at the start)."""
    tip: Point | None = None
    at_start = False
    points: list[Point] = []
    for word in pos.split():
        *letter, x, y = word.split(",")
        if letter:
            tip, at_start = (float(x), bottom - float(y)), letter == ["s"]
        else:
            points.append((float(x), bottom - float(y)))
    return Curve(tuple(points), tip, at_start)


def _attached(curve: Curve, source: Outline, target: Outline) -> Curve:
    """The curve with its ends prolonged through the air around the cards to the cards themselves."""
    points, tip = list(curve.points), curve.tip
    first, last = (tip or points[0], points[-1]) if curve.at_start else (points[0], tip or points[-1])
    off, on = _onto(first, _toward(first, points), source), _onto(last, _toward(last, points[::-1]), target)
    points[0], points[-1] = _plus(points[0], off), _plus(points[-1], on)
    return replace(curve, points=tuple(points), tip=tip and _plus(tip, off if curve.at_start else on))


def _toward(end: Point, points: list[Point]) -> Point:
    """Where the curve goes from its end: as (right, down)."""
    inner = next((point for point in points if dist(point, end) > 1.0), end)
    return inner[0] - end[0], inner[1] - end[1]


def _onto(end: Point, toward: Point, outline: Outline) -> Point:
    """From the end of a curve to the outline of a card."""
    way = _way(end, toward, outline[0])
    return _plus(way, _inward(_plus(end, way), *outline))


def _inward(end: Point, box: Box, corner: float) -> Point:
    """From a place on a box's edge to the outline, which is further in where it rounds a corner off."""
    x, y = (min(max(end[i], box[i] + corner), box[i] + box[i + 2] - corner) - end[i] for i in (0, 1))
    away = hypot(x, y)
    short = 1 - corner / away if away > corner else 0.0
    return x * short, y * short


def _way(end: Point, toward: Point, box: Box) -> Point:
    """From the end of a curve to the box, straight on where that leads there."""
    x, y = (min(max(end[i], box[i]), box[i] + box[i + 2]) - end[i] for i in (0, 1))
    if y and toward[1] * y < 0:
        steep = toward[0] / toward[1]
        x = min(max(end[0] + y * min(max(steep, -1.5), 1.5), box[0]), box[0] + box[2]) - end[0]
    elif x and toward[0] * x < 0:
        steep = toward[1] / toward[0]
        y = min(max(end[1] + x * min(max(steep, -1.5), 1.5), box[1]), box[1] + box[3]) - end[1]
    return x, y


def _plus(point: Point, way: Point) -> Point:
    return point[0] + way[0], point[1] + way[1]


def straight(source: Box, target: Box) -> Curve:
    """A line from the bottom of one box to the top of another: for a line that Graphviz lost."""
    start = source[0] + source[2] / 2, source[1] + source[3]
    end = target[0] + target[2] / 2, target[1]
    near = end[0], end[1] - 7.3
    return Curve((start, start, near, near), end)
