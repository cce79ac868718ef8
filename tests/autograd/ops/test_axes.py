"""Axes in another order."""

import numpy as np
import pytest
from pulled import assert_pulls

import gradcli as torch


def test_gradient_of_a_permutation_is_permuted_back() -> None:
    assert_pulls(lambda x: x.permute(1, 0), [[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]], [[1, 4], [2, 5], [3, 6]], [[1, 3, 5], [2, 4, 6]])


def test_names_and_strides_of_transposes() -> None:
    x = torch.ones(2, 3, requires_grad=True)
    names = [type(y.grad_fn).__name__ for y in (x.t(), x.T, x.mT, x.transpose(0, 1), x.movedim(0, 1), x.H)]
    assert names == [
        "TBackward0", "PermuteBackward0", "TransposeBackward0", "TransposeBackward0", "PermuteBackward0", "TransposeBackward0",
    ]  # fmt: skip
    assert x.t().stride() == (1, 3)
    assert not x.t().is_contiguous()


def test_movedim_keeps_the_order_of_the_others() -> None:
    x = torch.zeros(2, 3, 4, 5)
    assert x.movedim((0, 1), (2, 0)).shape == np.moveaxis(np.zeros((2, 3, 4, 5)), (0, 1), (2, 0)).shape == (3, 4, 2, 5)
    assert torch.moveaxis(x, 3, 0).shape == (5, 2, 3, 4)


def test_the_adjoint_is_conjugated() -> None:
    z = torch.tensor([[1 + 2j, 3 - 1j]])
    assert z.H.tolist() == z.mH.tolist() == z.adjoint().tolist() == [[1 - 2j], [3 + 1j]]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda x: x.permute(0, 0, 1), RuntimeError, "duplicate dims are not allowed"),
        (lambda x: x.permute(0, 1), RuntimeError, r"input.dim\(\) = 3 is not equal to len\(dims\) = 2"),
        (lambda x: x.transpose(0, 3), IndexError, r"expected to be in range of \[-3, 2\], but got 3"),
        (lambda x: x.t(), RuntimeError, "expects a tensor with <= 2 dimensions, but self is 3D"),
        (lambda x: x.H, RuntimeError, "only supported on matrices"),
        (lambda x: x[0, 0].mT, RuntimeError, "only supported on matrices or batches of matrices"),
    ],
)
def test_refusals(change, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        change(torch.zeros(2, 2, 2))


def test_reversing_more_than_two_axes_with_T_warns() -> None:
    with pytest.warns(UserWarning, match="deprecated"):
        assert torch.zeros(2, 3, 4).T.shape == (4, 3, 2)


def test_a_number_has_no_axes_to_exchange():
    x = torch.ones((), requires_grad=True)
    assert x.mT is x
    assert x.movedim(0, -1).grad_fn.name() == "AliasBackward0"
