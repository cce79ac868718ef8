"""jvp, jacfwd and hessian: nested arguments, random numbers in columns, and what torch refuses."""

import pytest

import gradcli as torch
from gradcli.func import functional_call, grad, hessian, jacfwd, jacrev, jvp, vjp


def x():
    return torch.tensor([0.5, 2.0], dtype=torch.float64)


def test_a_hessian_of_a_dict_is_a_dict_of_dicts():
    found = hessian(lambda p: (p["w"] ** 2).sum() * p["b"])({"w": x(), "b": torch.tensor(3.0, dtype=torch.float64)})
    assert found["w"]["w"].tolist() == [[6.0, 0.0], [0.0, 6.0]]
    assert found["w"]["b"].tolist() == found["b"]["w"].tolist() == [1.0, 4.0]
    assert found["b"]["b"].item() == 0.0


def test_a_hessian_of_the_parameters_of_a_module():
    linear = torch.nn.Linear(2, 1).double()
    loss = lambda p: (functional_call(linear, p, (x().unsqueeze(0),)) ** 2).sum() / 2
    found = hessian(loss)({name: p.detach() for name, p in linear.named_parameters()})
    assert found["weight"]["weight"].tolist() == [[[[0.25, 1.0]], [[1.0, 4.0]]]]
    assert found["weight"]["bias"].flatten().tolist() == [0.5, 2.0]


def test_the_columns_of_nested_arguments_come_in_their_nesting_inside_that_of_the_outputs():
    out = jacfwd(lambda p: {"product": p[0] * p[1], "sum": p[0].sum()})((x(), 2 * x()))
    assert [type(out), type(out["product"])] == [dict, tuple]
    assert out["product"][0].tolist() == [[1.0, 0.0], [0.0, 4.0]]
    assert out["sum"][1].tolist() == [0.0, 0.0]
    assert isinstance(jacfwd(lambda p: p[0] * p[1])([x(), x()]), list)


def test_several_arguments_are_a_tuple_for_every_output():
    (first, second), (third, _) = jacfwd(lambda a, b: (a * b, a.sum()), argnums=(0, 1))(x(), 2 * x())
    assert (first.tolist(), second.tolist(), third.tolist()) == ([[1.0, 0.0], [0.0, 4.0]], [[0.5, 0.0], [0.0, 2.0]], [1.0, 1.0])


def test_random_numbers_in_columns_are_refused_the_same_or_different():
    noisy = lambda a: a.sum() * torch.rand(2)
    with pytest.raises(RuntimeError, match="called random operation while in randomness error mode"):
        jacfwd(noisy)(x())
    same, different = (jacfwd(noisy, randomness=kind)(x()) for kind in ("same", "different"))
    assert torch.equal(same[:, 0], same[:, 1])
    assert not torch.equal(different[:, 0], different[:, 1])


class Double(torch.autograd.Function):
    """Says how a tangent passes, not how it runs on a batch."""

    @staticmethod
    def forward(a):
        return 2 * a

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def jvp(ctx, t):
        return 2 * t


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: jacfwd(Double.apply)(x()), RuntimeError, "You tried to vmap over Double, but it does not have vmap support"),
        (lambda: jacfwd(torch.sin, randomness="any"), RuntimeError, "Only allowed values for randomness are"),
        (lambda: jacfwd(torch.sin)(x() + 0j), RuntimeError, "jacfwd: Expected all inputs to be real but received complex"),
        (lambda: jacfwd(lambda a: a + 0j)(x()), RuntimeError, "jacfwd: Expected all outputs to be real but received complex"),
        (lambda: jacrev(torch.sin)(x() + 0j), RuntimeError, "jacrev: Expected all inputs to be real but received complex"),
        (lambda: jacrev(lambda a: a + 0j)(x()), RuntimeError, "jacrev: Expected all outputs to be real but received complex"),
        (lambda: grad(torch.sum)(x() + 0j), RuntimeError, "only for real scalar outputs but got torch.complex128"),
        (lambda: jacrev(lambda a: a > 0)(x()), RuntimeError, "must be floating-point or complex Tensors, got Tensor with dtype torch.bool"),
        (lambda: jvp(lambda a: a, (x(),), (x(),), has_aux=True), RuntimeError, r"should be a tuple: \(output, aux\)"),
        (lambda: jvp(lambda a: x(), (x(),), (x(),), strict=True), RuntimeError, "output of f is independent of the inputs"),
        (lambda: torch.func.functionalize(torch.sin, remove="all"), RuntimeError, "received invalid argument for remove=all"),
        (lambda: functional_call(torch.nn.ReLU(), [3], x()), ValueError, "Expected all elements of parameter_and_buffer_dicts to be"),
    ],
)
def test_what_torch_refuses_is_refused_in_its_words(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_pullback_takes_the_cotangents_and_torchs_two_flags():
    _, pull = vjp(lambda a: a**2, x())
    assert pull(x(), retain_graph=True, create_graph=False)[0].tolist() == [0.5, 8.0]


def test_a_functional_call_leaves_untied_what_is_to_be_untied():
    shared = torch.nn.Linear(2, 2, bias=False)
    model, twice = torch.nn.Sequential(shared, shared), {"0.weight": 2 * torch.eye(2)}
    shared.weight.data = torch.eye(2)
    assert functional_call(model, twice, torch.ones(2)).tolist() == [4.0, 4.0]
    other = torch.nn.Sequential(torch.nn.Linear(2, 2, bias=False), torch.nn.Linear(2, 2, bias=False))
    other[0].weight = other[1].weight = torch.nn.Parameter(torch.eye(2))
    assert functional_call(other, twice, torch.ones(2), tie_weights=False).tolist() == [2.0, 2.0]
