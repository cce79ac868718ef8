"""Orthogonal polynomials, element by element in x and degree: Chebyshev, Hermite, Laguerre, Legendre; and Bessel's K by its integral."""


from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import expose
from gradcli.autograd.op import Op
from gradcli.autograd.ops._gamma import double
from gradcli.autograd.ops.choose import where
from gradcli.autograd.ops.elementwise import P, elementwise, unary
from gradcli.autograd.ops.special import in_type, sinc
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.unfit import without_tensor
from gradcli.sample import fixed, within

# p[k+1] = (a x + b) p[k] - c p[k-1], and p[1] = a1 x + b1:  kind -> (k -> a, b, c), (a1, b1)
Steps = Callable[[int], tuple[float, float, float]]
KINDS: dict[str, tuple[Steps, tuple[float, float]]] = {
    "chebyshev_polynomial_t": (lambda _k: (2, 0, 1), (1, 0)),
    "chebyshev_polynomial_u": (lambda _k: (2, 0, 1), (2, 0)),
    "chebyshev_polynomial_v": (lambda _k: (2, 0, 1), (2, -1)),
    "chebyshev_polynomial_w": (lambda _k: (2, 0, 1), (2, 1)),
    "hermite_polynomial_h": (lambda k: (2, 0, 2 * k), (2, 0)),
    "hermite_polynomial_he": (lambda k: (1, 0, k), (1, 0)),
    "laguerre_polynomial_l": (lambda k: (-1 / (k + 1), (2 * k + 1) / (k + 1), k / (k + 1)), (-1, 1)),
    "legendre_polynomial_p": (lambda k: ((2 * k + 1) / (k + 1), 0, k / (k + 1)), (1, 0)),
}


def polynomial_kernel(x: Any, n: Any, *, kind: str, order: int = 0) -> Any:
    """The derivative of that order of the polynomial of degree n, by its recurrence; 0 for negative degrees, fractions are cut off."""
    steps, (a1, b1) = KINDS[kind]
    x, n = double(x), np.trunc(np.asarray(n).real)
    zero = x * 0 + n * 0
    before, now = [[zero + (m == 0) for m in range(order + 1)], [a1 * x + b1 + zero, a1 + zero, *[zero] * order][: order + 1]]
    out = np.where(n == 0, before[order], np.where(n == 1, now[order], zero))
    for k in range(1, int(np.max(n, initial=0))):
        a, b, c = steps(k)
        after = [(a * x + b) * now[m] - c * before[m] + (m * a * now[m - 1] if m else 0) for m in range(order + 1)]
        before, now = now, after
        out = np.where(n == k + 1, now[order], out)
    return out


polynomial: Op = elementwise(
    "polynomial", in_type(polynomial_kernel), lambda _y, x, n, *, kind, order: polynomial(x, n, kind=kind, order=order + 1), None,
    on=[(within(-0.9, 0.9, 3), fixed([0.0, 1.0, 4.0]), {"kind": kind, "order": 0}) for kind in KINDS], family="arithmetic",
)  # fmt: skip


def publish(kind: str, shifted: bool) -> None:
    """special.chebyshev_polynomial_t(x, n) and the like; the shifted ones take 2 x - 1."""

    def face(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
        if not isinstance(x, Tensor):
            if not isinstance(n, Tensor):
                raise without_tensor(f"special_{name}", x, n, first="x", second="n")
            x = make(n._data.dtype.type(x))
        return into(out, polynomial(x * 2 - 1 if shifted else x, n, kind=kind, order=0))

    name = "shifted_" * shifted + kind
    face.__name__ = face.__qualname__ = name
    face.__doc__ = f"The {kind.replace('_', ' ')} of degree n" + (" at 2 x - 1." if shifted else ".")
    expose("special", name, face)


for _kind in KINDS:
    publish(_kind, False)
    if _kind.startswith("chebyshev"):
        publish(_kind, True)


# ------------------------------------------------------------ Bessel's K
def scaled_k(x: Any, order: int) -> Any:
    """exp(x) K(x): the integral of exp(-x (cosh t - 1)) cosh(order t) by the trapezoid rule; inf at 0, NaN for negative x."""
    x = double(x)
    z = np.where((x.real > 0) & np.isfinite(x.real), x, 1.0)
    step = 0.25 / np.sqrt(1 + z.real / 4)  # the error is about exp(-pi^2 / 0.25), 1e-17, and less for large x
    reach = np.arccosh(1 + 750 / z.real) / step
    times = (step * k for k in range(1, int(np.nanmax(reach, initial=0.0)) + 2))
    total = step * (0.5 + sum((np.exp(-z * (np.cosh(t) - 1)) * np.cosh(order * t) for t in times), np.zeros_like(z)))
    total = np.where(np.isinf(x.real), 0.0, total)
    return np.where(x.real > 0, total, np.where(x.real == 0, np.inf, np.nan))


def plain_k(x: Any, order: int) -> Any:
    """K(x)."""
    return scaled_k(x, order) * np.exp(-x)


# fmt: off
scaled_k0 = unary("scaled_modified_bessel_k0", in_type(lambda x: scaled_k(x, 0)), lambda y, x: y - scaled_k1(x),              on=[P, fixed([0.05, 30.0])], where="special", family="arithmetic")
scaled_k1: Op = unary("scaled_modified_bessel_k1", in_type(lambda x: scaled_k(x, 1)), lambda y, x: y - y / x - scaled_k0(x),      on=[P, fixed([0.05, 30.0])], where="special", family="arithmetic")
k0        = unary("modified_bessel_k0",        in_type(lambda x: plain_k(x, 0)),  lambda _y, x: -k1(x),                       on=[P, fixed([0.05, 30.0])], where="special", family="arithmetic")
k1: Op        = unary("modified_bessel_k1",        in_type(lambda x: plain_k(x, 1)),  lambda y, x: -(y / x) - k0(x),              on=[P, fixed([0.05, 30.0])], where="special", family="arithmetic")
# fmt: on


def spherical_bessel_j0(x: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sin(x) / x."""
    return into(out, where(x.isinf(), 0.0, sinc(x / math.pi)))


expose("special", "spherical_bessel_j0", spherical_bessel_j0)

