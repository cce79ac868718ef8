"""torch.func: each transform against values worked out by hand, and their compositions."""

from typing import Any

import pytest

import gradcli as torch
from gradcli.func import grad, grad_and_value, hessian, jacfwd, jacrev, jvp, vjp, vmap

X = (0.5, 2.0)


def x():
    return torch.tensor(X, dtype=torch.float64)


def close(a, b):
    """Equal up to rounding: relative 1e-12, since every value is a short formula in float64."""
    return torch.allclose(a, torch.as_tensor(b, dtype=torch.float64), rtol=1e-12, atol=1e-15)


def test_grad_of_a_cube():
    g = grad(lambda a: (a**3).sum())(x())
    assert close(g, [0.75, 12.0])
    assert not g.requires_grad


def test_grad_of_grad():
    assert close(grad(lambda a: grad(lambda b: (b**3).sum())(a).sum())(x()), [3.0, 12.0])


def test_grad_keeps_the_history_of_what_an_outer_backward_needs():
    w = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)
    grad(lambda a: (w * a**2).sum())(x()).sum().backward()
    assert close(w.grad, 5.0)


def test_grad_and_value_with_auxiliary_output():
    g, (value, aux) = grad_and_value(lambda a: ((a * a).sum(), "aux"), has_aux=True)(x())
    assert close(g, [1.0, 4.0])
    assert close(value, 4.25)
    assert aux == "aux"


def test_grad_needs_a_scalar():
    with pytest.raises(RuntimeError, match="return a scalar Tensor, got tensor with 1 dims"):
        grad(lambda a: a * 2)(x())


def test_vjp_and_jvp_of_a_sine():
    out, pull = vjp(torch.sin, x())
    (pulled,) = pull(torch.ones(2, dtype=torch.float64))
    primal, tangent = jvp(torch.sin, (x(),), (torch.ones(2, dtype=torch.float64),))
    assert torch.equal(out, primal)
    assert close(pulled, torch.cos(x()))
    assert close(tangent, torch.cos(x()))


@pytest.mark.parametrize("jacobian", [jacrev, jacfwd])
def test_jacobians_of_both_modes(jacobian):
    f = lambda a: torch.stack([a[0] * a[1], a[0] ** 2])
    assert close(jacobian(f)(x()), [[2.0, 0.5], [1.0, 0.0]])


def test_jacobian_of_several_arguments():
    a, b = jacrev(lambda a, b: a * b, argnums=(0, 1))(x(), x() + 1)
    assert close(a, [[1.5, 0.0], [0.0, 3.0]])
    assert close(b, [[0.5, 0.0], [0.0, 2.0]])


def test_hessian_is_forward_over_reverse():
    assert close(hessian(lambda a: a[0] ** 2 * a[1])(x()), [[4.0, 1.0], [1.0, 0.0]])


def test_vmap_maps_over_the_axes_given():
    a, b = torch.arange(6.0).reshape(3, 2), torch.arange(6.0).reshape(2, 3)
    assert torch.equal(vmap(torch.dot, in_dims=(0, 1))(a, b), (a * b.t()).sum(1))
    assert torch.equal(vmap(lambda r, s: r * s, in_dims=(0, None))(a, b[:, 0]), a * b[:, 0])


def test_vmap_puts_the_batch_where_out_dims_says():
    assert vmap(lambda r: r * 2, out_dims=1)(torch.ones(3, 2)).shape == (2, 3)
    y = vmap(lambda r: {"a": r, "b": (r,)}, out_dims={"b": (1,), "a": 0})(torch.ones(3, 2))
    assert (y["a"].shape, y["b"][0].shape) == ((3, 2), (2, 3))


@pytest.mark.parametrize("dims", [(0,), [0, 0], {"a": 0, "b": 1}])
def test_vmap_names_the_structures_of_outputs_that_out_dims_does_not_fit(dims):
    with pytest.raises(ValueError, match=r"out_dims is not compatible with the structure of `outputs`. .* but outputs has structure \(\*, \*\)"):
        vmap(lambda r: (r, r), out_dims=dims)(torch.ones(3, 2))


