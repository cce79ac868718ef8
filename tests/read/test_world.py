"""What a file sees of the process, and what it leaves behind: nothing."""

import sys

import pytest

from gradcli import read
from gradcli.autograd import dtype, grad_mode
from gradcli.cases import Settings
from gradcli.errors import UsageError

ONES = "import torch\ndef f(x=torch.ones(2)):\n    return x * torch.ones(2)\n"


def test_new_tensors_are_float64_while_a_file_is_read_and_called(only):
    case = only(ONES)
    assert case.inputs["x"].dtype == "float64"
    assert str(case.fn(case.inputs).outputs["out"].dtype) == "torch.float64"
    assert dtype.get_default_dtype() is dtype.float32


@pytest.mark.parametrize("kind", ["float32", "keep"])
def test_other_settings_keep_torchs_default(only, kind):
    case = only(ONES, dtype=kind)
    assert case.inputs["x"].dtype == "float32"
    assert str(case.fn(case.inputs).outputs["out"].dtype) == "torch.float32"


def test_a_file_may_choose_its_own_default(only):
    case = only("import torch\ntorch.set_default_dtype(torch.float64)\n" + ONES, dtype="keep")
    assert str(case.fn(case.inputs).outputs["out"].dtype) == "torch.float64"
    assert dtype.get_default_dtype() is dtype.float32


def test_around_sets_the_default_for_what_runs_outside_of_fn(only):
    case = only(ONES)
    with case.around(), case.around():
        assert dtype.get_default_dtype() is dtype.float64
    assert dtype.get_default_dtype() is dtype.float32


def test_tensors_made_in_a_backward_are_float64_too(only, evaluate):
    case = only("""
        import torch
        class First(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                return x[0].clone()
            @staticmethod
            def backward(ctx, g):
                out = torch.zeros(2)
                out[0] = g / 3
                return out
        def f(x=torch.ones(2)):
            return First.apply(x)
    """)
    assert evaluate(case).gradients["x"][0] == 1 / 3


def test_an_unknown_dtype_is_a_wrong_call(write):
    with pytest.raises(UsageError, match=r"'float46'.*did you mean 'float64'"):
        read.cases(write(ONES), Settings(dtype="float46"))


def test_a_script_sees_its_own_name_in_argv(only):
    only("import sys, torch\nassert sys.argv == ['file.py']\nx = torch.ones(2, requires_grad=True)\ny = x * 2\n")


def test_modes_a_file_leaves_on_end_with_it(only):
    only("import torch\ntorch.set_grad_enabled(False)\ndef f(x=torch.ones(2)):\n    return x\n")
    assert grad_mode.is_grad_enabled()


def test_a_file_named_like_a_module_of_python_does_not_hide_it(only):
    import random

    only(ONES, name="random.py")
    assert sys.modules["random"] is random
