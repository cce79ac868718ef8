"""What the examples do is told as it is, and is what they do in PyTorch: values, types, gradients, and the name of the last node."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import gradcli
from gradcli.autograd.demonstration import OPERANDS, REFUSES, operands, show, tensors, world
from gradcli.autograd.examples import Example, examples, parts

RTOL = 1e-6  # torch has float32 constants in some float64 kernels (hardsigmoid), and some examples pass through float32
HALF = 1e-3  # 11 bits
MISSING = {  # torch does not have them
    "Tensor.expit", "Tensor.expit_", "torch.expit", "special.sigmoid", "Tensor.rsub", "Tensor.isnan_", "Tensor.isinf_", "Tensor.isfinite_",
    "Tensor.isposinf_", "Tensor.isneginf_", "Tensor.isreal_", "Tensor.signbit_", "Tensor.logaddexp_", "Tensor.logaddexp2_",
}  # fmt: skip
OTHERWISE = {  # the page of operations says why, or both refuse
    "bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "native_channel_shuffle", "geqrf", "svd_lowrank", "pca_lowrank", "as_strided_scatter", "bfloat16", "view_as_complex_copy", "detach_copy", "__rmod__",
    "asinh_", "acosh_", "atanh_", "arcsinh_", "arccosh_", "arctanh_", "eq_", "ne_", "lt_", "le_", "gt_", "ge_", "not_equal_", "less_",
    "less_equal_", "greater_", "greater_equal_", "logical_not_", "svd", "lstsq",
}  # fmt: skip


def test_an_example_tells_its_operations_its_nodes_and_whether_it_is_differentiable():
    by_text = lambda text: show(Example(*text.split(".")[:1], "", text, "", text), world())
    mean = by_text("torch.mean(x * y)")
    assert (mean.ops, mean.nodes, mean.differentiable) == (("mean",), ("MeanBackward0",), True)
    mse = by_text("F.mse_loss(x, y)")
    assert (mse.nodes, mse.differentiable) == (("MseLossBackward0",), True)
    assert not by_text("torch.argmax(x)").differentiable
    assert not by_text("torch.floor_divide(x, p)").differentiable


def test_examples_leave_their_operands_as_they_were():
    here = world()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for example in examples():
            show(example, here)
    changed = [name for name, array in operands().items() if not np.array_equal(here[name]._data, array)]
    assert changed == []


COMPARED = [e for e in examples() if not e.random and f"{e.space}.{e.name}" not in MISSING and e.name not in OTHERWISE]


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("example", COMPARED, ids=lambda e: e.text)
def test_it_does_what_torch_does(example):
    torch = pytest.importorskip("torch")
    theirs, ours = of_torch(torch), world()
    expected, got = last_call(example, theirs), last_call(example, ours)
    same(torch, got, expected)
    if REFUSES in last_nodes(expected):
        with pytest.raises(RuntimeError, match="derivative for"):
            gradients(gradcli, got, ours)
        return
    found = gradients(gradcli, got, ours)
    for name, g in gradients(torch, expected, theirs).items():
        close(found[name], g, f"gradient in {name}")


def of_torch(torch):
    """The same operands and modules, of PyTorch."""
    modules = {"torch": torch, "F": torch.nn.functional, "linalg": torch.linalg, "fft": torch.fft, "special": torch.special}
    return modules | {name: torch.tensor(a, requires_grad=a.dtype.kind in "fc") for name, a in operands().items()}


def last_call(example, here):
    last, before = parts(example.text)
    return eval(last, {**here, **{f"_{i}": eval(text, dict(here)) for i, text in enumerate(before)}})


def same(torch, got, expected):
    if isinstance(expected, torch.Tensor):
        assert str(got.dtype) == str(expected.dtype)
        assert (got.requires_grad, got.is_leaf) == (expected.requires_grad, expected.is_leaf)
        close(got, expected, "value")
    elif isinstance(expected, (tuple, list)):
        assert len(got) == len(expected)
        for g, e in zip(got, expected):
            same(torch, g, e)
    else:
        assert str(got) == str(expected)


def gradients(torch, value, here):
    """The gradient of a weighed sum of all results, in every operand."""
    leaves = {name: here[name] for name in OPERANDS if here[name].requires_grad}
    total = sum((weighed(torch, t) for t in flat(value) if t.requires_grad), torch.zeros((), dtype=torch.float64))
    if not total.requires_grad:
        return {}
    return dict(zip(leaves, torch.autograd.grad(total, list(leaves.values()), allow_unused=True)))


def weighed(torch, t):
    """A number with another weight for every entry; a magnitude where only that is determined, as in a complex vector."""
    weights = torch.tensor(np.random.default_rng(3).standard_normal(tuple(t.shape)) + 0.5)
    return (weights * (t.abs().square() if t.is_complex() else t).to(torch.float64)).sum()


def last_nodes(value):
    return [t.grad_fn.name() for t in flat(value) if t.grad_fn is not None]


def flat(value):
    if isinstance(value, (tuple, list)):
        return [t for part in value for t in flat(part)]
    return [value] if hasattr(value, "requires_grad") else tensors(value)


def close(got, expected, what):
    assert (got is None) == (expected is None), what
    if expected is not None:
        a, e = np.asarray(got.detach().resolve_conj().numpy()), expected.detach().resolve_conj().resolve_neg().numpy()
        rtol = HALF if e.dtype.itemsize == 2 else RTOL
        np.testing.assert_allclose(a, e, rtol=rtol, atol=rtol, err_msg=what)