def test_vmap_finds_the_axes_of_a_dict_by_its_keys():
    data = {"a": torch.tensor([1.0, 2.0]), "b": torch.tensor(3.0)}
    assert vmap(lambda d: d["a"] * d["b"], in_dims=({"b": None, "a": 0},))(data).tolist() == [3.0, 6.0]


def test_vmap_of_grad_gives_one_gradient_per_example_also_of_shared_arguments():
    data = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], dtype=torch.float64)
    found = vmap(grad(lambda w, a: (w * a).sum() ** 2), in_dims=(None, 0))(x(), data)
    assert close(found, 2 * (data * x()).sum(1, keepdim=True) * data)


def test_autograd_grad_inside_vmap_pulls_one_cotangent_per_example():
    a = x().requires_grad_()
    y = a.sin() * a.sum()
    rows = vmap(lambda g: torch.autograd.grad(y, a, g, retain_graph=True)[0])(torch.eye(2, dtype=torch.float64))
    assert close(rows, torch.autograd.functional.jacobian(lambda a: a.sin() * a.sum(), a))
    twice = vmap(lambda g: vmap(lambda h: torch.autograd.grad(y, a, g * h, retain_graph=True)[0])(torch.ones(1, 2)))(torch.eye(2))
    assert close(twice, rows[:, None])
    both = vmap(lambda g: torch.autograd.grad((y, a * 2), a, (g, torch.ones(2)), retain_graph=True)[0])(torch.eye(2))
    assert close(both, rows + 2)


def test_vmap_refuses_sizes_that_differ_and_item():
    with pytest.raises(ValueError, match="Expected all tensors to have the same size in the mapped dimension"):
        vmap(torch.add)(torch.ones(2), torch.ones(3))
    with pytest.raises(RuntimeError, match=r"calling \.item\(\) on a Tensor"):
        vmap(lambda v: v.item())(torch.ones(2))


