import pytest

import gradcli as torch
from gradcli import nn
from gradcli.nn.utils.stateless import functional_call


def test_other_tensors_stand_in_for_one_call():
    net = nn.Sequential(nn.Linear(2, 1, bias=False))
    before = net[0].weight.detach().clone()
    w = torch.tensor([[2.0, 3.0]], requires_grad=True)
    y = functional_call(net, {"0.weight": w}, torch.ones(1, 2))
    y.backward()
    assert y.item() == 5.0
    assert w.grad.tolist() == [[1.0, 1.0]]
    assert torch.equal(net[0].weight, before)


def test_a_shared_parameter_is_replaced_under_all_its_names():
    linear = nn.Linear(1, 1, bias=False)
    net = nn.Sequential(linear, linear)
    assert functional_call(net, {"0.weight": torch.full((1, 1), 3.0)}, torch.ones(1, 1)).item() == 9.0


def test_strict_calls_name_missing_and_unexpected_keys():
    with pytest.raises(RuntimeError, match=r"(?s)Unexpected key.*nope.*Missing key.*'bias', 'weight'"):
        functional_call(nn.Linear(1, 1), {"nope": torch.ones(1)}, torch.ones(1, 1), strict=True)


def test_the_module_is_restored_when_forward_raises():
    linear = nn.Linear(2, 1)
    weight = linear.weight
    with pytest.raises(RuntimeError):
        functional_call(linear, {"weight": torch.ones(1, 2)}, torch.ones(1, 5))
    assert linear.weight is weight


def test_a_path_in_two_dictionaries_is_ambiguous():
    module, tensors = torch.nn.Linear(2, 1), {"bias": torch.zeros(1)}
    with pytest.raises(ValueError, match=r"\['bias'\] appeared in multiple dictionaries"):
        functional_call(module, (tensors, tensors), torch.ones(1, 2))


def test_shared_parameters_need_not_be_tied():
    linear = nn.Linear(1, 1, bias=False)
    net, given = nn.Sequential(linear, linear), {"0.weight": torch.full((1, 1), 3.0)}
    assert torch.func.functional_call(net, given, torch.ones(1, 1), tie_weights=False).item() == 9.0  # one module, two paths
    net = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False))
    net[1].weight = net[0].weight = nn.Parameter(torch.full((1, 1), 2.0))
    assert torch.func.functional_call(net, given, torch.ones(1, 1)).item() == 9.0
    assert torch.func.functional_call(net, given, torch.ones(1, 1), tie_weights=False).item() == 6.0
