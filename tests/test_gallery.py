"""The gallery: its pictures are what gradcli draws today, of the situations they are there for."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from gradcli import draw, engines
from gradcli.check.locate import examine
from gradcli.check.marks import marks
from gradcli.check.norms import norms
from gradcli.check.session import Session
from gradcli.cli.collect import one, tracing
from gradcli.graph import Mark

ROOT = Path(__file__).parent.parent
GALLERY = ROOT / "docs" / "gallery"
ENCODER = "encoder_light"  # its check takes a minute: below


def _script():
    spec = importlib.util.spec_from_file_location("gallery", GALLERY / "draw.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()


def test_every_picture_has_its_line_in_the_script():
    assert {file.stem for file in GALLERY.glob("*.svg")} == set(SCRIPT.PICTURES)


@pytest.mark.parametrize("name", [name for name in SCRIPT.PICTURES if name != ENCODER])
def test_a_picture_is_what_the_script_draws(name, tmp_path):
    SCRIPT.draw(name, tmp_path / "now.svg")
    assert (tmp_path / "now.svg").read_bytes() == (GALLERY / f"{name}.svg").read_bytes(), f"python docs/gallery/draw.py {name}"


def test_the_encoder_is_what_is_drawn_of_its_graph(monkeypatch):
    """Traced anew, its own Functions checked anew; that the 20,000 other nodes pass is taken from the picture."""
    monkeypatch.chdir(ROOT)
    file, flags = SCRIPT.PICTURES[ENCODER]
    assert flags == "--check --focus fail --theme light"
    case = one(file, "graph", replace(tracing(file, 0, "auto"), dtype="float64"))
    session = Session(case, engines.get(case.engine), dict(case.inputs))
    with case.around():
        graph = session.record()
        examined, mute = examine(graph, session.bounds, session.rng, "own")
        found = {node.id: Mark("pass") for node in graph.nodes if node.kind == "op"}
        found |= {i: mark for i, mark in marks(graph, examined).items() if mark.verdict != "unchecked"}
        options = draw.Options(title=Path(file).name, theme="light", focus="fail")
        drawn = draw.draw(graph, "svg", options, marks=found, norms=norms(graph))
    assert len(found) >= 20_000
    assert (len(examined), mute) == (12, set())
    assert drawn == (GALLERY / f"{ENCODER}.svg").read_bytes(), f"python docs/gallery/draw.py {ENCODER}"
