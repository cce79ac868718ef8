"""Plain scripts: what they leave is the result, the leaves behind it are the inputs, calling is running again."""

import numpy as np
import pytest

from gradcli import check, engines
from gradcli.errors import ReadError
from gradcli.finding import Verdict
from gradcli.read.py import together


def verdict(case):
    with case.around():
        return check.check_case(case).verdict


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


LOOP = """
    import torch
    t = torch.linspace(0, 1, 8)
    w = torch.tensor([0.5, -0.5], requires_grad=True)
    for step in range(5):
        loss = ((w[0] * torch.exp(w[1] * t) - torch.cos(t)) ** 2).sum()
        loss.backward()
        {update}
"""
UPDATES = {
    "in place": "with torch.no_grad():\n            w -= 0.05 * w.grad\n            w.grad.zero_()",
    "through data": "w.data -= 0.05 * w.grad.data\n        w.grad = None",
    "new data": "w.data = w.data - 0.05 * w.grad\n        w.grad = None",
    "a new leaf": "w = (w - 0.05 * w.grad).detach().requires_grad_()",
}


@pytest.mark.parametrize("update", UPDATES)
def test_a_training_loop_is_judged_at_its_last_iteration(only, evaluate, update):
    case = only(LOOP.format(update=UPDATES[update]))
    (point,) = case.inputs.values()
    t, w = np.linspace(0, 1, 8), np.array([0.5, -0.5])
    for _ in range(4):
        e = np.exp(w[1] * t)
        r = w[0] * e - np.cos(t)
        w = w - 0.05 * np.array([(2 * r * e).sum(), (2 * r * w[0] * t * e).sum()])
    assert np.allclose(point, w, rtol=1e-13)
    r = w[0] * np.exp(w[1] * t) - np.cos(t)
    assert np.allclose(evaluate(case).outputs["loss"], (r * r).sum(), rtol=1e-12)
    assert verdict(case) is Verdict.PASS


@pytest.mark.parametrize("optimizer", ["SGD(model.parameters(), lr=0.1, momentum=0.9)", "Adam(model.parameters(), lr=0.1)"])
def test_an_optimizer_and_a_model_are_followed(only, optimizer):
    case = only(f"""
        import torch
        from torch import nn
        torch.manual_seed(3)
        x, y = torch.randn(6, 2), torch.randn(6, 1)
        model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
        optimizer = torch.optim.{optimizer}
        for _ in range(4):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
    """)
    assert list(case.inputs) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert set(case.sources.values()) == {"parameter"}
    assert verdict(case) is Verdict.PASS


def test_results_of_different_iterations_keep_their_own_values(found, evaluate):
    cases, _ = found("""
        import torch
        w = torch.tensor(1.0, requires_grad=True)
        first = w ** 2
        for _ in range(3):
            last = w ** 3
            last.backward()
            with torch.no_grad():
                w -= 0.1
                w.grad = None
    """)
    (one, in_one), (two, in_two) = map(evaluate, cases)
    assert np.allclose([one["first"], two["last"]], [1.0, 0.8**3], rtol=1e-14)
    assert np.allclose([in_one["w"], in_two["w"]], [2 * 1.0, 3 * 0.8**2], rtol=1e-14)
    assert {verdict(case) for case in cases} == {Verdict.PASS}


def test_a_loss_summed_over_iterations_is_differentiated_at_each(only):
    case = only("""
        import torch
        w, total = torch.tensor(1.5, requires_grad=True), 0.0
        for k in range(3):
            total = total + (w - k) ** 3
            with torch.no_grad():
                w *= 0.9
    """)
    assert verdict(case) is Verdict.PASS


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


def test_names_come_from_variables_modules_and_lists(only):
    case = only("""
        import torch
        from torch import nn
        a = torch.ones(2, requires_grad=True)
        layers = [nn.Linear(2, 2), nn.Linear(2, 1)]
        free = {"bias": torch.zeros(1, requires_grad=True)}
        encoder, decoder, loss_fn = nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False), nn.MSELoss()
        out = layers[1](layers[0](decoder(encoder(a)))) + free["bias"] + torch.ones(1, requires_grad=True)
    """)
    assert list(case.inputs) == [
        *("a", "layers[0].weight", "layers[0].bias", "layers[1].weight", "layers[1].bias", "free['bias']"),
        *("encoder.weight", "decoder.weight", "leaf[8]"),
    ]


