"""The operations, one file per family; importing this package registers every family in the folder."""

import importlib

from gradcli import folder

for _family in folder.names(__name__):
    importlib.import_module(f"{__name__}.{_family}")
