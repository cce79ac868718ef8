"""torch.autograd.gradcheck as a module, which can be called as the function is."""

from __future__ import annotations

import importlib
import sys

sys.modules[__name__] = importlib.import_module("gradcli.gradcheck_api")  # by name: autograd stands below it in the import table
