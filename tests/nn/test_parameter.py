import copy

import pytest

import gradcli as torch
from gradcli import nn


def test_a_parameter_is_a_leaf_that_shares_memory():
    t = torch.ones(2)
    p = nn.Parameter(t)
    assert p.requires_grad
    assert p.is_leaf
    assert isinstance(p, torch.Tensor)
    t.add_(1.0)
    assert p.tolist() == [2.0, 2.0]
    assert repr(p) == "Parameter containing:\ntensor([2., 2.], requires_grad=True)"


def test_results_of_operations_are_plain_tensors():
    p = nn.Parameter(torch.ones(2))
    assert [type(x) for x in (p + 1, p.data, p.detach())] == [torch.Tensor] * 3
    assert not nn.Parameter(p[0].detach() * 2, requires_grad=False).requires_grad


def test_a_copy_has_its_own_memory_and_no_gradient():
    p = nn.Parameter(torch.ones(2))
    p.sum().backward()
    q = copy.deepcopy(p)
    q.data.add_(1.0)
    assert p.tolist() == [1.0, 1.0]
    assert q.grad is None
    assert type(q) is nn.Parameter


def test_integers_cannot_require_grad():
    with pytest.raises(RuntimeError, match="require gradients"):
        nn.Parameter(torch.ones(2, dtype=torch.int64))
    assert not nn.Parameter(torch.ones(2, dtype=torch.int64), requires_grad=False).requires_grad


def test_an_uninitialized_parameter_has_no_shape_until_materialized():
    p = nn.UninitializedParameter()
    with pytest.raises(RuntimeError, match="shape of an uninitialized parameter"):
        p.shape
    p.materialize((2, 3))
    assert type(p) is nn.Parameter
    assert p.shape == (2, 3)


def test_an_inference_tensor_is_no_parameter_that_requires_grad():
    with torch.inference_mode():
        x = torch.ones(2) * 1
    with pytest.raises(RuntimeError, match="Setting requires_grad=True on inference tensor outside InferenceMode is not allowed"):
        nn.Parameter(x)
    assert nn.Parameter(x, requires_grad=False).is_inference()
