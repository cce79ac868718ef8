"""Kernels around the error function on real arrays: erfcx, ndtr, log_ndtr, ndtri, erfinv."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd.ops.elementwise import erf_kernel, erfc_kernel

ROOT2 = math.sqrt(2)


def erfcx(x: Any) -> Any:
    """exp(x^2) erfc(x), without overflow for large x: an asymptotic series from 10 on."""
    x = np.asarray(x, np.float64)
    near = x < 10  # there the series reaches 1e-16, and exp(x^2) is far from overflow
    z = np.where(near, 20.0, x)
    term = total = np.ones_like(z)
    for k in range(1, 30):
        term = -term * (2 * k - 1) / (2 * z * z)
        total = total + term
    return np.where(near, np.exp(np.where(near, x, 0.0) ** 2) * erfc_kernel(np.where(near, x, 0.0)), total / (z * math.sqrt(math.pi)))


def ndtr(x: Any) -> Any:
    """The distribution function of the standard normal."""
    return 0.5 * erfc_kernel(-np.asarray(x, np.float64) / ROOT2)


def log_ndtr(x: Any) -> Any:
    """log ndtr(x), exact in both tails."""
    x = np.asarray(x, np.float64)
    low = x < -1
    left = np.log(0.5 * erfcx(-np.where(low, x, -1.0) / ROOT2)) - 0.5 * np.where(low, x, 0.0) ** 2
    return np.where(low, left, np.log1p(-0.5 * erfc_kernel(np.where(low, 0.0, x) / ROOT2)))


def ndtri(p: Any) -> Any:
    """The inverse of ndtr: a rational start, then Newton's method on log ndtr in the lower half; infinite at 0 and 1, NaN outside."""
    p = np.asarray(p, np.float64)
    upper = p > 0.5
    q = np.where(upper, 1 - p, p)
    inner = (q > 0) & (q <= 0.5)
    log_q = np.log(np.where(inner, q, 0.5))
    t = np.sqrt(-2 * log_q)
    x = (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t**2 + 0.001308 * t**3) - t  # Hastings, to 5e-4
    for _ in range(4):
        log_cdf = log_ndtr(x)
        x = x - (log_cdf - log_q) * np.exp(log_cdf + 0.5 * x * x) * math.sqrt(2 * math.pi)
    x = np.where(inner, x, np.where(q == 0, -np.inf, np.nan))
    return np.where(upper, -x, np.where(q == 0.5, 0.0, x))


def erfinv(y: Any) -> Any:
    """The inverse of erf; infinite at -1 and 1, NaN outside. Near 0, where 1 + y rounds, by Newton's method on erf."""
    y = np.asarray(y, np.float64)
    x = ndtri(np.where(y < 0, 1 + y, 1 - y) / 2) / ROOT2
    x = np.where(y < 0, x, -x)
    small = np.abs(y) < 0.5
    z = np.where(small, x, 0.0)
    for _ in range(2):
        z = z - (erf_kernel(z) - np.where(small, y, 0.0)) * (math.sqrt(math.pi) / 2) * np.exp(z * z)
    return np.where(small, z, x)
