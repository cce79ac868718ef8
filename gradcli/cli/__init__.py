"""The commands, one file each; the only place that prints or reads argv."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gradcli.errors import GradcliError, UsageError

INTERRUPTED, BROKEN_PIPE, OUR_BUG = 130, 141, 3
BUG = "This is a bug in gradcli, not in your file: please report it with the traceback above."


def run(argv: list[str]) -> int:
    """Run one command line and return its exit code: 0, 1, 2, 3 (our bug), 5 (nothing checked), 130 (Ctrl-C), 141 (broken pipe)."""
    try:
        return _run(argv)
    except GradcliError as error:
        complain(error)
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        return BROKEN_PIPE
    except Exception:  # the last line of defence: a bug of ours must not look like a failed check
        import traceback

        own_up([traceback.format_exc()])
        return OUR_BUG


def own_up(bugs: Sequence[str]) -> None:
    """Show the tracebacks of bugs of ours, and say what they are."""
    for bug in bugs:
        print(bug.rstrip(), file=sys.stderr)
    if bugs:
        print(BUG, file=sys.stderr)


def _run(argv: list[str]) -> int:
    from gradcli.cli.options import COMMANDS
    from gradcli.cli.parse import parse

    name, words = (argv[0], argv[1:]) if argv else ("", [])
    if name and not name.startswith("-") and name not in COMMANDS:
        raise _unknown_command(name, list(COMMANDS))
    given = parse(COMMANDS[name], words) if name in COMMANDS and "_GRADCLI_COMPLETE" not in os.environ else None
    return _ask_typer(argv) if given is None else execute(name, given, argv)


def _ask_typer(argv: list[str]) -> int:
    """Help, completion, mistakes, and what is written in an unusual way."""
    from gradcli.cli import app

    answer = app.ask(argv or ["--help"])
    if isinstance(answer, int):
        return answer if argv else UsageError.exit_code  # a script whose arguments came out empty must not look green
    return execute(*answer, argv)


def execute(name: str, given: Mapping[str, Any], argv: list[str]) -> int:
    """Run the command `name` with what the command line gives; everything else comes from variables, the file and the defaults."""
    from gradcli.cli import config_file
    from gradcli.cli.options import COMMANDS, Shared

    record = COMMANDS[name]
    file = config_file.find(Path.cwd()) if issubclass(record, Shared) else config_file.File()
    settings = config_file.resolve(record, given, os.environ, file)
    values = {key: setting.value for key, setting in settings.items()}
    told = {"config_file": file.path, "argv": tuple(argv)} if issubclass(record, Shared) else {}
    code: int = importlib.import_module(f"gradcli.cli.{name}").run(record(**values | told))
    return code


def _unknown_command(name: str, known: list[str]) -> UsageError:
    from gradcli.folder import nearest

    if Path(name.partition("::")[0]).exists():
        return UsageError(f"{name!r} is not a command", hint=f"gradcli check {name}, or gradcli graph {name}")
    return UsageError(f"unknown command {name!r}{nearest(name, known)}", hint=f"known: {', '.join(known)}")


def complain(error: GradcliError) -> None:
    """What went wrong and what to do about it, on stderr."""
    from gradcli.cli.terminal import painted
    from gradcli.report._pen import harmless

    place = f"{error.where}: " if error.where and str(error.where) not in error.what else ""
    lines = [f"{painted('error:', 'red')} {place}{harmless(error.what)}"]
    if error.hint:
        lines.append(f"{painted('hint:', 'cyan')} {error.hint}")
    print("\n".join(lines), file=sys.stderr)
