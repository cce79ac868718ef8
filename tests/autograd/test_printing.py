"""repr, as torch prints it: digits, columns, shortening, notes."""

import math
from collections.abc import Iterator

import pytest

import gradcli as torch


@pytest.fixture(autouse=True)
def default_options() -> Iterator[None]:
    yield
    torch.set_printoptions(profile="default")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([1.0, 2.0], "[1., 2.]"),
        ([1.5, 2.25], "[1.5000, 2.2500]"),
        ([1, 20, 300], "[  1,  20, 300]"),
        ([True, False], "[ True, False]"),
        (3.0, "3."),
        (7, "7"),
        (True, "True"),
        ([], "[]"),
        ([1e-8, 1.0], "[1.0000e-08, 1.0000e+00]"),
        ([12345.678], "[12345.6777]"),
        ([99999.0, 0.5], "[9.9999e+04, 5.0000e-01]"),
        ([100000000.0, 2.0], "[1.0000e+08, 2.0000e+00]"),
        ([-1.0, 20.0], "[-1., 20.]"),
        ([0.0, -0.0], "[0., -0.]"),
        ([1.5, math.nan, math.inf, -math.inf], "[1.5000,    nan,    inf,   -inf]"),
        ([1 + 2j, 3.5 - 4j], "[1.0000+2.j, 3.5000-4.j]"),
    ],
)
def test_numbers_share_one_format(values, text: str) -> None:
    assert repr(torch.tensor(values)) == f"tensor({text})"


def test_rows_stand_below_each_other() -> None:
    assert repr(torch.tensor([[-1.5, 2.0], [10.25, -100.0]])) == "tensor([[  -1.5000,    2.0000],\n        [  10.2500, -100.0000]])"
    assert repr(torch.zeros(2, 1, 2)) == "tensor([[[0., 0.]],\n\n        [[0., 0.]]])"


def test_notes_tell_what_is_not_the_default() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    assert repr(x) == "tensor([1., 2.], requires_grad=True)"
    assert repr(x * 2) == "tensor([2., 4.], grad_fn=<MulBackward0>)"
    assert repr(x.sum()) == "tensor(3., grad_fn=<SumBackward0>)"
    assert repr(x.double().detach()) == "tensor([1., 2.], dtype=torch.float64)"
    assert repr(torch.tensor([1], dtype=torch.int32)) == "tensor([1], dtype=torch.int32)"


def test_empty_tensors_tell_their_shape() -> None:
    assert repr(torch.zeros(0, 3)) == "tensor([], size=(0, 3))"
    assert repr(torch.zeros(2, 0, dtype=torch.int64)) == "tensor([], size=(2, 0), dtype=torch.int64)"


def test_notes_that_do_not_fit_go_to_the_next_line() -> None:
    x = torch.full((9,), 1.25, requires_grad=True)
    assert repr(x) == "tensor([1.2500, 1.2500, 1.2500, 1.2500, 1.2500, 1.2500, 1.2500, 1.2500, 1.2500],\n       requires_grad=True)"


def test_long_tensors_are_shortened_along_every_axis() -> None:
    assert repr(torch.arange(2000)) == "tensor([   0,    1,    2,  ..., 1997, 1998, 1999])"
    lines = repr(torch.zeros(40, 50)).split("\n")
    assert lines[0] == "tensor([[0., 0., 0.,  ..., 0., 0., 0.],"
    assert lines[3] == "        ...,"
    assert len(lines) == 7


def test_options_change_digits_and_shortening() -> None:
    torch.set_printoptions(precision=2)
    assert repr(torch.tensor([1.23456, 2])) == "tensor([1.23, 2.00])"
    torch.set_printoptions(profile="default", threshold=5, edgeitems=1)
    assert repr(torch.arange(6)) == "tensor([0,  ..., 5])"
    torch.set_printoptions(profile="default", sci_mode=True)
    assert repr(torch.tensor([1.5])) == "tensor([1.5000e+00])"


def test_format_of_numbers_and_tensors() -> None:
    assert f"{torch.tensor(3.14159):.3f}" == "3.142"
    assert f"{torch.tensor(5):d}" == "5"
    assert f"{torch.tensor(27.0)}" == "27.0"
    assert str(torch.tensor(27.0)) == "tensor(27.)"
    assert f"{torch.tensor([1.0, 2.0])}" == "tensor([1., 2.])"
    with pytest.raises(TypeError, match="unsupported format string"):
        f"{torch.tensor([1.0, 2.0]):.2f}"


def test_parameters_say_so() -> None:
    assert repr(torch.nn.Parameter(torch.ones(1))) == "Parameter containing:\ntensor([1.], requires_grad=True)"
