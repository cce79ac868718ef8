"""torch.version: the version, and that nothing was built for a GPU."""

from __future__ import annotations

from gradcli import __version__ as __version__

cuda: str | None = None
hip: str | None = None
debug = False
