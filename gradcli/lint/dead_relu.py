"""G711: ReLU units that are off for every sample.

Such a unit is 0 for the whole batch, and so is its gradient: it cannot come back by itself. Too large a step or a strongly negative
bias kills units. Reported when three quarters of the units are off in at least ten samples each: a unit that is on half of the time
is off ten times in a row once in a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
SHARE = 0.75  # of the units; single dead ones are normal, and for inputs of one sign it is nearly half of them at the start
IMAGES = (4, 5)  # numbers of axes with the channels second; else units are last


def check(seen: Seen) -> Iterator[Finding]:
    """Every relu with enough samples whose units are mostly off, the last time that its line ran."""
    last = {(node.where, node.scope): node for node in seen.ops if node.op == "relu" and node.replay is not None}
    for node in last.values():
        y = node.replay.outputs[0] if node.replay is not None else None
        if y is None or not y.size:
            continue
        units = by_unit(y)
        off, samples = int((units == 0).all(axis=1).sum()), units.shape[1]
        if samples >= SAMPLES and off >= SHARE * len(units):
            yield at("G711", node, f"{off} of {len(units)} units are 0 in all {samples} samples", input=node.scope)
        elif samples < SAMPLES <= y.size and off == len(units):
            yield at("G711", node, f"all {y.size} values are 0", input=node.scope)


def by_unit(y: Any) -> Any:
    """(units, samples): channels are the second axis of images, else units are the last."""
    axis = 1 if y.ndim in IMAGES else -1
    return np.moveaxis(y, axis, 0).reshape(y.shape[axis] if y.ndim else 1, -1)
