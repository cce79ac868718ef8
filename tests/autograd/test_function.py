"""Custom Functions: what ctx offers, what is checked, how they take part in the graph."""

import pytest

import gradcli as torch


class Line(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, x, b):
        ctx.save_for_backward(w, x, b)
        return w * x + b

    @staticmethod
    def backward(ctx, g):
        w, x, _ = ctx.saved_tensors
        return g * x, g * w, g


def leaves(n):
    return [torch.full((2,), float(i + 1), dtype=torch.float64, requires_grad=True) for i in range(n)]


def test_backward_gives_every_argument_its_gradient():
    w, x, b = leaves(3)
    Line.apply(w, x, b).sum().backward()
    assert [t.grad.tolist() for t in (w, x, b)] == [[2.0, 2.0], [1.0, 1.0], [1.0, 1.0]]


def test_the_node_is_named_after_the_class():
    y = Line.apply(*leaves(3))
    assert type(y.grad_fn).__name__ == "LineBackward"
    assert "grad_fn=<LineBackward>" in repr(y)


def test_users_may_hang_any_name_on_ctx():
    class Named(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.shape, ctx.y, ctx.saved, ctx.params, ctx.number, ctx.edges, ctx.outputs = x.shape, 1, 2, 3, 4, 5, 6
            return x * 2

        @staticmethod
        def backward(ctx, g):
            assert (ctx.y, ctx.saved, ctx.params, ctx.number, ctx.edges, ctx.outputs) == (1, 2, 3, 4, 5, 6)
            return g * 2

    (x,) = leaves(1)
    Named.apply(x).sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_a_tuple_of_one_output_is_one_output():
    class One(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return (x * 2,)

        @staticmethod
        def backward(ctx, g):
            return g * 2

    (x,) = leaves(1)
    (y,) = One.apply(x)
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_outputs_nobody_used_get_zeros():
    seen = []

    class Pair(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2, x * 3

        @staticmethod
        def backward(ctx, a, b):
            seen.append((a.tolist(), b.tolist()))
            return a * 2 + b * 3

    (x,) = leaves(1)
    Pair.apply(x)[1].sum().backward()
    assert seen == [([0.0, 0.0], [1.0, 1.0])]
    assert x.grad.tolist() == [3.0, 3.0]


def backward_returning(value):
    class Returns(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a, b):
            return a + b

        @staticmethod
        def backward(ctx, g):
            return value(g)

    return Returns


def test_a_wrong_number_of_gradients_is_an_error():
    a, b = leaves(2)
    with pytest.raises(RuntimeError, match=r"returned an incorrect number of gradients \(expected 2, got 1\)"):
        backward_returning(lambda g: g).apply(a, b).sum().backward()


def test_surplus_nones_are_allowed():
    a, b = leaves(2)
    backward_returning(lambda g: (g, g, None, None)).apply(a, b).sum().backward()
    assert a.grad.tolist() == [1.0, 1.0]


def test_a_gradient_of_another_shape_is_an_error():
    a, b = leaves(2)
    with pytest.raises(RuntimeError, match="returned an invalid gradient at index 0"):
        backward_returning(lambda g: (torch.ones(3), g)).apply(a, b).sum().backward()


def test_a_saved_result_makes_no_reference_cycle():
    import gc
    import weakref

    class Exp(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, g):
            (y,) = ctx.saved_tensors
            return g * y

    gc.disable()
    try:
        (x,) = leaves(1)
        y = Exp.apply(x)
        node = weakref.ref(y.grad_fn)
        del y
        assert node() is None
    finally:
        gc.enable()


def test_double_backward_through_a_backward_written_in_tensor_operations():
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return 3 * x**2 * g

    x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    (g,) = torch.autograd.grad(Cube.apply(x), x, create_graph=True)
    (h,) = torch.autograd.grad(g, x)
    assert h.item() == 12.0


def test_setup_context_style():
    class Mul(torch.autograd.Function):
        @staticmethod
        def forward(a, b):
            return a * b

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(*inputs)

        @staticmethod
        def backward(ctx, g):
            a, b = ctx.saved_tensors
            return g * b, g * a

    a, b = leaves(2)
    Mul.apply(a, b).sum().backward()
    assert a.grad.tolist() == [2.0, 2.0]


def function(**members):
    """A Function that doubles, with some of its static methods replaced."""

    def forward(ctx, x):
        return x * 2

    statics = {"forward": forward, "backward": lambda ctx, g: g * 2, **members}
    return type("Twice", (torch.autograd.Function,), {name: staticmethod(fn) for name, fn in statics.items()})


def test_vjp_is_another_name_for_backward():
    x = torch.ones(1, requires_grad=True)
    kind = type("Fn", (torch.autograd.Function,), {"forward": staticmethod(lambda ctx, x: x * 2), "vjp": staticmethod(lambda ctx, g: g * 4)})
    kind.apply(x).backward()
    assert x.grad.tolist() == [4.0]


def test_vjp_and_backward_together_are_an_error():
    with pytest.raises(RuntimeError, match="Implementing both 'backward' and 'vjp'"):
        function(vjp=lambda ctx, g: g).apply(torch.ones(1, requires_grad=True)).backward()


@pytest.mark.parametrize("mark", ["mark_dirty", "mark_non_differentiable"])
def test_only_tensors_can_be_marked(mark):
    with pytest.raises(RuntimeError, match=f"{mark} .*only"):
        function(forward=lambda ctx, x: getattr(ctx, mark)(3)).apply(torch.ones(1))


def test_a_complex_gradient_of_a_real_input_is_an_error():
    y = function(backward=lambda ctx, g: g * 1j).apply(torch.ones(1, requires_grad=True))
    with pytest.raises(RuntimeError, match="input_is_complex == grad_is_complex"):
        y.sum().backward()


def test_setup_context_sees_arguments_at_their_defaults():
    seen = []
    kind = function(forward=lambda x, k=3: x * k, setup_context=lambda ctx, inputs, output: seen.append(inputs[1]))
    kind.apply(torch.ones(1))
    assert seen == [3]


def test_a_function_without_setup_context_does_not_work_in_func():
    with pytest.raises(RuntimeError, match="it must override the setup_context staticmethod"):
        torch.func.grad(lambda x: function().apply(x).sum())(torch.ones(2))


def with_setup(**members):
    return function(forward=lambda x: x * 2, setup_context=lambda ctx, inputs, output: None, **members)


def test_vmap_needs_a_rule_of_the_function():
    with pytest.raises(RuntimeError, match="You tried to vmap over Twice, but it does not have vmap support"):
        torch.vmap(with_setup().apply)(torch.ones(2))


def test_vmap_runs_the_functions_own_rule():
    def rule(info, in_dims, x):
        assert (info.batch_size, info.randomness, in_dims) == (3, "error", (0,))
        return x.sum(1) * 10, 0

    assert torch.vmap(with_setup(vmap=rule).apply)(torch.ones(3, 2)).tolist() == [20.0, 20.0, 20.0]


def test_a_list_counts_as_one_gradient():
    class Times(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a, b):
            return a * b

        @staticmethod
        def backward(ctx, g):
            return [g, g]

    x = torch.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"returned an incorrect number of gradients \(expected 2, got 1\)"):
        Times.apply(x, x).sum().backward()


def test_the_node_of_a_function_shows_where_its_class_comes_from():
    y = function().apply(torch.ones(2, requires_grad=True))
    assert repr(y.grad_fn).startswith("<gradcli.autograd.function.TwiceBackward object at 0x")


def test_instances_of_functions_are_deprecated():
    with pytest.warns(DeprecationWarning, match="should not be instantiated"):
        function()()


def test_arguments_by_name_take_their_places():
    seen = []

    class Scaled(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y, n=2):
            seen.append(ctx.needs_input_grad)
            ctx.save_for_backward(y)
            return x * y * n

        @staticmethod
        def backward(ctx, g):
            return g * ctx.saved_tensors[0], None, None

    (x,) = leaves(1)
    Scaled.apply(x, n=3, y=x * 1).sum().backward()
    assert (seen, x.grad.tolist()) == ([(True, True, False)], [1.0, 1.0])
    with pytest.raises(TypeError, match=r"forward\(\) got an unexpected keyword argument 'm'"):
        Scaled.apply(x, x, m=3)
