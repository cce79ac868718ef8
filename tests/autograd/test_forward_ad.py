"""Dual numbers: tangents through operations, custom Functions and nested levels."""

import pytest

import gradcli as torch
from gradcli.autograd import forward_ad as fw

X = torch.tensor([0.5, 2.0], dtype=torch.float64)
T = torch.tensor([1.0, -3.0], dtype=torch.float64)


def test_tangent_follows_the_chain_rule():
    with fw.dual_level():
        y = torch.exp(torch.sin(fw.make_dual(X, T)))
        primal, tangent = fw.unpack_dual(y)
    want = torch.exp(torch.sin(X)) * torch.cos(X) * T
    assert torch.equal(primal, torch.exp(torch.sin(X)))
    assert torch.allclose(tangent, want, rtol=1e-14, atol=0.0)  # the same three products, in another order


def test_what_never_met_a_dual_has_no_tangent():
    with fw.dual_level():
        assert fw.unpack_dual(X * 2).tangent is None


def test_the_tangent_is_gone_outside_of_the_level():
    with fw.dual_level():
        y = fw.make_dual(X, T) * 2
    assert fw.unpack_dual(y).tangent is None


def test_tangent_of_another_shape_is_refused():
    with fw.dual_level(), pytest.raises(RuntimeError, match="different size"):
        fw.make_dual(X, torch.ones(3, dtype=torch.float64))


def test_a_custom_function_uses_its_own_jvp():
    class Ten(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.sin()

        @staticmethod
        def jvp(ctx, t):
            return t * 10

    with fw.dual_level():
        assert fw.unpack_dual(Ten.apply(fw.make_dual(X, T))).tangent.tolist() == [10.0, -30.0]


def test_forward_over_reverse_is_a_hessian_vector_product():
    with fw.dual_level():
        x = fw.make_dual(X.clone().requires_grad_(), T)
        (g,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
        tangent = fw.unpack_dual(g).tangent
    assert torch.allclose(tangent, 6 * X * T, rtol=1e-14, atol=0.0)  # two roundings apart at most


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.save_for_forward(x)
        return x**2

    @staticmethod
    def backward(ctx, g):
        return 2 * g * ctx.saved_tensors[0]

    @staticmethod
    def jvp(ctx, t):
        return 2 * t * ctx.saved_tensors[0]


@pytest.mark.parametrize("fn", [torch.square, Square.apply])
def test_a_gradient_without_a_graph_has_a_tangent_and_no_history(fn):
    with fw.dual_level():
        x = fw.make_dual(X.clone().requires_grad_(), T)
        (g,) = torch.autograd.grad(fn(x).sum(), x)
        assert (fw.unpack_dual(g).tangent.tolist(), g.requires_grad) == ((2 * T).tolist(), False)


@pytest.mark.parametrize("fn", [torch.exp, torch.tanh, lambda x: x.softmax(0), torch.sqrt], ids=["exp", "tanh", "softmax", "sqrt"])
def test_forward_over_reverse_goes_through_results_kept_for_backward(fn):
    x = torch.tensor([0.5, 0.25], dtype=torch.float64)
    weighted = lambda v: (fn(v) * torch.tensor([1.0, 3.0], dtype=torch.float64)).sum()
    forward = torch.func.jacfwd(torch.func.grad(weighted))(x)
    assert torch.allclose(forward, torch.func.jacrev(torch.func.grad(weighted))(x), rtol=1e-13, atol=1e-15)
    assert forward.abs().max().item() > 0.01


def test_the_tangent_of_a_quotient_by_whole_numbers_is_exact():
    with fw.dual_level():
        y = fw.make_dual(torch.ones(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64)) / torch.tensor([3])
        assert fw.unpack_dual(y).tangent.item() == 1 / 3


def test_a_level_can_be_entered_and_left_by_hand():
    fw.enter_dual_level()
    dual = fw.make_dual(torch.ones(2), torch.full((2,), 3.0))
    shown = repr(dual)
    with pytest.raises(RuntimeError, match="Nested forward mode AD is not supported"):
        fw.enter_dual_level()
    fw.exit_dual_level()
    assert shown == "tensor([1., 1.], tangent=tensor([3., 3.]))"
    with pytest.raises(RuntimeError, match="Dual level must be a positive number"):
        fw.exit_dual_level()


def test_whole_numbers_have_no_tangent():
    with fw.dual_level(), pytest.raises(ValueError, match="Expected primal to be floating point or complex"):
        fw.make_dual(torch.tensor([1]), torch.tensor([1]))


def test_an_inner_level_keeps_the_tangents_of_the_outer_one():
    inner = lambda x: torch.func.jvp(lambda a: a**3, (x,), (T,))[1]
    assert torch.allclose(torch.func.jvp(inner, (X,), (T,))[1], 6 * X * T * T, rtol=1e-14, atol=0.0)  # two roundings apart at most


def test_bounds_that_are_tensors_have_tangents_of_their_own():
    low = torch.tensor([1.0, 1.0], dtype=torch.float64)
    with fw.dual_level():
        y = torch.clamp(fw.make_dual(X, T), min=fw.make_dual(low, 5 * T))
        assert fw.unpack_dual(y).tangent.tolist() == [5.0, -3.0]


def test_what_has_no_derivative_refuses_forward_mode():
    with fw.dual_level(), pytest.raises(NotImplementedError, match="Trying to use forward AD with aten::floor_divide"):
        fw.make_dual(X, T) // 2


def by_jvp(jvp):
    """What a Function on x and y of this jvp gives at (2, 3), where only x moves."""

    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y, n):
            return x * 2 + y

    Twice.jvp = staticmethod(jvp)
    with fw.dual_level():
        x = fw.make_dual(torch.tensor([2.0, 2.0]), torch.ones(2))
        return fw.unpack_dual(Twice.apply(x, torch.tensor([3.0, 3.0]), 1)).tangent


def test_a_jvp_gets_zeros_for_what_does_not_move_and_none_for_other_arguments():
    assert by_jvp(lambda ctx, a, b, n: a * 2 + b * 5 if n is None else a).tolist() == [2, 2]


@pytest.mark.parametrize(
    ("jvp", "message"),
    [
        (lambda ctx, a, b, n: (a, a), r"returned an invalid number of forward gradients \(expected 1 but got 2\)"),
        (lambda ctx, a, b, n: 3, r"expected Variable or None \(got int\) for grad output 0"),
        (lambda ctx, a, b, n: a[:1], r"Tensor is of size \[2\] while the given forward gradient is of size \[1\]"),
    ],
)
def test_what_a_jvp_must_not_return(jvp, message):
    with pytest.raises(RuntimeError, match=message):
        by_jvp(jvp)


def test_a_constant_result_has_no_tangent():
    class Kept(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x.clone()
            ctx.mark_non_differentiable(y)
            return x * 2, y

        @staticmethod
        def jvp(ctx, t):
            return t * 2, t

    with fw.dual_level(), pytest.raises(RuntimeError, match=r"position 1.*You should return None at that position instead"):
        Kept.apply(fw.make_dual(torch.ones(1), torch.ones(1)))


def test_a_tensor_gets_one_tangent_per_level():
    with fw.dual_level():
        dual = fw.make_dual(torch.ones(2), torch.ones(2))
        with pytest.raises(RuntimeError, match="already has a forward gradient at the same level 0"):
            fw.make_dual(dual, torch.ones(2))
