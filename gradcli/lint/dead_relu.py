"""G711: ReLU units that are off for every sample.

Such a unit is 0 for the whole batch, and so is its gradient: it cannot come back by itself. Too large a step or a strongly negative
bias kills units. Reported when more than half of the units are off in at least ten samples each: a unit that is on half of the time
is off ten times in a row once in a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gradcli.finding import Finding
from gradcli.lint._seen import Seen, at

BAD = """
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
nn.init.constant_(net[0].bias, -10.0)
loss = net(torch.randn(16, 4)).sum()
"""
GOOD = """
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
loss = net(torch.randn(16, 4)).sum()
"""
SAMPLES = 10  # 2^-10: how likely a unit that is on half of the time is off in all of them
SHARE = 0.5  # of the units; single dead ones are normal, and harmless
IMAGES = (4, 5)  # numbers of axes with the channels second; else units are last


def check(seen: Seen) -> Iterator[Finding]:
    """Every relu with enough samples whose units are mostly off."""
    for node in seen.ops:
        y = node.replay.outputs[0] if node.op == "relu" and node.replay is not None else None
        if y is None or not y.size:
            continue
        units = np.moveaxis(y, 1 if y.ndim in IMAGES else -1, 0).reshape(y.shape[1 if y.ndim in IMAGES else -1] if y.ndim else 1, -1)
        off = int((units == 0).all(axis=1).sum())
        if units.shape[1] >= SAMPLES and off > SHARE * len(units):
            yield at("G711", node, f"{off} of {len(units)} units are 0 in all {units.shape[1]} samples", input=node.scope)
        elif units.shape[1] < SAMPLES <= y.size and off == len(units):
            yield at("G711", node, f"all {y.size} values are 0", input=node.scope)
