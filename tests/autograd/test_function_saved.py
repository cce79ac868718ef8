"""What a custom Function saves, and the hooks that see it."""

import pytest

import gradcli as torch


def leaves(n):
    return [torch.full((2,), float(i + 1), dtype=torch.float64, requires_grad=True) for i in range(n)]


class Saving(torch.autograd.Function):
    """Doubles x and keeps x and the result; its gradient is the product of both."""

    @staticmethod
    def forward(ctx, x):
        y = x * 2
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return g * x * y


def test_saved_inputs_and_results_of_a_function_pass_through_the_hooks():
    packed, (x,) = [], leaves(1)
    with torch.autograd.graph.saved_tensors_hooks(lambda t: packed.append((t.tolist(), t.is_leaf)) or t, lambda t: t * 10):
        y = Saving.apply(x)
    first, second = y.grad_fn.saved_tensors
    assert packed == [([1.0, 1.0], True), ([2.0, 2.0], False)]
    assert (first.tolist(), first.is_leaf, first.grad_fn, first.requires_grad) == ([10.0, 10.0], True, None, True)
    assert (second.tolist(), second.grad_fn is y.grad_fn) == ([20.0, 20.0], True)
    y.sum().backward()
    assert x.grad.tolist() == [200.0, 200.0]


def test_each_saved_tensor_of_a_function_takes_hooks_of_its_own():
    (x,) = leaves(1)
    y = Saving.apply(x)
    for saved, factor in zip(y.grad_fn._raw_saved_tensors, (3, 5)):
        saved.register_hooks(lambda t: t, lambda t, factor=factor: t * factor)
        with pytest.raises(RuntimeError, match="only one pair of hooks is allowed"):
            saved.register_hooks(lambda t: t, lambda t: t)
    y.sum().backward()
    assert x.grad.tolist() == [30.0, 30.0]


def test_saving_what_is_no_tensor_is_an_error():
    class Bad(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x, 3)
            return x

    with pytest.raises(TypeError, match="save_for_backward can only save variables, but argument 1 is of type int"):
        Bad.apply(*leaves(1))


def test_what_is_saved_for_backward_is_seen_there_only_and_a_jvp_sees_what_is_saved_for_it():
    seen = []

    class Seen(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            seen.append((len(ctx.saved_tensors), len(ctx.to_save)))
            ctx.save_for_forward(x, x)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            seen.append(len(ctx.saved_tensors))
            return g * 2

        @staticmethod
        def jvp(ctx, t):
            seen.append(len(ctx.saved_tensors))
            return t * 2

    (x,) = leaves(1)
    with torch.autograd.forward_ad.dual_level():
        Seen.apply(torch.autograd.forward_ad.make_dual(x, torch.ones_like(x))).sum().backward()
    assert seen == [(0, 1), 2, 1]


def test_only_tensors_are_saved_for_forward():
    with pytest.raises(AssertionError, match="save_for_forward expects all arguments to be tensors; you should save non-tensors as"):
        torch.autograd.function.FunctionCtx.save_for_forward(object(), 3)


def test_a_result_saved_and_changed_is_told_with_the_name_of_its_function():
    class MyExp(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, g):
            return g * ctx.saved_tensors[0]

    y = MyExp.apply(torch.ones(2, requires_grad=True))
    y.add_(1)
    with pytest.raises(RuntimeError, match="which is output 0 of MyExp, is at version 1; expected version 0"):
        y.sum().backward()
