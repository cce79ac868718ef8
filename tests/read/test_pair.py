"""A numpy function with its hand-written derivative beside it."""

import numpy as np
import pytest

from gradcli import engines

ROSEN = """
    import numpy as np
    from gradcli import case
    def _slope(x):
        a, b = x
        return np.array([-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)])
    @case(x=[0.5, -0.3], gradient=_slope)
    def rosen(x):
        assert type(x) is np.ndarray
        return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
"""


def test_a_gradient_of_a_scalar(only, evaluate):
    case = only(ROSEN)
    assert list(case.inputs) == ["x"]
    assert np.allclose(evaluate(case).gradients["x"], [109.0, -110.0], rtol=1e-14)


def test_its_node_stands_at_the_gradients_line_and_bears_its_name(only):
    case = only(ROSEN)
    node = engines.get("builtin").graph(case.fn, case.inputs).nodes[-1]
    assert (node.op, node.where.file, node.where.line) == ("_slope", "file.py", 4)
    assert (node.written.file, node.written.line) == ("file.py", 6)  # where it returns
    assert [edge.argument for edge in node.parents] == ["x"]


def test_a_jacobian(only, evaluate):
    case = only("""
        import numpy as np
        from gradcli import case
        A = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        @case(x=[1.0, 1.0], gradient=lambda x: A)
        def linear(x):
            return A @ x
    """)
    assert evaluate(case).gradients["x"].tolist() == [9.0, 12.0]


def test_a_vjp_takes_the_cotangent_by_whatever_name(only, evaluate):
    case = only("""
        import numpy as np
        from gradcli import case
        def _pull(x, w, cotangent):
            return cotangent * w * np.cos(x), cotangent * np.sin(x)
        @case(x=[0.5, 1.0], w=[2.0, 3.0], gradient=_pull)
        def wave(x, w):
            return w * np.sin(x)
    """)
    gradients = evaluate(case).gradients
    assert np.allclose(gradients["x"], np.cos([0.5, 1.0]) * [2, 3], rtol=1e-14)
    assert np.allclose(gradients["w"], np.sin([0.5, 1.0]), rtol=1e-14)


def test_the_slope_of_an_elementwise_function(only, evaluate):
    case = only("from gradcli import case\n@case(x=[1.0, 2.0], gradient=lambda x: 2 * x)\ndef square(x):\n    return x * x\n")
    assert evaluate(case).gradients["x"].tolist() == [2.0, 4.0]


def test_too_few_gradients_are_the_users_error(only, evaluate):
    case = only("from gradcli import case\n@case(x=1.0, y=2.0, gradient=lambda x, y: y)\ndef f(x, y):\n    return x * y\n")
    with pytest.raises(RuntimeError, match=r"incorrect number of gradients \(expected 2: x, y; got 1\)"):
        evaluate(case)


def test_a_parameter_called_gradient_is_an_ordinary_one(only):
    assert list(only("from gradcli import case\n@case(gradient=1.0)\ndef f(gradient):\n    return gradient\n").inputs) == ["gradient"]
