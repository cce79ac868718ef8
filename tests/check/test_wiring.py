"""Right in every node and wrong as a whole: what happens to the gradient between them."""

from __future__ import annotations

from pathlib import Path

import pytest
from check.user_file import checked, function, ops, why

from gradcli.finding import Checked


@pytest.mark.parametrize(("factor", "word"), [("3", "fail"), ("2", "pass")])
def test_a_backward_that_depends_on_the_layout_of_the_incoming_gradient_is_named(factor: str, word: str, tmp_path: Path) -> None:
    twice = function("Twice", "x", "2 * x", f"g * (2 if g.is_contiguous() else {factor})")
    result = checked(tmp_path, twice + "def f(x=wave(3, 4)):\n    return (Twice.apply(x).T @ wave(3, 2).detach()).sin()")

    assert result.verdict.value == word
    assert ops(result) == ({"Twice"} if word == "fail" else set())
    assert ("is not contiguous" in why(result)) == (word == "fail")


def test_a_hook_that_scales_the_gradient_is_named_with_its_line(tmp_path: Path) -> None:
    result = checked(tmp_path, "def f(x=wave(3)):\n    y = x ** 2\n    y.register_hook(lambda g: 2 * g)\n    return y.sin()")

    assert result.verdict.value == "fail"
    assert why(result).endswith("by a hook")
    assert line(result) == "y.register_hook(lambda g: 2 * g)"


def test_a_hook_that_clips_the_gradient_is_named_with_its_line(tmp_path: Path) -> None:
    result = checked(tmp_path, "def f(x=wave(3)):\n    y = 2 * x\n    y.register_hook(lambda g: g.clamp(-1, 1))\n    return y.sin()")

    assert result.findings[0].code.id == "G102"
    assert why(result).endswith("by a hook")
    assert line(result) == "y.register_hook(lambda g: g.clamp(-1, 1))"


def test_hooks_that_only_look_are_not_blamed(tmp_path: Path) -> None:
    result = checked(tmp_path, "def f(x=wave(3)):\n    y = 2 * x\n    y.register_hook(lambda g: print(g.norm()))\n    return y.sin()")

    assert result.verdict.value == "pass"


def test_no_grad_on_the_path_is_named_with_the_line_inside_it(tmp_path: Path) -> None:
    result = checked(tmp_path, "def f(x=wave(3)):\n    with torch.no_grad():\n        n = x.norm()\n    return x / n")

    assert "no_grad()" in why(result)
    assert line(result) == "n = x.norm()"


def test_no_grad_around_another_function_is_named_with_the_line_of_the_block(tmp_path: Path) -> None:
    helper = "def _length(x):\n    return x.norm()\n\n\n"
    result = checked(tmp_path, helper + "def f(x=wave(3)):\n    with torch.no_grad():\n        n = _length(x)\n    return x / n")

    assert "no_grad()" in why(result)
    assert line(result) == "with torch.no_grad():"


def test_a_forward_that_changes_its_argument_without_a_word_is_told_at_that_line(tmp_path: Path) -> None:
    clamp = "class Clamp(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        x.clamp_(min=0)\n"
    rest = "        return x.clone()\n    @staticmethod\n    def backward(ctx, g):\n        return g\n"

    result = checked(tmp_path, clamp + rest + "def f(x=wave(5)):\n    y = 2 * x\n    return Clamp.apply(y) + y\n")

    assert "mark_dirty()" in why(result)
    assert line(result) == "x.clamp_(min=0)"


def test_a_gradient_taken_without_create_graph_is_told(tmp_path: Path) -> None:
    penalty = "def f(x=wave(3)):\n    y = x.sin().sum()\n    g, = torch.autograd.grad(y, x, retain_graph=True)\n    return y + (g * g).sum()\n"

    right, wrong = (checked(tmp_path, penalty.replace("retain", keep)) for keep in ("create", "retain"))

    assert right.verdict.value == "pass"
    assert "create_graph=True" in why(wrong)
    assert line(wrong) == "g, = torch.autograd.grad(y, x, retain_graph=True)"


def line(result: Checked) -> str:
    where = result.findings[0].where
    assert where is not None
    return Path(where.file).read_text().splitlines()[where.line - 1].strip()