def test_auxiliary_output_has_no_history():
    _, aux = grad(lambda a: ((a * a).sum(), {"a": a}), has_aux=True)(x())
    assert not aux["a"].requires_grad


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: grad(lambda a: a.sum(), has_aux=True)(x()), RuntimeError, r"should be a tuple: \(output, aux\) if has_aux is True"),
        (lambda: grad(lambda a: 3.0)(x()), RuntimeError, r"Expected f\(\*args\) to return a Tensor, got <class 'float'>"),
        (lambda: grad(lambda a: a.sum())(3.0), ValueError, "Thing passed to transform API must be Tensor"),
        (lambda: grad(lambda a: a.sum())(torch.tensor([1, 2])), RuntimeError, "only Tensors of floating point dtype"),
        (lambda: grad(lambda a: a.sum().backward())(x()), RuntimeError, r"backward\(\) called inside a functorch transform"),
        (lambda: vjp(lambda a: a * 2, x())[1]((x(),)), RuntimeError, r"cotangents: \(\*,\), primal output: \*"),
        (lambda: vjp(lambda a: a * 2, x())[1](torch.ones(3)), RuntimeError, r"Mismatch in shape: grad_output\[0\]"),
        (lambda: jvp(lambda a: a, x(), x()), RuntimeError, "Expected primals to be a tuple"),
        (lambda: jvp(lambda a: a, (x(),), ()), RuntimeError, "Expected primals and tangents to have the same python structure"),
        (lambda: jacrev(lambda a: 3)(x()), RuntimeError, "return only tensors, got unsupported type <class 'int'>"),
        (lambda: vmap(torch.sin, in_dims=None)(x()), ValueError, "expected `in_dims` to be int or a"),
        (lambda: vmap(torch.sin)(), ValueError, "got no inputs"),
        (lambda: vmap(lambda a: 3)(x()), ValueError, r"vmap\(<lambda>, ...\): `<lambda>` must only return Tensors, got type <class 'int'>"),
        (lambda: torch.func.grad(torch.sin)(x()), RuntimeError, "return a scalar Tensor, got tensor with 1 dims. Maybe you wanted"),
        (lambda: torch.func.grad(torch.sum, argnums="a")(x()), RuntimeError, "argnums must be int or Tuple"),
        (lambda: torch.func.vjp(torch.sin, x())[1](3), TypeError, "gradients can be either Tensors or None, but got int"),
        (lambda: torch.func.jvp(lambda a: 3, (x(),), (x(),)), RuntimeError, "to return only tensors, got unsupported type <class 'int'>"),
        (lambda: torch.func.jacrev(torch.sin, chunk_size=0), ValueError, "`chunk_size` should be greater than 0"),
        (lambda: torch.func.functional_call(torch.nn.ReLU(), 3, x()), ValueError, "parameter_and_buffer_dicts to be a dict"),
        (lambda: vmap(torch.sin, randomness="any")(x()), RuntimeError, "Only allowed values for randomness are"),
    ],
)
def test_errors_are_torchs(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_linearize_gives_the_function_of_tangents():
    y, along = torch.func.linearize(lambda a: a**2, x())
    assert close(y, [0.25, 4.0])
    assert close(along(x()), [0.5, 8.0])


@pytest.mark.parametrize(
    ("tangents", "message"),
    [
        ((torch.ones(2),), "tangent:0 with dtype torch.float32 .* the dtype torch.float64"),
        ((torch.ones(3, dtype=torch.float64),), r"tangent:0 with shape torch.Size\(\[3\]\)"),
        ((), "to have the same argspec as the primals"),
    ],
)
def test_a_linearized_function_refuses_tangents_unlike_its_primals(tangents, message):
    _, along = torch.func.linearize(lambda a: a**2, x())
    with pytest.raises(RuntimeError, match=message):
        along(*tangents)


def test_modules_stacked_by_name_run_as_an_ensemble():
    models = [torch.nn.Linear(2, 1) for _ in range(3)]
    parameters, buffers = torch.func.stack_module_state(models)
    assert (parameters["weight"].shape, buffers) == ((3, 1, 2), {})
    call = lambda given, a: torch.func.functional_call(models[0], given, (a,))
    y = vmap(call, in_dims=(0, None))(parameters, x().float())
    assert torch.allclose(y, torch.stack([m(x().float()) for m in models]), rtol=1e-6, atol=1e-7)  # float32, two products each


def test_a_batch_shows_itself_inside_vmap():
    seen = []
    vmap(lambda a: seen.append(repr(a)) or a)(torch.ones(2))
    assert seen == ["BatchedTensor(lvl=1, bdim=0, value=\n    tensor([1., 1.])\n)"]


@pytest.mark.parametrize("transform", [grad, jacrev, jacfwd])
@pytest.mark.parametrize(
    ("argnums", "message"),
    [
        ((), "argnums must be non-empty"),
        ((0, -2), r"argnums elements must be unique, got \(0, 0\)"),
        (("0",), "argnum must be int, got: <class 'str'>"),
        (2, "Got argnum=2, but only 2 positional inputs"),
        ([0], "argnums must be int or Tuple"),
    ],
)
def test_argnums_name_arguments_each_once(transform, argnums, message):
    with pytest.raises(RuntimeError, match=message):
        transform(torch.dot, argnums=argnums)(x(), x())


def test_derivatives_taken_inside_no_grad_have_no_history():
    a = torch.tensor(3.0, requires_grad=True)
    with torch.no_grad():
        g, (y, pull) = grad(lambda a: a**2)(a), vjp(lambda a: a**2, a)
        outside = pull(torch.tensor(1.0))[0]
    assert (g.item(), g.requires_grad, y.requires_grad, outside.requires_grad) == (6.0, False, False, False)
    inside = pull(torch.tensor(1.0))[0]
    assert torch.autograd.grad(inside, a)[0].item() == 2.0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: vjp(lambda a: None, x()), RuntimeError, "Expected f to be a function that has non-empty output"),
        (lambda: jvp(torch.sin, (1.0,), (1.0,)), RuntimeError, "Expected primals to only contain Tensors, got <class 'float'>"),
        (lambda: jvp(torch.sin, (x(),), (None,)), RuntimeError, "Expected tangents to only contain Tensors, got <class 'NoneType'>"),
        (lambda: jvp(x, (), ()), RuntimeError, "Expected primals to contain at least one Tensor"),
        (lambda: vmap(torch.sin, chunk_size=0)(x()), ValueError, r"chunk_size should be None or greater than 0. \(got 0\)"),
        (lambda: vmap(torch.sin, out_dims="a")(x()), ValueError, "`out_dims` must be an int, None or a python collection of ints"),
        (lambda: vmap(torch.sin, out_dims=None)(x()), ValueError, "`sin` can not return a BatchedTensor when out_dim is None"),
    ],
)
def test_arguments_of_transforms_are_refused_in_torchs_words(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_what_is_the_same_for_all_examples_needs_no_place_for_their_axis():
    same = torch.tensor(7.0)
    y, shared, number = vmap(lambda a: (a * 2, same, 3), out_dims=(0, None, None))(x())
    assert (close(y, [1.0, 4.0]), shared is same, number) == (True, True, 3)


class Own(torch.autograd.Function):
    """x doubled, with a vmap that answers what it is told to."""

    answer: Any = None

    @staticmethod
    def forward(x):
        return x * 2

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def vmap(info, in_dims, x):
        return Own.answer(x * 2)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda y: y, "Expected the vmap staticmethod to have two returns.*Got a <class 'gradcli.Tensor'> instead"),
        (lambda y: (y, 0, 0), "Expected the vmap staticmethod to have two returns.*Got 3 returns instead"),
        (lambda y: (y, (0, 0)), r"returned an incompatible \(output, out_dims\) tuple"),
    ],
)
def test_a_vmap_of_ones_own_answers_with_a_result_and_its_axis(answer, message, monkeypatch):
    monkeypatch.setattr(Own, "answer", staticmethod(answer))
    with pytest.raises(RuntimeError, match=message):
        vmap(Own.apply)(x())


