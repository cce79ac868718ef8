"""Is a backward linear in the incoming gradient, and if not, in what way: the test no unit vector can make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gradcli.numeric import UNIT

Array = np.ndarray[Any, Any]
Gradients = Mapping[str, Array | None]
Pull = Callable[[Array], Gradients]
ALPHA, BETA = -2.5, -4.0  # both negative: what depends on the sign of g then shows whatever the signs are
RELATIVE = 1e-5  # below this a residual is left to the comparison with differences: a cast to float32 leaves 6e-8
SMALL = 1e-8  # of the largest entry: entries that cancel
NUDGES = 32  # relative changes of g from 1e-13 to 3e-8: where paths cancel, most of them leave exactly nothing
SENSITIVE = 100  # times what such a change does is what rounding may do
COARSE = 16  # roundings of the coarsest arithmetic on the way


@dataclass(frozen=True, slots=True)
class Fault:
    """How a backward fails to be linear, for which input. kind: sign, clipped, normalised, square, constant, other.

    magnitude: the relative residual.   entry: where it is largest; there a combination of cotangents gives `together`, the same
    combination of their gradients `apart`, and rounding may part them by `bound`.   index: the entry's index in the input's shape.
    """

    input: str
    kind: str
    says: str
    magnitude: float
    entry: int = 0
    together: float = 0.0
    apart: float = 0.0
    bound: float = 0.0
    index: tuple[int, ...] = ()


def spread(rng: np.random.Generator, m: int) -> Array:
    """A cotangent with mixed signs and magnitudes from 1e-3 to 1e3."""
    u = rng.uniform(-1.0, 1.0, m)
    return np.asarray(np.copysign(10.0 ** (6 * np.abs(u) - 3), u))


def cotangents(rng: np.random.Generator, m: int) -> tuple[Array, Array]:
    """Two of them, one with its least entry at 1e-3 and one with its largest at 1e3: small and large, even for m = 1."""
    g1, g2 = spread(rng, m), spread(rng, m)
    return g1 * (1e-3 / np.abs(g1).min(initial=np.inf)), g2 * (1e3 / np.abs(g2).max(initial=1e-3))


def fault(pull: Pull, given: tuple[Array, Array], one: Gradients | None = None, unit: float = UNIT) -> Fault | None:
    """The first input whose gradient is not linear in g, None where all are.

    given: two `cotangents`; one: the gradients of the first, where they are known; unit: round-off of the coarsest arithmetic.
    Cost: 3 pulls, some 14 more for a fault.
    """
    g1, g2 = given
    share = max(RELATIVE, COARSE * unit)
    one = pull(g1) if one is None else one
    two, both = pull(g2), pull(ALPHA * g1 + BETA * g2)
    name, size = _worst((one, two, both), share)
    if not size or not _beyond_rounding(pull, name, (g1, g2), (one, two, both)):
        return None
    return _constant(pull, g1.size) or _located(_kind(pull, name, g1, size), one, two, both)


def _located(found: Fault, one: Gradients, two: Gradients, both: Gradients) -> Fault:
    """The fault with its worst entry and the numbers there."""
    a, b, c = _gradients(one, two, both, found.input)
    gap, size = _residual(one, two, both, found.input)
    k = int((gap / np.maximum(size, 1e-300)).argmax())
    bound = RELATIVE * size[k] + SMALL * size.max()
    return replace(found, entry=k, together=float(c[k]), apart=float(ALPHA * a[k] + BETA * b[k]), bound=float(bound))


def _constant(pull: Pull, m: int) -> Fault | None:
    """What vjp(0) gives where it is not 0; NaN is another stage's business."""
    for name, gradient in pull(np.zeros(m)).items():
        if gradient is not None and np.nan_to_num(gradient, posinf=0.0, neginf=0.0).any():
            says = "a gradient of zero does not give zero: it adds something that does not depend on the incoming gradient"
            k = int(np.nan_to_num(np.abs(gradient), posinf=0.0).argmax())
            return Fault(name, "constant", says, float(np.nanmax(np.abs(gradient))), k, float(gradient[k]))
    return None


