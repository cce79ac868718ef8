"""gradcli graph: the computation graph of a case, as a picture or in the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import gradcli.folder as folder
from gradcli.cases import Case, Settings
from gradcli.cli import output, terminal
from gradcli.cli.collect import one
from gradcli.cli.options import Graph
from gradcli.errors import GradcliError, ReadError, UsageError
from gradcli.finding import Checked
from gradcli.graph import Graph as Drawn
from gradcli.graph import Mark

FORMATS = "gradcli.draw.formats"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is drawn: the case, its graph, and with --check what was found out about its nodes."""

    case: Case
    graph: Drawn
    marks: Mapping[int, Mark] = field(default_factory=dict)
    checked: Checked | None = None


def run(options: Graph) -> int:
    """Draw one case; exit code 1 when --check finds an error, 0 otherwise."""
    format = picture_format(options)
    if options.output not in ("", "-"):
        output.writable(options.output)
    case = one(options.target, "graph", Settings(seed=options.seed, engine=options.engine, dtype="float64" if options.check else "float32"))
    with terminal.aside():
        subject = _checked(case) if options.check else Subject(case, _traced(case))
    if format:
        _picture(subject, format, options)
    else:
        _tree(subject, options)
    return int(subject.checked is not None and subject.checked.verdict.severity == "error")


def picture_format(options: Graph) -> str:
    """The format by name or by suffix; "" for the terminal. Raises UsageError listing the known ones."""
    known = folder.names(FORMATS)
    suffix = os.path.splitext(options.output)[1][1:].lower()
    if options.format or not (options.output or options.open):
        return options.format
    if options.output in ("", "-"):
        return "svg"
    if suffix not in known:
        what = f"unknown suffix .{suffix}{folder.nearest(suffix, known)}" if suffix else f"{options.output} has no suffix"
        raise UsageError(f"{what}: the suffix says the format of the picture", hint=f"known: {', '.join(known)}; or --format NAME")
    return suffix


def _traced(case: Case) -> Drawn:
    """The graph of one evaluation. Raises ReadError when user code raises."""
    from gradcli import engines

    try:
        return engines.get(case.engine).graph(case.fn, case.inputs)
    except GradcliError:
        raise
    except Exception as error:  # user code may raise anything
        raise ReadError(f"{case.id} raised {type(error).__name__}: {error}", where=case.where) from error


def _checked(case: Case) -> Subject:
    from gradcli import check

    checked = check.check_case(case)
    return Subject(case, checked.graph or _traced(case), checked.marks, checked)


def _picture(subject: Subject, format: str, options: Graph) -> None:
    """Write the picture to the file, to the standard output, or to a temporary file that is opened."""
    from gradcli import draw

    content = draw.draw(subject.graph, format, _look(subject, options))
    if options.output == "-" or not (options.output or options.open):
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    path = options.output or _temporary(format)
    output.save(path, content)
    terminal.note(f"wrote {path}")
    if options.open:
        _open(path)


def _look(subject: Subject, options: Graph) -> Any:
    """The options of the picture as the drawing takes them."""
    from gradcli.draw import Options

    more: dict[str, Any] = {"show": frozenset(options.show)} if options.show else {}
    same = {name: getattr(options, name) for name in ("theme", "direction", "flow", "max_nodes")}
    return Options(title=subject.case.id, **same, **more)


def _temporary(format: str) -> str:
    import tempfile

    handle, path = tempfile.mkstemp(prefix="gradcli-", suffix=f".{format}")
    os.close(handle)
    return path


def _open(path: str) -> None:
    import webbrowser
    from pathlib import Path

    if not webbrowser.open(Path(path).resolve().as_uri()):
        terminal.note(f"nothing here opens {path}")


def _tree(subject: Subject, options: Graph) -> None:
    """A tree and a summary in the terminal, by rich."""
    from rich.console import Console

    from gradcli.draw import summary
    from gradcli.draw import terminal as trees

    colour = terminal.colour(sys.stdout, options.color)
    console = Console(file=sys.stdout, force_terminal=colour, no_color=not colour, highlight=False)
    console.print(trees.tree(subject.graph, console.height))
    console.print(summary.summary(subject.graph))
