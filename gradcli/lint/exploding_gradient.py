"""G709: a gradient that explodes from layer to layer.

Weights that are too large multiply the gradient in every layer. Reported when a layer's gradient is 10^4 times as large as its weights
(root mean squares), so that a step with the usual learning rate of 10^-3 changes them by ten times their size, and what arrives at the
layer is a thousand times what arrives at the last one, so that it grew on the way.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Finding
from gradcli.lint._layers import layers
from gradcli.lint._seen import Seen, at

BAD = """
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(*[nn.Linear(8, 8) for _ in range(10)], nn.Linear(8, 1))
for p in net.parameters():
    nn.init.normal_(p, std=3.0)
loss = net(torch.randn(4, 8)).sum()
"""
GOOD = """
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(*[nn.Linear(8, 8) for _ in range(10)], nn.Linear(8, 1))
for p in net.parameters():
    nn.init.normal_(p, std=8**-0.5)
loss = net(torch.randn(4, 8)).sum()
"""
TOO_LARGE = 1e4  # times the weights: a step with learning rate 1e-3 is then ten times as long as they are
GROWN = 1e3  # times what arrives at the last layer: what is large there already comes from the loss, not from the layers


def check(seen: Seen) -> Iterator[Finding]:
    """The first layer with such a gradient."""
    found = layers(seen)
    for layer in found[:-1]:
        if layer.g > TOO_LARGE * layer.size > 0 and layer.flow > GROWN * found[-1].flow:
            detail = f"{layer.g:.1e} for weights of size {layer.size:.1e} at {layer.name}; it grew by {layer.flow / found[-1].flow:.1e}"
            yield at("G709", layer.user, detail, input=layer.name)
            return
