"""Types that linear algebra, layers and losses refuse: torch's error and words, recorded from PyTorch 2.13."""

from typing import Any

import pytest

import gradcli as torch

F, linalg = torch.nn.functional, torch.linalg
HALF = torch.eye(2, dtype=torch.float16)
WHOLE = torch.eye(2, dtype=torch.int64)
IMAGE = torch.ones(1, 2, 4, 4, dtype=torch.int64)
CLASSES = torch.tensor([0, 1])


@pytest.mark.parametrize(
    ("call", "kernel"),
    [
        (lambda: torch.det(HALF), "lu_cpu"),
        (lambda: HALF.det(), "lu_cpu"),
        (lambda: linalg.solve(HALF, HALF), "lu_cpu"),
        (lambda: linalg.lu(HALF), "lu_cpu"),
        (lambda: linalg.cholesky(HALF), "cholesky_cpu"),
        (lambda: linalg.qr(HALF), "geqrf_cpu"),
        (lambda: linalg.svd(HALF), "linalg_svd_cpu"),
        (lambda: linalg.eigh(HALF), "linalg_eigh_cpu"),
        (lambda: linalg.eig(HALF), "linalg_eig_out_cpu"),
        (lambda: linalg.solve_triangular(HALF, HALF, upper=True), "triangular_solve_cpu"),
    ],
)
def test_linear_algebra_refuses_half_precision(call: Any, kernel: str) -> None:
    with pytest.raises(NotImplementedError, match=f"\"{kernel}\" not implemented for 'Half'"):
        call()


@pytest.mark.parametrize(
    ("call", "kernel"),
    [
        (lambda: linalg.eigvalsh(WHOLE), "linalg_eigh_cpu"),
        (lambda: F.glu(WHOLE), "glu_cpu"),
        (lambda: F.prelu(WHOLE, torch.tensor([1])), "prelu_cpu"),
        (lambda: F.unfold(IMAGE, 2), "im2col_out_cpu"),
        (lambda: F.adaptive_avg_pool2d(IMAGE, 2), "adaptive_avg_pool2d"),
        (lambda: F.adaptive_max_pool2d(IMAGE, 2), "adaptive_max_pool2d"),
        (lambda: F.smooth_l1_loss(WHOLE, WHOLE), "smooth_l1_cpu"),
        (lambda: F.huber_loss(WHOLE, WHOLE), "huber_cpu"),
        (lambda: F.nll_loss(WHOLE, CLASSES), "nll_loss_out_frame"),
        (lambda: F.multi_margin_loss(WHOLE, CLASSES), "multi_margin_loss_cpu_kernel"),
        (lambda: F.rms_norm(WHOLE, (2,)), "rms_norm"),
        (lambda: torch.histogram(WHOLE, 2), "histogramdd"),
    ],
)
def test_layers_and_losses_refuse_whole_numbers(call: Any, kernel: str) -> None:
    with pytest.raises(NotImplementedError, match=f"\"{kernel}\" not implemented for 'Long'"):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: torch.cdist(WHOLE, WHOLE), "cdist only supports floating-point dtypes, X1 got: Long"),
        (lambda: F.pdist(WHOLE), "pdist only supports floating-point dtypes"),
        (lambda: F.cosine_similarity(WHOLE, WHOLE), "expected common dtype to be floating point, yet common dtype is Long"),
        (lambda: linalg.vecdot(WHOLE, WHOLE), "linalg.vecdot: Expected a floating point or complex tensor as input. Got Long"),
        (lambda: torch.inverse(HALF), "linalg.inv: Low precision dtypes not supported. Got Half"),
        (lambda: torch.logdet(HALF), "logdet: Low precision dtypes not supported. Got Half"),
        (lambda: torch.polar(WHOLE, WHOLE), "Expected both inputs to be Half, Float or Double tensors but got Long and Long"),
        (lambda: F.kl_div(WHOLE, WHOLE), "kl_div: Integral inputs not supported."),
    ],
)
def test_other_refusals_have_torchs_sentences(call: Any, words: str) -> None:
    with pytest.raises(RuntimeError) as error:
        call()
    assert str(error.value) == words


def test_what_is_not_refused_still_works() -> None:
    assert linalg.det(torch.eye(2)).item() == 1.0
    assert F.cosine_similarity(torch.ones(1, 2), torch.ones(1, 2)).item() == pytest.approx(1.0, abs=1e-6)  # float32


def test_the_first_argument_has_its_own_name() -> None:
    assert torch.linalg.det(A=torch.eye(2)).item() == 1.0
    assert torch.det(input=torch.eye(2)).item() == 1.0
    assert torch.linalg.vector_norm(input=torch.ones(4)).item() == 2.0
    assert torch.linalg.lstsq(input=torch.eye(2), b=torch.ones(2)).solution.tolist() == [1.0, 1.0]
