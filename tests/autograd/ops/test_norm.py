"""Vector norms of every order, at zero too."""

import math

import pytest
from pulled import assert_pulls, pulled

import gradcli as torch

INF = math.inf


def test_norms_of_several_orders() -> None:
    assert_pulls(lambda x: x.norm(), [[3.0, 4.0]], 5.0, [0.6, 0.8])
    assert_pulls(lambda x: x.norm(1), [[3.0, -4.0]], 7.0, [1.0, -1.0])
    assert_pulls(lambda x: x.norm(3), [[3.0, -4.0]], 4.497941445275415, [0.4448513517305356, -0.7908468475209521])
    assert_pulls(lambda x: x.norm(-1), [[3.0, -3.0, 1.0]], 0.6, [0.04, -0.04, 0.36])


def test_largest_elements_share_the_gradient_of_the_maximum_norm() -> None:
    assert pulled(lambda x: x.norm(INF), [3.0, -3.0, 1.0]) == (3.0, [0.5, -0.5, 0.0])
    assert pulled(lambda x: x.norm(-INF), [1.0, 1.0, 2.0]) == (1.0, [0.5, 0.5, 0.0])


@pytest.mark.parametrize("p", [1, 1.5, 2, 3, INF])
def test_gradient_at_zero_is_zero(p: float) -> None:
    assert pulled(lambda x: x.norm(p), [0.0, 0.0])[1] == [0.0, 0.0]


def test_count_of_non_zeros_has_no_gradient() -> None:
    assert pulled(lambda x: x.norm(0), [3.0, 0.0]) == (1.0, None)


def test_frobenius_norm_and_axes() -> None:
    x = torch.tensor([[3.0, 0.0], [4.0, 1.0]], requires_grad=True)
    assert x.norm("fro", dim=0).tolist() == [5.0, 1.0]
    assert x.norm(dim=1, keepdim=True).shape == (2, 1)
    assert type(x.norm().grad_fn).__name__ == "LinalgVectorNormBackward0"


def test_whole_numbers_and_empty_maxima_are_refused() -> None:
    with pytest.raises(RuntimeError, match=r"Expected a floating point or complex tensor as input\. Got Long"):
        torch.arange(3).norm()
    with pytest.raises(RuntimeError, match="cannot compute the inf norm on an empty tensor"):
        torch.zeros(0).norm(INF)


def test_distance_of_two_tensors() -> None:
    assert_pulls(torch.dist, [[1.0, 2.0], [4.0, 6.0]], 5.0, [[-0.6, -0.8], [0.6, 0.8]])
    assert pulled(torch.dist, [1.0], [1.0]) == (0.0, [[0.0], [0.0]])


def test_renorm_shrinks_long_slices_only() -> None:
    value, gradient = pulled(lambda x: x.renorm(2, 0, 1.0), [[0.3, 0.4], [3.0, 4.0]])
    assert value[0] == [0.3, 0.4]
    assert value[1] == pytest.approx([0.6, 0.8], rel=1e-7)  # torch adds 1e-7 to the norm
    assert gradient[0] == [1.0, 2.0]


def test_renorm_is_one_node() -> None:
    assert type(torch.renorm(torch.ones(2, 2, requires_grad=True), 2, 0, 1.0).grad_fn).__name__ == "RenormBackward0"
