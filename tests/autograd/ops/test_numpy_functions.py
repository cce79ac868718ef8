"""numpy's functions on tensors give what they give on arrays, differentiably."""

from typing import Any

import numpy as np
import pytest

import gradcli as torch

ARRAY = np.random.default_rng(0).standard_normal((3, 4))
FUNCTIONS = [
    np.sum, np.mean, np.prod, np.std, np.var, np.max, np.min, np.ptp, np.argmax, np.argmin, np.all, np.any, np.count_nonzero, np.cumsum,
    np.cumprod, np.median, np.nansum, np.nanmean, np.sort, np.argsort, np.diff, np.trapezoid, np.linalg.norm, np.round,
]  # fmt: skip
WAYS: list[dict[str, Any]] = [{}, {"axis": 0}, {"axis": -1, "keepdims": True}, {"axis": (0, 1)}, {"keepdims": True}]


def on_array(fn: Any, way: dict[str, Any]) -> Any:
    try:
        return fn(ARRAY, **way)
    except TypeError:  # numpy's function has no such argument
        return None


UNANSWERED = {np.median: [WAYS[3]], np.count_nonzero: [WAYS[2], WAYS[4]]}  # several axes; keepdims, which torch's has not
CALLS = [(fn, way) for fn in FUNCTIONS for way in WAYS if on_array(fn, way) is not None and way not in UNANSWERED.get(fn, [])]


@pytest.mark.parametrize(("fn", "way"), CALLS, ids=[f"{fn.__name__}-{i}" for i, (fn, _) in enumerate(CALLS)])
def test_function_on_a_tensor_is_the_function_on_its_array(fn: Any, way: dict[str, Any]) -> None:
    expected = on_array(fn, way)
    got = fn(torch.tensor(ARRAY), **way)
    assert got.shape == np.shape(expected)
    np.testing.assert_allclose(got.numpy(), expected, rtol=1e-13, atol=1e-15)


def test_quantiles_and_percentiles() -> None:
    for q in (0.3, [0.1, 0.5]):
        np.testing.assert_allclose(np.quantile(torch.tensor(ARRAY), q, axis=0).numpy(), np.quantile(ARRAY, q, axis=0))
        np.testing.assert_allclose(np.percentile(torch.tensor(ARRAY), np.multiply(q, 100)).numpy(), np.quantile(ARRAY, q))


def test_numpys_median_averages_the_middle_and_pulls_back_halves() -> None:
    x = torch.tensor([4.0, 1.0, 2.0, 8.0], requires_grad=True)
    np.median(x).backward()
    assert x.grad.tolist() == [0.5, 0.0, 0.5, 0.0]


def test_comparisons_of_whole_arrays_are_plain_booleans() -> None:
    x = torch.tensor(ARRAY)
    assert np.allclose(x, ARRAY) is True
    assert np.array_equal(x, ARRAY + 1) is False


def test_a_function_without_an_operation_is_named() -> None:
    with pytest.raises(TypeError, match=r"np\.polyfit has no operation on Tensors here"):
        np.polyfit(torch.ones(3), torch.ones(3), 1)
