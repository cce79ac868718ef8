"""Functions that round to a narrow type on the way: differences see steps there, which is no error of the gradient."""

import pytest

from gradcli.check import check_case

CAST = """
import torch

def f(x=torch.tensor([0.3, -0.7, 1.1])):
    return (torch.tanh(x){cast} * 2).sum()
"""


@pytest.mark.parametrize("cast", [".bfloat16()", ".to(torch.bfloat16)", ".half()", ".bfloat16().float()"])
def test_a_cast_to_a_narrow_type_is_inconclusive_and_named(only, cast):
    finding = check_case(only(CAST.format(cast=cast))).findings[0]
    assert (finding.code.id, finding.culprit.op, finding.culprit.where.line) == ("G301", "to_copy", 5)
    assert "rounded to" in finding.why


def test_a_cast_to_float32_in_a_float32_file_is_nothing(only):
    assert check_case(only(CAST.format(cast=".float()"))).verdict.value == "pass"
