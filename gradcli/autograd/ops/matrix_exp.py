"""The exponential of square matrices, by scaling, a Padé approximant and squaring."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.names import public
from gradcli.autograd.op import OPS, op
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.ops.solve import adjoint, checked
from gradcli.autograd.tensor import Tensor
from gradcli.sample import fixed, gaussian, normal

# the [13/13] Padé approximant of exp, good to 1 ulp of double precision up to norm 5.37 (Higham, SIAM J. Matrix Anal. 26(4), 2005)
PADE = (
    64764752532480000.0, 32382376266240000.0, 7771770303897600.0, 1187353796428800.0, 129060195264000.0, 10559470521600.0,
    670442572800.0, 33522128640.0, 1323241920.0, 40840800.0, 960960.0, 16380.0, 182.0, 1.0,
)  # fmt: skip
RADIUS = 5.371920351148152


def approximant(a: Any) -> Any:
    """exp of matrices of norm below RADIUS."""
    unit = np.eye(a.shape[-1], dtype=a.dtype)
    a2 = a @ a
    a4 = a2 @ a2
    a6 = a4 @ a2
    odd = a @ (a6 @ (PADE[13] * a6 + PADE[11] * a4 + PADE[9] * a2) + PADE[7] * a6 + PADE[5] * a4 + PADE[3] * a2 + PADE[1] * unit)
    even = a6 @ (PADE[12] * a6 + PADE[10] * a4 + PADE[8] * a2) + PADE[6] * a6 + PADE[4] * a4 + PADE[2] * a2 + PADE[0] * unit
    return np.linalg.solve(even - odd, even + odd)


@op((normal(2, 2),), (fixed([[3.0, 9.0], [-8.0, 2.0]]),), (normal(2, 2, 2),), (gaussian(2, 2),), grad_fn="LinalgMatrixExpBackward0", family="linalg")
def matrix_exp(a: Any) -> Any:
    """exp(a) = 1 + a + a^2 / 2 + ...   a: (..., n, n)."""
    size = np.abs(a).sum(-2).max(initial=0.0)
    halvings = max(0, int(np.ceil(np.log2(size / RADIUS)))) if size > RADIUS and np.isfinite(size) else 0
    y = approximant(a / 2**halvings)
    for _ in range(halvings):
        y = y @ y
    return y


def change(a: Any, t: Any) -> Any:
    """The derivative of exp at a along t: the upper right block of exp([[a, t], [0, a]])."""
    cat, n = OPS["cat"], a.shape[-1]
    upper, lower = cat(a, t, dim=a.ndim - 1), cat(a * 0, a, dim=a.ndim - 1)
    return matrix_exp(cat(upper, lower, dim=a.ndim - 2))[..., :n, n:]


matrix_exp.vjp(lambda g, _y, a: change(adjoint(a), g)).jvp(lambda ts, _y, a: change(a, ts[0])).batch(on_stacks)


@public("torch Tensor linalg", "matrix_exp")
def matrix_exp_face(input: Tensor) -> Any:
    """The exponential of square matrices."""
    return matrix_exp(checked(input, "linalg.matrix_exp"))


