"""Optimizers and learning rate schedules; mirrors torch.optim. Every name is loaded on first use."""

from __future__ import annotations

import importlib
from typing import Any

MODULES = ("lr_scheduler", "optimizer", "swa_utils")
HOMES = {
    "adadelta": "Adadelta",
    "adafactor": "Adafactor",
    "adagrad": "Adagrad",
    "adam": "Adam",
    "adamax": "Adamax",
    "adamw": "AdamW",
    "asgd": "ASGD",
    "lbfgs": "LBFGS",
    "muon": "Muon",
    "nadam": "NAdam",
    "optimizer": "Optimizer",
    "radam": "RAdam",
    "rmsprop": "RMSprop",
    "rprop": "Rprop",
    "sgd": "SGD",
}
HOME_OF = {name: home for home, names in HOMES.items() for name in names.split()}
__all__ = [*MODULES, *HOME_OF]


def __getattr__(name: str) -> Any:
    if name in MODULES:
        return importlib.import_module(f"gradcli.optim.{name}")
    if name not in HOME_OF:
        raise AttributeError(f"module 'gradcli.optim' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"gradcli.optim.{HOME_OF[name]}"), name)
    globals()[name] = value  # the next access does not come here
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
