"""Right gradients and special points C01 to C40: none is blamed, and each gets its word and its number."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from check.user_file import checked, function, why

from gradcli.finding import Checked


class Right(NamedTuple):
    code: str
    verdict: str = "pass"
    says: str = ""
    digits: tuple[float, float] | None = None
    settings: dict[str, object] = {}


SAMPLED = """
def f(theta={}):
    image = torch.sin(torch.arange(64.0)).reshape(1, 1, 8, 8)
    grid = F.affine_grid(theta, [1, 1, 8, 8], align_corners=False)
    return torch.cos(torch.arange(128.0)).reshape(2, 64) @ F.grid_sample(image, grid, align_corners=False).flatten()
"""

FOURIER = """
torch.manual_seed(1)
def f(x=torch.rand(5, 6, 7, dtype=D) * 18 - 9):
    return torch.{}
"""

TRANSFORMER = """
def f(w=torch.zeros(6, 64), b=torch.eye(2, 3).flatten()):
    image, h = torch.sin(torch.arange(64.0)).reshape(1, 1, 8, 8), torch.cos(torch.arange(64.0))
    grid = F.affine_grid((w @ h + b).reshape(1, 2, 3), [1, 1, 8, 8], align_corners=False)
    return torch.cos(torch.arange(640.0)).reshape(10, 64) @ F.grid_sample(image, grid, align_corners=False).flatten()
"""

POOLED = """
def f(theta=torch.eye(2, 3)[None]):
    image, kernel = torch.sin(torch.arange(64.0)).reshape(1, 1, 8, 8), torch.cos(torch.arange(18.0)).reshape(2, 1, 3, 3)
    sampled = F.grid_sample(image, F.affine_grid(theta, image.size(), align_corners=False), align_corners=False)
    return {}F.max_pool2d(F.conv2d(sampled, kernel), 2).flatten(){}
