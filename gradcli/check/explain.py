"""Why a gradient is wrong, in one clause: the pattern that turns the right Jacobian into the given one, or silence."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from gradcli.check import explain_casts as casts
from gradcli.check import explain_places as places
from gradcli.check import explain_sums as sums
from gradcli.check.explain_elementwise import elementwise
from gradcli.check.explain_loss import by_result, loss
from gradcli.check.seen import CLOSE, Seen, equal, ratio

Array = np.ndarray[Any, Any]


def explain(seen: Seen) -> str:
    """One clause without a full stop; "" where no pattern fits."""
    if not (np.isfinite(seen.analytic).all() and np.isfinite(seen.numeric).all()) or not seen.analytic.size:
        return ""
    part = independent(seen)
    why = next(filter(None, (pattern(seen) for pattern in PATTERNS)), "")
    return why or (next(filter(None, (pattern(part) for pattern in OF_PARTS)), "") if part else "")


def independent(seen: Seen) -> Seen | None:
    """The block around the worst entry that is coupled to nothing else, say one column of a batch norm; None if that is everything."""
    linked = np.asarray((np.abs(seen.analytic) + np.abs(seen.numeric)) > 8 * seen.bound)
    worst = np.unravel_index(int(np.abs(seen.analytic - seen.numeric).argmax()), linked.shape)[0]
    rows, columns = _coupled(linked, linked[worst])
    if (rows.all() and columns.all()) or min(rows.sum(), columns.sum()) < 3:
        return None
    block = np.ix_(rows, columns)
    x = seen.x[columns] if seen.x.size == columns.size else np.zeros(0)
    parts = (seen.analytic[block], seen.numeric[block], seen.bound[block])
    return Seen(*parts, (int(rows.sum()),), (int(columns.sum()),), x, seen.y[rows] if seen.y.size == rows.size else np.zeros(0))


def _coupled(linked: Array, columns: Array) -> tuple[Array, Array]:
    """The rows and columns that hang together with some columns."""
    rows = np.asarray(linked[:, columns].any(axis=1))
    wider = np.asarray(linked[rows].any(axis=0))
    while not np.array_equal(columns, wider):
        columns, rows = wider, np.asarray(linked[:, wider].any(axis=1))
        wider = np.asarray(linked[rows].any(axis=0))
    return rows, columns


def _zero(seen: Seen) -> str:
    return "no gradient: it is zero everywhere" if not seen.analytic.any() and seen.numeric.any() else ""


def _spurious(seen: Seen) -> str:
    none = bool(np.all(np.abs(seen.numeric) <= 4 * seen.bound + 1e-300))
    says = "the output does not depend on this input, so its gradient is zero; one that is not on purpose is declared with @surrogate"
    return says if none else ""


def _conjugate(seen: Seen) -> str:
    """Imaginary parts with the wrong sign; from complex to complex that transposes every 2 by 2 block of real numbers."""
    m, n = seen.numeric.shape
    if not seen.conjugate:
        return ""
    flipped = seen.numeric * np.where(np.arange(n) % 2, -1.0, 1.0)
    turned = seen.numeric.reshape(m // 2, 2, n // 2, 2).swapaxes(1, 3).reshape(m, n) if m % 2 == 0 else flipped
    return "the conjugate of the right gradient: conj() is missing or once too many" if seen.like(flipped) or seen.like(turned) else ""


NAMES = (
    (-1.0, "sign flipped"),
    (2.0, "twice too large"),
    (0.5, "half of what it should be: a factor 2 is missing"),
    (-2.0, "sign flipped and twice too large"),
    (-0.5, "sign flipped and a factor 2 is missing"),
    (math.pi / 180, "off by pi / 180: degrees taken for radians"),
    (180 / math.pi, "off by 180 / pi: radians taken for degrees"),
    (math.log(2), "off by ln 2: the base of a logarithm or power"),
    (1 / math.log(2), "off by 1 / ln 2: the base of a logarithm or power"),
    (math.log(10), "off by ln 10: the base of a logarithm or power"),
    (1 / math.log(10), "off by 1 / ln 10: the base of a logarithm or power"),
    (2 * math.pi, "off by 2 pi"),
    (1 / (2 * math.pi), "off by 1 / (2 pi)"),
)


def factor_says(alpha: float, lengths: Iterator[tuple[str, int]]) -> str:
    """A constant factor in words."""
    for value, says in NAMES:
        if math.isclose(alpha, value, rel_tol=CLOSE):
            return says
    for name, length in lengths:
        if length > 2 and math.isclose(alpha, 1 / length, rel_tol=CLOSE):
            return f"off by the factor 1/{length}, the length of {name}: a mean where the derivative is a sum"
        if length > 2 and math.isclose(alpha, length, rel_tol=CLOSE):
            return f"off by the factor {length}, the length of {name}: a sum where the derivative is a mean"
        if length > 2 and math.isclose(alpha, (length - 1) / length, rel_tol=CLOSE):
            return f"off by the factor (n - 1) / n, n = {length} the length of {name}: n - 1 belongs where n is, or the other way round"
        if length > 2 and math.isclose(alpha, length / (length - 1), rel_tol=CLOSE):
            return f"off by the factor n / (n - 1), n = {length} the length of {name}: n belongs where n - 1 is, or the other way round"
    return f"off by the constant factor {alpha:.9g}" if abs(alpha - 1) > 1e-8 else f"off by a relative {abs(alpha - 1):.2g} everywhere"


def _lengths(seen: Seen) -> Iterator[tuple[str, int]]:
    """The lengths of axes that a sum or a mean may be over; none where nothing is added up."""
    used = np.abs(seen.numeric) > 4 * seen.bound
    if max(used.sum(axis=0).max(initial=0), used.sum(axis=1).max(initial=0)) < 2:
        return
    for side, shape in (("the input", seen.input_shape), ("the output", seen.output_shape)):
        yield from ((f"axis {k} of {side}", n) for k, n in enumerate(shape))
        yield f"{side} (all elements)", math.prod(shape)


def _factor(seen: Seen) -> str:
    alpha = ratio(seen.analytic, seen.numeric, seen.bound)
    if alpha is None or math.isclose(alpha, 1.0, rel_tol=1e-10):  # a tenth of the smallest error that is called one
        return ""
    says = factor_says(alpha, _lengths(seen))
    return (by_result(alpha, seen) if says.startswith("off by the constant") else "") or says


def _tensor(seen: Seen, matrix: Array) -> Array | None:
    """The Jacobian with the axes of output and input apart; None for complex or several outputs."""
    shape = (*seen.output_shape, *seen.input_shape)
    return matrix.reshape(shape) if math.prod(shape) == matrix.size and len(shape) <= 6 else None


def _axes(seen: Seen) -> str:
    """Axes of the input or the output exchanged or reversed, or an axis of one exchanged with one of the other."""
    right = _tensor(seen, seen.numeric)
    if right is None:
        return ""
    n_out = len(seen.output_shape)
    for a, b in itertools.combinations(range(right.ndim), 2):
        if right.shape[a] == right.shape[b] > 1 and seen.like(right.swapaxes(a, b).reshape(seen.numeric.shape)):
            crossed = a < n_out <= b
            if crossed and right.ndim == 2 and not _dense(seen):
                return ""  # a running sum, say, or a permutation: no product of matrices
            return "transposed: a matrix product with the transpose missing" if crossed else f"transposed: {_pair(a, b, n_out)} exchanged"
    for a in range(right.ndim):
        if right.shape[a] > 1 and seen.like(np.flip(right, a).reshape(seen.numeric.shape)):
            return f"reversed along {_axis(a, n_out)}"
    return _rolled(seen, right, n_out)


def _rolled(seen: Seen, right: Array, n_out: int) -> str:
    for a in range(right.ndim):
        for by in range(1, min(right.shape[a], 9)):
            for shift in (by, -by):
                kept = [np.roll(right, shift, a)] + [_pushed(right, shift, a)] * (2 * by <= right.shape[a])  # most of it must stay
                if any(seen.like(moved.reshape(seen.numeric.shape)) for moved in kept):
                    return f"shifted by {abs(by)} along {_axis(a, n_out)}"
    return ""


def _pushed(right: Array, shift: int, axis: int) -> Array:
    """Rolled, with zeros for what comes in at the other end."""
    moved = np.moveaxis(np.roll(right, shift, axis), axis, 0).copy()
    moved[:shift] = 0.0 if shift > 0 else moved[:shift]
    moved[shift:] = 0.0 if shift < 0 else moved[shift:]
    return np.moveaxis(moved, 0, axis)


def _pair(a: int, b: int, n_out: int) -> str:
    return f"{_axis(a, n_out)} and {_axis(b, n_out)}"


def _axis(a: int, n_out: int) -> str:
    return f"axis {a} of the output" if a < n_out else f"axis {a - n_out} of the input"


def _dense(seen: Seen) -> bool:
    """Whether most entries are there, above the diagonal and below."""
    used = np.abs(seen.numeric) > 4 * seen.bound
    return bool(2 * used.sum() > used.size and np.triu(used, 1).any() == np.tril(used, -1).any())


def _transposed(seen: Seen) -> str:
    if not seen.numeric.shape[0] == seen.numeric.shape[1] > 1 or not seen.like(seen.numeric.T):
        return ""
    used = np.abs(seen.numeric) > 4 * seen.bound
    if max(used.sum(axis=0).max(), used.sum(axis=1).max()) == 1:
        return "entries are moved once more where they should be moved back: the inverse permutation is missing"
    return "transposed: the backward multiplies by the Jacobian instead of its transpose"


def _diagonal(seen: Seen) -> str:
    n, m = seen.numeric.shape
    if n != m or n < 2:
        return ""
    if not seen.like(np.diag(np.diag(seen.numeric))):
        return ""
    parts = "the imaginary part of the derivative" if seen.conjugate else "the coupling between elements"
    return f"only the diagonal is there: {parts} is dropped"


def _uncoupled(seen: Seen) -> str:
    n, m = seen.numeric.shape
    if n != m or n < 2 or np.count_nonzero(seen.analytic - np.diag(np.diag(seen.analytic))):
        return ""
    if _is_permutation(np.where(np.abs(seen.numeric) > 4 * seen.bound, seen.numeric, 0.0)):
        return ""
    off = np.abs(seen.numeric - np.diag(np.diag(seen.numeric))) > 4 * seen.bound
    return "the gradient is elementwise, but the function couples its elements" if off.any() else ""


def _permuted(seen: Seen) -> str:
    order = np.argsort(seen.numeric, axis=None)
    one, other, bound = np.sort(seen.analytic.ravel()), seen.numeric.ravel()[order], seen.bound.ravel()[order]
    distinct = np.unique(np.round(other / (np.abs(other).max() or 1.0), 9)).size > 2 or _is_permutation(seen.analytic)
    gap = float(np.abs(seen.analytic - seen.numeric).max())
    same = float(bound.max()) <= 0.1 * gap and equal(one, other, bound, gap)
    return "right values in the wrong places: permuted" if same and distinct and seen.analytic.size > 1 else ""


def _is_permutation(matrix: Array) -> bool:
    used = matrix != 0
    return matrix.shape[0] > 1 and bool((used.sum(axis=0) <= 1).all() and (used.sum(axis=1) <= 1).all())


def _lost_rows(seen: Seen) -> str:
    """Contributions of some outputs are missing: the sum over a broadcast axis, or an assignment where there should be an addition."""
    wrong = _wrong(seen)
    rows = wrong.any(axis=1)
    lost = wrong & (seen.analytic == 0)
    if not rows.any() or not np.array_equal(lost, wrong):
        return ""
    kept = (np.abs(seen.analytic).sum(axis=0) > 0)[wrong.any(axis=0)]
    if kept.any():
        return "contributions are lost: where an input is used several times the gradients must be added, not overwritten or picked"
    return f"no gradient for {_listed(np.flatnonzero(wrong.any(axis=0)), seen.input_shape, seen)}"


def _wrong(seen: Seen) -> Array:
    gap = np.abs(seen.analytic - seen.numeric)
    rounding = min(1e-13 * float(np.abs(seen.numeric).max(initial=0.0)), 0.01 * float(gap.max(initial=0.0)))
    return np.asarray(gap > 4 * seen.bound + 1e-9 * np.abs(seen.numeric) + rounding)


def _subset(seen: Seen) -> str:
    """Wrong in some columns or rows only, with the factor they share if they do."""
    wrong = _wrong(seen)
    columns, rows = np.flatnonzero(wrong.any(axis=0)), np.flatnonzero(wrong.any(axis=1))
    alpha = ratio(seen.analytic[wrong], seen.numeric[wrong], seen.bound[wrong]) if wrong.any() else None
    tail = f", {factor_says(alpha, _lengths(seen))}" if alpha is not None else places.amount((seen.analytic - seen.numeric)[wrong])
    beyond = places.side(np.asarray(wrong.any(axis=0)), seen.x)
    tail = f", {beyond}, x the input{tail}" if beyond else tail
    if 0 < len(columns) <= wrong.shape[1] // 2:
        return f"wrong only for {_listed(columns, seen.input_shape, seen)}{tail}"
    if 0 < len(rows) <= wrong.shape[0] // 2:
        return f"wrong only in {_listed(rows, seen.output_shape, seen, 'output')}{tail}"
    if alpha is not None:
        return f"the wrong entries are {factor_says(alpha, _lengths(seen))}"
    return f"wrong only {beyond}, x the input" if beyond else ""


def _listed(flat: Array, shape: tuple[int, ...], seen: Seen, side: str = "input") -> str:
    parts = 2 if math.prod(shape) * 2 == (seen.analytic.shape[0] if side == "output" else seen.analytic.shape[1]) else 1
    if math.prod(shape) * parts <= int(flat.max()):
        return f"{len(flat)} entries of the {side}"
    indices = [seen.names[f] if seen.names else np.unravel_index(int(f) // parts, shape) for f in flat[:4]]
    places = [",".join(str(int(k)) for k in index) for index in indices]
    more = f" and {len(flat) - 4} more" if len(flat) > 4 else ""
    if parts == 2 and len(set(flat % 2)) == 1:
        side = f"the {'imaginary' if flat[0] % 2 else 'real'} part of {side}"
    return f"{side} " + " ".join(f"[{place}]" for place in dict.fromkeys(places)) + more


PATTERNS = (
    _spurious,
    _zero,
    _conjugate,
    casts.rounded,
    _factor,
    _axes,
    _transposed,
    _diagonal,
    _uncoupled,
    elementwise,
    loss,
    places.window,
    places.weighted,
    _lost_rows,
    _permuted,
    sums.averaged,
    _subset,
    sums.rescaled,
    sums.rank_one,
    casts.digits,
)
OF_PARTS = PATTERNS[2:]  # what is zero in a part is not so everywhere
