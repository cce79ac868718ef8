"""Complex steps: the derivative as the imaginary part of one evaluation, with nothing to subtract, of functions that are analytic."""

from __future__ import annotations

import numpy as np

from gradcli.numeric._estimate import UNIT, Array, Directions, Estimate, Function, Kind, blank

STEP = 1e-25  # relative: its square is nothing beside 1, and its product with any ordinary slope is no underflow
ROUNDING = 50  # units of round-off by which the imaginary part of an ordinary function is off


def derivative(f: Function, x: Array, along: Directions) -> Estimate:
    """df along each direction, which is exact but for the rounding of f. f: complex points (k, n) -> complex values (k, m).

    Bound: of that rounding as a share of the slope, which terms that cancel exceed.
    Cost: 1 point per direction.  Source: Squire & Trapp, SIAM Review 40(1), 1998.
    """
    step = STEP * along.length[:, None]
    points = np.repeat(x.astype(np.complex128)[None], len(along), axis=0)
    if along.move is None:
        points[np.arange(len(along)), along.columns] += 1j * step[:, 0]
    else:
        points += 1j * STEP * along.move
    return sharp(np.imag(f(points)) / step)


def sharp(value: Array) -> Estimate:
    """These derivatives, known to rounding; LOST where they are not finite."""
    answer = blank(*value.shape)
    answer.value[...] = value
    answer.bound[...] = ROUNDING * UNIT * np.abs(value)
    answer.kind[...] = np.where(np.isfinite(value), Kind.SMOOTH, Kind.LOST)
    answer.step[...] = STEP
    return answer
