"""What the examples do: which operations each runs, which nodes it leaves, and whether gradients flow through its result."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from gradcli.autograd.examples import Example, examples, parts
from gradcli.autograd.node import Node
from gradcli.autograd.op import Op
from gradcli.autograd.tensor import LEAF, Tensor, make
from gradcli.autograd.trace import Tracer
from gradcli.sample import Recipe, definite, gaussian, integers, mask, normal, positive, regular, within

SEED = 7
REFUSES = "torch::autograd::NotImplemented"  # the node of an operation whose backward only says that there is none
HOMES = {"torch": "gradcli", "F": "gradcli.nn.functional", "linalg": "gradcli.linalg", "fft": "gradcli.fft", "special": "gradcli.special"}
# fmt: off
OPERANDS: dict[str, Recipe] = {
    "x": normal(2, 3), "y": normal(2, 3), "z": normal(2, 3), "p": positive(2, 3), "q": positive(2, 3),
    "u": within(-0.9, 0.9, 2, 3), "h": within(1.1, 3.0, 2, 3), "v": normal(3), "w": normal(3), "o": normal(3), "s": normal(),
    "A": regular(3, 3), "B": regular(3, 3), "S": definite(3, 3), "W": normal(3, 4), "K": normal(2, 3, 3), "r": normal(2, 3, 2),
    "c": gaussian(2, 3), "d": gaussian(2, 3), "C": gaussian(3, 3),
    "row": normal(1, 2, 8), "img": normal(1, 2, 6, 6), "vol": normal(1, 2, 4, 4, 4),
    "i": integers(0, 3, 2, 3), "j": integers(0, 3, 2, 3), "n": integers(1, 4, 2, 3), "k": integers(0, 2, 2), "m": mask(2, 3),
}
# fmt: on


@dataclass(frozen=True)
class Shown:
    """What came of an example.   ops: the operations that ran, in order.   nodes: the names of the nodes that its last call left, last
    first.   value: what it returned."""

    example: Example
    ops: tuple[str, ...]
    nodes: tuple[str, ...]
    value: Any

    @property
    def differentiable(self) -> bool:
        """Whether gradients flow through the result."""
        return any(t.requires_grad for t in tensors(self.value)) and REFUSES not in self.nodes


class Watch(Tracer):
    """Notes the operations that run."""

    def __init__(self) -> None:
        super().__init__()
        self.ops: dict[str, None] = {}

    def record(self, op: Any, *_: Any) -> None:
        """An operation ran."""
        if isinstance(op, Op):
            self.ops[op.name] = None


@cache
def all_shown() -> tuple[Shown, ...]:
    """Every example, run."""
    here = world()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is deprecated there is an example too
        return tuple(show(example, here) for example in examples())


def world() -> dict[str, Any]:
    """What the examples see: the modules by their usual short names, and the operands."""
    return {**modules(), **{name: leaf(array) for name, array in operands().items()}}


def modules() -> dict[str, Any]:
    """The modules that the examples name, by their short names."""
    return {name: importlib.import_module(home) for name, home in HOMES.items()}


def operands() -> dict[str, Any]:
    """The arrays that the examples compute with, drawn with a fixed seed."""
    rng = np.random.default_rng(SEED)
    return {name: np.asarray(recipe.draw(rng)) for name, recipe in OPERANDS.items()}


def leaf(array: Any) -> Tensor:
    """An operand as a tensor; floating ones require grad."""
    return make(array, LEAF if array.dtype.kind in "fc" else None)


def show(example: Example, world: dict[str, Any]) -> Shown:
    """Run an example in a world of modules and leaves."""
    last, before = parts(example.text)
    given = {f"_{i}": eval(text, dict(world)) for i, text in enumerate(before)}
    known = {node for value in given.values() for node in nodes(value, ())}
    watch = Watch()
    with watch:
        value = eval(last, {**world, **given})
    return Shown(example, tuple(watch.ops), tuple(dict.fromkeys(node.name() for node in nodes(value, known))), value)


def nodes(value: Any, known: Iterable[Node]) -> list[Node]:
    """The nodes of the graph behind a result, last first, without accumulators and without what is known."""
    found: list[Node] = []
    todo = [t.grad_fn for t in tensors(value)]
    for node in todo:
        if node is not None and node not in known and node not in found and type(node).__name__ != "AccumulateGrad":
            found.append(node)
            todo.extend(each for each, _ in node.next_functions)
    return found


def tensors(value: Any) -> list[Tensor]:
    """The tensors in a result."""
    if isinstance(value, Tensor):
        return [value]
    return [t for part in value for t in tensors(part)] if isinstance(value, (tuple, list)) else []
