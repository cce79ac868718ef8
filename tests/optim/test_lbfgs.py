import pytest

import gradcli as torch
from gradcli import optim


def rosenbrock(w):
    return (1 - w[0]) ** 2 + 5 * (w[1] - w[0] ** 2) ** 2


def minimized(steps=1, **options):
    w = torch.tensor([1.5, -2.0], dtype=torch.float64, requires_grad=True)
    optimizer = optim.LBFGS([w], **options)

    def closure():
        optimizer.zero_grad()
        loss = rosenbrock(w)
        loss.backward()
        return loss

    losses = [optimizer.step(closure).item() for _ in range(steps)]
    return w, losses, optimizer


@pytest.mark.parametrize(
    ("options", "expected", "evaluations"),  # PyTorch 2.13
    [
        ({"lr": 0.5}, [0.351099989, -0.925133142], 5),
        ({"line_search_fn": "strong_wolfe"}, [0.067684717, -0.035659631], 6),
    ],
    ids=["fixed", "wolfe"],
)
def test_five_iterations_end_where_torch_ends(options, expected, evaluations):
    w, losses, optimizer = minimized(max_iter=5, **options)
    assert losses == [90.5625]
    assert w.tolist() == pytest.approx(expected, abs=1e-8)
    assert optimizer.state_dict()["state"][0]["func_evals"] == evaluations


def test_the_line_search_finds_the_minimum():
    w, losses, _ = minimized(steps=3, line_search_fn="strong_wolfe")
    assert w.tolist() == pytest.approx([1.0, 1.0], abs=1e-6)
    assert losses == sorted(losses, reverse=True)


def test_a_short_history_works_too():
    w, *_ = minimized(steps=5, line_search_fn="strong_wolfe", history_size=2)
    assert rosenbrock(w).item() < 1e-6


def test_several_groups_and_other_searches_are_refused():
    a, b = (torch.ones(1, requires_grad=True) for _ in range(2))
    with pytest.raises(ValueError, match="doesn't support per-parameter options"):
        optim.LBFGS([{"params": [a]}, {"params": [b]}])
    with pytest.raises(RuntimeError, match="only 'strong_wolfe' is supported"):
        minimized(line_search_fn="golden")


def test_the_weights_of_the_history_are_part_of_the_state_as_in_torch():
    w = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([w], max_iter=4, history_size=5)

    def closure():
        optimizer.zero_grad()
        loss = (w**4).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    names = ["func_evals", "n_iter", "al", "d", "t", "old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss"]
    (state,) = optimizer.state_dict()["state"].values()
    assert list(state) == names
    assert [a is None for a in state["al"]] == [False, False, False, True, True]
