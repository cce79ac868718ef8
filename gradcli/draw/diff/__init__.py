"""Two graphs in one picture: what was added, what is gone, what is not the same as before."""

from __future__ import annotations

from dataclasses import replace

from gradcli.draw.diff.match import matched
from gradcli.draw.diff.union import united
from gradcli.draw.scene import Scene
from gradcli.graph import Graph


def compared(scene: Scene, old: Graph) -> Scene:
    """The scene with the nodes of `old` that are gone, and what became of each node. Linear time."""
    graph, changes, place = united(old, scene.graph, matched(old, scene.graph))
    marks = {place[i]: mark for i, mark in scene.marks.items()}
    norms = {place[i]: norm for i, norm in scene.norms.items()}
    times = {place[i]: seconds for i, seconds in scene.times.items()}
    return replace(scene, graph=graph, marks=marks, norms=norms, times=times, changes=changes)
