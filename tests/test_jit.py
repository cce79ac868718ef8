"""torch.jit, where nothing is compiled."""

import pytest

import gradcli as torch
from gradcli import jit, nn


def square(x):
    return x * x


@pytest.mark.parametrize("wrap", [jit.script, jit.ignore, jit.ignore(drop=True), jit.unused, jit.export, jit.script_method, jit.script_if_tracing])
def test_a_decorated_function_is_the_function(wrap):
    assert wrap(square) is square


def test_a_scripted_or_traced_module_is_the_module():
    module = nn.Linear(2, 3)
    assert jit.script(module) is jit.trace(module, torch.ones(1, 2)) is jit.freeze(module) is module


def test_gradients_flow_through_a_scripted_function():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    jit.script(square)(x).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_a_fork_has_its_result():
    assert jit.wait(jit.fork(square, 3)) == 9


def test_nobody_scripts_or_traces():
    assert (torch.jit.is_scripting(), torch.jit.is_tracing()) == (False, False)


def test_a_module_may_derive_from_script_module():
    class Twice(jit.ScriptModule):
        scale: jit.Final[float] = 2.0

        @jit.script_method
        def forward(self, x):
            return self.scale * x

    assert Twice()(torch.ones(2)).tolist() == [2.0, 2.0]
