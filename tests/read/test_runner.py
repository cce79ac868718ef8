"""Calling user code with other arrays: what is shared, what is swapped, what is put back."""

import numpy as np
import pytest

from gradcli.errors import NotSupported, ReadError


def test_a_function_that_changes_its_input_changes_the_array_given(only):
    case = only("""
        import torch
        def f(x=torch.ones(3)):
            x.detach().mul_(2)
            return x + 0
    """)
    array = np.ones(3)
    case.fn({"x": array})
    assert array.tolist() == [2.0, 2.0, 2.0]


def test_leaves_look_at_the_arrays_given(only):
    case = only("import torch\ndef f(x=torch.ones(4, 6)):\n    return x * 2\n")
    strided = np.zeros((8, 6))[::2]
    leaf = case.fn({"x": strided}).leaves["x"]
    assert leaf._data is strided
    assert leaf.requires_grad


def test_the_same_array_twice_is_one_leaf(only):
    case = only("import torch\ndef f(a=torch.ones(2), b=torch.zeros(2)):\n    return a * b\n")
    array = np.ones(2)
    run = case.fn({"a": array, "b": array})
    assert run.leaves["a"] is run.leaves["b"]


def test_constants_of_the_function_are_named_for_pictures(only):
    case = only("import torch\ndef f(w=torch.ones(2, requires_grad=True), x=torch.ones(2)):\n    return w * x\n")
    assert list(case.fn(case.inputs).constants) == ["x"]


def test_buffers_are_the_same_before_every_call(only):
    case = only("""
        import torch
        from torch import nn
        class Counting(nn.Module):
            example_input = torch.ones(2)
            def __init__(self):
                super().__init__()
                self.w = nn.Parameter(torch.ones(2))
                self.register_buffer("calls", torch.zeros(()))
            def forward(self, x):
                self.calls += 1
                return self.w * x * self.calls
    """)
    first, second = (case.fn(case.inputs).outputs["out"]._data for _ in range(2))
    assert first.tolist() == second.tolist() == [1.0, 1.0]


def test_modules_have_their_own_parameters_back_after_a_call(found):
    cases, _ = found("""
        import torch
        from torch import nn
        net = nn.Linear(2, 1)
        def probe(x=torch.ones(1, 2)):
            return net(x)
        def loss(net=net, x=torch.ones(3, 2)):
            return net(x).sum()
    """)
    probe, loss = cases
    before = probe.fn(probe.inputs).outputs["out"]._data.copy()
    loss.fn({name: np.full_like(value, 9.0) for name, value in loss.inputs.items()})
    assert np.array_equal(probe.fn(probe.inputs).outputs["out"]._data, before)


def test_a_shared_parameter_is_replaced_everywhere(only):
    case = only("""
        import torch
        from torch import nn
        class Tied(nn.Module):
            example_input = torch.ones(1, 2)
            def __init__(self):
                super().__init__()
                self.a, self.b = nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False)
                self.b.weight = self.a.weight
            def forward(self, x):
                return self.b(self.a(x))
    """)
    assert list(case.inputs) == ["a.weight"]
    assert case.fn({"a.weight": np.eye(2) * 3}).outputs["out"]._data.tolist() == [[9.0, 9.0]]


def test_a_function_that_returns_no_tensor_says_so(only):
    case = only("import torch\ndef f(x=torch.ones(2)):\n    print(x)\n")
    with pytest.raises(ReadError, match="returns nothing"):
        case.fn(case.inputs)


def test_a_name_that_torch_has_and_gradcli_has_not_is_named(only):
    case = only("import torch\ndef f(x=torch.ones(2)):\n    return torch.sparse_compressed_tensor(x)\n")
    with pytest.raises(NotSupported, match=r"torch\.sparse_compressed_tensor is not part of gradcli's engine") as raised:
        case.fn(case.inputs)
    assert (raised.value.where.file, raised.value.where.line) == ("file.py", 3)


def test_exceptions_of_the_function_come_through(only):
    case = only("import torch\ndef f(x=torch.ones(2)):\n    raise KeyError('mine')\n")
    with pytest.raises(KeyError, match="mine"):
        case.fn(case.inputs)
