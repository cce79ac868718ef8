"""Function classes with inputs as cases."""

import pytest

LINE = """
    import torch
    from gradcli import case, normal
    {decorator}
    class Line(torch.autograd.Function):
        {inputs}
        @staticmethod
        def forward(ctx, w, x, b):
            ctx.save_for_backward(w, x)
            return w * x + b
        @staticmethod
        def backward(ctx, g):
            w, x = ctx.saved_tensors
            return g * x, g * w, g
"""


def test_inputs_of_the_class_make_it_a_case(only, evaluate):
    case = only(LINE.format(decorator="", inputs="inputs = {'w': [2.0], 'x': [3.0], 'b': normal(1)}"))
    assert (case.id, case.kind, list(case.inputs)) == ("file.py::Line", "Function", ["w", "x", "b"])
    assert evaluate(case).gradients == {"w": 3.0, "x": 2.0, "b": 1.0}


def test_case_decorates_a_class_too(found):
    decorators = "@case(w=2.0, x=3.0, b=1.0)\n    @case(w=[1.0], x=[1.0], b=[1.0])"
    cases, _ = found(LINE.format(decorator=decorators, inputs=""))
    assert [case.name for case in cases] == ["Line[0]", "Line[1]"]


def test_a_class_without_inputs_says_so_where_there_are_no_cases(found):
    cases, skipped = found(LINE.format(decorator="", inputs=""))
    assert cases == []
    assert [one.id for one in skipped] == ["file.py::Line"]
    assert "it has no inputs" in skipped[0].reason


def test_a_class_without_inputs_is_none_beside_cases(found):
    use = "\n    def line(w=torch.ones(1, requires_grad=True)):\n        return Line.apply(w, w, w)\n"
    cases, skipped = found(LINE.format(decorator="", inputs="") + use)
    assert [case.name for case in cases] == ["line"]
    assert skipped == []


def test_an_argument_without_a_value_is_named(found):
    cases, skipped = found(LINE.format(decorator="", inputs="inputs = {'w': [2.0], 'x': [3.0]}"))
    assert cases == []
    assert "parameter 'b' has no value" in skipped[0].reason


def test_the_newer_style_without_ctx_in_forward_works(only, evaluate):
    case = only("""
        import torch
        class Square(torch.autograd.Function):
            inputs = {"x": [3.0], "power": 2}
            @staticmethod
            def forward(x, power):
                return x ** power
            @staticmethod
            def setup_context(ctx, inputs, output):
                ctx.save_for_backward(inputs[0])
            @staticmethod
            def backward(ctx, g):
                return 2 * g * ctx.saved_tensors[0], None
    """)
    assert evaluate(case).gradients == {"x": 6.0}


@pytest.mark.parametrize("inputs", ["inputs = 3", "inputs = torch.ones(2)"])
def test_another_thing_called_inputs_does_not_count(found, inputs):
    assert found(LINE.format(decorator="", inputs=inputs))[0] == []
