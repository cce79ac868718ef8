"""Random programs: each call does what it does in PyTorch, and the gradient of the whole is its derivative."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from programs import CALLS, KINDS, SMOOTH, arrays_of, programs, total

import gradcli

EXAMPLES = 2000
UNHURRIED = {"deadline": None, "suppress_health_check": list(HealthCheck)}
COARSE, FINE = 2e-3, 1e-7  # relative to the largest entry: chains of eight calls that lose some digits, in float32 and in float64
OTHER_NODES = {
    "matmul",
    "matmul_t",
    "diff",
    "normalize",
    "cosine",
    "conv1d",
    "avg_pool1d",
    "max_pool1d",
    "detach",
    "reshape",
    "flatten",
}  # one node for several
OF_VECTORS = {"gather", "scatter_add", "index_add", "index_select", "index_two"}  # numbers count as vectors of one element
WITHOUT_EMPTY = {
    "conv1d",
    "avg_pool1d",
    "max_pool1d",
    "fft",
    "rfft",
    "diff",
    "cross_entropy",
    "tensordot",
    "scatter_add",
    "index_add",
    "glu", "einsum",
}
WITHOUT_NUMBERS = {"mv", "cross_entropy", "scatter_add", "index_add"}
LIMITS = ("MKL", "view size is not compatible")  # of torch's libraries and kernels, which numpy does not have
BRANCHES = {"logaddexp", "logcumsumexp", "angle"}  # of a complex number: any multiple of 2 pi will do


@pytest.mark.torch
@settings(max_examples=EXAMPLES, **UNHURRIED)
@given(programs(CALLS, KINDS))
def test_programs_do_what_they_do_in_torch(program):
    torch = pytest.importorskip("torch")
    arrays = arrays_of(program)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = [torch.tensor(a, requires_grad=True) for a in arrays]
        ours = [gradcli.tensor(a, requires_grad=True) for a in arrays]
        coarse = any(kind == "float32" for _, kind in program.leaves) or any(step.name == "to32" for step in program.steps)
        tolerance = COARSE if coarse else FINE
        leaves = len(arrays)
        for step in program.steps:
            take(torch, step, (theirs, ours), tolerance)
        compare_gradients(torch, theirs, ours, leaves, tolerance)


def take(torch, step, values, tolerance):
    """Run a step on both sides and compare; a step that raises, or that torch does otherwise, leaves nothing behind."""
    theirs, ours = values
    i, j = (-1 - k % len(theirs) for k in (step.first, step.second))
    if excluded(step, theirs[i], theirs[j]):
        return
    expected, error = attempt(torch, step, theirs[i], theirs[j])
    got, own = attempt(gradcli, step, ours[i], ours[j])
    if error is not None:
        if not (theirs[i].is_complex() or theirs[j].is_complex() or "omplex" in str(error) or any(word in str(error) for word in LIMITS)):
            assert type(own) is type(error) or not theirs[i].numel(), f"{step}: {own!r}, in torch {error!r}"
        return
    assert own is None, f"{step} on {theirs[i].shape} {theirs[j].shape}: {own!r}"
    assert (str(got.dtype), tuple(got.shape)) == (str(expected.dtype), tuple(expected.shape)), step
    assert got.requires_grad == expected.requires_grad, step
    new = expected.grad_fn is not None and got.grad_fn is not ours[i].grad_fn  # else it has been compared, or is of OTHER_NODES
    if theirs[i].dim() and step.name not in OTHER_NODES and new:
        assert got.grad_fn.name() == expected.grad_fn.name(), step
    close(got, expected, tolerance, step)
    theirs.append(expected)
    ours.append(got)


def excluded(step, x, y):
    """What the page of operations tells of as a difference."""
    empty, number = not x.numel() or not y.numel(), not x.dim() or not y.dim()
    return (
        (empty and step.name in WITHOUT_EMPTY)
        or (number and step.name in WITHOUT_NUMBERS)
        or (not x.dim() and step.name in OF_VECTORS)
        or ((x.is_complex() or y.is_complex()) and step.name in BRANCHES)
        or (empty and x.dtype != y.dtype)  # torch looks at types or at sizes first, as it happens
        or (0 in x.stride() and step.name == "median_dim")  # wrong in torch 2.13 for expanded tensors
    )


def attempt(t, step, x, y):
    try:
        return CALLS[step.name](t, x, y, step.p, step.q), None
    except Exception as error:
        return None, error


def compare_gradients(torch, theirs, ours, leaves, tolerance):
    try:
        expected = torch.autograd.grad(total(torch, theirs), theirs[:leaves], allow_unused=True)
    except RuntimeError:  # torch mixes up real and complex gradients of some functions
        return
    for got, g in zip(gradcli.autograd.grad(total(gradcli, ours), ours[:leaves], allow_unused=True), expected):
        assert (got is None) == (g is None)
        if g is not None:
            assert (str(got.dtype), tuple(got.shape)) == (str(g.dtype), tuple(g.shape))
            close(got, g, tolerance, "gradient")


def close(got, expected, tolerance, what):
    """Equal up to rounding; which entries NaN spreads to when it meets a zero slope is left open."""
    a, e = plain(got), plain(expected)
    scale = np.abs(e[np.isfinite(e)]).max(initial=1.0) if e.size else 1.0
    spoilt = what == "gradient" and np.isnan(e).any() | np.isnan(a).any()
    a, e = (np.where(np.isfinite(a) & np.isfinite(e), part, 0) for part in (a, e)) if spoilt else (a, e)
    np.testing.assert_allclose(a, e, rtol=tolerance, atol=tolerance * scale, equal_nan=True, err_msg=str(what))


def plain(t):
    t = t.detach()
    return np.asarray(t.resolve_conj().resolve_neg().numpy())


STEP = 1e-4  # central differences of five points: truncation ~ STEP^4, rounding ~ 1e-16 / STEP
SLACK = 1e-6  # of the size of the total over its inputs: a million times the rounding


@settings(max_examples=100, derandomize=True, **UNHURRIED)
@given(programs(SMOOTH, ["float64"]))
def test_the_gradient_of_a_program_is_its_derivative(program):
    arrays = arrays_of(program)
    rng = np.random.default_rng(0)
    ways = [rng.standard_normal(a.shape) for a in arrays]
    value = lambda h: total(gradcli, ran(program, [a + h * w for a, w in zip(arrays, ways)]))
    leaves = ran(program, arrays)
    whole = total(gradcli, leaves)
    if not whole.requires_grad:
        return
    gradients = gradcli.autograd.grad(whole, leaves[: len(arrays)], allow_unused=True)
    slope = sum(float((g.numpy() * w).sum()) for g, w in zip(gradients, ways) if g is not None)
    near, far = ([value(k * h).item() for k in (1, -1)] for h in (STEP, 2 * STEP))
    numeric = (8 * (near[0] - near[1]) - (far[0] - far[1])) / (12 * STEP)
    if np.isfinite(numeric) and abs(near[0] + near[1] - 2 * whole.item()) < 1e-4 * abs(whole.item()) + STEP:  # no pole or kink nearby
        assert abs(slope - numeric) <= SLACK * (abs(numeric) + abs(whole.item()) + 1.0)


def ran(program, arrays):
    """All values of a program, its leaves first."""
    values = [gradcli.tensor(a, requires_grad=True) for a in arrays]
    for step in program.steps:
        x, y = (values[-1 - k % len(values)] for k in (step.first, step.second))
        result, error = attempt(gradcli, step, x, y)
        if error is None:
            values.append(result)
    return values
