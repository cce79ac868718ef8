"""A direction to (derivative, error bound): numeric differentiation that judges itself, one file per --method."""

from __future__ import annotations

from gradcli.numeric._estimate import UNIT, Array, Directions, Estimate, Function, Kind, basis, blank, directed, placed, probes
from gradcli.numeric._scatter import POINTS, ragged, scatter

# fmt: off
__all__ = [
    "POINTS", "UNIT", "Array", "Directions", "Estimate", "Function", "Kind", "basis", "blank", "directed", "placed", "probes", "ragged",
    "scatter",
]
# fmt: on
