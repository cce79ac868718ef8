"""Which functions become cases, at which values, under which names."""

import numpy as np
import pytest

from gradcli.errors import ReadError


def test_defaults_are_the_point_to_check_at(only, evaluate):
    case = only("""
        import torch
        def cube(x=torch.tensor([1.0, 2.0], requires_grad=True)):
            return x ** 3
    """)
    assert case.id == "file.py::cube"
    assert case.sources == {"x": "default"}
    assert evaluate(case).gradients["x"].tolist() == [3.0, 12.0]


def test_stacked_cases_are_numbered_from_the_top(found):
    cases, _ = found("""
        from gradcli import case
        @case(x=[1.0])
        @case(x=[2.0, 3.0])
        def f(x):
            return x.sum()
    """)
    assert [(case.name, case.inputs["x"].tolist()) for case in cases] == [("f[0]", [1.0]), ("f[1]", [2.0, 3.0])]


def test_a_single_case_has_no_number(only):
    case = only("""
        from gradcli import case, normal
        @case(x=normal(3))
        def f(x):
            return x
    """)
    assert case.name == "f"
    assert case.sources == {"x": "@case normal(3)"}


def test_module_level_inputs_serve_functions_without_values(only):
    case = only("""
        inputs = {"x": [1.0, 2.0], "scale": 2.0}
        def f(x, scale):
            return x * scale
    """)
    assert case.sources == {"x": "inputs", "scale": "inputs"}


def test_a_tensor_called_inputs_is_no_table_of_inputs(only):
    case = only("""
        import torch
        inputs = torch.ones(3)
        def f(x=torch.ones(2)):
            return x
    """)
    assert list(case.inputs) == ["x"]


@pytest.mark.parametrize("future", ["", "from __future__ import annotations"])
@pytest.mark.parametrize("annotation", ["Annotated[torch.Tensor, normal(6, 2)]", "normal(6, 2)"])
def test_annotations_give_values(found, future, annotation):
    imports = "from typing import Annotated\nimport torch\nfrom gradcli import normal"
    cases, skipped = found(f"{future}\n{imports}\ndef f(x: {annotation}):\n    return x\n")
    assert skipped == []
    assert cases[0].inputs["x"].shape == (6, 2)
    assert cases[0].sources["x"] == "annotation normal(6, 2)"


def test_a_given_value_wins_over_inputs_default_and_annotation(only):
    case = only("""
        from gradcli import case, normal
        inputs = {"x": [2.0]}
        @case(x=[1.0])
        def f(x: normal(7) = 3.0):
            return x
    """)
    assert case.inputs["x"].tolist() == [1.0]


def test_a_parameter_without_a_value_is_named(found):
    cases, skipped = found("""
        import torch
        def f(x, w=torch.ones(2)):
            return x * w
    """)
    assert cases == []
    assert skipped[0].reason.startswith("parameter 'x' has no value")
    assert (skipped[0].id, skipped[0].where.line) == ("file.py::f", 3)


@pytest.mark.parametrize(
    ("signature", "reason"),
    [("lr=0.1", "no parameter is a tensor"), ("", "no parameter is a tensor"), ("n=torch.arange(3)", "floating-point")],
)
def test_functions_without_anything_to_differentiate_are_skipped(found, signature, reason):
    cases, skipped = found(f"import torch\ndef f({signature}):\n    return 1\n")
    assert cases == []
    assert reason in skipped[0].reason


def test_helpers_imports_and_methods_are_no_cases(found, write):
    write("import torch\ndef borrowed(x=torch.ones(2)):\n    return x\n", "neighbour.py")
    cases, skipped = found("""
        import torch
        from torch import sin
        from neighbour import borrowed
        def _helper(x=torch.ones(2)):
            return x
        class Thing:
            def method(self, x=torch.ones(2)):
                return x
        def f(x=torch.ones(2)):
            return _helper(borrowed(sin(x)))
    """)
    assert [case.name for case in cases] == ["f"]
    assert skipped == []


def test_two_names_for_one_function_are_one_case(found):
    cases, _ = found("import torch\ndef f(x=torch.ones(2)):\n    return x\ng = f\n")
    assert [case.name for case in cases] == ["f"]


def test_a_lambda_bears_the_name_of_its_variable(only):
    assert only("import torch\nsquare = lambda x=torch.ones(2): x * x\n").name == "square"


def test_generators_and_coroutines_are_skipped(found):
    _, skipped = found("import torch\ndef f(x=torch.ones(2)):\n    yield x\nasync def g(x=torch.ones(2)):\n    return x\n")
    assert [one.id for one in skipped] == ["file.py::f", "file.py::g"]


def test_an_unknown_name_in_case_is_an_error_with_the_nearest(found):
    with pytest.raises(ReadError, match=r"'logit'.*did you mean 'logits'"):
        found("from gradcli import case\n@case(logit=[1.0])\ndef loss(logits):\n    return logits\n")


def test_keyword_only_positional_only_and_extra_keywords_are_passed_on(only, evaluate):
    case = only("""
        from gradcli import case
        @case(a=2.0, b=3.0, c=5.0, flag=True)
        def f(a, /, *, b, **rest):
            assert rest.pop("flag") is True
            return a * b * rest["c"]
    """)
    assert evaluate(case).gradients == {"a": 15.0, "b": 10.0, "c": 6.0}


def test_settings_of_a_function_change_those_of_the_run(only):
    case = only("""
        from gradcli import case, settings
        @settings(order=2, rtol=1e-6)
        @case(x=1.0)
        def f(x):
            return x ** 3
    """, seed=7)
    assert (case.settings.order, case.settings.rtol, case.settings.seed) == (2, 1e-6, 7)


def test_the_seed_decides_what_recipes_and_generators_draw(only):
    text = """
        import random
        import numpy as np
        import torch
        from gradcli import case, normal
        noise = (torch.rand(2).tolist(), random.random(), np.random.rand())
        @case(x=normal(3), y=list(noise[0]), a=noise[1], b=noise[2])
        def f(x, y, a, b):
            return x.sum() * y.sum() * a * b
    """
    draws = [np.concatenate([value.ravel() for value in only(text, seed=seed).inputs.values()]) for seed in (0, 0, 1)]
    assert np.array_equal(draws[0], draws[1])
    assert not np.isin(draws[0], draws[2]).any()
