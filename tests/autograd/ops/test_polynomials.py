"""Orthogonal polynomials and Bessel's K."""

import math

import numpy as np
import pytest
from pulled import assert_pulls, pulled

import gradcli as torch

S = torch.special
X = [0.3, -0.7]


@pytest.mark.parametrize(
    ("name", "values"),
    [  # degree 3, written out
        ("chebyshev_polynomial_t", lambda x: 4 * x**3 - 3 * x),
        ("chebyshev_polynomial_u", lambda x: 8 * x**3 - 4 * x),
        ("chebyshev_polynomial_v", lambda x: 8 * x**3 - 4 * x**2 - 4 * x + 1),
        ("chebyshev_polynomial_w", lambda x: 8 * x**3 + 4 * x**2 - 4 * x - 1),
        ("hermite_polynomial_h", lambda x: 8 * x**3 - 12 * x),
        ("hermite_polynomial_he", lambda x: x**3 - 3 * x),
        ("laguerre_polynomial_l", lambda x: (-(x**3) + 9 * x**2 - 18 * x + 6) / 6),
        ("legendre_polynomial_p", lambda x: (5 * x**3 - 3 * x) / 2),
    ],
)
def test_third_polynomial_written_out(name: str, values: object) -> None:
    assert_pulls(lambda x: getattr(S, name)(x, 3), [X], *pulled(values, X), rtol=1e-14)


def test_degrees_may_differ_by_element() -> None:
    x = torch.tensor([0.5, 0.5, 0.5], dtype=torch.float64)
    np.testing.assert_allclose(S.legendre_polynomial_p(x, torch.tensor([0, 1, 2])).numpy(), [1.0, 0.5, -0.125])


def test_shifted_polynomials_take_the_unit_interval() -> None:
    x = torch.tensor([0.65], dtype=torch.float64)
    assert S.shifted_chebyshev_polynomial_t(x, 2).item() == pytest.approx(2 * 0.3**2 - 1)


def test_bessel_k_against_torch() -> None:
    x = [0.1, 2.0, 30.0]
    k0 = [2.427069024702017, 0.1138938727495334, 2.1324774964630563e-14]
    k1 = [9.853844780870606, 0.13986588181652246, 2.1677320018915495e-14]
    assert_pulls(S.modified_bessel_k0, [x], k0, -np.array(k1) * [1, 2, 3], rtol=1e-12)
    np.testing.assert_allclose(pulled(S.modified_bessel_k1, x)[0], k1, rtol=1e-13)
    np.testing.assert_allclose(pulled(S.scaled_modified_bessel_k0, x)[0], np.array(k0) * np.exp(x), rtol=1e-13)
    assert S.modified_bessel_k0(torch.tensor([0.0])).item() == math.inf
    assert math.isnan(S.modified_bessel_k1(torch.tensor([-1.0])).item())


def test_fractions_of_degrees_are_cut_off() -> None:
    x = torch.tensor([-2.5, 0.3], dtype=torch.float64)
    assert S.hermite_polynomial_h(x, torch.tensor([2.7, -0.5], dtype=torch.float64)).tolist() == pytest.approx([23.0, 1.0])


def test_two_numbers_are_refused_with_the_forms_there_are() -> None:
    with pytest.raises(TypeError, match=r"special_legendre_polynomial_p\(\) received an invalid combination of arguments - got \(int, int\)"):
        S.legendre_polynomial_p(2, 3)
