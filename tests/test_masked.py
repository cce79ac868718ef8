"""Functions that leave out what is masked."""

from __future__ import annotations

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

M = torch.masked
MASK = torch.tensor([[True, False, True], [True, True, False]])
X = [[1.0, 2.0, -3.0], [0.5, 4.0, 1.5]]
nan = float("nan")
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "sum": (
        lambda x: M.sum(x, 1, mask=MASK),
        [X],
        [-2, 4.5],
        [[1, 0, 1], [2, 2, 0]]),
    "prod": (
        lambda x: M.prod(x, mask=MASK),
        [X],
        -6.0,
        [[-6, 0, 2], [-12, -1.5, 0]]),
    "mean": (
        lambda x: M.mean(x, 0, keepdim=True, mask=MASK),
        [X],
        [[0.75, 4, -3]],
        [[0.5, 0, 3], [0.5, 2, 0]]),
    "amax": (
        lambda x: M.amax(x, 1, mask=MASK),
        [X],
        [1, 4],
        [[1, 0, 0], [0, 2, 0]]),
    "amin": (
        lambda x: M.amin(x, (0, 1), mask=MASK),
        [X],
        -3.0,
        [[0, 0, 1], [0, 0, 0]]),
    "std": (
        lambda x: M.std(x, mask=MASK),
        [X],
        2.868652413,
        [[0.04357446703, 0, -0.421219848], [-0.01452482234, 0.3921702033, 0]]),
    "var": (
        lambda x: M.var(x, 1, False, mask=MASK),
        [X],
        [4, 3.0625],
        [[2, 0, -2], [-3.5, 3.5, 0]]),
    "norm": (
        lambda x: M.norm(x, 3, 1, mask=MASK),
        [X],
        [3.036588972, 4.002602473],
        [[0.1084496061, 0, -0.9760464552], [0.03120937601, 1.997400065, 0]]),
    "normalize": (
        lambda x: M.normalize(x, 2, 1, mask=MASK),
        [X],
        [[0.316227766, 0, -0.9486832981], [0.1240347346, 0.9922778767, 0]],
        [[0.5692099788, 0, 0.1897366596], [0.8243539283, -0.103044241, 0]]),
    "logsumexp": (
        lambda x: M.logsumexp(x, 1, mask=MASK),
        [X],
        [1.018149928, 4.029750418],
        [[0.98201379, 0, 0.01798620996], [0.0586244615, 1.941375538, 0]]),
    "softmax": (
        lambda x: M.softmax(x, 1, mask=MASK),
        [X],
        [[0.98201379, 0, 0.01798620996], [0.02931223075, 0.9706877692, 0]],
        [[-0.03532541243, 0, 0.03532541243], [-0.02845302388, 0.02845302388, 0]]),
    "log_softmax of a mask that is broadcast": (
        lambda x: M.log_softmax(x, 0, mask=MASK[0]) * MASK,
        [X],
        [[-0.4740769842, nan, -4.511047745], [-0.9740769842, nan, 0]],
        [[-2.112296656, 0, 2.967039172], [2.112296656, 0, -2.967039172]]),
    "softmin": (
        lambda x: M.softmin(x, 1, mask=MASK),
        [X],
        [[0.01798620996, 0, 0.98201379], [0.9706877692, 0.02931223075, 0]],
        [[0.03532541243, 0, -0.03532541243], [0.02845302388, -0.02845302388, 0]]),
    "cumsum": (
        lambda x: M.cumsum(x, 1, mask=MASK),
        [X],
        [[1, 1, -2], [0.5, 4.5, 4.5]],
        [[6, 0, 3], [15, 11, 0]]),
    "cumprod": (
        lambda x: M.cumprod(x, 1, mask=MASK),
        [X],
        [[1, 1, -3], [0.5, 2, 2]],
        [[-6, 0, 3], [48, 5.5, 0]]),
    "median": (
        lambda x: M.median(x, 1, mask=MASK),
        [X],
        [-3, 0.5],
        [[0, 0, 1], [2, 0, 0]]),
    "logaddexp": (
        lambda x: M.logaddexp(x, x * 2, input_mask=MASK),
        [X],
        [[2.313261688, 4, -2.951412648], [1.474076984, 8.018149928, 3]],
        [[1.731058579, 4, 3.14227762], [6.489837325, 9.91006895, 12]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_whole_numbers_stay_whole() -> None:
    x = torch.tensor([[1, 2, -3], [5, 4, 7]])
    assert M.amax(x, 1, mask=MASK).tolist() == [1, 5]
    assert M.argmin(x, 1, mask=MASK).tolist() == [2, 1]
    assert (M.sum(x.int(), mask=MASK).item(), M.sum(x.int()).dtype) == (7, torch.int64)
    assert M.median(x, 1, mask=MASK).tolist() == [-3, 4]


def test_of_nothing_there_is_no_mean_and_the_sum_is_zero() -> None:
    nothing = torch.tensor([False, False])
    assert M.sum(torch.ones(2), mask=nothing).item() == 0.0
    assert M.prod(torch.ones(2) * 2, mask=nothing).item() == 1.0
    assert M.mean(torch.ones(2), mask=nothing).isnan().item()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: M.mean(torch.ones(2).long()), ValueError, r"mean\(\): Could not infer output dtype. Input dtype must be"),
        (lambda: M.sum(torch.ones(2), mask=torch.ones(1, 2).bool()), IndexError, "mask dimensionality higher than of the input"),
        (lambda: M.sum(torch.ones(2, 2), (0, 0)), RuntimeError, "dim=0 appears multiple times"),
        (lambda: M.sum(torch.ones(2, 2), 2), IndexError, "Dimension out of range"),
        (lambda: M.median(torch.ones(2).long(), mask=torch.zeros(2).bool()), ValueError, "no fully masked out rows"),
    ],
)
def test_errors_are_torchs(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()
