"""G708: a gradient that vanishes from layer to layer.

Sigmoid and tanh pass on a fraction of the gradient each, so after enough layers nothing is left for the first ones. Reported when
what arrives at a layer (root mean square) is below 2^-24 of what arrives at one behind it: in float32 it is lost in the rounding of the
other wherever the two are added up, as in the norm for clipping.
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
net = nn.Sequential(*[layer for _ in range(16) for layer in (nn.Linear(4, 4), nn.Sigmoid())], nn.Linear(4, 1))
loss = net(torch.randn(8, 4)).sum()
"""
GOOD = """
import torch
from torch import nn

torch.manual_seed(0)
layers = [layer for _ in range(16) for layer in (nn.Linear(4, 4), nn.LayerNorm(4), nn.LeakyReLU())]
net = nn.Sequential(*layers, nn.Linear(4, 1))
loss = net(torch.randn(8, 4)).sum()
"""
LOST = 2.0**-24  # half the spacing of float32 numbers at 1: what is smaller disappears when it is added


def check(seen: Seen) -> Iterator[Finding]:
    """The first layer whose gradient is lost beside that of a later one."""
    found = layers(seen)
    for k, layer in enumerate(found):
        later = max(found[k + 1 :], key=lambda other: other.flow, default=layer)
        if 0 < layer.flow < LOST * later.flow:
            detail = f"{layer.flow:.1e} is left of it at {layer.name}, {later.flow:.1e} arrived at {later.name}"
            yield at("G708", layer.user, detail, input=layer.name)
            return
