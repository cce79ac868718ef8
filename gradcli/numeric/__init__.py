"""A direction to (derivative, error bound): numeric differentiation that judges itself, one file per --method."""

from __future__ import annotations

from gradcli.numeric._estimate import UNIT, Array, Directions, Estimate, Function, Kind, basis, blank, directed, probes

__all__ = ["UNIT", "Array", "Directions", "Estimate", "Function", "Kind", "basis", "blank", "directed", "probes"]
