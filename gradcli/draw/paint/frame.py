"""What lies around the cards as SVG: the boxes of clusters, their titles, and the header."""

from __future__ import annotations

from gradcli.draw.paint.element import Brush, element, safe, text
from gradcli.draw.paint.titles import GAP, SIZE
from gradcli.draw.text import shorten, width
from gradcli.draw.view import Box, Cluster, View


def cluster(this: Cluster, box: Box, brush: Brush) -> str:
    """The box, without its title: that is drawn over the lines."""
    x, y, wide, high = box
    name = "cluster-odd" if this.depth % 2 else "cluster"
    look = brush(name, "failed") if this.failing else brush(name)
    told = element("title", {}, safe(f"{this.title}  {this.subtitle}".strip()))
    rect = element("rect", look, x=x, y=y, width=wide, height=high, rx="12", stroke_width="1.4" if this.failing else "1")
    return element("g", {"class": "module", "id": this.id}, told, rect)


def title(this: Cluster, box: Box, x: float, brush: Brush) -> str:
    """Name and kind of the module from x on, with a halo of the box's colour over whatever line passes."""
    y = box[1] + 19
    colours = brush("title-odd" if this.depth % 2 else "title")
    halo = {**colours, "stroke-width": "3.5", "paint-order": "stroke", "stroke-linejoin": "round"}
    name = text(x, y, this.title, SIZE, halo, font_weight="600")
    after = x + width(this.title, SIZE, "bold") + GAP
    kind = [text(after, y, this.subtitle, SIZE, halo)] if this.subtitle else []
    return element("g", {"class": "module-title"}, name, *kind)


def header(view: View, room: float, brush: Brush) -> str:
    """Two lines at the top left. room: px they may take."""
    first = text(28, 32, shorten(view.heading, 17, "bold", room), 17, brush("ink"), font_weight="700")
    return first + text(28, 51, shorten(view.subheading, 12, "sans", room), 12, brush("sub"))
