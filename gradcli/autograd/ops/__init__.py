"""The operations, one file per family; importing this package registers every family in the folder."""

import importlib

from gradcli import folder
from gradcli.autograd import creation, facts, random

for _family in folder.names(__name__):
    importlib.import_module(f"{__name__}.{_family}")

__all__ = ["creation", "facts", "random"]