def _residual(one: Gradients, two: Gradients, both: Gradients, name: str) -> tuple[Array, Array]:
    a, b, c = _gradients(one, two, both, name)
    size = np.abs(ALPHA * a) + np.abs(BETA * b)
    with np.errstate(invalid="ignore"):
        gap = np.abs(c - ALPHA * a - BETA * b)
    finite = np.isfinite(gap) & np.isfinite(size)
    return np.where(finite, gap, 0.0), np.where(finite, size, 0.0)


def _gradients(one: Gradients, two: Gradients, both: Gradients, name: str) -> tuple[Array, Array, Array]:
    a, b, c = (np.zeros(1) if g[name] is None else np.asarray(g[name]) for g in (one, two, both))
    return a, b, c


def _worst(found: tuple[Gradients, Gradients, Gradients], share: float) -> tuple[str, float]:
    """The input with the largest relative residual beyond the tolerance, and that residual; 0 for none."""
    worst = ("", 0.0)
    for name in found[0]:
        gap, size = _residual(*found, name)
        if gap.size and (gap > share * size + SMALL * size.max()).any():
            worst = max(worst, (name, float((gap / np.maximum(size, 1e-300)).max())), key=lambda pair: pair[1])
    return worst


def _beyond_rounding(pull: Pull, name: str, gs: tuple[Array, Array], found: tuple[Gradients, Gradients, Gradients]) -> bool:
    """An ill-conditioned backward, or one whose paths cancel, may miss linearity by its rounding; tiny changes of g show how much."""
    g, before = ALPHA * gs[0] + BETA * gs[1], found[2][name]
    gap, size = _residual(*found, name)
    if before is None:
        return True
    moved = np.zeros_like(gap)
    for k, nudge in enumerate(np.geomspace(1e-13, 3e-8, NUDGES)):
        after = pull(g * (1 + nudge * np.cos(np.arange(g.size) + k)))[name]
        moved = moved if after is None else np.maximum(moved, np.nan_to_num(np.abs(after - before)))
    return bool((gap > RELATIVE * size + SMALL * size.max() + SENSITIVE * moved).any())


def _kind(pull: Pull, name: str, g: Array, size: float) -> Fault:
    """Probe with -g, small g and large g."""
    unit = np.sign(g) + (g == 0)
    tiny, small, large, larger, back = (_at(pull, name, t * unit) for t in (1e-6, 1e-3, 1e3, 1e6, -1e-3))
    if _alike(large, larger):
        if _alike(tiny * 1e3, small):
            return Fault(name, "clipped", f"the incoming gradient is clipped at {_limit(large, small):.3g}", size)
        return Fault(name, "normalised", "the gradient does not grow with the incoming gradient", size)
    if _alike(larger, large * 1e6) and _alike(small, tiny * 1e6):
        return Fault(name, "square", "the gradient grows with the square of the incoming gradient", size)
    if not _alike(back, -small) and _alike(small, tiny * 1e3):
        return Fault(name, "sign", "it depends on the sign of the incoming gradient, like guided relu", size)
    return Fault(name, "other", "a sum of incoming gradients does not give the sum of the gradients", size)


def _at(pull: Pull, name: str, g: Array) -> Array:
    gradient = pull(g)[name]
    return np.zeros(1) if gradient is None else np.nan_to_num(np.asarray(gradient))


def _alike(one: Array, other: Array) -> bool:
    scale = max(float(np.abs(one).max(initial=0.0)), float(np.abs(other).max(initial=0.0)))
    return scale > 0 and bool(np.all(np.abs(one - other) <= 1e-6 * scale))


def _limit(large: Array, small: Array) -> float:
    """The largest |g| that gets through: saturated gradient over the slope at small g."""
    k = int(np.abs(small).argmax())
    return float(abs(large[k]) / abs(small[k]) * 1e-3)
