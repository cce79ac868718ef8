"""Custom Functions that change their inputs in place, or return views."""

import pytest

import gradcli as torch


def function(**members):
    """A Function that doubles, with some of its static methods replaced."""

    def forward(ctx, x):
        return x * 2

    statics = {"forward": forward, "backward": lambda ctx, g: g * 2, **members}
    return type("Twice", (torch.autograd.Function,), {name: staticmethod(fn) for name, fn in statics.items()})


def dirty_copy(ctx, x):
    ctx.mark_dirty(x)
    return x * 1


def dirty(ctx, x):
    ctx.mark_dirty(x.add_(1))
    return x


def test_what_is_marked_dirty_must_be_returned():
    with pytest.raises(RuntimeError, match="marked as dirty during the forward method were not returned as output"):
        function(forward=dirty_copy).apply(torch.ones(1, requires_grad=True) * 1)


def test_a_leaf_cannot_be_marked_dirty():
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad has been used in an in-place operation"):
        function(forward=dirty).apply(torch.ones(1, requires_grad=True))


def test_a_view_made_in_a_function_cannot_be_changed_in_place():
    y = function(forward=lambda ctx, x: x.view(-1)).apply(torch.ones(2, 2, requires_grad=True))
    with pytest.raises(RuntimeError, match="This view was created inside a custom Function"):
        y.add_(1)


class Doubled(torch.autograd.Function):
    """x doubled in place, and whatever else is asked for."""

    @staticmethod
    def forward(ctx, x, more=()):
        ctx.mark_dirty(x.mul_(2))
        return (x, *more) if more else x

    @staticmethod
    def backward(ctx, g, *_):
        return 2 * g, None


def test_a_change_of_a_view_by_a_function_is_part_of_its_bases_history():
    x = torch.ones(3, requires_grad=True)
    base = x.clone()
    view = Doubled.apply(base[1:])
    assert (type(base.grad_fn).__name__, type(view.grad_fn).__name__) == ("CopySlices", "AsStridedBackward0")
    (base.sum() + view.sum()).backward()
    assert x.grad.tolist() == [1, 4, 4]


@pytest.mark.parametrize(
    ("take", "more", "message"),
    [
        (lambda x: x.view_as(x), (), "a view of a leaf Variable that requires grad is being used in an in-place operation"),
        (lambda x: x.clone().split(1)[0], (), "Output 0 of Split is a view and is being modified inplace"),
        (lambda x: x.clone()[0], (torch.ones(1),), "your Function cannot return more than one Tensor"),
    ],
)
def test_views_that_a_function_may_not_change(take, more, message):
    with pytest.raises(RuntimeError, match=message):
        Doubled.apply(take(torch.ones(2, requires_grad=True)), more)


def test_only_inputs_are_marked_dirty():
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, look):
            y = look(x.clone())
            ctx.mark_dirty(y)
            return y

    x = torch.ones(2, requires_grad=True)
    with pytest.warns(UserWarning, match=r"ctx.mark_dirty\(\) received a tensor that was not an input"):
        Wrong.apply(x, lambda y: y)
    with pytest.raises(RuntimeError, match=r"ctx.mark_dirty\(\) received a tensor that was not an input"):
        Wrong.apply(x, lambda y: y.view(2, 1))


def test_views_that_a_function_returns_are_not_changed_in_place():
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, more):
            return (x.view_as(x), more) if more else x.view_as(x)

    b = torch.ones(2, requires_grad=True)
    for x, more, why in [(b.clone(), 0, "inside a custom Function"), (torch.ones(2), 0, "inside a custom"), (b.clone(), 1, "multiple views")]:
        y = Same.apply(x, more)
        with pytest.raises(RuntimeError, match=why):
            (y[0] if more else y).add_(b)
