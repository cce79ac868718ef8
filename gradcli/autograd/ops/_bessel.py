"""Kernels of Bessel functions of order 0 and 1 on arrays, real or complex near the real axis.

Near 0: their integrals by the trapezoid rule, which converges exponentially for periodic analytic functions. Far out: Hankel's series.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.ops._gamma import double

FAR = 40.0  # beyond it Hankel's series reaches 1e-17, the trapezoid rule with NODES up to it: exp(-NODES^2 / (2 FAR))
NODES = 64
TERMS = 30
EVEN = 48  # J of order 2 EVEN at FAR is below 1e-17


def modified(x: Any, order: int) -> Any:
    """exp(-|x|) I(x): the integral of exp(|x| (cos a - 1)) cos(order a)."""
    x = double(x)
    z = np.where(x.real < 0, -x, x)
    near = z.real <= FAR
    close, far = np.where(near, z, 1.0), np.where(near, 2 * FAR, z)
    angles = 2 * np.pi * np.arange(NODES) / NODES
    waves = [(np.cos(a), np.cos(order * a)) for a in angles]
    if order:  # the nodes a and pi - a together, so that I1(0) is exactly 0
        total = sum(((np.exp(close * (c - 1)) - np.exp(-close * (c + 1))) * w for c, w in waves), np.zeros_like(close)) / (2 * NODES)
    else:
        total = sum((np.exp(close * (c - 1)) * w for c, w in waves), np.zeros_like(close)) / NODES
    out = np.where(near, total, alternating(hankel(far, order)) / np.sqrt(2 * np.pi * far))
    return np.where(x.real < 0, -out, out) if order % 2 else out


def ordinary(x: Any, order: int) -> Any:
    """J(x): the integral of cos(order a - x sin a)."""
    x = double(x)
    z = np.where(x.real < 0, -x, x)
    near = z.real <= FAR
    close, far = np.where(near, z, 1.0), np.where(near, 2 * FAR, z)
    angles = 2 * np.pi * np.arange(2 * NODES) / (2 * NODES)
    total = sum((np.cos(order * a - close * np.sin(a)) for a in angles), np.zeros_like(close)) / (2 * NODES)
    phase, terms = far - (0.5 * order + 0.25) * np.pi, hankel(far, order)
    wave = np.sqrt(2 / (np.pi * far)) * (alternating(terms[::2]) * np.cos(phase) - alternating(terms[1::2]) * np.sin(phase))
    out = np.where(near, total, wave)
    return np.where(x.real < 0, -out, out) if order % 2 else out


def second(x: Any, order: int) -> Any:
    """Y(x): Neumann's series (A&S 9.1.88) of J of even orders, each the mean of cos(2 k a - x sin a), summed over k first; Y1 = -dY0/dx."""
    x = double(x)
    near = (x.real > 0) & (x.real <= FAR)
    close, far = np.where(near, x, 1.0), np.where(x.real > FAR, x, 2 * FAR)
    angles = np.pi * np.arange(2 * NODES) / (2 * NODES)
    k = np.arange(1, EVEN + 1)
    weights = ((-1.0) ** k / k * np.cos(2 * k * angles[:, None])).sum(-1)
    wave = np.sin if order else np.cos
    series = sum((wave(close * np.sin(a)) * np.sin(a) ** order * w for a, w in zip(angles, weights)), np.zeros_like(close)) / (2 * NODES)
    total = 2 / np.pi * (np.log(close / 2) + np.euler_gamma) * ordinary(close, order) - 4 / np.pi * series
    total = total - 2 / np.pi * ordinary(close, 0) / close if order else total
    phase, terms = far - (0.5 * order + 0.25) * np.pi, hankel(far, order)
    beyond = np.sqrt(2 / (np.pi * far)) * (alternating(terms[::2]) * np.sin(phase) + alternating(terms[1::2]) * np.cos(phase))
    out = np.where(near, total, np.where(x.real > 0, beyond, np.where(x.real == 0, -np.inf, np.nan)))
    return np.where(np.isposinf(x.real), 0.0, out)


def hankel(z: Any, order: int) -> list[Any]:
    """The terms a_k / z^k of Hankel's asymptotic series, a_k = (4 n^2 - 1)(4 n^2 - 9)... / (k! 8^k)."""
    terms = [np.ones_like(z)]
    for k in range(1, TERMS):
        terms.append(terms[-1] * (4 * order**2 - (2 * k - 1) ** 2) / (8 * k * z))
    return terms


def alternating(terms: list[Any]) -> Any:
    """The sum with alternating signs."""
    return sum(terms[::2]) - sum(terms[1::2])
