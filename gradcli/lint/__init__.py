"""Findings about a graph itself: one file per rule, named as its code is, with its docs, an example that has it and one that has not.

A rule is a module with `check(seen) -> Iterator[Finding]`; its docstring is what `gradcli explain` shows, BAD and GOOD are the examples.
"""

from __future__ import annotations

from gradcli import folder
from gradcli.finding import Finding
from gradcli.graph import Graph


def findings(graph: Graph, script: bool = False) -> list[Finding]:
    """What the rules find in a graph that an engine has observed, in the order of their codes.   script: it is of a whole file."""
    import numpy as np  # not needed where only the page of a rule is read

    from gradcli.lint._seen import Seen

    seen = Seen(graph, script)
    with np.errstate(all="ignore"):
        found = [finding for name in rules() for finding in folder.get(__name__, name).check(seen)]
    return sorted(found, key=lambda finding: (finding.code.id, finding.where is not None and finding.where.line))


def rules() -> list[str]:
    """The names of all rules."""
    return folder.names(__name__)


__all__ = ["findings", "rules"]
