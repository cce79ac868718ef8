import pytest

import gradcli as torch
from gradcli import nn


def nested():
    return nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.ReLU(), nn.Linear(1, 1)))


def test_modules_come_parents_first_with_dotted_paths():
    assert [path for path, _ in nested().named_modules()] == ["", "0", "1", "1.0", "1.1"]
    assert [path for path, _ in nested().named_modules(prefix="net")][:2] == ["net", "net.0"]


def test_a_shared_module_is_listed_once_unless_asked():
    linear = nn.Linear(2, 2)
    net = nn.Sequential(linear, linear)
    assert [path for path, _ in net.named_parameters()] == ["0.weight", "0.bias"]
    assert len(list(net.named_parameters(remove_duplicate=False))) == 4
    assert len(list(net.children())) == 1
    assert list(net.state_dict()) == ["0.weight", "0.bias", "1.weight", "1.bias"]


def test_recurse_false_lists_own_members_only():
    assert list(nested().parameters(recurse=False)) == []


def test_members_are_reached_by_path():
    net = nested()
    assert net.get_submodule("1.1") is net[1][1]
    assert net.get_submodule("") is net
    assert net.get_parameter("1.1.bias") is net[1][1].bias
    norm = nn.BatchNorm1d(1)
    assert norm.get_buffer("running_mean") is norm.running_mean


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: m.get_submodule("1.7"), "Sequential has no attribute `7`"),
        (lambda m: m.get_submodule("0.weight"), "`weight` is not an nn.Module"),
        (lambda m: m.get_parameter("0.nope"), "Linear has no attribute `nope`"),
        (lambda m: m.get_parameter("0.training"), "`training` is not an nn.Parameter"),
        (lambda m: m.get_buffer("0.weight"), "`weight` is not a buffer"),
    ],
)
def test_a_path_that_leads_nowhere_is_named(call, message):
    with pytest.raises(AttributeError, match=message):
        call(nested())


def test_a_submodule_can_be_replaced_by_path():
    net = nested()
    net.set_submodule("1.0", nn.Tanh())
    assert isinstance(net[1][0], nn.Tanh)
    with pytest.raises(ValueError, match="without a target name"):
        net.set_submodule("", nn.Tanh())
    with pytest.raises(AttributeError):
        net.set_submodule("1.9", nn.Tanh(), strict=True)
    assert torch.is_tensor(net(torch.ones(1, 1)))
