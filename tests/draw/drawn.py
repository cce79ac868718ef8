"""What the drawing tests look at a picture with: all subjects by name, and SVG taken apart."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from draw import graphs

import gradcli
from gradcli.draw import Options
from gradcli.draw.compose import compose
from gradcli.draw.layout import laid_out, layered

SVG = "{http://www.w3.org/2000/svg}"
HOME = str(Path(gradcli.__file__).parents[1])

SUBJECTS = {
    "mlp": lambda: graphs.mlp()[0],
    "chain": lambda: graphs.chain(12),
    "long chain": lambda: graphs.chain(900),
    "wide": lambda: graphs.wide(30),
    "diamond": graphs.diamond,
    "residual": graphs.residual,
    "rnn": lambda: graphs.rnn(7),
    "script": graphs.script,
    "several": graphs.several,
    "disconnected": graphs.disconnected,
    "single": graphs.single,
    "hostile": graphs.hostile,
}


def svg(data):
    """The root element; raises when the picture is not well-formed XML."""
    return ET.fromstring(data)


def groups(root, word):
    """The <g> elements that have `word` among their classes."""
    return [g for g in root.iter(f"{SVG}g") if word in g.get("class", "").split()]


def number(text):
    return float(text)


def placed(graph, engine, **options):
    """A view with its layout by Graphviz or by the built-in one."""
    view = compose(graph, Options(**options))
    if engine == "graphviz":
        view = laid_out(view)
        assert view.layout.note == ""
        return view.layout, view
    return layered.place(view), view


def overlap(one, other, slack=0.0):
    """Whether two boxes (left, top, width, height) share more than `slack` px in both directions."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return across > slack and down > slack


def python(code, *flags, cwd, **environment):
    """The standard output of a fresh interpreter that can import gradcli and the graphs of these tests."""
    env = {"PYTHONPATH": os.pathsep.join([HOME, str(Path(__file__).parents[1])]), "PATH": ""} | environment
    done = subprocess.run([sys.executable, *flags, "-c", code], cwd=cwd, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
