"""What people write, checked as the command line does it: source text to a file, its cases, the only result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gradcli import check, read
from gradcli.cases import Settings
from gradcli.finding import Checked

PRELUDE = """\
import gradcli as torch
from gradcli import case, normal, surrogate
F, D, inf = torch.nn.functional, torch.float64, float("inf")

def v(*values, g=True, dtype=torch.float64):
    return torch.tensor(values, dtype=dtype, requires_grad=g)

def wave(*shape, a=1.7, b=0.3, c=0.0, s=1.0):
    n = 1
    for k in shape:
        n *= k
    return (torch.sin(torch.arange(n, dtype=D) * a + b) * s + c).reshape(shape).requires_grad_()

"""


def checked(folder: Path, code: str, **settings: Any) -> Checked:
    """The result of the only case in a file with this code after the prelude."""
    file = folder / "case.py"
    file.write_text(PRELUDE + code)
    cases, skipped = read.cases(str(file))
    assert len(cases) == 1, (cases, skipped)
    return check.check_case(check.merged(cases[0], Settings(**settings)))


def function(name: str, arguments: str, forward: str, backward: str) -> str:
    """A torch-style Function as text: `forward` and `backward` are expressions in the arguments; gradients come in as g."""
    return (
        f"class {name}(torch.autograd.Function):\n"
        f"    @staticmethod\n    def forward(ctx, {arguments}):\n"
        f"        ctx.save_for_backward({arguments})\n        return {forward}\n"
        f"    @staticmethod\n    def backward(ctx, g):\n"
        f"        {arguments}, = ctx.saved_tensors\n        return {backward}\n"
    )


def ops(result: Checked) -> set[str]:
    """The operations and Functions its errors blame."""
    return {f.culprit.op for f in result.findings if f.culprit is not None and f.verdict.severity == "error"}


def why(result: Checked) -> str:
    return " | ".join(finding.why for finding in result.findings)
