"""A function and its gradient in plain numpy, without any autograd: gradcli checks one against the other."""

import numpy as np
from gradcli import case


def _rosen_grad(x):
    a, b = x
    return np.array([-2 * (1 - a) - 400 * a * (b - a**2), 200 * (b - a**2)])


@case(x=[-1.2, 1.0], gradient=_rosen_grad)
@case(x=[0.9, 0.7], gradient=_rosen_grad)
def rosen(x):
    a, b = x
    return (1 - a) ** 2 + 100 * (b - a**2) ** 2
