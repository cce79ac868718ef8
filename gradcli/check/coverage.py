"""What random combinations may have overlooked: the size of an error that escapes them with a stated probability."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gradcli.check.question import PROBES, Grid

MISSED = 1e-6  # the probability that is stated
# An error E escapes one probe that lets δ‖E‖ pass with p = 0.798 δ where only the inputs were combined, with at most
# p = (2/π) δ (ln 1/δ + 1.116) where the outputs were too (E of rank one, the worst case). The δ with p^PROBES = MISSED:
ONE_SIDED, TWO_SIDED = 0.0396, 0.0084


def covered(grids: Iterable[Grid]) -> str:
    """A sentence about the inputs that were compared in combinations; empty where every entry was compared."""
    sizes = [_least(grid) for grid in grids if not grid.question.full]
    if not sizes:
        return ""
    return f"{PROBES} probes; an error of relative size >= {max(sizes):.0e} would be missed with p <= {MISSED:.0e}"


def _least(grid: Grid) -> float:
    """The size, relative to the Jacobian, of an error that the bounds of this grid may hide."""
    combined = grid.question.columns is None
    norm = grid.row / 1e3 if combined else grid.row  # see rows.ordinary
    passes = TWO_SIDED if combined and grid.question.cotangents is not None else ONE_SIDED
    known = np.isfinite(grid.estimate.bound) & (norm > 0)
    share = np.where(known, grid.estimate.bound, 0.0) / np.where(norm > 0, norm, 1.0)
    return min(float(share.max(initial=0.0)) / passes, 1.0)
