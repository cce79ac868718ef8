"""Window functions as torch.signal.windows has them: symmetric, or periodic with `sym=False`; the largest value is 1.

Each takes the number of points M, and dtype, layout, device and requires_grad of the result.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from gradcli.autograd import dtype as dtypes
from gradcli.nn import engine as T

__all__ = [
    "bartlett", "blackman", "cosine", "exponential", "gaussian", "general_cosine", "general_hamming", "hamming", "hann", "kaiser",
    "nuttall",
]  # fmt: skip


def checked(name: str, M: int, options: dict[str, Any]) -> dict[str, Any]:
    """The options with their type filled in. Raises ValueError for negative lengths and types that are not float32 or float64."""
    kind = dtypes.resolve(options.get("dtype") or dtypes.DEFAULT.floating)
    if M < 0:
        raise ValueError(f"{name} requires non-negative window length, got M={M}")
    if str(options.get("layout") or "torch.strided") != "torch.strided":
        raise ValueError(f"{name} is implemented for strided tensors only, got: {options['layout']}")
    if kind not in (dtypes.float32, dtypes.float64):
        raise ValueError(f"{name} expects float32 or float64 dtypes, got: {kind}")
    return {**options, "dtype": kind}


def places(M: int, start: float, step: float, options: dict[str, Any]) -> Any:
    """M numbers from `start` on, `step` apart."""
    return T.linspace(start, start + (M - 1) * step, M, **options)


def periods(M: int, sym: bool) -> int:
    """How many steps the window is wide."""
    return M - 1 if sym else M


def bartlett(M: int, *, sym: bool = True, **options: Any) -> Any:
    """A triangle."""
    options = checked("bartlett", M, options)
    if M <= 1:
        return T.ones(M, **options)
    return 1 - places(M, -1, 2 / periods(M, sym), options).abs()


def blackman(M: int, *, sym: bool = True, **options: Any) -> Any:
    """0.42 - 0.5 cos z + 0.08 cos 2z, z from 0 to 2 pi."""
    return general_cosine(M, a=[0.42, 0.5, 0.08], sym=sym, **checked("blackman", M, options))


def cosine(M: int, *, sym: bool = True, **options: Any) -> Any:
    """Half a period of the sine, at the middles of M intervals."""
    options = checked("cosine", M, options)
    if M == 0:
        return T.ones(0, **options)
    step = math.pi / (M if sym or M == 1 else M + 1)
    return places(M, 0.5 * step, step, options).sin()


def middle(M: int, sym: bool) -> float:
    """The place of the largest value."""
    return (M - 1 if sym or M <= 1 else M) / 2


def exponential(M: int, *, center: float | None = None, tau: float = 1.0, sym: bool = True, **options: Any) -> Any:
    """exp(-|n - center| / tau)."""
    options = checked("exponential", M, options)
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise ValueError("Center must be None for symmetric windows")
    if M == 0:
        return T.ones(0, **options)
    start = -(middle(M, sym) if center is None else center)
    return (-places(M, start / tau, 1 / tau, options).abs()).exp()


def gaussian(M: int, *, std: float = 1.0, sym: bool = True, **options: Any) -> Any:
    """exp(-n^2 / (2 std^2)), n counted from the middle."""
    options = checked("gaussian", M, options)
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")
    if M == 0:
        return T.ones(0, **options)
    step = 1 / (std * math.sqrt(2))
    return (-(places(M, -middle(M, sym) * step, step, options) ** 2)).exp()


def general_cosine(M: int, *, a: Iterable[float], sym: bool = True, **options: Any) -> Any:
    """a[0] - a[1] cos z + a[2] cos 2z - ..., z from 0 to 2 pi."""
    options = checked("general_cosine", M, options)
    if M <= 1:
        return T.ones(M, **options)
    if not isinstance(a, Iterable):
        raise TypeError("Coefficients must be a list/tuple")
    if not a:
        raise ValueError("Coefficients cannot be empty")
    z = places(M, 0, 2 * math.pi / periods(M, sym), options)
    weights = T.tensor([(-1) ** k * w for k, w in enumerate(a)], dtype=options["dtype"])
    return (weights.unsqueeze(-1) * (T.arange(len(weights), dtype=options["dtype"]).unsqueeze(-1) * z).cos()).sum(0)


def general_hamming(M: int, *, alpha: float = 0.54, sym: bool = True, **options: Any) -> Any:
    """alpha - (1 - alpha) cos z, z from 0 to 2 pi."""
    return general_cosine(M, a=[alpha, 1.0 - alpha], sym=sym, **options)


def hamming(M: int, *, sym: bool = True, **options: Any) -> Any:
    """0.54 - 0.46 cos z, z from 0 to 2 pi."""
    return general_hamming(M, sym=sym, **options)


def hann(M: int, *, sym: bool = True, **options: Any) -> Any:
    """0.5 - 0.5 cos z, z from 0 to 2 pi."""
    return general_hamming(M, alpha=0.5, sym=sym, **options)


def kaiser(M: int, *, beta: float = 12.0, sym: bool = True, **options: Any) -> Any:
    """I0(sqrt(beta^2 - k^2)) / I0(beta), k from -beta to beta."""
    options = checked("kaiser", M, options)
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")
    if M <= 1:
        return T.ones(M, **options)
    peak = T.tensor(beta, dtype=options["dtype"])
    last = min(beta, -beta + (M - 1) * 2 * beta / periods(M, sym))  # rounding must not carry it beyond
    k = T.linspace(-beta, last, M, **options)
    return (peak * peak - k**2).sqrt().i0() / peak.i0()


def nuttall(M: int, *, sym: bool = True, **options: Any) -> Any:
    """The four-term window of Nuttall (IEEE Trans. ASSP 29(1), 1981)."""
    return general_cosine(M, a=[0.3635819, 0.4891775, 0.1365995, 0.0106411], sym=sym, **options)
