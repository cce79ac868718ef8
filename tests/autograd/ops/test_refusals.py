"""Types that functions do not take are refused with torch's error and words."""

from typing import Any

import pytest

import gradcli as torch

WHOLE, BOOL, COMPLEX = torch.tensor([1, 2]), torch.tensor([True]), torch.tensor([1 + 1j])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: torch.abs(BOOL), NotImplementedError, "\"abs_cpu\" not implemented for 'Bool'"),
        (lambda: WHOLE.frac(), NotImplementedError, "\"frac_cpu\" not implemented for 'Long'"),
        (lambda: COMPLEX.floor(), NotImplementedError, "floor is not supported for complex inputs"),
        (lambda: COMPLEX.max(), NotImplementedError, "\"max_all\" not implemented for 'ComplexFloat'"),
        (lambda: BOOL.argmax(), RuntimeError, r"argmax\(\): does not support bool input"),
        (lambda: BOOL.topk(1), RuntimeError, "topk does not support bool dtypes on CPU"),
        (lambda: COMPLEX.clamp(0), NotImplementedError, "clamp is not supported for complex types"),
        (lambda: WHOLE.hypot(WHOLE), NotImplementedError, "\"hypot_cpu\" not implemented for 'Long'"),
        (lambda: torch.maximum(COMPLEX, COMPLEX), RuntimeError, "maximum not implemented for complex tensors"),
        (lambda: COMPLEX.lgamma(), NotImplementedError, "\"lgamma_vml_cpu\" not implemented for 'ComplexFloat'"),
        (lambda: torch.frexp(WHOLE), RuntimeError, "only supports floating-point dtypes"),
    ],
)
def test_refused_type(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()


def test_whole_numbers_beside_real_ones_are_promoted() -> None:
    assert torch.hypot(torch.tensor([3]), torch.tensor([4.0])).tolist() == [5.0]


def test_guarded_functions_keep_their_names_and_results() -> None:
    assert torch.abs.__name__ == "abs"
    assert torch.tensor([-1]).abs().tolist() == [1]
