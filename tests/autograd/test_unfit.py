"""Calls that do not fit a function's parameters: torch's TypeErrors, for functions with one form and with several."""

from typing import Any

import pytest

import gradcli as torch

X, F = torch.ones(2, 3), torch.nn.functional
SEVERAL = r"{}\(\) received an invalid combination of arguments - got \({}\), but expected one of:"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: X.cumsum([0]), r"cumsum\(\): argument 'dim' \(position 1\) must be int, not list"),
        (lambda: X.cumsum(dim=(0, 1)), r"cumsum\(\): argument 'dim' must be int, not tuple"),
        (lambda: torch.cumsum(X, "a"), r"cumsum\(\): argument 'dim' \(position 2\) must be int, not str"),
        (lambda: X.argmax([0]), r"argmax\(\): argument 'dim' \(position 1\) must be int, not list"),
        (lambda: X.softmax(), r'softmax\(\) missing 1 required positional arguments: "dim"'),
        (lambda: X.renorm(), r'renorm\(\) missing 3 required positional argument: "p", "dim", "maxnorm"'),
        (lambda: X.softmax(0, keepdim=True), r"softmax\(\) got an unexpected keyword argument 'keepdim'"),
        (lambda: X.cumsum(0, 1, 2), r"cumsum\(\) takes 1 positional argument but 3 were given"),
        (lambda: X.unbind(0, 1), r"unbind\(\) takes from 0 to 1 positional arguments but 2 were given"),
        (lambda: X.sum(axes=0), SEVERAL.format("sum", "axes=int, ")),
        (lambda: X.sort(0, keepdim=True), SEVERAL.format("sort", "int, keepdim=bool")),
        (lambda: X.squeeze("a"), SEVERAL.format("squeeze", "str")),
        (lambda: F.conv2d(3, 3), SEVERAL.format("conv2d", "int, int")),
        (lambda: F.conv2d(torch.ones(1, 1, 4, 4), 3), SEVERAL.format("conv2d", "Tensor, int")),
        (lambda: torch.where(True, 1, 2), SEVERAL.format("where", "bool, int, int")),
    ],
)
def test_errors_are_torchs(call: Any, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        call()


def test_errors_about_values_stay_as_they_are() -> None:
    with pytest.raises(IndexError, match="Dimension out of range"):
        X.cumsum(5)
    with pytest.raises(RuntimeError, match="Sort does not support complex dtypes on CPU"):
        torch.tensor([1j]).sort()


def test_numbers_in_tensors_are_numbers() -> None:
    assert X.cumsum(torch.tensor(1)).tolist() == [[1.0, 2.0, 3.0]] * 2
