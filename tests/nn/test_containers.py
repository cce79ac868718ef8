from collections import OrderedDict

import pytest

import gradcli as torch
from gradcli import nn


def kinds(modules):
    return [type(m).__name__ for m in modules]


def test_a_sequential_takes_names_from_an_ordered_dict():
    net = nn.Sequential(OrderedDict([("fc", nn.Linear(1, 2)), ("act", nn.ReLU())]))
    assert list(net.state_dict()) == ["fc.weight", "fc.bias"]
    assert isinstance(net.act, nn.ReLU)
    assert net(torch.ones(1, 1)).shape == (1, 2)


def test_a_sequential_is_edited_like_a_list():
    net = nn.Sequential(nn.ReLU(), nn.Tanh())
    net.append(nn.GELU()).insert(1, nn.Identity())
    assert kinds(net) == ["ReLU", "Identity", "Tanh", "GELU"]
    del net[1]
    net[-1] = nn.ELU()
    assert list(net._modules) == ["0", "1", "2"]
    assert kinds(net[1:]) == ["Tanh", "ELU"]
    assert isinstance(net.pop(0), nn.ReLU)
    assert kinds(net + nn.Sequential(nn.Mish())) == ["Tanh", "ELU", "Mish"]
    assert kinds(nn.Sequential(nn.ReLU()) * 2) == ["ReLU", "ReLU"]
    with pytest.raises(IndexError):
        net[7]


def test_a_module_list_prints_equal_neighbours_once_and_has_no_forward():
    modules = nn.ModuleList([nn.Linear(1, 1), nn.Linear(1, 1), nn.ReLU()])
    assert repr(modules) == "ModuleList(\n  (0-1): 2 x Linear(in_features=1, out_features=1, bias=True)\n  (2): ReLU()\n)"
    with pytest.raises(NotImplementedError):
        modules(torch.ones(1))


def test_a_module_list_is_edited_like_a_list():
    modules = nn.ModuleList([nn.ReLU()])
    modules += [nn.Tanh()]
    modules.extend([nn.GELU()])
    modules.insert(0, nn.ELU())
    assert kinds(modules) == ["ELU", "ReLU", "Tanh", "GELU"]
    assert kinds(modules[::2]) == ["ELU", "Tanh"]
    assert kinds(modules + nn.ModuleList([nn.Mish()]))[-1] == "Mish"
    with pytest.raises(TypeError, match="should be called with an iterable"):
        modules.extend(4)


def test_a_module_dict_registers_by_key():
    modules = nn.ModuleDict({"lin": nn.Linear(2, 1), "act": nn.ReLU()})
    modules["extra"] = nn.Tanh()
    assert list(modules) == ["lin", "act", "extra"]
    assert "act" in modules
    assert isinstance(modules.pop("act"), nn.ReLU)
    assert len(list(modules.parameters())) == 2
    with pytest.raises(KeyError):
        modules["nope"]
    with pytest.raises(KeyError, match="already exists"):
        nn.ModuleDict({"forward": nn.ReLU()})
    with pytest.raises(TypeError, match="iterable of key/value pairs"):
        modules.update(3)
    with pytest.raises(ValueError, match="has length 1; 2 is required"):
        nn.ModuleDict([["a"]])
