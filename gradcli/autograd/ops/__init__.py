"""The operations, one file per family; importing this package registers every family in the folder."""

import importlib
import pkgutil

from gradcli.autograd import creation, facts, random, switches
from gradcli.autograd.tensor import Tensor, settle

for _family in sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")):
    importlib.import_module(f"{__name__}.{_family}")
settle()

__all__ = ["Tensor", "creation", "facts", "random", "switches"]
