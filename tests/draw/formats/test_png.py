import struct
import sys

import pytest
from draw.graphs import chain, mlp

from gradcli.draw import Options, draw, picture
from gradcli.draw.formats.png import LONGEST, MOST, zoom
from gradcli.errors import UsageError


def size(data):
    """Width and height in the header of a PNG."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", data[16:24])


def test_it_has_two_pixels_per_px():
    pytest.importorskip("resvg_py")
    from gradcli.draw.compose import compose
    from gradcli.draw.formats import svg
    from gradcli.draw.layout import laid_out

    wide, high = size(draw(mlp()[0], "png"))
    there = svg.size(laid_out(compose(mlp()[0])))
    assert (wide, high) == tuple(round(2 * round(side)) for side in there)


def test_without_resvg_the_error_names_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(UsageError, match="resvg-py") as error:
        draw(mlp()[0], "png")
    assert "pip install 'gradcli[png]'" in error.value.hint


def test_a_huge_picture_gets_fewer_pixels_per_px():
    for wide, high in ((100, 200), (900, 40_000), (20_000, 20_000), (1, 1_000_000)):
        scale = zoom(wide, high)
        assert 0 < scale <= 2
        assert max(wide, high) * scale <= LONGEST * 1.001  # rounding
        assert wide * high * scale**2 <= MOST * 1.001


def test_notes_of_the_layout_are_passed_on():
    pytest.importorskip("resvg_py")
    (note,) = picture(chain(1300), "png", Options(max_nodes=5000)).notes
    assert "built-in layout" in note
