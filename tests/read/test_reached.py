"""What a function takes from the module around it: networks and leaves its result depends on are inputs, too."""

import pytest

from gradcli.finding import Verdict

AROUND = """
    import torch
    net = torch.nn.Linear(3, 2)
    w = torch.randn(3, requires_grad=True)
    unused = torch.randn(3, requires_grad=True)
    data = torch.randn(4, 3)


    def model(x):
        return net(x).square().sum() + (x @ w).sum() + data.sum()
"""


def test_networks_and_leaves_are_inputs_after_the_arguments(only, verdict):
    case = only(AROUND + "\n\n    def loss(x=data):\n        return model(x)\n")
    assert list(case.inputs) == ["x", "net.weight", "net.bias", "w"]
    assert case.sources == {"x": "default", "net.weight": "parameter", "net.bias": "parameter", "w": "module level"}
    assert verdict(case) == Verdict.PASS


def test_a_wrong_gradient_of_a_parameter_is_found_though_the_argument_s_is_right(only, verdict):
    case = only("""
        import torch
        weight = torch.tensor([2.0, 3.0], requires_grad=True)


        class Scale(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x, w):
                ctx.save_for_backward(x, w)
                return x * w

            @staticmethod
            def backward(ctx, g):
                x, w = ctx.saved_tensors
                return g * w, g * w


        def scaled(x=torch.tensor([0.5, -1.5])):
            return Scale.apply(x, weight)
    """)
    assert verdict(case) == Verdict.FAIL


def test_the_module_has_its_own_variables_back_after_a_call(only):
    case = only(AROUND + "\n\n    def loss(x=data):\n        return model(x)\n")
    variables = case.fn.call.__globals__
    before = variables["w"], variables["net"].weight
    with case.around():
        case.fn({name: array + 1 for name, array in case.inputs.items()})
    assert (variables["w"], variables["net"].weight) == before


@pytest.mark.parametrize(
    "body",
    ["return x.exp()", "return x * w.detach()", "with torch.no_grad():\n            y = net(x).sum()\n        return x * y"],
    ids=["not used", "detached", "no grad"],
)
def test_what_the_result_has_no_path_to_is_a_constant(only, body):
    case = only(AROUND + f"\n\n    def loss(x=torch.ones(3)):\n        {body}\n")
    assert list(case.inputs) == ["x"]


@pytest.mark.parametrize(
    ("container", "names"), [("[w, b, 2]", ["p[0]", "p[1]"]), ("{'w': w, 'b': (b,)}", ["p.w", "p.b[0]"])], ids=["list", "dict"]
)
def test_leaves_in_containers_count(only, verdict, container, names):
    case = only(f"""
        import torch
        w, b = torch.ones(3, requires_grad=True), torch.zeros((), requires_grad=True)
        p = {container}
        del w, b


        def loss(x=torch.ones(2, 3)):
            w, b = (p[0], p[1]) if isinstance(p, list) else (p["w"], p["b"][0])
            return (x @ w + b).tanh()
    """)
    assert list(case.inputs) == ["x", *names]
    assert verdict(case) == Verdict.PASS


def test_frozen_parameters_are_constants(only):
    case = only(AROUND + "\n\n    net.weight.requires_grad_(False)\n    def loss(x=data):\n        return model(x)\n")
    assert list(case.inputs) == ["x", "net.bias", "w"]


def test_a_tensor_that_is_a_default_as_well_is_one_variable(only):
    case = only("import torch\nw = torch.ones(2, requires_grad=True)\n\n\ndef f(x=w):\n    return (x * w).sum()\n")
    assert list(case.inputs) == ["x"]


def test_functions_without_arguments_of_their_own_are_no_cases(found):
    cases, _ = found(AROUND + "\n\n    def closure():\n        return model(data)\n\n\n    loss = model(data)\n")
    assert [case.kind for case in cases] == ["script"]


def test_a_function_that_raises_has_its_arguments_only(only):
    case = only(AROUND + "\n\n    def loss(x=data):\n        raise RuntimeError(str(w))\n")
    assert list(case.inputs) == ["x"]


def test_a_backward_that_calls_the_network_again_meets_the_parameters_of_its_run(only, verdict):
    case = only("""
        import torch
        net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh())


        class Again(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x, *parameters):
                ctx.save_for_backward(x, *parameters)
                with torch.no_grad():
                    return net(x)

            @staticmethod
            def backward(ctx, g):
                x, *parameters = ctx.saved_tensors
                with torch.enable_grad():
                    x = x.detach().requires_grad_()
                    y = net(x)
                return torch.autograd.grad(y, (x, *parameters), g)


        def f(x=torch.tensor([[0.5, -1.5]])):
            return Again.apply(x, *net.parameters())
    """)
    assert list(case.inputs) == ["x", "net.0.weight", "net.0.bias"]
    assert verdict(case) == Verdict.PASS


@pytest.mark.parametrize(("factor", "expected"), [(1, Verdict.PASS), (2, Verdict.FAIL)])
def test_what_a_backward_adds_to_the_parameters_itself_is_part_of_their_gradient(only, verdict, factor, expected):
    case = only(f"""
        import torch
        net = torch.nn.Linear(2, 2)


        class Inner(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                with torch.no_grad():
                    return net(x).exp()

            @staticmethod
            def backward(ctx, g):
                (x,) = ctx.saved_tensors
                with torch.enable_grad():
                    x = x.detach().requires_grad_()
                    y = net(x).exp()
                torch.autograd.backward(y, {factor} * g)
                return x.grad / {factor}


        def f(x=torch.tensor([[0.5, -1.5]])):
            return net(Inner.apply(x))
    """)
    assert list(case.inputs) == ["x", "net.weight", "net.bias"]
    assert verdict(case) == expected


@pytest.mark.parametrize("reentrant", [True, False])
def test_checkpoints_of_both_kinds_are_followed(only, verdict, reentrant):
    case = only(f"""
        import torch
        from torch.utils.checkpoint import checkpoint


        class Net(torch.nn.Module):
            example_input = torch.tensor([[0.5, -1.5]], requires_grad=True)

            def __init__(self):
                super().__init__()
                self.inner = torch.nn.Linear(2, 2)

            def forward(self, x):
                return checkpoint(self.inner, x.tanh(), use_reentrant={reentrant}).exp()
    """)
    assert verdict(case) == Verdict.PASS