def test_one_axis_stands_for_all_results_of_a_vmap_of_ones_own(monkeypatch):
    monkeypatch.setattr(Own, "answer", staticmethod(lambda y: ((y, y + 1), 0)))
    y, z = vmap(Own.apply)(x())
    assert close(torch.stack([y, z]), [[1.0, 4.0], [2.0, 5.0]])


def test_a_rule_for_vmap_is_either_written_or_generated(monkeypatch):
    monkeypatch.setattr(Own, "generate_vmap_rule", True)
    with pytest.raises(RuntimeError, match="both generate_vmap_rule=True and an overridden vmap staticmethod"):
        vmap(Own.apply)(x())


def test_types_mix_in_vmap_as_they_do_in_one_example():
    numbers = torch.ones(3, dtype=torch.float64)
    assert vmap(lambda a: torch.ones(2) * a)(numbers).dtype is torch.float32
    assert vmap(lambda a: torch.ones(2, dtype=torch.float64) * a)(torch.ones(3)).dtype is torch.float64
    assert vmap(lambda a: torch.tensor(1.0, dtype=torch.float64) * a)(torch.ones(3)).dtype is torch.float64


def test_results_of_a_vjp_inside_two_vmaps_have_no_history():
    def f(a, x):
        return torch.func.vjp(lambda w: x @ w, torch.ones(4, 2))[0] * a.sum()

    y = torch.vmap(torch.vmap(f, (None, 0)), (0, None))(torch.ones(3, 4), torch.ones(5, 4))
    assert (y.shape, y.requires_grad) == ((3, 5, 2), False)
