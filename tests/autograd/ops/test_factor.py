"""Factorisations."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

L = torch.linalg
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "qr": (
        lambda a: tuple(t.abs() for t in L.qr(a)),
        [[[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]],
        [[[0.1690308509, 0.9486832981], [0.5070925528, 0.316227766], [0.8451542547, 2.220446049e-16]], [[5.916079783, 8.282511696], [0, 0.632455532]]],
        [[-2.004357913, 1.648148161], [12.82657356, -7.704666157], [-6.111856598, 6.659601975]]),
    "qr of a wide matrix": (
        lambda a: tuple(t.abs() for t in L.qr(a)),
        [[[1.0, 2.0, 0.5], [3.0, 4.0, -1.0]]],
        [[[0.316227766, 0.9486832981], [0.9486832981, 0.316227766]], [[3.16227766, 4.427188724, 0.790569415], [0, 0.632455532, 0.790569415]]],
        [[-4.28488623, 5.375872022, 4.74341649], [2.482387963, 0.316227766, -4.74341649]]),
    "eigenvalues": (
        L.eigvalsh,
        [[[2.0, 0.5], [0.5, -1.0]]],
        [-1.08113883, 2.08113883],
        [[1.974341649, 0.158113883], [0.158113883, 1.025658351]]),
    "eigenvectors up to sign": (
        lambda a: L.eigh(a)[1].abs(),
        [[[2.0, 0.5], [0.5, -1.0]]],
        [[0.160182243, 0.9870874576], [0.9870874576, 0.160182243]],
        [[-0.2067263037, 0.620178911], [0.620178911, 0.2067263037]]),
    "eigenvalues of any matrix": (
        lambda a: L.eigvals(a).real.sort()[0],
        [[[2.0, 1.0], [0.5, -1.0]]],
        [-1.158312395, 2.158312395],
        [[1.952267017, 0.1507556723], [0.3015113446, 1.047732983]]),
    "singular values": (
        L.svdvals,
        [[[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]],
        [10.19142826, 0.3671376859],
        [[-1.404372966, 1.265320716], [0.8407865637, 0.003688700371], [0.5589933624, 0.6381934084]]),
    "singular vectors up to sign": (
        lambda a: tuple(t.abs() for t in L.svd(a, full_matrices=False)),
        [[[1.0, 2.0], [3.0, 4.0], [5.0, 9.0]]],
        [[[0.1915947747, 0.2363980433], [0.4266328142, 0.8941285832], [0.8838981187, 0.38032886]], [11.64481752, 0.6310506124], [[0.50588889, 0.86259865], [0.86259865, 0.50588889]]],
        [[0.02476047703, 0.09851853847], [2.053334919, -0.2970814153], [-0.2535955409, 0.9979355336]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_factors_of_complex_matrices_give_them_back_with_the_gradient_of_the_identity() -> None:
    a = torch.tensor([[1 + 2j, 0.5j], [2.0, 1 - 1j], [0.3, 1j]], dtype=torch.complex128, requires_grad=True)
    g = torch.tensor([[1.0, 2j], [0.5, 1.0], [1j, 3.0]], dtype=torch.complex128)
    q, r = L.qr(a)
    u, s, vh = L.svd(a, full_matrices=False)
    for back in (q @ r, (u * s) @ vh):
        slope = torch.autograd.grad(back, a, g)[0]
        assert (back - a).abs().max().item() < 1e-14  # a few roundings
        assert (slope - g).abs().max().item() < 1e-13


def test_an_extended_q_has_no_gradient() -> None:
    q, _ = L.qr(torch.ones(3, 1, requires_grad=True), mode="complete")
    with pytest.raises(RuntimeError, match="not differentiable when mode='complete' and nrows > ncols"):
        q.sum().backward()


def test_results_have_torch_s_names() -> None:
    eye = torch.eye(2)
    assert repr(L.eigh(eye)).startswith("torch.return_types.linalg_eigh(\neigenvalues=tensor([1., 1.]),")
    assert torch.svd(eye).V.tolist() == eye.tolist()
