"""torch.version: the version of PyTorch whose names these are, and that nothing was built for a GPU."""

from __future__ import annotations

from gradcli.autograd.names import VERSION as __version__

__all__ = ["__version__", "cuda", "debug", "hip"]

cuda: str | None = None
hip: str | None = None
debug = False
