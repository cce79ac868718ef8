"""nn.Modules as cases: their parameters, at an example input."""

import pytest

from gradcli import check
from gradcli.finding import Verdict

NET = """
    import torch
    from torch import nn
    from gradcli import normal
    class Net(nn.Module):
        {example}
        def __init__(self, hidden=3):
            super().__init__()
            self.fc1, self.fc2 = nn.Linear(2, hidden), nn.Linear(hidden, 1)
        def forward(self, x):
            return self.fc2(torch.tanh(self.fc1(x)))
"""
PARAMETERS = ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]


@pytest.mark.parametrize(
    "example",
    [
        "example_input = normal(4, 2)",
        "example_input = torch.ones(4, 2)",
        "example_inputs = (torch.ones(4, 2),)",
        "example_inputs = {'x': normal(4, 2)}",
    ],
)
def test_a_class_with_an_example_is_a_case(only, evaluate, example):
    case = only(NET.format(example=example))
    assert (case.id, case.kind, list(case.inputs)) == ("file.py::Net", "module", PARAMETERS)
    assert set(case.sources.values()) == {"parameter"}
    assert evaluate(case).outputs["out"].shape == (4, 1)


def test_the_example_may_stand_at_module_level(only):
    case = only(NET.format(example="") + "    example_inputs = (torch.ones(4, 2),)\n")
    assert (case.name, list(case.inputs)) == ("Net", PARAMETERS)


def test_an_instance_bears_its_variables_name_and_stands_for_its_class(only):
    case = only(NET.format(example="example_input = normal(4, 2)") + "    net = Net(hidden=5)\n")
    assert case.name == "net"
    assert case.inputs["fc1.weight"].shape == (5, 2)


def test_losses_and_parts_of_a_net_are_no_cases(found):
    cases, _ = found("""
        import torch
        from torch import nn
        class Block(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(2, 2)
            def forward(self, x):
                return x + self.fc(x)
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.block = Block()
            def forward(self, x):
                return self.block(x)
        net, loss, activation = Net(), nn.MSELoss(), nn.Tanh()
        part = net.block
        example_input = torch.ones(3, 2)
    """)
    assert [case.name for case in cases] == ["net"]


def test_an_example_that_requires_grad_is_checked_too(only):
    case = only(NET.format(example="example_input = torch.ones(4, 2, requires_grad=True)"))
    assert list(case.inputs) == ["x", *PARAMETERS]


def test_without_parameters_the_input_is_checked(only):
    case = only("""
        import torch
        from torch import nn
        class Softness(nn.Module):
            example_input = torch.ones(3)
            def forward(self, x):
                return nn.functional.softplus(x)
    """)
    assert list(case.inputs) == ["x"]


def test_a_class_that_needs_arguments_is_skipped_with_the_reason(found):
    cases, skipped = found(NET.format(example="example_input = normal(4, 2)").replace("hidden=3", "hidden"))
    assert cases == []
    assert "missing 1 required positional argument: 'hidden'" in skipped[0].reason


def test_lazy_layers_get_their_shapes_from_the_example(only):
    case = only("""
        import torch
        from torch import nn
        net = nn.Sequential(nn.LazyLinear(3), nn.Tanh())
        example_input = torch.ones(4, 2)
    """)
    assert {name: x.shape for name, x in case.inputs.items()} == {"0.weight": (3, 2), "0.bias": (3,)}


@pytest.mark.parametrize(
    ("layers", "shape"),
    [
        ("nn.Linear(3, 2), nn.Tanh()", "(4, 3)"),
        ("nn.Conv2d(1, 2, 3), nn.Tanh(), nn.Flatten(), nn.Linear(2 * 6 * 6, 2)", "(2, 1, 8, 8)"),
        ("nn.Conv2d(1, 2, 5), nn.Flatten(), nn.Linear(2 * 24 * 24, 2)", "(2, 1, 28, 28)"),
        ("nn.Conv1d(2, 3, 3)", "(2, 2, 8)"),
    ],
)
def test_the_input_is_inferred_from_the_first_layer(only, layers, shape):
    case = only(f"from torch import nn\nnet = nn.Sequential({layers})\n")
    assert next(iter(case.inputs)) == "0.weight"
    assert f"input shape {shape} inferred from the first layer, 0 = " in case.notes[0]


def test_nothing_is_inferred_where_the_first_layer_does_not_tell(found):
    cases, skipped = found("""
        import torch
        from torch import nn
        class Two(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(2, 2)
            def forward(self, x, y):
                return self.fc(x) + y
    """)
    assert cases == []
    assert "has no example_input: example_input = torch.randn" in skipped[0].reason


def test_functions_come_first_and_then_nothing_is_inferred(found):
    cases, _ = found("import torch\nfrom torch import nn\nnet = nn.Linear(2, 2)\ndef loss(x=torch.ones(1, 2)):\n    return net(x)\n")
    assert [case.name for case in cases] == ["loss"]


def test_a_module_that_draws_numbers_and_that_nobody_declared_is_checked_with_the_same_draw_at_every_call(only):
    case = only("""
        import torch
        from torch import nn
        class Noisy(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc, self.drop = nn.Linear(4, 3), nn.Dropout()
            def forward(self, x):
                h = self.drop(self.fc(x)).exp()
                return h * torch.randn_like(h)
        model = Noisy()
    """)
    with case.around():
        assert check.check_case(case).verdict is Verdict.PASS


BESIDE = """
    import torch
    from torch import nn
    class Part(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(2, 2)
        def forward(self, x):
            return self.layer(x)
    class Net(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.part = Part()
        def forward(self, x):
            return self.part(x)
    def f(x=torch.ones(2, requires_grad=True)):
        return BODY
"""


@pytest.mark.parametrize(
    ("body", "more", "told"),
    [
        ("x * 2", "", ["Net"]),
        ("Net(2)(x)", "", []),
        ("x * 2", "    net = Net(2)\n", ["net"]),
        ("net(x)", "    net = Net(2)\n", []),
        ("x * 2", "    Net.example_input = torch.ones(1, 2)\n    net = Net(2)\n", []),
    ],
)
def test_modules_without_an_example_beside_other_cases_are_told(found, body, more, told):
    cases, skipped = found(BESIDE.replace("BODY", body) + more)

    assert "f" in [case.name for case in cases]
    assert [one.id.partition("::")[2] for one in skipped] == told
    assert all("it has no example_input" in one.reason for one in skipped)
