import pytest

import gradcli as torch
from gradcli import nn
from gradcli.autograd.trace import Tracer


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 3), nn.Linear(3, 1)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).tanh()
        return x


def scopes(y):
    """The scope of every node behind y."""
    found, nodes = [], [y.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is not None and node._call is not None:
            found.append(node._call.scope)
            nodes += [each for each, _ in node.next_functions]
    return found


def test_operations_carry_the_dotted_path_of_their_module():
    with Tracer() as tracer:
        y = Net()(torch.ones(1, 2, requires_grad=True))
    assert set(scopes(y)) == {"", "layers.0", "layers.1"}
    assert tracer.titles == {"": "Net", "layers.0": "Linear(2→3)", "layers.1": "Linear(3→1)"}
    assert tracer.scopes == []


def test_a_second_module_at_the_top_goes_by_its_class_name():
    net, loss, other = Net(), nn.MSELoss(), nn.MSELoss()
    with Tracer() as tracer:
        y = net(torch.ones(1, 2))
        total = loss(y, torch.zeros(1, 1)) + other(y, torch.ones(1, 1))
    assert {"MSELoss", "MSELoss_2"} <= set(scopes(total))
    assert tracer.titles["MSELoss_2"] == "MSELoss"


def test_the_scope_ends_when_forward_raises():
    class Broken(nn.Module):
        def forward(self, x):
            raise ValueError("broken")

    with Tracer() as tracer:
        with pytest.raises(ValueError, match="broken"):
            Broken()(1)
        assert tracer.scopes == []
