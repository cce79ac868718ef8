"""Why the gradient of a loss, a normalisation or a window is wrong: the mistakes that are made by hand, each in its own words."""

from __future__ import annotations

from pathlib import Path

import pytest
from check.user_file import checked, function, why

HOT = "F.one_hot(torch.tensor([0, 2, 1, 1]), 3).to(D)"
WEIGHT = "torch.tensor([1.0, 2.0, 4.0], dtype=D)"
MATRIX = "v(2.0, 0.3, -0.5, 0.1, 1.5, 0.4, -0.7, 0.2, 1.1)"
STATISTICS = "(lambda h, s: (g - g.mean() - h * (g * h).mean()) / s)((x - x.mean()) / {0}, {0})"
SPREAD = "(x.var(unbiased=False) + 1e-9).sqrt()"

# fmt: off
MISTAKES = {
    "a class weight": ("x=wave(4, 3)", f"-(torch.log_softmax(x, 1) * {HOT} * {WEIGHT}).sum()", f"g * (torch.softmax(x, 1) - {HOT})", "off by a factor for each index along axis 0 of the input: 1 0.25 0.5 0.5"),
    "the target": ("x=wave(4, 3)", f"-(torch.log_softmax(x, 1) * {HOT}).sum() / 4", "g * torch.softmax(x, 1) / 4", "by the same amount: a term of 0.25 is too many there"),
    "a derivative of the sigmoid too many": ("x=wave(6)", "F.softplus(x).mean()", "g * torch.sigmoid(x) ** 2 * (1 - torch.sigmoid(x)) / 6", "off by a multiple of sigmoid(x) (1 - sigmoid(x))"),
    "the mean of a variance": ("x=wave(6)", "x.var()", "g * 2 * x / 5", "in every entry: a mean, say, that is not subtracted"),
    "the direction of a norm": ("x=wave(6)", "x.sum() / x.norm()", "g * torch.ones_like(x) / x.norm()", "a multiple of x is too many, x the input"),
    "the root of a norm": ("x=wave(5)", "x.norm()", "g * x", "off by the factor y, y the result"),
    "the logarithm of a determinant": (f"x={MATRIX}", "torch.linalg.slogdet(x.reshape(3, 3))[1]", "g * torch.linalg.det(x.reshape(3, 3)) * torch.linalg.inv(x.reshape(3, 3)).T.reshape(9)", "off by the factor exp(y)"),
    "one half of a symmetric part": ("x=wave(3, 3)", "((x + x.T) / 2).pow(3).sum()", "3 * g * torch.triu((x + x.T) ** 2 / 2 - torch.diag(torch.diag(x) ** 2))", "not symmetric: "),
    "the other triangle": ("x=wave(3, 3)", "torch.tril(x).pow(2).sum()", "2 * g * x", "only the lower triangle is read"),
    "the knee of a huber loss": ("x=wave(9, s=2.0)", "torch.where(x.abs() < 1.5, x * x / 2, 1.5 * x.abs() - 1.125).sum()", "g * x", "where |x| > "),
    "the variance of a layer norm": ("x=wave(6)", f"(x - x.mean()) / {SPREAD}", STATISTICS.format("(x.var() + 1e-9).sqrt()"), "a biased variance for an unbiased one"),
    "the epsilon of a layer norm": ("x=wave(6)", f"(x - x.mean()) / {SPREAD}", STATISTICS.format(f"({SPREAD} + 0.01)"), "a variance or an epsilon"),
    "the flip of a kernel": ("x=wave(7)", "F.conv1d(x[None, None], v(0.2, 0.5, -1.0, g=False)[None, None])[0, 0]", "F.conv_transpose1d(g[None, None], v(-1.0, 0.5, 0.2, g=False)[None, None])[0, 0]", "read backwards"),
    "the argument of a tanh": ("x=wave(5)", "torch.tanh(x)", "g * (1 - torch.tanh(torch.tanh(x)) ** 2)", "looks like 1 - tanh(y)^2 where it should be 1 - y^2"),
    "a reshape for a permutation": ("x=wave(2, 3, 2)", "3 * x.permute(2, 0, 1)", "3 * g.reshape(2, 3, 2)", "permuted"),
    "the first of a broadcast": ("x=wave(3)", "x + torch.zeros(4, 3, dtype=D)", "g[0]", "contributions are lost"),
    "the imaginary part": ("x=torch.tensor([1 + 2j, 0.3 - 1j], dtype=torch.complex128, requires_grad=True)", "x * x", "2 * g * x.real + 0j", "the imaginary part of the derivative is dropped"),
}
SILENT = {
    "a softmax along the other axis": ("x=wave(4, 3)", f"-(torch.log_softmax(x, 1) * {HOT}).sum()", f"g * (torch.softmax(x, 0) - {HOT})"),
    "few entries whose signs are in order by chance": ("x=wave(5)", "(v(1, -1, 1, 1, -1, g=False) * x).sum()", "g * torch.ones_like(x)"),
}
# fmt: on


def explanation(folder: Path, inputs: str, forward: str, backward: str) -> str:
    result = checked(folder, function("M", "x", forward, backward) + f"def f({inputs}):\n    return M.apply(x)")
    assert result.verdict.value == "fail", result.findings
    return why(result)


@pytest.mark.parametrize("name", MISTAKES)
def test_says_what_was_forgotten(name: str, tmp_path: Path) -> None:
    *code, says = MISTAKES[name]

    assert says in explanation(tmp_path, *code)


@pytest.mark.parametrize("name", SILENT)
def test_says_nothing_of_shapes_or_thresholds_where_none_fits(name: str, tmp_path: Path) -> None:
    told = explanation(tmp_path, *SILENT[name])

    assert not any(word in told for word in ("where", "factor", "multiple", "weight", "window", "term"))
