"""Blocks without recording that the engine enters for an operation of its own are no cuts of the user's."""

from gradcli.check import check_case

COSINE = """
import torch

def f(a=torch.randn(3, 4), b=torch.randn(3, 4)):
    {first}
    return torch.nn.functional.cosine_similarity(a.detach() + b, a, dim=-1).sum()
"""


def test_only_the_users_own_cut_is_named(only):
    why = check_case(only(COSINE.format(first="pass"))).findings[0].why
    assert "detach()" in why
    assert "no_grad" not in why


def test_a_no_grad_of_the_users_is_named_beside(only):
    finding = check_case(only(COSINE.format(first="with torch.no_grad(): b = b * a.sum()"))).findings[0]
    assert "no_grad() at" in finding.why


LOGGED = """
import torch

def f(x=torch.randn(4)):
    y = x * x
    print("mean", y.mean().item())
    z = y.detach()
    log = x.tolist()
    return (y * z).sum()
"""


def test_a_cut_whose_values_do_not_come_back_is_not_named(only):
    finding = check_case(only(LOGGED)).findings[0]
    assert (finding.code.id, finding.where.line) == ("G104", 7)
    assert "item" not in finding.why
    assert "tolist" not in finding.why
