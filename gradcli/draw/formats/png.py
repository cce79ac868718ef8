"""PNG: the SVG as pixels, by resvg; for where vector graphics cannot go. A theme that follows the reader has to be light here."""

from __future__ import annotations

from gradcli.draw.formats import svg
from gradcli.draw.layout import laid_out
from gradcli.draw.view import View
from gradcli.errors import UsageError

LAID_OUT = True
ZOOM = 2.0  # pixels per px: sharp on today's screens
MOST = 40_000_000  # pixels; 160 MB while it is painted
LONGEST = 30_000  # pixels on one side: many viewers take no more than 32,767


def write(view: View) -> bytes:
    """The picture in two pixels per px, fewer when it is huge. Raises UsageError when resvg-py is not installed."""
    try:
        import resvg_py
    except ImportError:
        raise UsageError(
            "a .png picture needs resvg-py, which is not installed", hint="pip install 'gradcli[png]'; .svg and .html need nothing"
        ) from None
    view = view if view.layout else laid_out(view)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg.write(view).decode(), zoom=zoom(*svg.size(view))))


def zoom(width: float, height: float) -> float:
    """How many pixels per px a picture of this size gets."""
    return float(min(ZOOM, LONGEST / max(width, height), (MOST / (width * height)) ** 0.5))
