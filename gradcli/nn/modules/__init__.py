"""torch's longer path to every layer: torch.nn.modules.Linear, and torch.nn.modules.linear.Linear, is torch.nn.Linear."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from gradcli.nn.modules import module as module
from gradcli.nn.modules import utils as utils

# torch's files of layers; each of these names is this module, which has the layers of them all
FAMILIES = (
    *("activation", "adaptive", "batchnorm", "channelshuffle", "container", "conv", "distance", "dropout", "flatten", "fold"),
    *("instancenorm", "lazy", "linear", "loss", "normalization", "padding", "pixelshuffle", "pooling", "rnn", "sparse"),
    *("transformer", "upsampling"),
)
sys.modules.update(dict.fromkeys((f"{__name__}.{family}" for family in FAMILIES), sys.modules[__name__]))
# what files of layers start from, which programs derive their own from
STARTS = {
    "_Loss": "loss.Loss",
    "_WeightedLoss": "loss.WeightedLoss",
    "_NormBase": "running_norm.RunningNorm",
    "_BatchNorm": "running_norm.BatchNorm",
    "_InstanceNorm": "running_norm.InstanceNorm",
    "_ConvNd": "conv.Convolution",
    "_ConvTransposeNd": "conv.TransposedConvolution",
}


def __getattr__(name: str) -> Any:
    if name in FAMILIES:
        return sys.modules[__name__]
    home, _, start = STARTS.get(name, "").partition(".")
    if start:
        return getattr(importlib.import_module(f"gradcli.nn.{home}"), start)
    found = None if name.startswith("__") else getattr(importlib.import_module("gradcli.nn"), name, None)
    if found is None:
        raise AttributeError(f"module 'gradcli.nn.modules' has no attribute {name!r}")
    return found
