"""What a check found out about each node, for the picture of the graph."""

from __future__ import annotations

from collections.abc import Iterable

from gradcli.check.compare import VERDICT, Word
from gradcli.check.locate import Examined, blame
from gradcli.finding import Entry
from gradcli.graph import Graph, Mark

STALE = "it uses what another call or an in-place change left behind"
REASONS = {
    Word.KINK: "a kink at this point",
    Word.JUMP: "a jump at this point",
    Word.SINGULAR: "an infinite slope at this point",
    Word.UNSURE: "too much noise to decide",
    Word.NONFINITE: "not finite at this point",
}


def marks(graph: Graph, examined: Iterable[Examined]) -> dict[int, Mark]:
    """A mark per op node: its verdict, and the reason unless it passed; "unchecked" where nobody asked."""
    found = {node.id: Mark("unchecked") for node in graph.nodes if node.kind == "op"}
    for e in examined:
        found[e.node.id] = _failed(e) if e.word == Word.WRONG else _undisputed(e)
    return found


def _undisputed(examined: Examined) -> Mark:
    if examined.stale:
        return Mark("fail", reason=STALE)
    return Mark(str(VERDICT[examined.word]), reason=REASONS.get(examined.word, ""))


def _failed(examined: Examined) -> Mark:
    guilt = blame(examined)
    entry = guilt.entry
    if entry is None:
        return Mark("fail", reason=guilt.why, argument=guilt.argument)
    return Mark("fail", *_numbers(entry), index=_index(entry), reason=guilt.why, argument=guilt.argument)


def _numbers(entry: Entry) -> tuple[str, str, str]:
    return f"{entry.analytic:.6g}", f"{entry.numeric:.6g}", f"{abs(entry.analytic - entry.numeric):.2g}"


def _index(entry: Entry) -> str:
    return "[" + ", ".join(map(str, entry.input_index)) + "]" if entry.input_index else ""
