"""Kernels of the gamma family on arrays, real or complex near the real axis: log_gamma, digamma, zeta, polygamma, gammainc."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

# Bernoulli numbers B_2, B_4, ... B_16: enough for full precision from argument 10 on
BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)
FAR = 10  # from here on the asymptotic series hold to 1e-16


def double(x: Any) -> Any:
    """The array in double precision, complex if it was."""
    x = np.asarray(x)
    return x.astype(np.complex128 if x.dtype.kind == "c" else np.float64)


def log_gamma(x: Any) -> Any:
    """log |gamma(x)| continued analytically: Stirling's series after steps to FAR, reflected for negative x."""
    x = double(x)
    left = x.real < 0.5
    z = np.where(left, 1 - x, x)
    product = np.ones_like(z)
    for _ in range(FAR):
        near = z.real < FAR
        product = np.where(near, product * z, product)
        z = np.where(near, z + 1, z)
    tail = sum(b / (2 * k * (2 * k - 1) * z ** (2 * k - 1)) for k, b in enumerate(BERNOULLI, 1))
    right = (z - 0.5) * np.log(z) - z + 0.5 * math.log(2 * math.pi) + tail - np.log(product)
    sine = np.sin(np.pi * x)
    return np.where(left, math.log(math.pi) - np.log(np.where(sine.real < 0, -sine, sine)) - right, right)


def digamma(x: Any) -> Any:
    """The logarithmic derivative of gamma; -inf at 0, NaN at the negative whole numbers."""
    x = double(x)
    left = x.real < 0
    z = np.where(left, 1 - x, x)
    out = np.zeros_like(z)
    for _ in range(FAR):
        near = z.real < FAR
        out = np.where(near, out - 1 / z, out)
        z = np.where(near, z + 1, z)
    out = out + np.log(z) - 0.5 / z - sum(b / (2 * k * z ** (2 * k)) for k, b in enumerate(BERNOULLI, 1))
    pole = left & (x.real == np.floor(x.real))
    reflected = out - np.pi / np.tan(np.pi * np.where(left, x, 0.5))
    right = np.where(x == 0, np.copysign(np.inf, -x.real), out)
    return np.where(pole, np.nan, np.where(left, reflected, right))


def zeta(s: Any, q: Any) -> Any:
    """Hurwitz' zeta, sum over k of (q + k)^-s, by Euler and Maclaurin; inf at the poles, NaN where it is not defined."""
    s, q = np.broadcast_arrays(double(s), double(q))
    steps = FAR + int(max(0.0, np.ceil(-np.min(q.real, initial=0.0))))
    total = sum((np.power(q + k, -s) for k in range(steps)), np.zeros_like(q + 0 * s))
    a = q + steps
    total = total + a ** (1 - s) / (s - 1) + 0.5 * a**-s
    factor = s * a ** (-s - 1)
    for k, b in enumerate(BERNOULLI, 1):
        total = total + b / math.factorial(2 * k) * factor
        factor = factor * (s + 2 * k - 1) * (s + 2 * k) / (a * a)
    total = np.where((q.real <= 0) & (q.real == np.floor(q.real)), np.inf, total)
    undefined = (s.real < 1) | ((q.real < 0) & (q.real != np.floor(q.real)) & (s.real != np.floor(s.real)))
    return np.where(s == 1, np.inf, np.where(undefined, np.nan, total))


def polygamma(x: Any, n: int) -> Any:
    """The n-th derivative of digamma."""
    return digamma(x) if n == 0 else (-1) ** (n + 1) * math.factorial(n) * zeta(float(n + 1), x)


def gammainc(a: Any, x: Any) -> Any:
    """The regularised lower incomplete gamma function P(a, x): a series for small x, 1 - Q for large."""
    a, x = np.broadcast_arrays(double(a), double(x))
    small = x.real < a.real + 1
    p = np.where(small, series(a, np.where(small, x, 0.5)), 1 - fraction(a, np.where(small, a + 2, x)))
    return at_edges(p, a, x, 0.0)


def gammaincc(a: Any, x: Any) -> Any:
    """The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x)."""
    a, x = np.broadcast_arrays(double(a), double(x))
    small = x.real < a.real + 1
    q = np.where(small, 1 - series(a, np.where(small, x, 0.5)), fraction(a, np.where(small, a + 2, x)))
    return at_edges(q, a, x, 1.0)


def at_edges(p: Any, a: Any, x: Any, at_zero: float) -> Any:
    """P or Q at x = 0, x = inf, a = 0, and outside of the domain."""
    p = np.where(x == 0, at_zero, np.where(np.isinf(x.real) | (a == 0), 1 - at_zero, p))
    return np.where((x.real < 0) | (a.real < 0) | ((x == 0) & (a == 0)), np.nan, p)


def front(a: Any, x: Any) -> Any:
    return np.exp(a * np.log(x) - x - log_gamma(a))


def series(a: Any, x: Any) -> Any:
    """P(a, x) as a power series in x."""
    term = total = 1 / a
    k = 0
    while k < 10_000 and np.any(np.abs(term) > 1e-17 * np.abs(total)):  # 10 000: large a converge in about 10 sqrt(a) terms
        k += 1
        term = term * x / (a + k)
        total = total + term
    return total * front(a, x)


def fraction(a: Any, x: Any) -> Any:
    """Q(a, x) as a continued fraction (Lentz)."""
    b = x + 1 - a
    c, d = np.full_like(b, 1e300), 1 / b
    h, k = d, 0
    delta = np.full_like(b, 2.0)
    while k < 10_000 and np.any(np.abs(delta - 1) > 1e-16):
        k += 1
        b = b + 2
        step = -k * (k - a)
        d = 1 / (step * d + b)
        c = b + step / c
        delta = c * d
        h = h * delta
    return h * front(a, x)
