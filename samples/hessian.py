"""Second derivatives: with order=2 gradcli also checks the gradient of the gradient."""

import torch
from gradcli import case, normal, settings


@settings(order=2)
@case(x=normal(4))
def bowl(x):
    return (torch.cosh(x) + 0.5 * x.roll(1) * x).sum()


# a gradient inside of a function: create_graph=True keeps it differentiable
def slope_penalty(w=torch.tensor([0.3, -0.8, 1.1], requires_grad=True)):
    energy = (w**2 * torch.sin(w)).sum()
    (slope,) = torch.autograd.grad(energy, w, create_graph=True)
    return (slope**2).sum()