@pytest.mark.parametrize(("cut", "word"), [("1e-8 * x[1].detach() ** 2", "fail"), ("1e-8 * x[1] ** 2", "pass")])
def test_a_small_path_out_of_the_graph_is_seen_between_jumps_on_both_sides(cut: str, word: str, tmp_path: Path) -> None:
    near = "((x[0] - 0.7).abs() < 1e-6) * 1.0"

    result = checked(tmp_path, f"def f(x=v(0.7, 0.4)):\n    return x[1] ** 2 + {near} + {cut}\n")

    assert result.verdict.value == word
    assert ("detach()" in why(result)) == (word == "fail")


HOOKED = {
    "a default": "w = v(1.0, 2.0)\nw.register_hook(lambda g: 0 * g)\ndef f(x=v(0.3), w=w):\n    return torch.sin(x * w)\n",
    "a global": "w = v(1.0, 2.0)\nw.register_hook(lambda g: 0 * g)\ndef f(x=v(0.3)):\n    return torch.sin(x * w)\n",
    "a parameter": (
        "class F(torch.nn.Module):\n    example_input = v(0.3, 0.2, g=False)\n    def __init__(self):\n        super().__init__()\n"
        "        self.l = torch.nn.Linear(2, 2)\n        self.l.weight.register_hook(lambda g: 0 * g)\n"
        "    def forward(self, x):\n        return self.l(x).tanh()\n"
    ),
}


@pytest.mark.parametrize("name", HOOKED)
def test_a_hook_put_on_a_leaf_before_the_check_changes_the_gradient_in_it_too(tmp_path, name):
    found = checked(tmp_path, HOOKED[name])
    assert (found.verdict.value, found.findings[0].code.id) == ("fail", "G101")
    assert "changed between them by a hook" in why(found)
    assert line(found).endswith("register_hook(lambda g: 0 * g)")


def test_a_hook_of_a_forward_pass_is_not_taken_for_the_one_on_a_gradient(tmp_path):
    code = (
        "def f(x=wave(3, 2)):\n    m = torch.nn.Identity()\n    m.register_forward_hook(lambda m, i, o: None)\n    y = m(x * 2)\n"
        "    y.register_hook(lambda g: g / 2)\n    return y.sin()\n"
    )
    found = checked(tmp_path, code)
    assert why(found).endswith("by a hook")
    assert line(found) == "y.register_hook(lambda g: g / 2)"


def test_a_backward_hook_of_a_module_is_named_where_it_was_put_on(tmp_path):
    code = (
        "def f(x=wave(3, 2)):\n    m = torch.nn.Identity()\n    m.register_full_backward_hook(lambda m, gi, go: (2 * gi[0],))\n"
        "    return m(x * 2).sin()\n"
    )
    assert line(checked(tmp_path, code)) == "m.register_full_backward_hook(lambda m, gi, go: (2 * gi[0],))"


ADJOINT = """
m = torch.nn.Linear(2, 2).double()
class Adjoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, flat):
        ctx.save_for_backward(x)
        return torch.tanh(m(x))
    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        with torch.enable_grad():
            x = x.detach().requires_grad_()
            gx, *gs = torch.autograd.grad(torch.tanh(m(x)), [x, *m.parameters()], g)
        return gx, torch.cat([p.reshape(-1) for p in gs]) * {factor}
class Net(torch.nn.Module):
    example_input = wave(3, 2)
    def __init__(self):
        super().__init__()
        self.m = m
    def forward(self, x):
        return Adjoint.apply(x, torch.cat([p.reshape(-1) for p in m.parameters()])).square()
"""


@pytest.mark.parametrize(("factor", "word"), [(1.0, "pass"), (0.5, "fail")])
def test_a_function_that_takes_parameters_from_elsewhere_and_gives_their_gradient_to_an_argument_is_right_as_a_whole(tmp_path, factor, word):
    assert checked(tmp_path, ADJOINT.format(factor=factor)).verdict.value == word


LEAVES = {
    "tolist() at": "def f(x=v(0.3, 0.7)):\n    a, b = x.tolist()\n    return x * (a + b)\n",
    "item() at": "def f(x=v(0.3, 0.7)):\n    return float((x ** 2).sum())\n",
    "mark_non_differentiable() at": (
        "class Two(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        s = x.sin()\n"
        "        ctx.mark_non_differentiable(s)\n        return x * 2, s\n"
        "    @staticmethod\n    def backward(ctx, g, _):\n        return 2 * g\n"
        "def f(x=v(0.3, 0.7)):\n    y, s = Two.apply(x)\n    return y + s\n"
    ),
}


@pytest.mark.parametrize("name", LEAVES)
def test_the_way_out_of_the_graph_is_named(tmp_path, name):
    assert f"the graph is cut by {name}" in why(checked(tmp_path, LEAVES[name]))
