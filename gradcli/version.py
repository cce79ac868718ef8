"""torch.version: the version of PyTorch whose names these are, and that nothing was built for a GPU."""

from __future__ import annotations

from gradcli.autograd import names

__version__ = names.VERSION
cuda: str | None = None
hip: str | None = None
debug = False
