"""Scripts that train: results stay what they were when backward() was called on them, whatever has changed since."""

import numpy as np
import pytest

from gradcli.finding import Verdict

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
def test_a_training_loop_is_judged_at_its_last_iteration(only, evaluate, update, verdict):
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
def test_an_optimizer_and_a_model_are_followed(only, optimizer, verdict):
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


def test_results_of_different_iterations_keep_their_own_values(found, evaluate, verdict):
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


def test_a_loss_summed_over_iterations_is_differentiated_at_each(only, verdict):
    case = only("""
        import torch
        w, total = torch.tensor(1.5, requires_grad=True), 0.0
        for k in range(3):
            total = total + (w - k) ** 3
            with torch.no_grad():
                w *= 0.9
    """)
    assert verdict(case) is Verdict.PASS


def test_the_arrays_given_are_not_touched(only):
    case = only(LOOP.format(update=UPDATES["in place"]))
    array = np.array(case.inputs["w"])
    case.fn({"w": array})
    assert np.array_equal(array, case.inputs["w"])


def test_targets_that_are_overwritten_after_a_backward_leave_its_loss_right(only, verdict):
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


def test_parameters_that_are_frozen_after_the_result_are_still_its_leaves(only, verdict):
    case = only("""
        import torch
        net = torch.nn.Linear(2, 1)
        out = net(torch.ones(3, 2)).exp().sum()
        net.requires_grad_(False)
    """)
    assert list(case.inputs) == ["weight", "bias"]
    assert verdict(case) is Verdict.PASS


def test_results_with_a_step_of_training_between_them_are_cases_of_their_own(found, verdict):
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


def test_a_result_whose_backward_fails_and_is_caught_is_skipped_with_the_reason(found, verdict):
    cases, skipped = found(CAUGHT)
    assert [list(case.fn.results) for case in cases] == [["loss"]]
    assert [verdict(case) for case in cases] == [Verdict.PASS]
    assert [(one.id, one.where.line) for one in skipped] == [("file.py::<script>[z]", 5), ("file.py::<script>[h]", 6)]
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
def test_weights_that_many_columns_move_at_once_are_the_ones_the_loss_was_computed_with(only, optimizer, verdict):
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


def test_of_the_numbers_a_training_script_takes_out_those_are_cuts_that_come_back(only):
    from gradcli.check import check_case

    case = only("""
        import torch
        w = torch.tensor([0.5, -0.5], requires_grad=True)
        for step in range(3):
            v = (w * w).sum()
            loss = (w.sin().sum() * v.item())
            loss.backward()
            with torch.no_grad():
                w -= 0.1 * w.grad
                w.grad.zero_()
            print(loss.item())
    """)
    (finding,) = check_case(case).findings
    assert finding.code.id == "G104"
    assert finding.why.count("item()") == 1
    assert finding.where.line == 6
