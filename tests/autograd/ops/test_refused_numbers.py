"""Numbers where an operand has to be a tensor."""

import pytest

import gradcli as torch

X = torch.ones(3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: torch.eq(2, X), r"eq\(\) received an invalid combination of arguments - got \(int, Tensor\), but expected one of"),
        (lambda: torch.max(2, X), r"max\(\) received an invalid combination of arguments - got \(int, Tensor\)"),
        (lambda: torch.atan2(X, 2), r"atan2\(\): argument 'other' \(position 2\) must be Tensor, not int"),
        (lambda: X.atan2(2), r"atan2\(\): argument 'other' \(position 1\) must be Tensor, not int"),
        (lambda: torch.maximum(2.0, X), r"maximum\(\): argument 'input' \(position 1\) must be Tensor, not float"),
        (lambda: torch.polar(X, 2), r"polar\(\): argument 'angle' \(position 2\) must be Tensor, not int"),
        (lambda: torch.special.gammainc(X, 2), r"special_gammainc\(\): argument 'other' \(position 2\) must be Tensor, not int"),
    ],
)
def test_a_number_is_no_tensor(call, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TypeError, match=words):
        call()


def test_a_number_may_be_compared_with() -> None:
    assert torch.eq(X, 1).all()
    assert torch.fmod(X, 2).tolist() == [1.0] * 3


@pytest.mark.parametrize("name", ["pow", "xlogy", "float_power"])
def test_one_of_two_operands_is_a_tensor(name: str) -> None:
    with pytest.raises(TypeError, match=rf"{name}\(\) received an invalid combination of arguments - got \(int, int\), but expected one of"):
        getattr(torch, name)(2, 3)
