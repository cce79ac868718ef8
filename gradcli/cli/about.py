"""What a report says about the run itself, and how it is to look."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from gradcli import __version__
from gradcli.cli import terminal
from gradcli.cli.options import Reported

SAME = ("argv", "seed", "engine", "config_file", "strict", "exit_zero", "allow_empty", "verbose", "quiet")


def about(options: Reported, started: float) -> dict[str, Any]:
    """The run record of a report, without the numerics of a check.   started: seconds since the epoch."""
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started))
    told = {name: getattr(options, name) for name in SAME}
    return {**told, "jobs": 1, "started": when, "tool": _tool(), **terminal.view(sys.stdout, options.color)}


def _tool() -> dict[str, str]:
    numpy = sys.modules.get("numpy")
    platform = f"{sys.platform}-{os.uname().machine}" if hasattr(os, "uname") else sys.platform
    versions = {"version": __version__, "python": sys.version.split()[0], "numpy": getattr(numpy, "__version__", "")}
    return {"name": "gradcli", **versions, "platform": platform}