def test_constants_are_named_for_pictures(only):
    case = only("import torch\nx = torch.ones(3)\nw = torch.ones(3, requires_grad=True)\ny = (w * x).sum()\n")
    graph = engines.get("builtin").graph(case.fn, case.inputs)
    assert [(node.kind, node.name) for node in graph.nodes if node.kind != "op"] == [("leaf", "w"), ("constant", "x")]
    assert graph.nodes[-1].where.line == 4


def test_random_data_are_the_same_in_every_run(only, evaluate):
    case = only("import torch\nx = torch.randn(5)\nw = torch.rand(5, requires_grad=True)\ny = (w * x).sum()\n")
    assert evaluate(case).outputs == evaluate(case).outputs


def test_only_what_the_result_reads_is_replaced_not_what_led_there(only):
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


def test_results_that_were_detached_from_each_other_are_cases_of_their_own(found):
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


def test_a_detached_path_within_one_result_is_found(only):
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


def test_the_arrays_given_are_not_touched(only):
    case = only(LOOP.format(update=UPDATES["in place"]))
    array = np.array(case.inputs["w"])
    case.fn({"w": array})
    assert np.array_equal(array, case.inputs["w"])


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


def test_targets_that_are_overwritten_after_a_backward_leave_its_loss_right(only):
    case = only("""
        import torch
        import torch.nn.functional as F
        w = torch.ones(3, requires_grad=True)
        label = torch.ones(3)
        real = F.binary_cross_entropy((w * 2).sigmoid(), label)
        real.backward()
        label.fill_(0.0)
        fake = F.binary_cross_entropy(w.sigmoid(), label)
        fake.backward()
        total = real + fake
        label.fill_(1.0)
    """)
    assert verdict(case) is Verdict.PASS


def test_parameters_that_are_frozen_after_the_result_are_still_its_leaves(only):
    case = only("""
        import torch
        net = torch.nn.Linear(2, 1)
        out = net(torch.ones(3, 2)).exp().sum()
        net.requires_grad_(False)
    """)
    assert list(case.inputs) == ["weight", "bias"]
    assert verdict(case) is Verdict.PASS


def test_results_with_a_step_of_training_between_them_are_cases_of_their_own(found):
    cases, _ = found("""
        import torch
        net = torch.nn.Linear(2, 1)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        x = torch.ones(3, 2)
        for _ in range(3):
            loss = net(x).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        final = net(x).square().mean()
    """)
    assert [case.name for case in cases] == ["<script>[loss]", "<script>[final]"]
    assert not np.array_equal(cases[0].inputs["weight"], cases[1].inputs["weight"])
    assert [verdict(case) for case in cases] == [Verdict.PASS, Verdict.PASS]


CAUGHT = """
    import torch
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    h = x.exp()
    z = h.sum()
    h.mul_(2)
    try:
        z.backward()
    except RuntimeError as error:
        print("as expected:", error)
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = (w ** 2).sum()
    loss.backward()
    again = ""
    try:
        loss.backward()
    except RuntimeError as error:
        again = str(error)
    assert again.startswith("Trying to backward through the graph a second time")
    assert torch.equal(w.grad, 2 * w.detach())
"""


def test_a_result_whose_backward_fails_and_is_caught_is_skipped_with_the_reason(found):
    cases, skipped = found(CAUGHT)
    assert [list(case.fn.results) for case in cases] == [["loss"]]
    assert [verdict(case) for case in cases] == [Verdict.PASS]
    assert [(one.id, one.where.line) for one in skipped] == [("file.py::<script>[h]", 6), ("file.py::<script>[z]", 5)]
    assert "catches the exception" in skipped[0].reason


def test_a_result_that_failed_once_and_then_succeeded_is_checked(only):
    case = only("""
        import torch
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        y = (x ** 2).sum()
        attempts = 0
        def once(g):
            global attempts
            attempts += 1
            if attempts == 1:
                raise RuntimeError("not now")
        y.register_hook(once)
        try:
            y.backward()
        except RuntimeError:
            y.backward()
    """)
    assert case.fn.results == ("y",)


@pytest.mark.parametrize("optimizer", ["SGD(model.parameters(), lr=0.1)", "Adam(model.parameters(), lr=0.1)"])
def test_weights_that_many_columns_move_at_once_are_the_ones_the_loss_was_computed_with(only, optimizer):
    case = only(f"""
        import torch
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Linear(16, 5), torch.nn.ReLU(), torch.nn.Linear(5, 2))
        x, labels = torch.randn(3, 16), torch.tensor([0, 1, 1])
        optimizer = torch.optim.{optimizer}
        for epoch in range(2):
            loss = torch.nn.functional.cross_entropy(model(x), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    """)
    assert verdict(case) is Verdict.PASS


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
