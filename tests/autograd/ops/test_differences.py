"""diff, gradient, trapezoid, cov, corrcoef against torch's numbers."""

import numpy as np
import pytest
from pulled import assert_pulls, pulled

import gradcli as torch


def test_differences_of_any_order_with_ends_added() -> None:
    x = torch.tensor([1.0, 3.0, 6.0, 10.0])
    assert x.diff().tolist() == [2.0, 3.0, 4.0]
    assert x.diff(n=2).tolist() == [1.0, 1.0]
    assert x.diff(prepend=torch.tensor([0.0])).tolist() == [1.0, 2.0, 3.0, 4.0]
    assert torch.tensor([True, False, False]).diff().tolist() == [True, False]
    with pytest.raises(RuntimeError, match="at least one-dimensional"):
        torch.tensor(1.0).diff()


def test_gradient_of_samples() -> None:
    assert_pulls(lambda x: torch.gradient(x)[0], [[1.0, 4.0, 9.0, 20.0]], [3.0, 4.0, 8.0, 11.0], [-2.0, -0.5, -3.0, 5.5])
    x = torch.tensor([0.0, 1.0, 4.0, 16.0], dtype=torch.float64)
    (slope,) = torch.gradient(x, spacing=torch.tensor([0.0, 1.0, 2.0, 4.0]), edge_order=2)
    np.testing.assert_allclose(slope.numpy(), [0.0, 2.0, 4.0, 8.0], atol=1e-14)  # x is the square of its places
    with pytest.raises(RuntimeError, match=r"at least edge_order\+1"):
        torch.gradient(torch.ones(1))


def test_trapezoids_with_widths_and_coordinates() -> None:
    y = torch.tensor([1.0, 2.0, 4.0])
    assert torch.trapezoid(y).item() == 4.5
    assert torch.trapezoid(y, dx=2).item() == 9.0
    assert torch.trapezoid(y, torch.tensor([0.0, 1.0, 3.0])).item() == 7.5
    assert_pulls(torch.cumulative_trapezoid, [[1.0, 2.0, 4.0]], [1.5, 4.5], [1.5, 2.5, 1.0])


DATA = [[1.0, 2.0, 4.0], [3.0, 1.0, 0.0]]


def test_covariance_and_its_gradient() -> None:
    value, gradient = pulled(lambda x: x.cov(), DATA)
    np.testing.assert_allclose(value, [[7 / 3, -13 / 6], [-13 / 6, 7 / 3]])
    np.testing.assert_allclose(gradient, [[17 / 6, -7 / 6, -5 / 3], [10 / 3, -13 / 6, -7 / 6]])


def test_weighted_covariances() -> None:
    x, w = torch.tensor(DATA, dtype=torch.float64), torch.tensor([1.0, 2.0, 1.0], dtype=torch.float64)
    np.testing.assert_allclose(x.cov(aweights=w).numpy(), [[1.9, -1.7], [-1.7, 1.9]])
    np.testing.assert_allclose(x.cov(fweights=torch.tensor([1, 2, 1])).numpy(), [[19 / 12, -17 / 12], [-17 / 12, 19 / 12]])


def test_correlation_coefficients() -> None:
    np.testing.assert_allclose(torch.tensor(DATA, dtype=torch.float64).corrcoef().numpy(), [[1, -13 / 14], [-13 / 14, 1]])


def test_gradient_flows_to_the_coordinates_too_and_is_joined_of_three_parts() -> None:
    def f(x, at):  # type: ignore[no-untyped-def]
        (slope,) = torch.gradient(x, spacing=(at,), edge_order=2)
        assert type(slope.grad_fn).__name__ == "CatBackward0"
        return slope

    value, (of_x, of_at) = pulled(f, [1.0, 4.0, 9.0, 20.0], [0.0, 1.0, 2.5, 4.0])
    np.testing.assert_allclose(value, [2.866666666666667, 3.1333333333333333, 5.333333333333333, 9.333333333333334])
    np.testing.assert_allclose(of_x, [-2.6, 2.6666666666666665, -5.066666666666666, 5.0])
    np.testing.assert_allclose(of_at, [7.72, -7.22222222222222, 35.50222222222222, -36.0])


def test_gradient_takes_none_for_its_defaults_and_names_what_it_does_not_take() -> None:
    x = torch.tensor([[1.0, 4.0], [9.0, 20.0]])
    assert [g.tolist() for g in torch.gradient(x, dim=None, spacing=None)] == [[[8.0, 16.0], [8.0, 16.0]], [[3.0, 3.0], [11.0, 11.0]]]
    with pytest.raises(RuntimeError, match="only supports edge_order=1 and edge_order=2"):
        torch.gradient(x, edge_order=3)
    with pytest.raises(RuntimeError, match="dim 1 appears multiple times"):
        torch.gradient(x, dim=(1, 1))


def test_the_nodes_are_torch_s() -> None:
    x, at = torch.ones(3, requires_grad=True), torch.tensor([0.0, 1.0, 3.0])
    found = (x.diff(n=0), torch.trapezoid(x, at), torch.cumulative_trapezoid(x, at), torch.trapezoid(x, dx=2.0))
    assert [type(y.grad_fn).__name__ for y in found] == ["CopyBackwards", "DivBackward1", "DivBackward1", "MulBackward1"]
    with pytest.raises(RuntimeError, match="order must be non-negative but got -1"):
        x.diff(n=-1)


def test_complex_correlations_are_clipped_in_both_parts() -> None:
    found = torch.corrcoef(torch.tensor([[1, 2j, 3], [1j, 2, 1]], dtype=torch.complex128)).numpy()
    side = -0.3768891807222044 + 0.5276448530110863j
    np.testing.assert_allclose(found, [[1, side], [side.conjugate(), 1]], rtol=1e-14)


def test_whole_numbers_integrate_to_the_default_type() -> None:
    assert torch.trapezoid(torch.tensor([1, 2]), torch.tensor([0, 3])).dtype is torch.float32


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"fweights": torch.ones(2, 2, dtype=torch.int64)}, "expected fweights to have one or fewer dimensions but got fweights with 2 dim"),
        ({"fweights": torch.ones(5)}, "expected fweights to have integral dtype but got fweights with Float dtype"),
        ({"aweights": torch.tensor([1, 1])}, "expected aweights to have floating point dtype but got aweights with Long dtype"),
        ({"aweights": torch.ones(1)}, "expected aweights to have the same numel as there are observations in the input but got 1 != 5"),
        ({"fweights": -torch.ones(5, dtype=torch.int64)}, "fweights cannot be negative"),
    ],
)
def test_weights_of_a_covariance_are_looked_at(weights, words) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(RuntimeError, match=words):
        torch.cov(torch.ones(5), **weights)
