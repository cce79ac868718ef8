"""Is a backward linear in the incoming gradient, and if not, in what way: the test no unit vector can make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from gradcli.check import steps
from gradcli.numeric import UNIT

Array = np.ndarray[Any, Any]
Gradients = Mapping[str, Array | None]
Pull = Callable[[Array], Gradients]
ALPHA, BETA = -2.5, -4.0  # both negative: what depends on the sign of g then shows whatever the signs are
RELATIVE = 1e-5  # below this a residual is left to the comparison with differences: a cast to float32 leaves 6e-8
SMALL = 1e-8  # of the largest entry: entries that cancel
LEAST = 1e-290  # absolute: what underflows
FURTHER = 1e5  # how much smaller and larger than those two: limits from 1e-8 to 1e8 are met
NUDGES = 32  # relative changes of g from 1e-13 to 3e-8: where paths cancel, most of them leave exactly nothing
SENSITIVE = 100  # times what such a change does is what rounding may do
WIDEST = 1e3  # of the same, in roundings, where the arithmetic is coarser
COARSE = 16  # roundings of the coarsest arithmetic on the way


@dataclass(frozen=True, slots=True)
class Fault:
    """How a backward fails to be linear, for which input. kind: sign, clipped, normalised, square, constant, rounded, other.

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
    small, large = small_cotangent(rng, m), spread(rng, m)
    return small, large * (1e3 / np.abs(large).max(initial=1e-3))


def small_cotangent(rng: np.random.Generator, m: int) -> Array:
    """The first of `cotangents`."""
    g = spread(rng, m)
    return np.asarray(g * (1e-3 / np.abs(g).min(initial=np.inf)))


class Sum(NamedTuple):
    """The gradients of two cotangents and that of a combination of them.   g: the combination; weights: of the two in it."""

    g: Array
    weights: tuple[float, float]
    one: Gradients
    two: Gradients
    both: Gradients

    def of(self, name: str) -> tuple[Array, Array]:
        """(gradient of the combination, combination of the gradients) of one input."""
        a, b, c = (np.zeros(1) if g[name] is None else np.asarray(g[name]) for g in (self.one, self.two, self.both))
        return c, self.weights[0] * a + self.weights[1] * b

    def residual(self, name: str) -> tuple[Array, Array]:
        """(how far the two are apart, the size of what is combined), 0 where that is not finite."""
        a, b = (np.zeros(1) if g[name] is None else np.asarray(g[name]) for g in (self.one, self.two))
        with np.errstate(invalid="ignore", over="ignore"):
            together, apart = self.of(name)
            size = np.abs(self.weights[0] * a) + np.abs(self.weights[1] * b)
            gap = np.abs(together - apart)
        finite = np.isfinite(gap) & np.isfinite(size)
        return np.where(finite, gap, 0.0), np.where(finite, size, 0.0)

    def worst(self, share: float, small: float = SMALL) -> tuple[str, float]:
        """The input with the largest relative residual beyond the tolerance, and that residual; 0 for none."""
        worst = ("", 0.0)
        for name in self.one:
            gap, size = self.residual(name)
            if gap.size and (gap > share * size + small * size.max() + LEAST).any():
                worst = max(worst, (name, float((gap / np.maximum(size, LEAST)).max())), key=lambda pair: pair[1])
        return worst

    def beyond_rounding(self, pull: Pull, name: str, unit: float = UNIT) -> bool:
        """An ill-conditioned backward, or one whose paths cancel, may miss linearity by its rounding; tiny changes of g show how much.

        unit: round-off of the arithmetic: smaller changes would show nothing.
        """
        before = self.both[name]
        gap, size = self.residual(name)
        if before is None:
            return True
        moved = np.zeros_like(gap)
        nudges = np.geomspace(1e-13, 3e-8, NUDGES) if unit <= UNIT else np.geomspace(unit, WIDEST * unit, NUDGES)
        for k, nudge in enumerate(nudges):
            after = pull(self.g * (1 + nudge * np.cos(np.arange(self.g.size) + k)))[name]
            moved = moved if after is None else np.maximum(moved, np.nan_to_num(np.abs(after - before)))
        share, small = tolerances(unit)
        return bool((gap > share * size + small * size.max() + SENSITIVE * moved).any())

    def located(self, found: Fault, relative: float = RELATIVE, small: float = SMALL) -> Fault:
        """The fault with its worst entry and the numbers there, of which rounding is that share."""
        gap, size = self.residual(found.input)
        together, apart = self.of(found.input)
        k = int((gap / np.maximum(size, LEAST)).argmax())
        bound = relative * size[k] + small * size.max()
        return replace(found, entry=k, together=float(together[k]), apart=float(apart[k]), bound=float(bound))


