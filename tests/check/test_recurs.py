"""Functions that do not repeat, of nothing but the engine's operations: what comes at some calls only."""

import pytest

import gradcli as torch
from gradcli.cases import Case, Run
from gradcli.check import check_case
from gradcli.errors import Where

START = [0.3, 0.7, 1.1, -0.4]


def counted(odd, instead, calls=None):
    """x sin(x), and at the calls for which odd(number) is true what `instead` makes of it; the calls are noted in `calls`."""
    calls = [] if calls is None else calls

    def fn(inputs):
        x = torch.tensor(inputs["x"], requires_grad=True)
        calls.append(len(calls) + 1)
        y = torch.sin(x) * x
        return Run({"y": instead(x, y) if odd(calls[-1]) else y}, {"x": x})

    return Case("m.py::f", "f", fn, {"x": torch.tensor(START, dtype=torch.float64).numpy()}, Where("m.py", 1))


def raises(x, y):
    raise ValueError("at some calls only")


VALUES = {"another value": lambda x, y: 1.5 * y, "a value next to it": lambda x, y: (1 + 1e-12) * y}
PATHS = {"a path cut": lambda x, y: torch.sin(x).detach() * x, "no path": lambda x, y: y.detach() + 0 * x}
CALLS = {
    "even": lambda k: k % 2 == 0,
    "odd": lambda k: k % 2 == 1,
    "each third": lambda k: k % 3 == 0,
    "two of three": lambda k: k % 3,
    "all but the first": lambda k: k > 1,
}


@pytest.mark.parametrize("when", CALLS)
@pytest.mark.parametrize("what", VALUES)
def test_another_value_at_some_calls_is_nondeterministic(what, when):
    assert check_case(counted(CALLS[when], VALUES[what])).findings[0].code.id == "G401"


@pytest.mark.parametrize("when", CALLS)
@pytest.mark.parametrize("what", PATHS)
def test_the_same_value_by_another_path_at_some_calls_is_a_backward_that_does_not_repeat(what, when):
    assert check_case(counted(CALLS[when], PATHS[what])).findings[0].code.id == "G402"


@pytest.mark.parametrize("when", ["even", "each third", "all but the first"])
def test_a_function_that_raises_at_some_calls_is_told(when):
    assert check_case(counted(CALLS[when], raises)).findings[0].code.id == "G601"


def test_a_function_that_repeats_is_called_at_the_point_and_twice_close_by():
    calls = []
    assert check_case(counted(lambda k: False, raises, calls)).verdict.value == "pass"
    assert calls == [1, 2, 3]


def test_a_backward_that_raises_for_a_stack_of_cotangents_is_the_functions_error():
    def changed(inputs):
        x = torch.tensor(inputs["x"], requires_grad=True)
        y = x.exp()
        y.add_(1)
        return Run({"y": y}, {"x": x})

    case = Case("m.py::f", "f", changed, {"x": torch.tensor(START, dtype=torch.float64).numpy()}, Where("m.py", 1))
    assert check_case(case).findings[0].code.id == "G604"
