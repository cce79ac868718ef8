"""Wrong: one term of a gradient written by hand in numpy is missing a factor."""

import numpy as np
from gradcli import case


def _rosen_grad(x):
    a, b = x
    return np.array([-2 * (1 - a) - 200 * a * (b - a**2), 200 * (b - a**2)])  # 400 in the first


@case(x=[-1.2, 1.0], gradient=_rosen_grad)
def rosen(x):
    a, b = x
    return (1 - a) ** 2 + 100 * (b - a**2) ** 2
