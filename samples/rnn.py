"""A recurrent network, unrolled: the same weights are used at every step, so their gradients add up over time."""

import torch
from gradcli import case, normal


@case(x=normal(6, 2), w_in=normal(2, 3), w_rec=normal(3, 3), h=normal(3))
def last_state(x, w_in, w_rec, h):
    for x_t in x:
        h = torch.tanh(x_t @ w_in + h @ w_rec)
    return h
