"""Which arrays a case differentiates, and that tensors come back where they were taken from."""

import numpy as np


def test_those_that_require_grad_are_checked_if_any_does(only):
    case = only("""
        import torch
        def f(w=torch.ones(2, requires_grad=True), x=torch.ones(2)):
            return w * x
    """)
    assert list(case.inputs) == ["w"]


def test_else_every_floating_and_complex_input_is(only):
    case = only("""
        import torch
        def f(w=torch.ones(2), z=torch.ones(2, dtype=torch.complex64), n=torch.arange(2), m=torch.ones(2) > 0):
            return w * z * n
    """)
    assert {name: str(x.dtype) for name, x in case.inputs.items()} == {"w": "float64", "z": "complex128"}


def test_numbers_given_to_case_are_inputs_and_stay_so_beside_parameters(only):
    case = only("""
        import torch
        from gradcli import case, normal
        @case(scale=2.0, x=normal(2), power=3, mode="mean", flag=False)
        def f(x, scale, power, mode, flag, w=torch.ones(2, requires_grad=True), data=torch.ones(2)):
            assert (type(power), mode, flag) == (int, "mean", False)
            return w * scale * x ** power * data
    """)
    assert sorted(case.inputs) == ["scale", "w", "x"]
    assert (case.inputs["scale"].shape, case.inputs["scale"].dtype) == ((), np.float64)


def test_a_plain_number_as_default_is_a_constant(only):
    case = only("import torch\ndef f(x=torch.ones(2), eps=1e-5):\n    assert type(eps) is float\n    return x / eps\n")
    assert list(case.inputs) == ["x"]


def test_whole_numbers_in_a_list_are_labels_unless_nothing_else_could_be_checked(found):
    cases, _ = found("""
        from gradcli import case
        @case(x=[0.5, 1.5], labels=[0, 1])
        def pick(x, labels):
            assert str(labels.dtype) == "torch.int64"
            return x[labels]
        @case(x=[1, 2])
        def double(x):
            return x * 2
    """)
    assert [list(case.inputs) for case in cases] == [["x"], ["x"]]
    assert cases[1].inputs["x"].dtype == np.float64


def test_one_tensor_under_two_names_is_one_variable(only, evaluate):
    case = only("""
        import torch
        x = torch.tensor([3.0], requires_grad=True)
        def f(a=x, b=x):
            return a * b
    """)
    assert list(case.inputs) == ["a"]
    assert "b is the same tensor as a: one variable" in case.notes
    assert evaluate(case).gradients["a"] == 6.0


def test_containers_are_taken_apart_and_put_together_again(only, evaluate):
    case = only("""
        import torch
        from collections import namedtuple
        from gradcli import case, normal
        State = namedtuple("State", "h c")
        @case(layers=[{"w": normal(2), "n": 3}], state=State(normal(), (normal(2),)))
        def f(layers, state):
            return (layers[0]["w"] * layers[0]["n"] * state.c[0]).sum() * state.h
    """)
    assert list(case.inputs) == ["layers[0].w", "state[0]", "state[1][0]"]
    assert all(g is not None for g in evaluate(case).gradients.values())


def test_numpy_arrays_arrive_as_tensors(only, evaluate):
    case = only("""
        import numpy as np
        def f(x=np.array([0.5, 1.0])):
            return np.sin(x)
    """)
    assert np.allclose(evaluate(case).gradients["x"], np.cos([0.5, 1.0]), rtol=1e-14)


def test_layout_of_the_inputs_is_kept(only):
    case = only("""
        import torch
        def f(a=torch.ones(3, 2).t(), b=torch.ones(3).expand(2, 3)):
            return a + b
    """)
    assert not case.inputs["a"].flags.c_contiguous
    assert case.inputs["b"].strides[0] == 0


def test_a_module_as_parameter_brings_its_parameters(only, evaluate):
    case = only("""
        import torch
        from torch import nn
        def loss(net=nn.Sequential(nn.Linear(2, 3), nn.Tanh()), x=torch.ones(4, 2)):
            return net(x).sum()
    """)
    assert list(case.inputs) == ["net.0.weight", "net.0.bias"]
    assert evaluate(case).gradients["net.0.weight"].shape == (3, 2)
