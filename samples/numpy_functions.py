"""numpy functions work on tensors too, and their gradients are checked like any other."""

import numpy as np
from gradcli import case, normal


def damped(t=np.linspace(0.1, 2.0, 6), rate=np.array(0.7)):
    """Arrays as defaults arrive as tensors."""
    return np.exp(-rate * t) * np.cos(3 * t)


@case(a=normal(3, 2), b=normal(2, 4))
def energy(a, b):
    return np.sum(np.tanh(np.matmul(a, b)) ** 2)
