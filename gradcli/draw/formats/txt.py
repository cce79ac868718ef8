"""Plain text: the outline of the graph, with nothing that needs colours or a wide screen."""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.draw.labels import Tags, details, tags, words
from gradcli.draw.outline import Branch, outline
from gradcli.draw.view import View


def write(view: View) -> bytes:
    """Heading, counts, and one line per card from the results up to the leaves."""
    lines = [view.heading, view.subheading, ""]
    branches = outline(view)
    named = tags(view, branches)
    for root in branches:
        lines += [*_lines(view, root, named), ""]
    return "\n".join(lines).encode("utf-8", "replace")


def _lines(view: View, root: Branch, named: Tags) -> Iterator[str]:
    """The lines of one branch, iteratively: a graph may be deeper than Python's stack."""
    yield _text(view, root, named)
    work = [(branch, "", k == 0) for k, branch in enumerate(reversed(root.below))]
    while work:
        branch, indent, last = work.pop()
        yield f"{indent}{'└─ ' if last else '├─ '}{_text(view, branch, named)}"
        indent += "   " if last else "│  "
        yield from (f"{indent}{line}" for line, _ in details(view, branch))
        work += [(inner, indent, k == 0) for k, inner in enumerate(reversed(branch.below))]


def _text(view: View, branch: Branch, named: Tags) -> str:
    return "  ".join(text for text, _ in words(view, branch, named))
