"""Composed losses and distances."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
nan = float("nan")
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "kl divergence": (
        lambda x, t: F.kl_div(x, t, reduction="batchmean"),
        [[[-1.0, -2.0]], [[0.5, 0.0]]],
        0.1534264097,
        [[[-0.5, 0]], [[1.306852819, nan]]]),
    "kl of log targets": (
        lambda x, t: F.kl_div(x, t, reduction="sum", log_target=True),
        [[[-1.0, -2.0]], [[-0.5, -1.0]]],
        0.671144771,
        [[[-0.6065306597, -0.3678794412]], [[0.9097959896, 0.7357588823]]]),
    "poisson": (
        lambda x, t: F.poisson_nll_loss(x, t.detach(), full=True),
        [[0.5, 1.0], [3.0, 1.0]],
        1.815542321,
        [[-0.6756393646, 0.8591409142], None]),
    "gaussian": (
        lambda x, t, v: F.gaussian_nll_loss(x, t, v, full=True),
        [[0.5, 1.0], [3.0, 1.0], [2.0, 0.5]],
        1.700188533,
        [[-0.625, 0], [0.625, 0], [-0.265625, 0.5]]),
    "hinge embedding": (
        lambda x: F.hinge_embedding_loss(x, torch.tensor([1.0, -1.0, -1.0])),
        [[0.5, 0.3, 2.0]],
        0.4,
        [0.3333333333, -0.3333333333, 0]),
    "margin ranking": (
        lambda a, b: F.margin_ranking_loss(a, b, torch.tensor([1.0, -1.0]), margin=0.5),
        [[1.0, 2.0], [0.8, 1.0]],
        0.9,
        [[-0.5, 0.5], [0.5, -0.5]]),
    "triplet with swap": (
        lambda a, b, c: F.triplet_margin_loss(a, b, c, swap=True, p=3),
        [[[1.0, 2.0]], [[0.5, 1.0]], [[0.4, 2.0]]],
        1.440042067,
        [[[-0.7688791643, 0.9244814937]], [[-0.2311208357, -0.9244814937]], [[1, 2.777768519e-12]]]),
    "cosine embedding": (
        lambda a, b: F.cosine_embedding_loss(a, b, torch.tensor([1.0, -1.0]), margin=-0.5),
        [[[1.0, 2.0], [0.5, 1.0]], [[0.5, 1.5], [-1.0, 1.0]]],
        0.4131391362,
        [[[0.02828427125, -0.01414213562], [-0.3794733192, 0.1897366596]], [[-0.04242640687, 0.01414213562], [0.2371708245, 0.2371708245]]]),
    "cosine similarity at 0": (
        F.cosine_similarity,
        [[[1.0, 2.0], [0.0, 0.0]], [[0.5, 1.5], [-1.0, 1.0]]],
        [0.9899494937, 0],
        [[[-0.05656854249, 0.02828427125], [-141421356.2, 141421356.2]], [[0.08485281374, -0.02828427125], [0, 0]]]),
    "multilabel soft margin": (
        lambda x: F.multilabel_soft_margin_loss(x, torch.tensor([[1.0, 0.0]])),
        [[[0.5, -2.0]]],
        0.3005024976,
        [[-0.1887703344, 0.05960146101]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_kl_div_by_mean_warns() -> None:
    with pytest.warns(UserWarning, match="'batchmean' divides only by the batch size"):
        F.kl_div(torch.zeros(1, 2), torch.ones(1, 2))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: torch.cdist(torch.ones(2), torch.ones(2)), RuntimeError, "cdist only supports at least 2D tensors, X1 got: 1D"),
        (lambda: torch.cdist(torch.ones(2, 2), torch.ones(2, 3)), RuntimeError, "must have the same number of columns. X1: 2 X2: 3"),
        (lambda: torch.cdist(torch.ones(2, 2), torch.ones(2, 2), p=-1), RuntimeError, "cdist only supports non-negative p values"),
    ],
)
def test_distances_need_two_lists_of_rows_alike(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_the_count_of_differences_has_gradient_zero() -> None:
    x = torch.tensor([[1.0, 2.0], [1.0, 3.0]], requires_grad=True)
    y = torch.cdist(x, x, p=0.0)
    assert y.tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert torch.autograd.grad(y.sum(), x)[0].tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_the_cosine_with_a_zero_vector_is_recorded_whole(tmp_path):
    from gradcli import check, read

    (tmp_path / "f.py").write_text(
        "import gradcli as torch\n\n\ndef f(a=torch.zeros(2, requires_grad=True), b=torch.tensor([1.0, 2.0])):\n"
        "    return torch.nn.functional.cosine_similarity(a, b, dim=0)\n"
    )
    (case,), _ = read.cases(str(tmp_path / "f.py"))
    assert check.check_case(case).verdict.value == "pass"
