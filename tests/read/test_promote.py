"""float32 written into a file that is checked in float64."""

import numpy as np
import pytest

from gradcli.check import check_case
from gradcli.read._promote import NOTE


@pytest.mark.parametrize(
    "made",
    [
        "torch.tensor([1.0, 2.0], dtype=torch.float32)",
        "torch.ones(2, dtype=torch.float)",
        "torch.linspace(0, 1, 2, dtype=torch.float32)",
        "torch.from_numpy(np.ones(2, np.float32))",
        "torch.tensor([1, 2]).float()",
        "torch.ones(2).to(torch.float32)",
        "np.ones(2, np.float32)",
    ],
)
def test_leaves_and_constants_are_made_in_float64_and_the_case_says_so(only, made):
    case = only(f"import numpy as np\nimport torch\ndef f(x={made}):\n    return x * 2\n")
    assert case.inputs["x"].dtype == np.float64
    assert case.notes == (NOTE,)


def test_constants_made_inside_the_function_are_promoted_too(only, evaluate):
    case = only("""
        import torch
        def f(w=torch.ones(2, 3)):
            mask = (torch.arange(2) == 0).float()
            return mask @ w
    """)
    assert evaluate(case).outputs["out"].dtype == np.float64


def test_a_cast_in_the_graph_stays(only, evaluate):
    case = only("import torch\ndef f(x=torch.full((1,), 1 / 3)):\n    return x.float().double()\n")
    assert evaluate(case).outputs["out"][0] == float(np.float32(1 / 3))
    assert case.notes == ()


def test_a_script_with_an_explicit_float32_runs_in_float64_throughout(only, evaluate):
    case = only("""
        import torch
        dtype = torch.float
        t = torch.linspace(0.0, 1.0, 5, dtype=dtype)
        a = torch.full((), 0.3, dtype=dtype, requires_grad=True)
        net = torch.nn.Linear(5, 2, dtype=dtype)
        loss = (net(torch.sin(a * t)) ** 2).sum()
        loss.backward()
    """)
    assert {str(x.dtype) for x in case.inputs.values()} == {"float64"}
    assert evaluate(case).outputs["loss"].dtype == np.float64
    assert case.notes == (NOTE,)


def test_modules_made_in_float32_are_promoted_with_their_buffers(only, evaluate):
    case = only("""
        import torch
        from torch import nn
        class Scale(nn.Module):
            example_input = torch.ones(2)
            def __init__(self):
                super().__init__()
                self.w = nn.Parameter(torch.ones(2, dtype=torch.float32))
                self.register_buffer("mean", torch.zeros(2, dtype=torch.float32))
            def forward(self, x):
                return (x - self.mean) * self.w
    """)
    assert case.inputs["w"].dtype == np.float64
    assert evaluate(case).outputs["out"].dtype == np.float64


def test_nothing_is_promoted_when_asked_for_float32(only):
    case = only("import torch\ndef f(x=torch.ones(2, dtype=torch.float64), y=torch.ones(2)):\n    return x * y\n", dtype="float32")
    assert {name: str(x.dtype) for name, x in case.inputs.items()} == {"x": "float64", "y": "float32"}
    assert case.notes == ()


def test_what_an_earlier_file_had_promoted_is_no_note_of_the_next(only):
    only("import torch\ndef f(x=torch.ones(2, dtype=torch.float32)):\n    return x\n")
    case = only("import torch\ndef f(x=torch.ones(2)):\n    return x\n", dtype="float32")
    assert case.notes == ()


def test_the_engine_makes_float32_again_afterwards(only):
    import gradcli as torch

    only("import torch\nfrom torch import tensor\ndef f(x=tensor(1.0, dtype=torch.float32)):\n    return x\n")
    assert str(torch.ones(2, dtype=torch.float32).dtype) == "torch.float32"
    assert str(torch.ones(2, dtype=torch.float64).float().dtype) == "torch.float32"


@pytest.mark.parametrize(("word", "verdict"), [("", "pass"), (", dtype=torch.float64", "fail")])
def test_a_backward_may_cast_to_float32_in_a_file_that_is_in_float32(only, word, verdict):
    case = only(f"""
        import torch
        class Tenth(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x.float())
                return x * x * 0.1
            @staticmethod
            def backward(ctx, g):
                x, = ctx.saved_tensors
                return (g.float() * 0.1).to(x.dtype) * 2 * x
        def f(x=torch.randn(3{word}, requires_grad=True)):
            return Tenth.apply(x)
    """)
    assert check_case(case).verdict.value == verdict


def test_a_cast_in_the_graph_does_nothing_in_a_file_that_is_in_float32(only, evaluate):
    case = only("import torch\ndef f(x=torch.full((1,), 1 / 3)):\n    return x.exp().float().log().to(torch.float32)\n")
    assert abs(evaluate(case).outputs["out"][0] - 1 / 3) < 1e-15  # a few roundings of float64


@pytest.mark.parametrize("made", ["torch.zeros_like(x, dtype=torch.float32)", "x.to(torch.float32, copy=True).mul_(0)"])
def test_what_is_made_like_a_tensor_or_copied_is_its_own(only, evaluate, made):
    case = only(f"import torch\ndef f(x=torch.full((1,), 1 / 3)):\n    with torch.no_grad():\n        y = {made}\n    return x + y\n")
    assert evaluate(case).outputs["out"][0] == 1 / 3


@pytest.mark.parametrize(
    "made",
    [
        "torch.FloatTensor([1.0, 2.0])",
        "torch.FloatTensor(2)",
        "torch.frombuffer(np.ones(2, np.float32), dtype=torch.float32)",
        "torch.utils.data.default_collate([np.float32(1), np.float32(2)])",
        "torch.utils.data.default_convert({'x': np.ones(2, np.float32)})['x']",
    ],
)
def test_what_a_script_makes_in_float32_meets_modules_in_float64(only, made):
    case = only(f"import numpy as np\nimport torch\nimport torch.utils.data\nloss = torch.nn.Linear(2, 1)({made}).sum()\n")
    assert check_case(case).verdict.value == "pass"
