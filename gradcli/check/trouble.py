"""What makes a point awkward: the node at a kink, the node that cancels, the node whose gradient is not finite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gradcli.check.compare import SHARP, Word
from gradcli.check.locate import Examined
from gradcli.check.records import entry_of, largest
from gradcli.check.replay import backpropagate, pull_recorded, reached_from
from gradcli.check.session import Session
from gradcli.check.subject import short_unit, split
from gradcli.finding import Culprit, Entry, place
from gradcli.graph import Graph, Node
from gradcli.numeric import Kind

Array = np.ndarray[Any, Any]
CANCELS = 1e3  # operands this much larger than the result cost three digits and are worth a word
MASKS = frozenset({"where", "masked_fill", "mul", "index", "select"})


@dataclass(frozen=True, slots=True)
class Cause:
    """The node behind a warning, a clause that says why, and its numbers."""

    culprit: Culprit | None = None
    why: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def of(session: Session, word: np.int8, examined: list[Examined]) -> Cause:
    """Why entries got this word."""
    if word == Word.NONFINITE:
        return nonfinite(session)
    if word == Word.UNSURE:
        return Cause(None, f"a step away from the point {session.refusal}") if _lost(session) else noisy(session)
    return special(word, examined)


def special(word: np.int8, examined: list[Examined]) -> Cause:
    """The first node that is at a kink, a jump or an infinite slope by itself."""
    for e in sorted(examined, key=lambda e: e.node.id):
        for grid in e.grids.values():
            if (grid.words == word).any():
                entry = entry_of(grid, largest(grid, word), e.subject)
                return Cause(_culprit(e.node, grid.question.input, entry), _chosen(entry) if word == Word.KINK else "", {"op": e.node.op})
    return Cause()


def _chosen(entry: Entry) -> str:
    """Which of its slopes the node hands back at a kink."""
    if entry.left is None or entry.right is None:
        return ""
    gap = abs(entry.right - entry.left)
    middle = (entry.left + entry.right) / 2
    slopes = {"the left slope": entry.left, "the right slope": entry.right, "the average of both slopes": middle, "zero": 0.0}
    name = next((name for name, slope in slopes.items() if abs(entry.analytic - slope) <= 1e-6 * gap), "a slope between the two")
    return f"the backward takes {name}"


def nonfinite(session: Session) -> Cause:
    """Walk the tape backward to the first node that turns a finite gradient into one that is not."""
    graph = session.record()
    rng = session.rng
    gs = split(rng.choice([-1.0, 1.0], session.m) * rng.uniform(0.5, 1.5, session.m), session.results)
    seen: list[Node] = []

    def watch(node: Node, cotangents: list[Array], gradients: Any) -> None:
        if all(map(_finite, cotangents)) and not all(map(_finite, gradients)):
            seen.append(node)

    backpropagate(graph, gs, pull_recorded, watch)
    if not seen:
        return Cause()
    node = seen[0]
    return Cause(_culprit(node), _mask_hint(graph, node), {"op": node.op})


def _mask_hint(graph: Graph, node: Node) -> str:
    below = reached_from(graph, [node.id]) - {node.id}
    mask = next((graph.nodes[k].op for k in sorted(below) if graph.nodes[k].op in MASKS), "")
    if mask in ("where", "masked_fill"):
        return f"{mask}() evaluates both branches: 0 times infinity is NaN, so guard the argument of {node.op} itself"
    return f"the derivative of {node.op} is not finite at this point"


def _finite(array: Any) -> bool:
    return array is None or bool(np.isfinite(array).all())


def _lost(session: Session) -> bool:
    """Whether differences are missing because the function cannot be evaluated nearby."""
    return bool(session.refusal) and any((grid.estimate.kind == Kind.LOST).any() for grid in session.grids.values())


def noisy(session: Session) -> Cause:
    """A node that rounds to a narrow type, or whose operands are largest beside its result: cancellation, or a number swallowed."""
    odd = not_finite(session)
    if odd:
        return Cause(None, f"{odd}: no step can be taken from there")
    graph = session.shown or session.record()
    rounds = next((node for node in graph.nodes if node.op == "to_copy" and short_unit([node.dtype])), None)
    if rounds is not None:
        return Cause(_culprit(rounds), f"rounded to {rounds.dtype} there, so differences see steps and no slope", {"op": rounds.op})
    ratios = [(node, *_cancellation(node)) for node in graph.nodes if node.kind == "op" and node.replay is not None]
    node, operand, result = max(ratios, key=lambda r: r[1] / max(r[2], 1e-300), default=(None, 0.0, 1.0))
    if node is None or operand < CANCELS * result or operand == 0:
        return Cause(None, _unknown(session))
    why = f"cancellation in {node.op}: operands of {operand:.1e}, result {result:.1e}"
    return Cause(_culprit(node), why, {"op": node.op, "operand": operand, "result": result})


def not_finite(session: Session) -> str:
    """The first input entry that is no number or infinite: "x[1] is nan"; "" where there is none."""
    for name, x in session.inputs.items():
        for index in np.argwhere(~np.isfinite(np.atleast_1d(x)))[:1]:
            return f"{place(name, tuple(int(k) for k in index[: x.ndim]))} is {np.atleast_1d(x)[tuple(index)]}"
    return ""


def _unknown(session: Session) -> str:
    """How well the slopes that are undecided are known."""
    open_ = [(grid.estimate, grid.words == Word.UNSURE) for grid in session.grids.values()]
    shares = [found.bound[here] / np.maximum(np.abs(found.value[here]), 1e-300) for found, here in open_ if here.any()]
    share = float(np.nan_to_num(np.concatenate(shares), nan=np.inf).max()) if shares else np.inf
    if share <= SHARP:
        return "every operation is right by itself, yet differences show another slope: a choice at a kink, or ripples below their steps"
    return "rounding leaves too few digits of the slope to tell" if share < 1 else "the numeric error is larger than the slope"


def _cancellation(node: Node) -> tuple[float, float]:
    """Largest operand and largest result of an addition, a subtraction or a sum; (0, 1) for other operations."""
    assert node.replay is not None
    if node.op not in ("add", "sub", "sum", "mean", "rsub", "matmul", "mm"):
        return 0.0, 1.0
    operand = max((_largest(x) for x in node.replay.inputs), default=0.0)
    return operand, _largest(node.replay.outputs[0])


def _largest(array: Any) -> float:
    values = np.asarray(array)
    if values.dtype.kind not in "fc" or not values.size:
        return 0.0
    return float(np.abs(np.where(np.isfinite(values), values, 0.0)).max())


def _culprit(node: Node, argument: str = "", entry: Any = None) -> Culprit:
    return Culprit(node.id, node.op, node.grad_fn, node.scope, node.where, argument, entry)
