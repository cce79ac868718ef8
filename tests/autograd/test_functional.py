"""autograd.functional against values worked out by hand."""

import pytest

import gradcli as torch
from gradcli.autograd import functional as F

X = torch.tensor([0.5, 2.0], dtype=torch.float64)


def cubes(x):
    return (x**3).sum() + x[0] * x[1] ** 2


def close(a, b):
    """Equal up to rounding: relative 1e-12, since every value is a short formula in float64."""
    return torch.allclose(a, torch.as_tensor(b, dtype=torch.float64), rtol=1e-12, atol=1e-15)


def test_jacobian_has_the_shape_of_output_and_input():
    found = F.jacobian(lambda x: torch.stack([x[0] * x[1], x[0], x[1] ** 2]), X)
    assert close(found, [[2.0, 0.5], [1.0, 0.0], [0.0, 4.0]])
    assert not found.requires_grad


def test_jacobian_of_several_inputs_is_a_tuple():
    a, b = F.jacobian(lambda a, b: a * b, (X, X + 1))
    assert close(a, [[1.5, 0.0], [0.0, 3.0]])
    assert close(b, [[0.5, 0.0], [0.0, 2.0]])


def test_hessian_and_its_products_agree():
    v = torch.tensor([1.0, -2.0], dtype=torch.float64)
    hessian = F.hessian(cubes, X)
    assert close(hessian, [[3.0, 4.0], [4.0, 13.0]])
    assert close(F.hvp(cubes, X, v)[1], hessian @ v)
    assert close(F.vhp(cubes, X, v)[1], hessian @ v)


def test_vjp_and_jvp_are_transposes_of_each_other():
    f = lambda x: torch.stack([x[0] * x[1], x[0].sin(), x[1].exp()])
    t = torch.tensor([0.3, -1.2], dtype=torch.float64)
    v = torch.tensor([1.0, 0.5, -2.0], dtype=torch.float64)
    assert close((F.jvp(f, X, t)[1] * v).sum(), (F.vjp(f, X, v)[1] * t).sum())


def test_create_graph_keeps_the_result_differentiable():
    x = X.clone().requires_grad_()
    F.jacobian(lambda t: t**2, x, create_graph=True).sum().backward()
    assert close(x.grad, [2.0, 2.0])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: F.vjp(lambda x: x * 2, X, torch.ones(3)), "v has invalid size: should be"),
        (lambda: F.hessian(lambda x: x * 2, X), "should contain a single element"),
        (lambda: F.jacobian(lambda x: torch.ones(2), X, strict=True), "does not require gradients"),
    ],
)
def test_mistakes_are_told_in_torchs_words(call, words):
    with pytest.raises(RuntimeError, match=words):
        call()


def test_forward_mode_needs_vectorize_as_in_torch():
    with pytest.raises(NotImplementedError, match="only implemented for `vectorize=True`"):
        F.jacobian(cubes, X, strategy="forward-mode")
    assert close(F.jacobian(cubes, X, strategy="forward-mode", vectorize=True), [3 * 0.25 + 4, 3 * 4 + 2])


def test_an_unknown_strategy_is_an_error():
    with pytest.raises(AssertionError, match='Expected strategy to be either "forward-mode" or "reverse-mode"'):
        F.jacobian(cubes, X, strategy="sideways")


def test_inputs_must_be_floating_tensors():
    with pytest.raises(TypeError, match="The inputs given to jacobian must be either a Tensor or a tuple of Tensors"):
        F.jacobian(cubes, [1.0, 2.0])
    with pytest.raises(RuntimeError, match="only Tensors of floating point dtype can require gradients"):
        F.hessian(cubes, torch.tensor([1, 2]))


@pytest.mark.parametrize("product", [F.hvp, F.vhp])
def test_a_strict_hessian_of_a_linear_function_is_an_error(product):
    with pytest.raises(RuntimeError, match="found that the jacobian of the user-provided function with respect to input 0 is independent"):
        product(lambda x: (2 * x).sum(), X, X, strict=True)


def squares_and_exponentials(a, b):
    return a**2, a.exp() * b.detach()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda a: F.jacobian(squares_and_exponentials, (a, a), strict=True), RuntimeError, "Output 0 .* is independent of input 1"),
        (lambda a: F.jacobian(lambda a: a * 2, a, True, strict=True), RuntimeError, "The jacobian .* is independent of input 0"),
        (lambda a: F.jacobian(torch.exp, a, strict=True, vectorize=True), RuntimeError, "either set `strict=False` or `vectorize=False`"),
        (lambda a: F.jacobian(torch.exp, a, strategy="forward-mode"), NotImplementedError, "implemented for `vectorize=True`"),
        (lambda a: F.jacobian(torch.exp, a, True, strategy="forward-mode"), NotImplementedError, r"\(yet\). Please either set `create_graph"),
        (lambda a: F.hessian(lambda a: a.exp().sum(), a, strict=True, vectorize=True), RuntimeError, "are not supported together"),
        (lambda a: F.jvp(torch.exp, a, (a, a)), RuntimeError, "The given v should contain a single Tensor"),
    ],
)
def test_ways_that_do_not_go_together_are_refused_in_torchs_words(call, error, words):
    with pytest.raises(error, match=words):
        call(torch.tensor([0.5, 2.0], dtype=torch.float64))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda f, x: F.vjp(f, x, 1.0), "The v given to vjp must be either a Tensor or a tuple of Tensors but the given v has type <class 'float'>"),
        (lambda f, x: F.jvp(f, x, [x]), "The v given to jvp must be either a Tensor or a tuple of Tensors but the given v has type <class 'list'>"),
        (lambda f, x: F.hvp(f, x, "a"), "The v given to hvp must be either a Tensor or a tuple of Tensors but the given v has type <class 'str'>"),
        (lambda f, x: F.vhp(f, x, (3,)), "The v given to vhp must be either a Tensor or a tuple of Tensors but the value at index 0 has type"),
    ],
)  # fmt: skip
def test_a_vector_is_made_of_tensors(call, words):
    with pytest.raises(TypeError, match=words):
        call(lambda t: (t**2).sum(), torch.ones(2))


def test_complex_results_have_a_jacobian_only_all_at_once():
    z = torch.tensor([1 + 1j])
    with pytest.raises(RuntimeError, match=r"grad can be implicitly created only for real scalar outputs but got "):
        F.jacobian(lambda t: t**2, z)
    assert F.jacobian(lambda t: t**2, z, vectorize=True).tolist() == [[2 - 2j]]


def test_a_list_of_outputs_is_refused():
    with pytest.raises(TypeError, match=r"given to jacobian must be either a Tensor or a tuple of Tensors .* has type <class 'list'>"):
        F.jacobian(lambda a: [a, a], torch.ones(2))


def test_forward_mode_gives_lists_for_a_tuple_of_inputs():
    found = F.jacobian(lambda a, b: (a * b, a), (torch.ones(2), torch.ones(2)), vectorize=True, strategy="forward-mode")
    assert [type(found), *map(type, found)] == [list, list, list]
    alone = F.jacobian(lambda a: (a, a), torch.ones(2), vectorize=True, strategy="forward-mode")
    assert isinstance(alone, tuple)
