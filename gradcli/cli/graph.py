"""gradcli graph: the computation graph of a case, as a picture or in the terminal."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import gradcli.folder as folder
from gradcli.cases import Case
from gradcli.check.norms import norms
from gradcli.check.times import times
from gradcli.cli import output, terminal
from gradcli.cli.collect import NO_GRAPH, one, tracing
from gradcli.cli.options import Graph
from gradcli.draw.options import Options as Look
from gradcli.errors import GradcliError, ReadError, UsageError
from gradcli.graph import Graph as Drawn
from gradcli.graph import Mark

if TYPE_CHECKING:
    from gradcli.check.alone import Painted

FORMATS = "gradcli.draw.formats"
# options of the command that the picture has too
LOOKS = ("theme", "direction", "flow", "leaf", "overlay", "max_nodes", "depth", "collapse", "expand", "focus", "all")
WIDTH, LINES = 120, 100  # of a tree that does not go to a terminal
LEAST = 12  # lines of a tree, however low the window


@dataclass(frozen=True, slots=True)
class Subject:
    """What is drawn: the case, its graph, the norms of its gradients, and with --check what was found out about its nodes."""

    case: Case
    graph: Drawn
    norms: Mapping[int, float]
    painted: Painted | None = None
    times: Mapping[int, float] = field(default_factory=dict)
    old: Drawn | None = None

    @property
    def known(self) -> dict[str, Any]:
        """What the drawing takes beside the graph."""
        return {"marks": self.marks, "norms": self.norms, "times": self.times, "old": self.old}

    @property
    def marks(self) -> Mapping[int, Mark]:
        """What the check found out, by node id."""
        return self.painted.marks if self.painted is not None else {}


def run(options: Graph) -> int:
    """Draw one case; exit code 1 when --check finds an error, 0 otherwise."""
    format = picture_format(options)
    if options.output not in ("", "-"):
        output.writable(options.output)
    old = _old(options.diff)
    settings = tracing(options.target, options.seed, options.engine)
    checks = options.check or options.focus == "fail"
    settings = replace(settings, dtype="float64") if checks else settings
    with terminal.aside(), _rarely_swept():
        case = one(options.target, "graph", settings, _checkable if checks else _drawable)
        subject = _subject(case, checks)
        measured = times(subject.graph) if options.overlay == "time" else {}
        subject = replace(subject, times=measured, old=old)
    if not subject.graph.outputs:
        terminal.note(f"no result has a grad_fn: {NO_GRAPH}")
    if format:
        _picture(subject, format, options)
    else:
        _tree(subject, options)
    return int(subject.painted is not None and subject.painted.verdict.severity == "error")


def _drawable(cases: list[Case]) -> Case | None:
    """Of the several results of a script one case with all of them; else as for a check."""
    if not all(case.kind == "script" for case in cases):
        return _checkable(cases)
    from gradcli.read.py import together

    return together(cases)


def _checkable(cases: list[Case]) -> Case | None:
    """The first of several that nobody declared to be cases, modules or calls of gradcheck; of others the user must name one."""
    modules = all(case.kind == "module" and "inferred" in case.sources.values() for case in cases)
    if not modules and not all(case.kind == "gradcheck" for case in cases):
        return None
    others = ", ".join(case.name for case in cases[1:])
    terminal.note(f"this is {cases[0].name}; also there: {others}, as gradcli graph {cases[0].where.file}::NAME")
    return cases[0]


@contextmanager
def _rarely_swept() -> Iterator[None]:
    """Within it, cycles of garbage are looked for a hundred times less often: each look goes through the nodes recorded so far."""
    before = gc.get_threshold()
    gc.set_threshold(100 * before[0], *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


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


def _subject(case: Case, with_check: bool) -> Subject:
    """The case traced, or checked. Raises ReadError when user code raises."""
    from gradcli import engines
    from gradcli.check.alone import painted

    try:
        found = painted(case) if with_check else None
        with case.around():
            graph = found.graph if found is not None else engines.get(case.engine).graph(case.fn, case.inputs)
            return Subject(case, graph, norms(graph), found)
    except GradcliError:
        raise
    except Exception as error:  # user code may raise anything
        raise ReadError(f"{case.id} raised {type(error).__name__}: {error}", where=case.where) from error


def _old(path: str) -> Drawn | None:
    if not path:
        return None
    from gradcli.draw.diff.read import read

    return read(path)


def _picture(subject: Subject, format: str, options: Graph) -> None:
    """Write the picture to the file, to the standard output, or to a temporary file that is opened."""
    from gradcli import draw

    picture = draw.picture(subject.graph, format, _look(subject, options), **subject.known)
    for text in picture.notes:
        terminal.note(text)
    if options.output == "-" or not (options.output or options.open):
        sys.stdout.buffer.write(picture.data)
        sys.stdout.buffer.flush()
        return
    path = options.output or _temporary(format)
    output.save(path, picture.data)
    terminal.note(f"wrote {path}")
    if options.open:
        _open(path)


def _look(subject: Subject, options: Graph) -> Look:
    """The options of the picture as the drawing takes them."""
    note = subject.painted.says if subject.painted is not None else ""
    look = Look(title=_title(subject.case.id), note=note, **{name: getattr(options, name) for name in LOOKS})
    return replace(look, show=frozenset(options.show)) if options.show else look


def _title(id: str) -> str:
    """A case's id as a heading: "mlp.py" for "samples/mlp.py::<script>", "model.py::Net" for "src/model.py::Net"."""
    path, _, name = id.partition("::")
    file = os.path.basename(path)
    return file if name in ("", "<script>") else f"{file}::{name}"


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
    from gradcli.draw.summary import rows, summary
    from gradcli.draw.terminal import table, tree

    found = summary(subject.graph, subject.norms)
    drawn = tree(subject.graph, _look(subject, options), height=_height(len(list(rows(found)))), **subject.known)
    terminal.say(_rendered([drawn, "", table(found)], terminal.view(sys.stdout, options.color)))


def _height(below: int) -> int:
    """Lines for the tree: what the window has beside the summary of so many rows, an empty line and the prompt; LINES elsewhere."""
    if not sys.stdout.isatty():
        return LINES
    return max(LEAST, os.get_terminal_size(sys.stdout.fileno()).lines - below - 2)


def _rendered(things: Sequence[Any], view: Mapping[str, Any]) -> str:
    """What rich makes of these, in the characters the standard output has."""
    from rich.console import Console

    paper = io.TextIOWrapper(io.BytesIO(), encoding=sys.stdout.encoding or "utf-8", errors="backslashreplace")
    inks: Any = ("truecolor" if view["truecolor"] else "256") if view["color"] else None
    width = None if sys.stdout.isatty() else WIDTH
    console = Console(file=paper, force_terminal=view["color"], color_system=inks, width=width, highlight=False, legacy_windows=False)
    for thing in things:
        console.print(thing)
    paper.seek(0)
    return "".join(f"{line.rstrip()}\n" for line in paper.read().splitlines())
