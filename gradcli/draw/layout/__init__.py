"""Where everything goes: Graphviz in a process that can be killed, our own layered layout when that fails or is too much for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from gradcli.draw.layout import blueprint, layered, positions
from gradcli.draw.reach import ranks
from gradcli.draw.view import Layout, View

CHILD = Path(__file__).with_name("graphviz_child.py")
SECONDS = 10.0  # a guard against a hang only: what is too big is told by size, so that a picture is the same on every machine
CARDS, SPANS = 1_200, 4_000  # most cards and most ranks crossed by lines that Graphviz gets


class LayoutError(Exception):
    """Graphviz gave no layout; the text says why, in a few words."""


def laid_out(view: View, seconds: float = SECONDS) -> View:
    """The view with its layout; layout.note says when it is not Graphviz's."""
    return replace(view, layout=place(view, seconds))


def place(view: View, seconds: float = SECONDS) -> Layout:
    """Positions of every card, line and cluster. Never raises: what Graphviz cannot do gets the layered layout and a note."""
    if not view.cards:
        return Layout((), (), (), 0.0, 0.0)
    too_big = _too_big(view)
    if too_big:
        return layered.place(view, f"{too_big}: drawn with the built-in layout")
    try:
        return positions.read(view, _graphviz(blueprint.source(view), seconds))
    except (LayoutError, ValueError, KeyError) as error:
        return layered.place(view, f"Graphviz gave no layout ({error}): drawn with the built-in layout")


def _too_big(view: View) -> str:
    if len(view.cards) > CARDS:
        return f"{len(view.cards):,} cards"
    pairs = [(link.source, link.target) for link in view.links]
    rank = ranks(len(view.cards), pairs)
    spans = sum(rank[target] - rank[source] for source, target in pairs)
    return f"lines across {spans:,} ranks" if spans > SPANS else ""


def _graphviz(source: str, seconds: float) -> bytes:
    """json0 output for DOT source. -I: neither the working directory nor PYTHON* variables can break the child."""
    request = json.dumps({"path": [place for place in sys.path if os.path.isabs(place)], "source": source}).encode()
    env = {name: value for name, value in os.environ.items() if not name.startswith("GV")}  # GVBINDIR would load other plug-ins
    command = [sys.executable or "python3", "-I", "-W", "ignore", str(CHILD)]
    try:
        done = subprocess.run(command, input=request, capture_output=True, timeout=seconds, check=True, env=env)
    except subprocess.TimeoutExpired:
        raise LayoutError(f"not within {seconds:g} s") from None
    except subprocess.CalledProcessError as error:
        raise LayoutError(_last_line(error.stderr) or f"exit code {error.returncode}") from None
    except OSError as error:
        raise LayoutError(f"cannot start {command[0]}: {error.strerror}") from None
    return done.stdout


def _last_line(stderr: bytes) -> str:
    return (stderr.decode(errors="replace").strip().splitlines() or [""])[-1][:120]
