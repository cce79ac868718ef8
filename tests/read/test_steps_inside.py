"""Functions that look something up by floor(x): a rounding inside does not reach the step, and a wrong backward is told."""

import pytest

from gradcli.check import check_case

FILE = """
import torch

class Lerp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, table, p):
        k = {cell}
        t = p - k
        ctx.save_for_backward(table, k, t)
        return table[k] * (1 - t) + table[k + 1] * t

    @staticmethod
    def backward(ctx, g):
        table, k, t = ctx.saved_tensors
        to_table = torch.zeros_like(table)
        to_table.index_put_((k,), g * (1 - t), accumulate=True)
        to_table.index_put_((k + 1,), g * t, accumulate=True)
        return to_table, {sign}g * (table[k + 1] - table[k])

def f(table=torch.randn(6), p=torch.tensor([0.3, 2.4, 1.7])):
    return Lerp.apply(table, p)
"""
CELLS = ["p.floor().long()", "p.long()", "p.floor().clamp(0, 4).int().long()", "(p.floor() + 1).long() - 1", "(p // 1).long()"]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("sign", "verdict"), [("", "pass"), ("-", "fail")])
def test_a_table_looked_up_is_decided(only, cell, sign, verdict):
    assert check_case(only(FILE.format(cell=cell, sign=sign))).verdict.value == verdict
