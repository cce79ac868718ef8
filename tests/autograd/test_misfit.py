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


X = torch.ones(2)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: X.dot(1), TypeError, r"dot\(\): argument 'tensor' \(position 1\) must be Tensor, not int"),
        (lambda: X.expand_as(1), TypeError, r"expand_as\(\): argument 'other' \(position 1\) must be Tensor, not int"),
        (lambda: X.masked_select(1), TypeError, r"masked_select\(\): argument 'mask' \(position 1\) must be Tensor, not int"),
        (lambda: X.unsqueeze(1.0), TypeError, r"unsqueeze\(\): argument 'dim' \(position 1\) must be int, not float"),
        (lambda: X.softmax(0.5), TypeError, r"softmax\(\): argument 'dim' \(position 1\) must be int, not float"),
        (lambda: torch.tensor(2.0).size(0), IndexError, "Dimension specified as 0 but tensor has no dimensions"),
        (lambda: X.unique(dim=2), IndexError, r"Dimension out of range \(expected to be in range of \[-1, 0\], but got 2\)"),
        (lambda: torch.bincount(X.long(), weights=torch.ones(3)), RuntimeError, "weights should be 1-d and have the same length as input"),
        (lambda: torch.histc(X, 0), RuntimeError, "bins must be > 0, but got 0"),
        (lambda: torch.histc(X, 3, 2, 1), RuntimeError, "max must be larger than min"),
        (lambda: torch.ones(3).view(torch.float64), RuntimeError, r"self.size\(-1\) must be divisible by 2 to view Float as Double"),
        (lambda: torch.ones(2, 3).t().view(torch.int8), RuntimeError, r"self.stride\(-1\) must be 1 to view Float as Char"),
        (lambda: X.as_strided((2,), (1, 1)), RuntimeError, "mismatch in length of strides and shape"),
        (lambda: torch.einsum("i->ii", X), RuntimeError, r"einsum\(\): output subscript i appears more than once in the output"),
    ],
)
def test_errors_of_numpy_do_not_show(call, error, message):
    with pytest.raises(error, match=message):
        call()