def fault(pull: Pull, given: tuple[Array, Array], one: Gradients | None = None, unit: float = UNIT) -> Fault | None:
    """The first input whose gradient is not linear in g, None where all are.

    given: two `cotangents`; one: the gradients of the first, where they are known; unit: round-off of the coarsest arithmetic.
    Cost: 5 pulls, some 30 more for a fault.
    """
    share, small = tolerances(unit)
    one = pull(given[0]) if one is None else one
    for found in _sums(pull, given, one) if unit < RELATIVE else [_together(pull, given, one)]:
        name, size = found.worst(share, small)
        if size and found.beyond_rounding(pull, name, unit):
            return _constant(pull, given[0].size) or found.located(_kind(pull, name, found.g, size, unit))
    return None


def tolerances(unit: float) -> tuple[float, float]:
    """What a residual may be, of what is combined and of the largest entry."""
    return (RELATIVE, SMALL) if unit <= UNIT else (max(RELATIVE, WIDEST * unit), max(SMALL, COARSE * unit))


def _sums(pull: Pull, given: tuple[Array, Array], one: Gradients) -> Iterator[Sum]:
    """Two cotangents together, then the small one made smaller and the large one larger."""
    both = _together(pull, given, one)
    yield both
    for g, before, factor in ((given[0], one, 1 / FURTHER), (given[1], both.two, FURTHER)):
        yield Sum(factor * g, (factor, 0.0), before, before, pull(factor * g))


def _together(pull: Pull, given: tuple[Array, Array], one: Gradients) -> Sum:
    g = ALPHA * given[0] + BETA * given[1]
    return Sum(g, (ALPHA, BETA), one, pull(given[1]), pull(g))


def coarse(pull: Pull, given: tuple[Array, Array]) -> Fault | None:
    """The first input whose gradient is rounded to a narrower type, though it is linear beyond that."""
    found = _together(pull, given, pull(given[0]))
    for name in found.one:
        alone = partial(_alone, pull, name)
        if all(steps.are_lost(alone, g, before[name]) for g, before in zip(given, (found.one, found.two))):
            gap, size = found.residual(name)
            magnitude = float((gap / np.maximum(size, LEAST)).max())
            return found.located(Fault(name, "rounded", steps.says(steps.type_of(alone, given[0].size)), magnitude), 8 * UNIT, UNIT)
    return None


def _alone(pull: Pull, name: str, g: Array) -> Array | None:
    return pull(g)[name]


def _constant(pull: Pull, m: int) -> Fault | None:
    """What vjp(0) gives where it is not 0; NaN is another stage's business."""
    for name, gradient in pull(np.zeros(m)).items():
        if gradient is not None and np.nan_to_num(gradient, posinf=0.0, neginf=0.0).any():
            says = "a gradient of zero does not give zero: it adds something that does not depend on the incoming gradient"
            k = int(np.nan_to_num(np.abs(gradient), posinf=0.0).argmax())
            return Fault(name, "constant", says, float(np.nanmax(np.abs(gradient))), k, float(gradient[k]))
    return None


def _kind(pull: Pull, name: str, g: Array, size: float, arithmetic: float) -> Fault:
    """Probe with -g, small g and large g; far out, and close by. arithmetic: its round-off; what is coarse is no cast on the way."""
    unit = np.sign(g) + (g == 0)
    alone = partial(_alone, pull, name)
    exact = arithmetic <= UNIT and _alike(_at(pull, name, 2 * unit), 2 * _at(pull, name, unit))
    if exact and steps.are_lost(alone, unit, alone(unit)):
        return Fault(name, "rounded", steps.says(steps.type_of(alone, g.size)), size)
    least, tiny, small, large, larger, back = (_at(pull, name, t * unit) for t in (1e-9, 1e-6, 1e-3, 1e3, 1e6, -1e-3))
    most = _at(pull, name, 1e12 * unit)
    if _alike(_at(pull, name, 1e9 * unit), most):
        if _alike(least * 1e3, tiny) and not _alike(_at(pull, name, 1e12 * g), most):
            return Fault(name, "normalised", "the incoming gradient is scaled by its own size, as where its norm is clipped", size)
        if _alike(least * 1e3, tiny):
            return Fault(name, "clipped", _limit(most, least), size)
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


def _limit(most: Array, least: Array) -> str:
    """What is clipped, and where: the gradient if all entries end at one value, else the incoming one, at saturation over slope."""
    ends = np.abs(most[most != 0])
    slopes = np.abs(least[least != 0])
    if ends.size > 1 and np.allclose(ends, ends[0], rtol=1e-9, atol=0.0) and not np.allclose(slopes, slopes[0], rtol=1e-3, atol=0.0):
        return f"the gradient is clipped at {ends[0]:.3g}"
    k = int(np.abs(least).argmax())
    return f"the incoming gradient is clipped at {abs(most[k]) / abs(least[k]) * 1e-9:.3g}"
