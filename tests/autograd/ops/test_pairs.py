"""hypot, atan2, logaddexp, lerp, addcmul, xlogy and other functions of several variables."""

import math

import numpy as np
import pytest
from pulled import assert_pulls, pulled

import gradcli as torch


def test_hypot_has_no_gradient_at_the_origin() -> None:
    assert_pulls(torch.hypot, [[3.0], [4.0]], [5.0], [[0.6], [0.8]])
    assert np.isnan(pulled(torch.hypot, [0.0], [0.0])[1]).all()


def test_atan2_knows_the_quadrant_and_is_flat_at_the_origin() -> None:
    assert_pulls(torch.atan2, [[1.0, 0.0], [-1.0, 0.0]], [3 * math.pi / 4, 0.0], [[-0.5, 0.0], [-0.5, 0.0]])


def test_logaddexp_does_not_overflow() -> None:
    assert_pulls(torch.logaddexp, [[1000.0], [1001.0]], [1001.3132616875182], [[0.2689414213699951], [0.7310585786300049]])


def test_lerp_with_a_number_and_with_a_tensor() -> None:
    assert_pulls(lambda a, b: a.lerp(b, 0.25), [[1.0], [3.0]], [1.5], [[0.75], [0.25]])
    assert pulled(torch.lerp, [1.0], [3.0], [0.75]) == ([2.5], [[0.25], [0.75], [2.0]])
    with pytest.raises(RuntimeError, match=r"expected dtype torch.float32 for `end` but got dtype torch.float64"):
        torch.lerp(torch.ones(1), torch.ones(1, dtype=torch.float64), 0.5)


def test_addcmul_and_addcdiv_scale_the_second_term() -> None:
    assert pulled(lambda x, a, b: torch.addcmul(x, a, b, value=2), [1.0], [3.0], [4.0]) == ([25.0], [[1.0], [8.0], [6.0]])
    assert_pulls(lambda a, b: torch.addcdiv(a, a, b, value=2), [[1.0], [4.0]], [1.5], [[1.5], [-0.125]])


def test_xlogy_is_zero_where_its_first_argument_is() -> None:
    value, (x, y) = pulled(torch.xlogy, [0.0, 2.0], [0.0, 3.0])
    assert value == [0.0, 2 * math.log(3)]
    assert x == [0.0, 2 * math.log(3)]
    assert math.isnan(y[0])  # 0 / 0, as in torch
    assert torch.xlogy(2.0, torch.tensor([math.e], dtype=torch.float64)).item() == pytest.approx(2.0)


def test_ldexp_and_float_power() -> None:
    assert torch.ldexp(torch.tensor([1.0, 3.0]), torch.tensor([1, -1])).tolist() == [2.0, 1.5]
    assert torch.tensor([2], dtype=torch.int32).float_power(3).dtype is torch.float64


def test_numpy_functions_of_two_tensors() -> None:
    a, b = torch.tensor([3.0], requires_grad=True), torch.tensor([4.0])
    assert np.hypot(a, b).item() == 5.0
    assert np.arctan2(a, b).grad_fn.name() == "Atan2Backward0"


def test_complex_logaddexp_keeps_the_phase_of_the_larger() -> None:
    a, b = (torch.tensor(z, dtype=torch.complex128) for z in (1 + 4j, 2 + 4j))
    np.testing.assert_allclose(torch.logaddexp(a, b).item(), 2.313261687518223 + 4j)
