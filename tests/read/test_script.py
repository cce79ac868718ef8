"""Plain scripts: what they leave is the result, the leaves behind it are the inputs, calling is running again."""

import numpy as np
import pytest

from gradcli import engines
from gradcli.errors import ReadError
from gradcli.finding import Verdict
from gradcli.read.py import together

FIRST = """
    import torch
    x = torch.ones(2, 2, requires_grad=True)
    y = x + 2
    z = y * y * 3
    out = z.mean()
"""


def test_the_last_result_is_checked_against_its_leaves(only, evaluate):
    case = only(FIRST)
    assert (case.id, case.kind, case.sources) == ("file.py::<script>", "script", {"x": "leaf"})
    outputs, gradients = evaluate(case)
    assert outputs == {"out": 27.0}
    assert np.array_equal(gradients["x"], np.full((2, 2), 4.5))


def test_running_again_takes_the_given_values(only, evaluate):
    case = only(FIRST)
    assert evaluate(case, x=np.zeros((2, 2))).outputs == {"out": 12.0}
    assert evaluate(case).outputs == {"out": 27.0}


def test_every_result_that_no_other_uses_is_an_output(only, evaluate):
    case = only("""
        import torch
        x = torch.tensor([2.0, 3.0], requires_grad=True)
        used = x * 2
        a = used.sum()
        b = x[0] ** 2
        values, indices = x.sort()
        _private = x.exp()
        detached = a.detach()
    """)
    assert list(evaluate(case).outputs) == ["a", "b", "values"]


def test_a_result_stays_though_backward_was_called(only, evaluate):
    case = only("import torch\nx = torch.ones(2, requires_grad=True)\ny = (x ** 3).sum()\ny.backward()\ndel torch\n")
    assert evaluate(case).gradients["x"].tolist() == [3.0, 3.0]


def test_work_done_inside_functions_counts(only, evaluate):
    case = only("""
        import torch
        w = torch.tensor([1.0], requires_grad=True)
        def step():
            loss = (w ** 2).sum()
            loss.backward()
            w.data -= 0.1 * w.grad
            w.grad.zero_()
            return loss
        for _ in range(3):
            loss = step()
    """)
    assert evaluate(case).gradients["w"] == pytest.approx(2 * 0.64, rel=1e-14)


def test_constants_are_named_for_pictures(only):
    case = only("import torch\nx = torch.ones(3)\nw = torch.ones(3, requires_grad=True)\ny = (w * x).sum()\n")
    graph = engines.get("builtin").graph(case.fn, case.inputs)
    assert [(node.kind, node.name) for node in graph.nodes if node.kind != "op"] == [("leaf", "w"), ("constant", "x")]
    assert graph.nodes[-1].where.line == 4


def test_random_data_are_the_same_in_every_run(only, evaluate):
    case = only("import torch\nx = torch.randn(5)\nw = torch.rand(5, requires_grad=True)\ny = (w * x).sum()\n")
    assert evaluate(case).outputs == evaluate(case).outputs


def test_only_what_the_result_reads_is_replaced_not_what_led_there(only, verdict):
    case = only("""
        import torch
        w, v = torch.tensor(0.7, requires_grad=True), torch.tensor(1.3, requires_grad=True)
        for _ in range(3):
            loss = (w ** 2 - v.detach()) ** 2
            (g,) = torch.autograd.grad(loss, w)
            w.data -= 0.1 * g
            (g,) = torch.autograd.grad((v * w - 2) ** 2, v)  # reads w in the state that the next loss reads
            v.data -= 0.1 * g
    """)
    assert verdict(case) is Verdict.PASS


def test_results_that_were_detached_from_each_other_are_cases_of_their_own(found, verdict):
    cases, _ = found("""
        import torch
        from torch import nn
        G, D = nn.Linear(2, 1), nn.Linear(1, 1)
        fake = G(torch.ones(3, 2))
        loss_d = D(fake.detach()).square().mean()
        loss_d.backward()
        loss_g = D(fake).exp().mean()
        loss_g.backward()
    """)
    assert {case.name: list(case.inputs) for case in cases} == {
        "<script>[loss_d]": ["D.weight", "D.bias"],
        "<script>[loss_g]": ["G.weight", "G.bias", "D.weight", "D.bias"],
    }
    assert {verdict(case) for case in cases} == {Verdict.PASS}


def test_a_detached_path_within_one_result_is_found(only, verdict):
    case = only("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * (x * 2).detach()\n")
    assert verdict(case) is Verdict.FAIL


def test_work_under_the_main_guard_is_found(found):
    cases, _ = found("""
        import torch
        def main():
            global y
            y = x * x
        if __name__ == '__main__':
            x = torch.ones(2, requires_grad=True)
            main()
    """)
    assert [list(case.inputs) for case in cases] == [["x"]]


def test_functions_with_values_make_it_a_file_of_functions(found):
    cases, _ = found(FIRST + "    def f(a=torch.ones(2)):\n        return a\n")
    assert [case.kind for case in cases] == ["function"]


def test_helpers_without_values_leave_it_a_script(found):
    cases, skipped = found("import torch\ndef model(x):\n    return x * x\nx = torch.ones(2, requires_grad=True)\ny = model(x)\n")
    assert [case.kind for case in cases] == ["script"]
    assert [one.id for one in skipped] == ["file.py::model"]


def test_a_script_that_leaves_nothing_is_no_case(found):
    assert found("import torch\nx = torch.ones(2)\ny = x * x\n") == ([], [])


def test_helper_modules_are_run_again_too(only, evaluate, write):
    write("import torch\nw = torch.tensor(2.0, requires_grad=True)\n", "weights.py")
    case = only("from weights import w\ny = w ** 2\n")
    assert evaluate(case, w=np.array(5.0)).outputs == {"y": 25.0}


