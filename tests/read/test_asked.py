"""Calls of gradcheck in a file: each is a case, whether the file makes it or one of its tests."""

import textwrap

import pytest

from gradcli.errors import ReadError
from gradcli.finding import Verdict

FUNCTIONS = """
    import torch
    from torch.autograd import gradcheck, gradgradcheck

    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x ** 3

        @staticmethod
        def backward(ctx, g):
            return 3 * ctx.saved_tensors[0] ** 2 * g

    class Wrong(Cube):
        @staticmethod
        def backward(ctx, g):
            return 2 * ctx.saved_tensors[0] ** 2 * g

    x = torch.tensor([1.0, -2.0], dtype=torch.double, requires_grad=True)
"""


@pytest.fixture
def asked(found):
    """asked(text) -> (cases, skipped) of a file that begins with FUNCTIONS."""

    def cases(text, **settings):
        return found(textwrap.dedent(FUNCTIONS) + textwrap.dedent(text), **settings)

    return cases


def names(cases):
    return [case.name for case in cases]


def test_a_call_is_a_case_at_its_line_and_the_file_goes_on(asked, verdict, capsys):
    (case,), skipped = asked("print(gradcheck(Wrong.apply, (x,), eps=1e-6, atol=1e-4))\n")
    assert (case.id, case.where.line, case.sources) == ("file.py::gradcheck", 21, {"x": "gradcheck"})
    assert case.inputs["x"].tolist() == [1.0, -2.0]
    assert not skipped
    assert capsys.readouterr().out == "True\n"
    assert verdict(case) is Verdict.FAIL


def test_the_tolerances_of_the_call_hide_nothing(asked, verdict):
    (case,), _ = asked("gradcheck(lambda x: Cube.apply(x) + (x * 1e-3 + 1e-6 * x.detach()), x, atol=1.0, rtol=0.1)\n")
    assert (case.settings.rtol, case.settings.atol) == (None, 0.0)
    assert verdict(case) is Verdict.FAIL


def test_several_calls_in_one_function_are_numbered(asked, verdict):
    cases, _ = asked("""
        def main():
            gradcheck(Cube.apply, x)
            gradgradcheck(Cube.apply, x)
            gradcheck(Cube.apply, x, fast_mode=True, nondet_tol=1e-3)

        if __name__ == "__main__":
            main()
    """)
    assert names(cases) == ["main[0]", "main[1]", "main[2]"]
    assert [(case.settings.order, case.settings.mode, case.settings.nondet_tol) for case in cases] == [
        (1, "auto", 0.0),
        (2, "auto", 0.0),
        (1, "projected", 1e-3),
    ]
    assert [verdict(case) for case in cases] == [Verdict.PASS] * 3


def test_calls_under_main_are_found_as_well(asked):
    cases, _ = asked('if __name__ == "__main__":\n    gradcheck(Cube.apply, x)\n')
    assert names(cases) == ["gradcheck"]


def test_a_call_in_a_helper_has_the_name_of_the_function_that_needed_it(asked):
    cases, _ = asked("""
        def check(fn):
            assert gradcheck(fn, x)

        def test_cube():
            check(Cube.apply)

        test_cube()
    """)
    assert [(case.name, case.where.line) for case in cases] == [("test_cube", 23)]


def test_tests_are_run_and_what_cannot_be_is_told(asked, verdict):
    cases, skipped = asked("""
        import pytest

        def test_wrong():
            assert gradcheck(Wrong.apply, x)

        def test_many(n):
            assert gradcheck(Cube.apply, x * n)

        def test_later():
            pytest.skip("not today")
            assert gradcheck(Cube.apply, x)

        def test_broken():
            assert gradcheck(Cube.apply, y)

        def test_something_else():
            raise AssertionError("this one is not run")
    """)
    assert [(case.name, verdict(case)) for case in cases] == [("test_wrong", Verdict.FAIL)]
    assert [(one.id.partition("::")[2], one.reason) for one in skipped] == [
        ("test_many", "it calls gradcheck, and its parameter 'n' has no value"),
        ("test_later", "calling it raises Skipped: not today"),
        ("test_broken", "calling it raises NameError: name 'y' is not defined"),
        ("test_something_else", "no parameter is a tensor or array"),
    ]


