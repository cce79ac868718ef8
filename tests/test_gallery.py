"""The gallery: its pictures are what gradcli draws today, of the situations they are there for."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GALLERY = ROOT / "docs" / "gallery"


def _script():
    spec = importlib.util.spec_from_file_location("gallery", GALLERY / "draw.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()


def test_every_picture_has_its_line_in_the_script():
    assert {file.stem for file in GALLERY.glob("*.svg")} == set(SCRIPT.PICTURES)


@pytest.mark.parametrize("name", SCRIPT.PICTURES)
def test_a_picture_is_what_the_script_draws(name, tmp_path):
    SCRIPT.draw(name, tmp_path / "now.svg")
    assert (tmp_path / "now.svg").read_bytes() == (GALLERY / f"{name}.svg").read_bytes(), f"python docs/gallery/draw.py {name}"


def test_the_encoder_has_twenty_thousand_nodes_on_a_screenful_of_cards():
    nodes, cards = re.search(r"([\d,]+) grad_fn nodes → (\d+) cards", (GALLERY / "encoder_light.svg").read_text(encoding="utf-8")).groups()
    assert int(nodes.replace(",", "")) >= 20_000
    assert int(cards) <= 40
