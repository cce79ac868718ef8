"""gradcli init: a starter check file."""

from __future__ import annotations

from gradcli.cli import output, terminal
from gradcli.cli.options import Init
from gradcli.errors import UsageError

STARTER = '''"""A check file: every public function whose parameters have values is a case. Run it with: gradcli check {path}"""

import gradcli as torch
from gradcli import case, normal, positive


def energy(x=torch.randn(4, requires_grad=True), stiffness=torch.tensor(2.5, requires_grad=True)):
    """The defaults are the point to check at."""
    return (stiffness * x**2 / 2).sum()


@case(logits=normal(4, 3), scale=positive())
@case(logits=[[0.0, 1.0, 2.0]], scale=2.0)
def loss(logits, scale):
    """Each @case is one check: loss[0] and loss[1]."""
    return _softplus(logits).sum() / scale


def _softplus(x):
    """A name that starts with _ is a helper, not a case."""
    return (1 + x.exp()).log()


class Cube(torch.autograd.Function):
    """A backward written by hand: the reason to check. Leave out the factor 3 and see what gradcli says."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad_out):
        (x,) = ctx.saved_tensors
        return grad_out * 3 * x**2


def cube(x=torch.linspace(-2.0, 2.0, 5, requires_grad=True)):
    return Cube.apply(x)
'''


def run(options: Init) -> int:
    """Write the file; an existing one is left alone and is an error."""
    if not options.path.endswith(".py"):
        raise UsageError(f"{options.path} would not be checked: a check file ends in .py", hint=f"gradcli init {options.path}.py")
    output.writable(options.path)
    try:
        with open(options.path, "x", encoding="utf-8") as file:
            file.write(STARTER.replace("{path}", options.path))
    except FileExistsError:
        raise UsageError(f"{options.path} exists and is not overwritten", hint="gradcli init OTHER.py") from None
    terminal.say(f"wrote {options.path}; now: gradcli check {options.path}\n")
    return 0
