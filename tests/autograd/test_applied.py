"""One application of a custom Function: what its ctx says about the arguments, and what its gradients must be."""

import pytest

import gradcli as torch


def function(forward=lambda ctx, x, *_: x * 2, backward=lambda ctx, g, *_: g * 2):
    return type("Twice", (torch.autograd.Function,), {"forward": staticmethod(forward), "backward": staticmethod(backward)})


def leaf():
    return torch.ones(2, requires_grad=True)


def test_arguments_that_require_grad_are_told_also_where_nothing_is_recorded():
    seen = []
    with torch.no_grad():
        function(lambda ctx, x, y: seen.append(ctx.needs_input_grad) or x * 2).apply(leaf(), torch.ones(2))
    assert seen == [(True, False)]


def test_outputs_nobody_used_get_zeros_of_their_own_type():
    seen = []
    pair = function(lambda ctx, x: (x * 2, x.argmax(), x > 0), lambda ctx, g, *others: seen.extend(h.dtype for h in others) or g)
    pair.apply(leaf())[0].sum().backward()
    assert seen == [torch.int64, torch.bool]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (3, "function TwiceBackward returned a gradient different than None at position 2, but the corresponding forward input was not a"),
        (torch.ones(2), r"expected Variable or None \(got int\)"),
    ],
)
def test_only_tensors_have_gradients_that_are_tensors(other, message):
    with pytest.raises(RuntimeError, match=message):
        function(backward=lambda ctx, g: (g, 1)).apply(leaf(), other).sum().backward()


def test_an_input_returned_and_marked_as_constant_needs_no_gradient():
    x = leaf()
    y = function(lambda ctx, x: ctx.mark_non_differentiable(x) or x).apply(x)
    assert (y is x, y.requires_grad, x.requires_grad) == (False, False, True)


def test_a_backward_that_is_differentiable_once_leaves_an_error_in_the_graph():
    once = function(backward=torch.autograd.function.once_differentiable(lambda ctx, g: g * 2))
    x = leaf()
    (g,) = torch.autograd.grad((once.apply(x) * x).sum(), x, create_graph=True)
    assert [node.name() for node, _ in g.grad_fn.next_functions] == ["MulBackward0", "torch::autograd::Error"]


def test_gradients_are_materialized_or_not_by_a_bool():
    with pytest.raises(TypeError, match="set_materialize_grads received an invalid combination of arguments"):
        function(lambda ctx, x: ctx.set_materialize_grads("x")).apply(leaf())


def test_vmap_tells_a_function_where_the_batch_axis_is():
    def rule(info, in_dims, x, y):
        assert (in_dims, x.shape, y) == ((1, None), (2, 3), 4)
        return x.sum(0) * y, 0

    batched = type("Batched", (function(),), {"vmap": staticmethod(rule), "setup_context": staticmethod(lambda ctx, inputs, output: None)})
    assert torch.vmap(batched.apply, (-1, None))(torch.ones(2, 3), 4).tolist() == [8, 8, 8]