"""


def of(expression: str, x: str) -> str:
    return f"def f(x={x}):\n    return {expression}\n"


NOISY = function("Noisy", "x", "torch.sin(x)", "g * torch.cos(x) * (1 + 1e-3 * torch.randn(5, dtype=D))") + of("Noisy.apply(x)", "wave(5)")
CBRT = function("Cbrt", "x", "x.sign() * x.abs() ** (1 / 3)", "g / (3 * x.abs() ** (2 / 3))")
NEWTON = """
class Root(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.round(torch.sqrt(x) * 1e7) / 1e7
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return g * 0.5 / torch.sqrt(x)
def f(x=v(2.0, 3.0)):
    return Root.apply(x)
"""
COUNTER = "calls = []\ndef f(x=wave(3)):\n    calls.append(1)\n    return x * (1 + 0.01 * len(calls))\n"
MUTATES = "def f(x=wave(3)):\n    with torch.no_grad():\n        x.mul_(2)\n    return x * 1\n"
STRAIGHT = "@surrogate\n" + function("Round", "x", "torch.round(x)", "g") + of("(Round.apply(x) * 0.5).sin()", "v(0.3, 1.7)")
BRANCH = "def f(x=v(3e-10, 2e-10)):\n    return x ** 2 if x.sum() > 0 else -x\n"
SUMS = of("(torch.sin(x.float()) * 1e3).sum().double()", "wave(2000)")
EXPANDED = "def f(x=v(0.3, 0.7, g=False).expand(3, 2).requires_grad_()):\n    return torch.sin(x).sum(0)\n"
TWICE = "x = wave(3)\ndef f(a=x, b=x):\n    return a * b\n"
EMPTY = """
def f(e=torch.zeros(0, 3, dtype=D, requires_grad=True), s=torch.tensor(1.5, dtype=D, requires_grad=True), unused=wave(2),
      n=3, k=torch.tensor([1, 2]), m=torch.tensor([True, False])):
    return e.sum() + s * k * m + n
"""
HUBER = of("F.huber_loss(x, torch.zeros(3, dtype=D), reduction='none')", "v(1.0, -1.0, 0.3)")

# fmt: off
CASES = {
    "C01": Right(of("torch.relu(x)", "v(0.0, 1.0)"), "nondifferentiable", "left slope"),
    "C02": Right(of("x.abs()", "v(0.0, 1.0)"), "nondifferentiable", "average"),
    "C03": Right(of("x.max(dim=0).values", "v(2.0, 2.0, 1.0)"), "nondifferentiable"),
    "C04": Right(of("torch.relu(x)", "v(5e-7, 1.0)")),
    "C05": Right(of("torch.log(x)", "v(1e-6, 1.0)")),
    "C06": Right(of("torch.sqrt(x)", "v(1e-8, 1.0)")),
    "C07": Right(of("x * x", "v(1e9)")),
    "C08": Right(of("torch.sin(x)", "v(1e10)")),
    "C09": Right(of("torch.sin(1e6 * x)", "v(0.3)")),
    "C10": Right(of("(1e8 + x) - 1e8", "v(0.3, 0.77)"), digits=(2.5, 8.0)),
    "C11": Right(of("1e8 * x[0] + x[1]", "v(0.7, 0.3)")),
    "C12": Right("def f(x=torch.tensor([0.3, 0.9, -1.2], requires_grad=True)):\n    return torch.sin(x)\n"),
    "C13": Right(of("torch.sin(x.float()).double()", "wave(5)"), digits=(2.0, 6.0)),
    "C14": Right(of("torch.floor(x)", "v(2.0)"), "nondifferentiable"),
    "C15": Right(of("torch.acosh(x)", "v(0.3, 0.6)"), "nonfinite", "acosh is the first operation"),
    "C16": Right(CBRT + of("Cbrt.apply(x)", "v(0.0)"), "nondifferentiable"),
    "C17": Right(of("torch.sort(x).values", "v(1.0, 1.0 + 1e-7, 3.0)")),
    "C18": Right(of("torch.exp(-((x - 1) / 1e-7) ** 2)", "v(1 + 5e-8)")),
    "C19": Right(of("F.dropout(x)", "wave(5)"), "nondeterministic", "random op dropout"),
    "C20": Right(NOISY, "nondeterministic"),
    "C21": Right(NEWTON, digits=(2.0, 7.5)),
    "C22": Right(of("1e-9 * torch.sin(x)", "wave(3)"), digits=(8.0, 16.0)),
    "C23": Right(HUBER),
    "C23-2": Right(HUBER, "nondifferentiable", settings={"order": 2}),
    "C24": Right(COUNTER, "nondeterministic", "state between calls"),
    "C25": Right(MUTATES, "nondeterministic"),
    "C26": Right(of("x * x.detach()", "wave(3)"), "fail", "cut by detach()"),
    "C27": Right(STRAIGHT),
    "C28": Right(BRANCH),
    "C29": Right(EXPANDED),
    "C30": Right(TWICE),
    "C31": Right(EMPTY),
    "C32": Right(of("torch.sin(x) ** 2 + torch.cos(x) ** 2", "wave(5)")),
    "C32-single": Right(of("F.normalize(x[None], p=0.5, dim=0)", "wave(5)")),
    "C32-pairs": Right(of("torch.corrcoef(x.reshape(3, 2))", "wave(6)")),
    "C32-fft": Right(FOURIER.format("fft.fft(x, dim=-2)")),
    "C32-rfft2": Right(FOURIER.format("fft.rfft2(x, s=(6, 8))")),
    "C33-exp": Right(of("torch.exp(x)", "v(700.0)")),
    "C33-softmax": Right(of("torch.softmax(x, 0)", "v(1e4, -1e4, 0.0)")),
    "C33-logsumexp": Right(of("torch.logsumexp(x, 0)", "v(800.0, 799.0)")),
    "C33-naive": Right(of("torch.log(torch.exp(x).sum())", "v(800.0, 799.0)"), "nonfinite", "exp"),
    "C34-linear": Right(of("3 * x - 1", "wave(3)")),
    "C34-constant": Right(of("0 * x + 7", "wave(3)")),
    "C34-quadratic": Right(of("x * x", "wave(3)")),
    "C35": Right("def f(x=wave(3)):\n    for _ in range(50):\n        x = torch.tanh(0.4 * x)\n    return x\n", digits=(7.0, 16.0)),
    "C36": Right(SUMS),
    "C37-norm": Right(of("x.norm()", "v(0.0, 0.0)"), "nondifferentiable"),
    "C37-atan2": Right("def f(u=v(0.0), w=v(0.0)):\n    return torch.atan2(u, w)\n", "nondifferentiable"),
    "C37-pow": Right(of("x ** 0", "v(0.0, 1.0)")),
    "C37-xlogx": Right(of("torch.where(x > 0, x * torch.log(x), 0.0)", "v(0.0, 0.5)"), "nonfinite", "where() evaluates both branches"),
    "C37-sqrt": Right(of("torch.sqrt(x * x)", "v(0.0, 0.5)"), "nonfinite"),
    "C38-vectors": Right("def f(x=v(1.0, 1.0)):\n    return torch.linalg.eigh(torch.diag(x))[1] ** 2\n", "nonfinite"),
    "C38-sum": Right(of("torch.linalg.eigvalsh(torch.diag(x)).sum()", "v(1.0, 1.0)")),
    "C39-clip": Right(of("x.clamp(-1, 1)", "v(1.0, 0.3)"), "nondifferentiable", "left slope"),
    "C39-hardtanh": Right(of("F.hardtanh(x)", "v(1.0, 0.3)"), "nondifferentiable"),
    "C39-mod": Right(of("torch.remainder(x, 0.5)", "v(1.0, 0.3)"), "nondifferentiable"),
    "C39-where": Right(of("torch.where(x >= 1, 2 * x, 3 * x - 1)", "v(1.0, 0.3)"), "nondifferentiable"),
    "C39-equals": Right(of("torch.where(x == 1, 3 * x, x)", "v(1.0, 0.3)"), "nondifferentiable"),
    "C39-labels": Right(of("F.hinge_embedding_loss(x, torch.stack([y, -y]))", "v(0.3, 0.7), y=v(1.0)[0]"), "nondifferentiable"),
    "C39-pixels": Right(SAMPLED.format("torch.eye(2, 3)[None]"), "inconclusive"),
    "C39-on-a-pixel": Right(SAMPLED.format("torch.eye(2, 3)[None] * 0.9 + 0.01"), "nondifferentiable"),
    "C39-between-pixels": Right(SAMPLED.format("torch.eye(2, 3)[None] * 0.87 + 0.0137")),
    "C39-many-pixels": Right(TRANSFORMER, "inconclusive"),
    "C39-pooled-pixels": Right(POOLED.format("", ""), "nondifferentiable"),
    "C40": Right(of("torch.sin(2 * torch.pi * x * 4096)", "v(1.0)")),
}
# fmt: on


def result_of(id: str, folder: Path) -> Checked:
    entry = CASES[id]
    return checked(folder, entry.code, **entry.settings)


@pytest.mark.parametrize("id", CASES)
def test_right(id: str, tmp_path: Path) -> None:
    entry, result = CASES[id], result_of(id, tmp_path)

    assert result.verdict.value == entry.verdict, [(f.code.id, f.why, f.message) for f in result.findings]
    assert entry.says in why(result), why(result)
    if entry.digits:
        assert result.digits is not None
        assert entry.digits[0] <= result.digits <= entry.digits[1]


def test_the_jump_and_the_infinite_slope_are_told_from_a_kink(tmp_path: Path) -> None:
    codes = {id: [f.code.id for f in result_of(id, tmp_path).findings] for id in ("C01", "C14", "C16")}

    assert codes == {"C01": ["G201"], "C14": ["G202"], "C16": ["G203"]}


def test_the_first_node_out_of_its_domain_is_named(tmp_path: Path) -> None:
    culprit = result_of("C15", tmp_path).findings[0].culprit

    assert culprit is not None
    assert culprit.op == "acosh"


def test_a_cut_is_named_with_its_line(tmp_path: Path) -> None:
    finding = result_of("C26", tmp_path).findings[0]

    assert finding.where is not None
    assert "detach()" in Path(finding.where.file).read_text().splitlines()[finding.where.line - 1]


def test_the_expanded_input_has_a_gradient_per_element(tmp_path: Path) -> None:
    assert result_of("C29", tmp_path).pairs[0].shape == (2, 6)


def test_inputs_that_cannot_be_differentiated_are_left_out(tmp_path: Path) -> None:
    compared = {pair.input for pair in result_of("C31", tmp_path).pairs}

    assert compared == {"e", "s", "unused"}


def test_a_recomputed_block_passes(tmp_path: Path) -> None:
    code = "from torch.utils.checkpoint import checkpoint\ndef f(x=wave(3), w=wave(3, 3)):\n    return checkpoint(lambda a: torch.tanh(a @ w), x, use_reentrant=False)"

    assert checked(tmp_path, code).verdict.value == "pass"


def test_a_wrong_function_behind_kinks_that_the_graph_does_not_show_is_blamed(tmp_path: Path) -> None:
    wrong = function("Half", "x", "x * 1.0", "g * 0.5") + POOLED.format("Half.apply(", ")")

    result = checked(tmp_path, wrong)

    assert result.verdict.value == "fail"
    assert {f.culprit.op for f in result.findings if f.verdict.value == "fail" and f.culprit} == {"Half"}


def test_an_entry_written_in_place_does_not_jump_when_something_else_moves(tmp_path: Path) -> None:
    code = "def f(z=v(0.0, 0.0, 0.0), p=v(0.0, 0.0)):\n    zz = z.clone()\n    zz[0] = 5.0\n    return zz, -p\n"

    assert checked(tmp_path, code).verdict.value == "pass"


def test_outputs_of_nothing_but_elementwise_operations_beside_others_have_their_columns(tmp_path: Path) -> None:
    code = "def f(a=v(2.0, 3.0), z=wave(5, 5)):\n    return 3 * a**3, 1 + z\n"

    assert checked(tmp_path, code).verdict.value == "pass"
