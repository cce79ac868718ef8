"""Arguments of the wrong type: every public function names the one that is no tensor."""

import pytest

import gradcli as torch

F = torch.nn.functional


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: torch.sum([1.0]), r"sum\(\): argument 'input' \(position 1\) must be Tensor, not list"),
        (lambda: torch.zeros_like([1.0]), r"zeros_like\(\): argument 'input' \(position 1\) must be Tensor, not list"),
        (lambda: torch.masked_select(torch.ones(2), [True, False]), r"argument 'mask' \(position 2\) must be Tensor, not list"),
        (lambda: torch.index_select(torch.ones(2), 0, [0]), r"argument 'index' \(position 3\) must be Tensor, not list"),
        (lambda: torch.linalg.inv("a"), r"linalg_inv\(\): argument 'A' \(position 1\) must be Tensor, not str"),
        (lambda: torch.fft.fft(None), r"fft_fft\(\): argument 'input' \(position 1\) must be Tensor, not NoneType"),
        (lambda: F.linear([1.0], torch.ones(1, 1)), r"linear\(\): argument 'input' \(position 1\) must be Tensor, not list"),
        (lambda: torch.exp_([1.0]), r"exp_\(\): argument 'input' \(position 1\) must be Tensor, not list"),
    ],
)
def test_the_argument_is_named_with_its_position(call, message):
    with pytest.raises(TypeError, match=message):
        call()


def test_other_errors_pass_through():
    with pytest.raises(IndexError, match="Dimension out of range"):
        torch.sum(torch.ones(2), 3)


@pytest.mark.parametrize("op", [lambda a, b: a + b, lambda a, b: a * b, lambda a, b: a / b])
def test_operators_say_which_lengths_do_not_match(op):
    with pytest.raises(RuntimeError, match=r"The size of tensor a \(2\) must match the size of tensor b \(3\) at non-singleton dimension 0"):
        op(torch.ones(2), torch.ones(3))
