"""gradcli config: every setting in force and where it comes from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gradcli.cli import config_file, terminal
from gradcli.cli.option import options
from gradcli.cli.options import Check, Config, Graph


def run(_options: Config) -> int:
    """Write one line per setting: its name, its value, its source."""
    file = config_file.find(Path.cwd())
    settings: dict[str, config_file.Setting] = {}
    for record in (Check, Graph):
        resolved = config_file.resolve(record, {}, os.environ, file)
        settings |= {option.name: resolved[option.name] for option in options(record) if option.shared}
    rows = [(name.replace("_", "-"), _written(setting.value), setting.source) for name, setting in sorted(settings.items())]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"{name.ljust(widths[0])}  {value.ljust(widths[1])}  {source}" for name, value, source in rows]
    terminal.say(f"configuration file: {file.path or 'none'}\n\n" + "\n".join(lines) + "\n")
    return 0


def _written(value: Any) -> str:
    """The value as the configuration file would say it; - for none."""
    if value is None or value == ():
        return "-"
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
