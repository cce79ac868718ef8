"""G715: memory saved for a backward that does not use it.

What a custom Function gives to ctx.save_for_backward is kept alive until its backward has run. A tensor that the backward never looks
at takes that memory for nothing. Read off the source of the backward: the names that ctx.saved_tensors is unpacked to, and whether they
are used.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from gradcli.codes import ALL
from gradcli.errors import Where
from gradcli.finding import Culprit, Finding
from gradcli.lint._seen import Seen

BAD = """
import torch


class Square(torch.autograd.Function):
    inputs = {"x": torch.tensor([1.0, 2.0, 3.0])}

    @staticmethod
    def forward(ctx, x):
        y = x * x
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return 2 * x * g
"""
GOOD = """
import torch


class Square(torch.autograd.Function):
    inputs = {"x": torch.tensor([1.0, 2.0, 3.0])}

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 2 * x * g
"""
SAVED = ("saved_tensors", "saved_variables")


def check(seen: Seen) -> Iterator[Finding]:
    """Every Function with such a backward, once, at the line where it saves."""
    functions = {node.rule: node for node in reversed(list(seen.ops)) if node.rule is not None and node.saved}
    for rule, node in reversed(list(functions.items())):
        cls = source_of(rule)
        backward = next((part for part in cls.body if isinstance(part, ast.FunctionDef) and part.name == "backward"), None) if cls else None
        idle = unused(backward, len(node.saved)) if backward is not None else []
        if cls is not None and backward is not None and idle:
            size = sum(node.saved[k].nbytes for k in idle if k < len(node.saved))
            culprit = Culprit(node.id, node.op, node.grad_fn, node.scope, node.where, "")
            says = f"the backward of {node.op} does not use {idle_names(backward, idle)}" + (f": {size} bytes" if size else "")
            yield Finding(ALL["G715"], replace(rule, line=saving(cls)), input=node.op, culprit=culprit, detail=says)


def source_of(where: Where) -> ast.ClassDef | None:
    """The innermost class around a line; None where the file cannot be read."""
    try:
        with open(where.file, encoding="utf-8") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return None
    around = [part for part in ast.walk(tree) if isinstance(part, ast.ClassDef) and part.lineno <= where.line <= (part.end_lineno or 0)]
    return max(around, key=lambda part: part.lineno, default=None)


def saving(cls: ast.ClassDef) -> int:
    """The line that saves; that of the class where nothing in it is called so."""
    calls = [part for part in ast.walk(cls) if isinstance(part, ast.Attribute) and part.attr == "save_for_backward"]
    return calls[0].lineno if calls else cls.lineno


def unused(backward: ast.FunctionDef, saved: int) -> list[int]:
    """The positions of saved tensors that are never read: of names it unpacks to but does not use, or all when it does not look."""
    looks = [part for part in ast.walk(backward) if isinstance(part, ast.Attribute) and part.attr in SAVED]
    if not looks:
        handed_on = [part for part in ast.walk(backward) if isinstance(part, ast.Call) and any(is_context(backward, a) for a in part.args)]
        return [] if handed_on else list(range(saved))
    subscripts = [part for part in ast.walk(backward) if isinstance(part, ast.Subscript) and part.value in looks]
    taken = [part.slice.value for part in subscripts if isinstance(part.slice, ast.Constant)]
    if len(taken) == len(looks):
        return [k for k in range(saved) if k not in taken and k - saved not in taken]
    names = unpacked(backward)
    read = {part.id for part in ast.walk(backward) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    return [k for k, name in enumerate(names) if name and name not in read] if len(looks) == 1 else []


def is_context(backward: ast.FunctionDef, argument: ast.expr) -> bool:
    """Whether ctx itself is given to somebody, who may read it."""
    return isinstance(argument, ast.Name) and bool(backward.args.args) and argument.id == backward.args.args[0].arg


def unpacked(backward: ast.FunctionDef) -> list[str]:
    """The names in `x, y = ctx.saved_tensors`, "" for what is no plain name; none for any other form."""
    for part in ast.walk(backward):
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Attribute) and part.value.attr in SAVED:
            target = part.targets[0]
            if isinstance(target, ast.Tuple | ast.List):
                return [name.id if isinstance(name, ast.Name) else "" for name in target.elts]
    return []


def idle_names(backward: ast.FunctionDef, idle: list[int]) -> str:
    """What the unused tensors are called."""
    names = unpacked(backward)
    if not any(isinstance(part, ast.Attribute) and part.attr in SAVED for part in ast.walk(backward)):
        return "what it saved"
    told = [names[k] if k < len(names) and names[k].strip("_") else f"saved_tensors[{k}]" for k in idle]
    return " and ".join(told)
