"""The tables of docs/operations.md, read from the registry and the examples; `python -m gradcli.autograd.reference` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from gradcli.autograd.demonstration import Shown, all_shown
from gradcli.autograd.op import Op, registry

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
RULES = ("vjp", "jvp", "batch", "complex")
SHORT = {"torch": "torch.", "Tensor": "Tensor.", "functional": "F.", "linalg": "linalg.", "fft": "fft.", "special": "special."}


def differentiable() -> set[tuple[str, str]]:
    """(space, name) of every public function and method that gradients flow through."""
    return {(shown.example.space, shown.example.name) for shown in all_shown() if shown.differentiable}


def page(old: str) -> str:
    """The page with its tables made anew; the prose between them stays as it is."""
    tables = {"counts": counts(), "functions": functions(), "operations": operations()}
    return re.sub(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", lambda found: found[1] + tables[found[2]] + found[3], old, flags=re.S)


def counts() -> str:
    """How much there is, in a sentence."""
    names, ops = differentiable(), registry().values()
    plain = {name for _, name in names if not name.endswith("_") or name.endswith("__")}
    return (
        f"{len(names)} public functions and methods are differentiable ({len(plain)} names, counting in-place forms and the same name in\n"
        f"several modules once). They are made of {len(ops)} operations, {sum(op.differentiable for op in ops)} of them differentiable.\n"
    )


def functions() -> str:
    """One row per written example, under the headings of the file."""
    by_line = [list(group) for _, group in groupby(all_shown(), key=lambda shown: shown.example.source)]
    parts = []
    for heading, lines in groupby(by_line, key=lambda line: line[0].example.heading):
        head = ["call", "also", "grad_fn", "operations", "rules"]
        parts.append(f"### {heading}\n\n{table(head, [_function(line) for line in lines])}")
    return "\n" + "\n".join(parts) + "\n"


def _function(line: list[Shown]) -> list[str]:
    first, *others = line
    also = " ".join(f"`{SHORT[shown.example.space]}{shown.example.name}`" for shown in others)
    fn = " ".join(f"`{name}`" for name in first.nodes) if first.differentiable else "–"
    ops = [registry()[name] for name in first.ops]
    return [f"`{first.example.text}`", also, fn, " ".join(op.name for op in ops), rules([op for op in ops if op.differentiable])]


def operations() -> str:
    """One row per operation of the registry."""
    rows = [[op.name, f"`{op.grad_fn}`" if op.differentiable else "–", op.family, rules([op]), str(len(op.samples))] for op in sorted_ops()]
    return "\n" + table(["operation", "grad_fn", "family", "rules", "samples"], rows) + "\n"


def sorted_ops() -> list[Op]:
    """The registry, by name."""
    return [op for _, op in sorted(registry().items())]


def rules(ops: list[Op]) -> str:
    """The rules that all of the operations have of their own."""
    return " ".join(rule for rule in RULES if ops and all(rule in op.has for op in ops))


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