def test_a_deep_copy_of_a_parameter_is_a_leaf_of_its_own(only, evaluate):
    case = only("import copy, torch\na = torch.tensor(2.0, requires_grad=True)\nb = copy.deepcopy(a)\ny = a * b\n")
    assert evaluate(case, a=np.array(3.0)).gradients == {"a": 2.0, "b": 3.0}


def test_parts_changed_in_place_are_part_of_the_result(only, evaluate):
    case = only("""
        import torch
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        out = torch.zeros(3)
        out[0] = x[0] ** 2
        out[1:] = x * 3
    """)
    assert evaluate(case).gradients["x"].tolist() == [5.0, 3.0]


def test_a_script_that_does_something_else_the_second_time_says_so(only):
    case = only("""
        import os, torch
        n = 2 if os.path.exists("seen") else 3
        open("seen", "w").close()
        x = torch.ones(n, requires_grad=True)
        y = x * x
    """)
    with pytest.raises(ReadError, match=r"other tensors than the first time: .* shape \(2,\), not \(3,\)"):
        case.fn(case.inputs)


def test_a_second_run_that_makes_no_result_says_which(only):
    case = only("""
        import os, torch
        x = torch.ones(2, requires_grad=True)
        if not os.path.exists("seen"):
            y = x * x
        open("seen", "w").close()
    """)
    with pytest.raises(ReadError, match="left no tensor called y"):
        case.fn(case.inputs)


def test_exceptions_of_a_second_run_are_the_users_own(only):
    case = only("import torch\nx = torch.ones(2, requires_grad=True)\nassert bool((x > 0).all())\ny = x.log()\n")
    with pytest.raises(AssertionError):
        case.fn({"x": np.array([1.0, -1.0])})


def test_the_results_of_a_script_are_one_case_to_draw(found):
    cases, _ = found("""
        import torch
        w = torch.ones(2, requires_grad=True)
        v = torch.ones(2, requires_grad=True)
        one = (w * 2).sum()
        one.detach()
        two = (v * 3).sum()
    """)
    assert [case.name for case in cases] == ["<script>[one]", "<script>[two]"]
    case = together(cases)
    assert (case.name, list(case.inputs), case.id) == ("<script>", ["w", "v"], cases[0].id.partition("[")[0])
    with case.around():
        graph = engines.get(case.engine).graph(case.fn, case.inputs)
    assert [name for name, _ in graph.outputs] == ["one", "two"]


def test_copies_of_leaves_are_leaves_however_they_are_made(only):
    case = only("""
        import copy, io, pickle
        import torch
        first = torch.nn.Linear(2, 1)
        second = copy.deepcopy(first)
        third = pickle.loads(pickle.dumps(first))
        encoder = torch.nn.TransformerEncoder(torch.nn.TransformerEncoderLayer(2, 1, 2, dropout=0.0, batch_first=True), 2)
        stored = io.BytesIO()
        torch.save(torch.tensor([1.0], requires_grad=True), stored)
        stored.seek(0)
        fourth = torch.load(stored)
        fifth = copy.copy(fourth)
        x = torch.ones(1, 1, 2)
        y = (first(x) + second(x) + third(encoder(x))).sum() * fourth * fifth
    """)
    names = set(case.inputs)
    assert {"first.weight", "second.weight", "third.weight", "fourth", "fifth"} <= names
    assert {"encoder.layers.0.linear1.weight", "encoder.layers.1.linear1.weight"} <= names


TWO_NETS = """
import torch
from torch import nn
encoder = nn.Sequential(nn.Linear(3, 2), nn.Tanh())
decoder = nn.Linear(2, 3)
loss = nn.MSELoss()
x = torch.ones(4, 3)
out = loss(decoder(encoder(x).exp()), x) * 2
"""


def test_several_modules_of_a_script_are_called_as_its_variables_are(only):
    case = only(TWO_NETS)
    graph = engines.get("builtin").graph(case.fn, case.inputs)
    scopes = {node.op: node.scope for node in graph.nodes if node.kind == "op"}
    assert scopes["tanh"] == "encoder.1"
    assert {node.scope for node in graph.nodes if node.op == "addmm"} == {"encoder.0", "decoder"}
    assert scopes["mse_loss"] == "MSELoss"
    assert (scopes["exp"], scopes["mul"]) == ("", "")  # in no module
    assert graph.scopes["decoder"] == "Linear(2→3)"


def test_the_one_module_of_a_script_is_not_named_above_its_parts(only):
    case = only("import torch\nfrom torch import nn\nnet = nn.Sequential(nn.Linear(3, 2), nn.Tanh())\nout = net(torch.ones(4, 3)).sum()\n")
    graph = engines.get("builtin").graph(case.fn, case.inputs)
    assert {node.scope for node in graph.nodes if node.kind == "op"} == {"", "0", "1"}
    assert set(graph.leaves) == {"0.weight", "0.bias"}


def test_what_is_meant_for_forward_mode_is_skipped_and_says_so(found):
    cases, skipped = found("""
        import torch
        class Exp(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.y = torch.exp(x)
                return ctx.y
            @staticmethod
            def jvp(ctx, t):
                return t * ctx.y
        x = torch.ones(3, dtype=torch.float64, requires_grad=True)
        y = Exp.apply(x)
        z = x.sin()
        assert torch.autograd.gradcheck(Exp.apply, (x,), check_forward_ad=True, check_backward_ad=False, check_undefined_grad=False)
    """)
    assert [case.name for case in cases] == ["<script>"]
    assert [one.reason for one in skipped if "y" in one.id] == ["a Function behind it has no backward, only a jvp"]
