"""Variable, the old name: makes leaves, and every tensor is an instance."""

import pytest

import gradcli as torch
from gradcli.autograd import Variable


def test_a_variable_is_a_leaf_that_shares_the_memory():
    t = torch.ones(2)
    x = Variable(t, requires_grad=True)
    t[0] = 5
    assert (type(x), x.requires_grad, x.tolist()) == (torch.Tensor, True, [5.0, 1.0])


def test_a_variable_of_a_result_is_a_leaf():
    x = Variable(torch.ones(2, requires_grad=True) * 2)
    assert (x.is_leaf, x.requires_grad) == (True, False)


def test_every_tensor_is_a_variable():
    assert isinstance(torch.ones(1), Variable)
    assert not isinstance(1.0, Variable)


def test_a_variable_is_made_of_a_tensor():
    with pytest.raises(TypeError, match="Variable data has to be a tensor, but got list"):
        Variable([1.0])
