"""Right gradients where rounding is loud: ill-conditioned matrices, edges of domains, offsets; and wrong ones at the same points."""

from __future__ import annotations

from pathlib import Path

import pytest
from check.user_file import checked, function, ops, why

HILBERT = "1 / (torch.arange(8, dtype=D)[:, None] + torch.arange(8, dtype=D)[None] + 1)"

# fmt: off
RIGHT = {
    "inverse of a nearly singular matrix": "def f(a=v(1.0, 2.0, 2.0, 4.0 + 1e-5)):\n    return torch.linalg.inv(a.reshape(2, 2))",
    "determinant near zero": "def f(a=v(1.0, 1.0 + 1e-7, 1.0, 1.0)):\n    return torch.linalg.det(a.reshape(2, 2))",
    "linear system of condition 1e10 with a constant matrix": f"def f(b=wave(8)):\n    return torch.linalg.solve({HILBERT}, b)",
    "eigenvalues that nearly coincide": "def f(a=v(1.0, 1.0 + 1e-5, 3.0)):\n    return torch.linalg.eigvalsh(torch.diag(a) + 1e-6 * torch.ones(3, 3, dtype=D))",
    "cholesky of a barely definite matrix": "def f(a=v(1.0, 0.9999999, 1.0)):\n    return torch.linalg.cholesky(torch.stack([a[0], a[1], a[1], a[2]]).reshape(2, 2))",
    "variance of values around 1e8": "def f(x=wave(5, c=1e8)):\n    return x.var()",
    "thirty steps of a chaotic map": "def f(x=v(0.3)):\n    for _ in range(30):\n        x = 3.9 * x * (1 - x)\n    return x",
    "batch norm of a column without variance": "def f(x=wave(4, 2)):\n    return F.batch_norm(torch.cat([x, 0 * x[:, :1] + 1.0], 1), None, None, training=True)",
    "complex square root beside its cut": "def f(z=torch.tensor([-1 + 1e-5j, -2 - 1e-4j], dtype=torch.complex128, requires_grad=True)):\n    return torch.sqrt(z)",
    "the small root of a quadratic by subtraction": "def f(b=v(1e5)):\n    return (-b + (b * b - 4).sqrt()) / 2",
    "tail of erfc": "def f(x=v(5.0, 10.0, 20.0)):\n    return torch.erfc(x)",
    "tangent near its pole": "def f(x=v(1.5707963, 0.3)):\n    return torch.tan(x)",
    "logarithm of a product across 24 decades": "def f(x=v(1e-12, 1.0, 1e12)):\n    return torch.log(x) * x",
}
# fmt: on


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_gradient_passes(name: str, tmp_path: Path) -> None:
    result = checked(tmp_path, RIGHT[name])

    assert result.verdict.value == "pass", result.findings


INVERSE = function("Inverse", "a", "torch.linalg.inv(a)", "-torch.linalg.inv(a) @ g @ torch.linalg.inv(a)")
SOLVE = function("Solve", "b", f"torch.linalg.solve({HILBERT} + 0.1 * torch.tril(torch.ones(8, 8, dtype=D)), b)", "-g")
NORM = function("Norm", "x", "x.norm()", "g * x / (x.norm() + 1e-10)")
SHIFT = function("Shift", "x", "(1e6 + x) - 1e6", "-g")

# fmt: off
WRONG = {
    "Inverse": INVERSE + "def f(a=v(1.0, 2.0, 3.0, 6.0 + 1e-5)):\n    return Inverse.apply(a.reshape(2, 2))",
    "Solve": SOLVE + "def f(b=wave(8)):\n    return Solve.apply(b)",
    "Norm": NORM + "def f(x=v(3e-10, -4e-10)):\n    return Norm.apply(x)",
    "Shift": SHIFT + "def f(x=wave(3)):\n    return Shift.apply(x)",
}
# fmt: on


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_gradient_at_such_a_point_is_found_and_blamed(name: str, tmp_path: Path) -> None:
    result = checked(tmp_path, WRONG[name])

    assert (result.verdict.value, ops(result)) == ("fail", {name})


def test_outputs_that_nobody_uses_are_not_compared(tmp_path: Path) -> None:
    """The vectors of a multiple singular value are no function of the matrix; the values are."""
    result = checked(tmp_path, "def f(a=v(1.0, 1.0, 1.0)):\n    return torch.linalg.svd(torch.diag(a))[1].sum()")

    assert "fail" not in {finding.verdict.value for finding in result.findings}


def test_a_gradient_that_its_needs_input_grad_leaves_out_is_missed(tmp_path: Path) -> None:
    code = """
class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b
    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return (g * b if ctx.needs_input_grad[1] else None), (g * a if ctx.needs_input_grad[0] else None)
def f(a=wave(3), b=v(1.0, 2.0, 3.0, g=False)):
    return Product.apply(a, b)
"""
    result = checked(tmp_path, code)

    assert (result.findings[0].code.id, ops(result)) == ("G104", {"Product"})


def test_a_cut_inside_of_a_backward_is_blamed_on_its_function(tmp_path: Path) -> None:
    sine = function("Sine", "x", "torch.sin(x)", "g * torch.cos(x).detach()")
    code = "def f(x=wave(3)):\n    return torch.autograd.grad(Sine.apply(x).sum(), x, create_graph=True)[0] * x"

    result = checked(tmp_path, sine + code)

    assert (result.findings[0].code.id, ops(result)) == ("G104", {"Sine"})


@pytest.mark.parametrize("backward", ["torch.relu(g) * (x > 0)", "g / (g.norm() + 1e-12)", "g.mul_(2)"])
def test_a_broken_contract_names_the_input_it_concerns(backward: str, tmp_path: Path) -> None:
    result = checked(
        tmp_path, function("Broken", "x", "x * 2", backward) + "def f(x=wave(3), w=wave(3)):\n    return Broken.apply(x.sin()) * w"
    )

    assert (result.verdict.value, result.findings[0].input, ops(result)) == ("fail", "x", {"Broken"})


def test_a_backward_that_writes_into_its_argument_is_blamed(tmp_path: Path) -> None:
    scale = function("Scale", "x, s", "x * s", "(x.mul_(g) * 0 + g * s, x.sum().reshape(1))")  # right once, wrong when asked again

    result = checked(tmp_path, scale + "def f(x=wave(3), s=v(2.0)):\n    return Scale.apply(x.sin(), s).exp()")

    assert (result.verdict.value, result.findings[0].code.id, ops(result)) == ("fail", "G103", {"Scale"})
    assert (result.findings[0].input, why(result)) == ("x", "the backward changes its argument x in place")


def test_a_gradient_kept_since_the_forward_may_be_scaled_in_place(tmp_path: Path) -> None:
    square = function("Square", "x", "(x * x).sum()", "saved.mul_(g)").replace("save_for_backward(x)", "save_for_backward(2 * x)")

    assert checked(tmp_path, square.replace("x, = ctx", "saved, = ctx") + "def f(x=wave(3)):\n    return Square.apply(x) * 3").verdict.value == "pass"


def test_rounding_is_no_gradient_where_the_function_stays_the_same(tmp_path: Path) -> None:
    factor = "torch.complex(wave(9), wave(9).cos()).reshape(3, 3).triu() + 2 * torch.eye(3, dtype=D)"
    code = f"def f(x=({factor}).detach().requires_grad_()):\n    return torch.cholesky_inverse(x, upper=True)"

    assert checked(tmp_path, code).verdict.value in ("pass", "inconclusive")