def test_parametrized_tests_are_run_with_every_value(asked):
    cases, skipped = asked("""
        import pytest

        @pytest.mark.parametrize("n", [1, pytest.param(3, id="three")])
        @pytest.mark.parametrize("scale, shift", [(1.0, 0.0), (2.0, 1.0)])
        def test_sizes(n, scale, shift):
            assert gradcheck(Cube.apply, (torch.full((n,), scale, requires_grad=True),))

        class TestCube:
            @pytest.mark.parametrize(["n"], [(2,), (4,)])
            def test_size(self, n):
                assert gradcheck(Cube.apply, (torch.ones(n, requires_grad=True),))
    """)
    assert names(cases) == [*(f"test_sizes[{k}]" for k in range(4)), "TestCube.test_size[0]", "TestCube.test_size[1]"]
    sizes = [case.inputs["x"].tolist() for case in cases]
    assert sorted(sizes) == sorted([[1.0], [2.0], [1.0] * 3, [2.0] * 3, [1.0] * 2, [1.0] * 4])
    assert not skipped


def test_methods_of_test_classes_are_run_with_what_goes_before(asked):
    cases, skipped = asked("""
        import unittest

        class Cubes(unittest.TestCase):
            def setUp(self):
                self.x = torch.ones(3, dtype=torch.double, requires_grad=True)

            def test_cube(self):
                self.assertTrue(gradcheck(Cube.apply, self.x))

        class TestCube:
            def setup_method(self, method):
                self.x = x

            def test_cube(self):
                assert gradcheck(Cube.apply, self.x)

            def test_given(self, tmp_path):
                assert gradcheck(Cube.apply, self.x)
    """)
    assert [(case.name, case.inputs["x"].size) for case in cases] == [("Cubes.test_cube", 3), ("TestCube.test_cube", 2)]
    assert not skipped


@pytest.mark.parametrize(
    "call",
    [
        "print(gradcheck({}.apply, x, raise_exception=False))",
        "try:\n    print(gradcheck({}.apply, x))\nexcept RuntimeError:\n    print(False)",
        "def f():\n    return gradcheck({}.apply, x)\ntry:\n    print(f())\nexcept RuntimeError:\n    print(False)",
    ],
)
def test_where_the_program_deals_with_a_failure_it_is_told_the_truth(asked, capsys, call):
    cases, _ = asked(call.format("Wrong") + "\n")
    assert not cases
    assert capsys.readouterr().out == "False\n"

    cases, _ = asked(call.format("Cube") + "\n")
    assert len(cases) == 1
    assert capsys.readouterr().out == "True\n"


def test_a_script_with_a_loss_is_checked_besides(asked, verdict):
    cases, _ = asked("""
        w = torch.tensor([0.5, 0.25], requires_grad=True)
        right = gradcheck(Cube.apply, x) and gradcheck(Wrong.apply, x, raise_exception=False)
        loss = Cube.apply(w * x.detach()).sum() * (1 if right else 3)
        loss.backward()
    """)
    assert names(cases) == ["<script>", "gradcheck"]
    assert [verdict(case) for case in cases] == [Verdict.PASS] * 2


def test_nothing_that_requires_grad_is_torchs_error(asked):
    with pytest.raises(ReadError, match="at least one input tensor to require gradient"):
        asked("gradcheck(Cube.apply, x.detach())\n")


def test_a_network_that_gradcheck_is_given_is_the_function(asked, evaluate):
    (case,), _ = asked("gradcheck(torch.nn.Linear(2, 1, bias=False).double(), x)\n")
    found = evaluate(case)
    assert found.outputs["output 0"].shape == (1,)
    assert list(found.gradients) == ["input"]


@pytest.mark.parametrize(
    ("function", "known"),
    [
        ("Cube.apply", ["x"]),
        ("lambda a, b: a * b", ["a", "b"]),
        ("torch.mul", ["input", "other"]),
        ("lambda first, *rest: first * rest[0]", ["first", "input 1"]),
        ("torch.nn.Linear(2, 2)", ["input"]),
    ],
)
def test_inputs_have_the_names_of_the_parameters(asked, function, known, verdict):
    (case,), _ = asked(f"gradcheck({function}, (x,) * {len(known)})\n")
    assert verdict(case) is Verdict.PASS
    assert list(case.inputs) == known


def test_the_module_of_gradcheck_asks_as_the_function_does(asked):
    (case,), _ = asked("""
        from torch.autograd.gradcheck import GradcheckError
        assert torch.autograd.gradcheck(Cube.apply, (x,))
    """)
    assert (case.name, case.where.line) == ("gradcheck", 23)
