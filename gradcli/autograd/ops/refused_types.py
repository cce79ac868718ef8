"""Which element types linear algebra, layers and losses refuse, in torch's words: a second table laid over the published functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.autograd.names import SPACES, expose
from gradcli.autograd.ops import (  # noqa: F401  they publish the functions first
    activation_layers,
    complexes,
    count,
    distances,
    factor_layers,
    glu,
    loss_classes,
    loss_hinge,
    loss_layers,
    lu_layers,
    normalise_layers,
    pool_layers,
    products,
    reflections,
    repeat,
    solve,
    unfold,
)
from gradcli.autograd.ops.refusals import COMPLEX, WHOLE, guarded, missing, sentence

HALF = "e"  # numpy's character for float16; the others are kinds
LOW = "{name}: Low precision dtypes not supported. Got {type}"
NOT_FLOATING = "{name} only supports floating-point dtypes"
MISSING = {  # "space function" -> (types refused, torch's name of the kernel that lacks them)
    **dict.fromkeys(("torch det", "linalg det", "linalg solve", "linalg solve_ex", "linalg tensorsolve"), (HALF, "lu_cpu")),
    **dict.fromkeys(("torch lu", "linalg lu", "linalg lu_factor", "linalg lu_factor_ex"), (HALF, "lu_cpu")),
    **dict.fromkeys(("linalg cholesky", "linalg cholesky_ex"), (HALF, "cholesky_cpu")),
    "torch cholesky": (WHOLE + HALF, "cholesky_cpu"),
    **dict.fromkeys(("torch triangular_solve", "linalg solve_triangular"), (WHOLE + HALF, "triangular_solve_cpu")),
    **dict.fromkeys(("torch qr", "linalg qr"), (HALF, "geqrf_cpu")),
    **dict.fromkeys(("torch svd", "linalg svd", "linalg svdvals", "linalg cond"), (HALF, "linalg_svd_cpu")),
    **dict.fromkeys(("linalg eigh", "linalg eigvalsh"), (WHOLE + HALF, "linalg_eigh_cpu")),
    **dict.fromkeys(("linalg eig", "linalg eigvals"), (HALF, "linalg_eig_out_cpu")),
    **dict.fromkeys(("torch orgqr", "linalg householder_product"), (WHOLE, "orgqr_cpu")),
    **dict.fromkeys(("torch prelu", "functional prelu"), (WHOLE, "prelu_cpu")),
    "functional glu": (WHOLE, "glu_cpu"),
    "functional unfold": ("iu", "im2col_out_cpu"),
    "functional fold": ("iu", "col2im_out_cpu"),
    **dict.fromkeys(
        ("torch adaptive_avg_pool1d", "functional adaptive_avg_pool1d", "functional adaptive_avg_pool2d"), (WHOLE, "adaptive_avg_pool2d")
    ),
    "functional adaptive_avg_pool3d": (WHOLE, "adaptive_avg_pool3d_cpu"),
    **dict.fromkeys(
        ("torch adaptive_max_pool1d", "functional adaptive_max_pool1d", "functional adaptive_max_pool2d"),
        (WHOLE + COMPLEX, "adaptive_max_pool2d"),
    ),
    "functional adaptive_max_pool3d": (WHOLE + COMPLEX, "adaptive_max_pool3d_cpu"),
    "functional max_unpool2d": (WHOLE, "max_unpool2d"),
    "functional max_unpool3d": (WHOLE, "max_unpool3d"),
    **dict.fromkeys(("torch rms_norm", "functional rms_norm"), (WHOLE, "rms_norm")),
    "functional batch_norm": (WHOLE, "batch_norm"),
    "functional smooth_l1_loss": (WHOLE, "smooth_l1_cpu"),
    "functional huber_loss": (WHOLE, "huber_cpu"),
    "functional nll_loss": (WHOLE, "nll_loss_out_frame"),
    "functional multi_margin_loss": (WHOLE, "multi_margin_loss_cpu_kernel"),
    "functional multilabel_margin_loss": (WHOLE, "multilabel_margin_loss_forward_out_frame"),
    "torch histogram": (WHOLE + COMPLEX + HALF, "histogramdd"),
}
SENTENCES = {  # "space function" -> (types refused, sentence)
    "torch logdet": (HALF, LOW),
    **dict.fromkeys(("torch slogdet", "linalg slogdet"), (HALF, LOW.replace("{name}", "linalg.slogdet"))),
    **dict.fromkeys(("torch inverse", "linalg inv", "linalg inv_ex"), (HALF, LOW.replace("{name}", "linalg.inv"))),
    "linalg tensorinv": (WHOLE, "linalg.inv: Expected a floating point or complex tensor as input. Got {type}"),
    "linalg tensorsolve": (WHOLE, "linalg.solve: Expected a floating point or complex tensor as input. Got {type}"),
    "linalg vecdot": (WHOLE, "linalg.vecdot: Expected a floating point or complex tensor as input. Got {type}"),
    "torch cdist": (WHOLE + COMPLEX, NOT_FLOATING + ", X1 got: {type}"),
    **dict.fromkeys(("torch pdist", "functional pdist"), (WHOLE + COMPLEX, NOT_FLOATING)),
    **dict.fromkeys(
        ("torch cosine_similarity", "functional cosine_similarity"),
        (WHOLE, "expected common dtype to be floating point, yet common dtype is {type}"),
    ),
    "torch polar": (WHOLE + COMPLEX, "Expected both inputs to be Half, Float or Double tensors but got {type} and {type}"),
    "functional kl_div": (WHOLE, "kl_div: Integral inputs not supported."),
}


def lay_over() -> None:
    """Guard each function, and the method that goes with one of torch's."""
    for place, (types, kernel) in MISSING.items():
        space, name = place.split()
        guard(space, name, types, missing(kernel))
    for place, (types, text) in SENTENCES.items():
        space, name = place.split()
        guard(space, name, types, sentence(name, RuntimeError, text))


def guard(space: str, name: str, types: str, error: Callable[[Any], Exception]) -> None:
    """Guard a function; also the method of that name, where torch has the function."""
    for each in (space, "Tensor") if space == "torch" else (space,):
        if name in SPACES[each]:
            expose(each, name, guarded(SPACES[each][name], types, error))


lay_over()
