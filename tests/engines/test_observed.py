"""What an observed run says: how often a program is run, what its leaves are called, and what is left when it raises."""

from __future__ import annotations

import gradcli as torch
from gradcli import engines
from gradcli.cases import Run

ENGINE = engines.get("builtin")


def observed(program):
    """(what was observed of a program without inputs, how often it was run)."""
    runs = []

    def fn(_inputs):
        runs.append(1)
        return program()

    return ENGINE.observe(fn, {}), len(runs)


def events(seen, kind):
    return [event for event in seen.graph.events if event.kind == kind]


def trained(use):
    """A program with two steps; `use` is given the loss after each, what it returns goes into the next."""

    def program():
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        extra = 0.0
        for _ in range(2):
            w.grad = None
            loss = (w * w).sum() + extra
            loss.backward()
            extra = use(loss)
            with torch.no_grad():
                w -= 0.1 * w.grad
        return Run({"loss": loss}, {})

    return program


def test_a_program_without_numbers_is_run_once():
    assert observed(trained(lambda loss: 0.0))[1] == 1


def test_numbers_that_are_only_looked_at_cost_one_more_run():
    printed = []
    seen, runs = observed(trained(lambda loss: printed.append(loss.item()) or 0.0))
    assert runs == 2
    assert [event.used for event in events(seen, "cut") if event.detail == "item"] == [False]


def test_a_number_from_before_the_last_step_is_no_path():
    seen, runs = observed(trained(lambda loss: 0.5 * loss.item()))
    assert runs > 2
    assert [event.used for event in events(seen, "cut") if event.detail == "item"] == [False]


def test_a_number_that_comes_back_into_the_loss_is_followed_to_its_leaves():
    def program():
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        loss = (w * w).sum() * w.sum().item()
        loss.backward()
        return Run({}, {})

    seen, _ = observed(program)
    assert [(event.detail, event.leaves, event.used) for event in events(seen, "cut")] == [("item", ("w",), True)]


def test_a_branch_that_flips_is_not_taken_for_a_path():
    def program():
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        loss = (w * w).sum() * (2.0 if w.sum().item() > 3.1 else 1.0)
        loss.backward()
        return Run({}, {})

    seen, _ = observed(program)
    assert [event.used for event in events(seen, "cut") if event.detail == "item"] == [False]


def test_a_program_that_raises_keeps_what_was_seen_before():
    def program():
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        for _ in range(3):
            (w * w).sum().backward()
            w.data -= 0.1 * w.grad
        raise ValueError("the end")

    seen, runs = observed(program)
    assert (str(seen.raised), runs) == ("the end", 1)
    assert [event.leaves for event in events(seen, "accumulated")] == [("w",)]


def test_what_backward_was_called_on_is_a_result_the_first_time_and_the_last():
    seen, _ = observed(trained(lambda loss: 0.0))
    names = [name for name, _ in seen.graph.outputs]
    assert names[0] == "loss"
    assert len(names) == 2
    assert names[1].startswith("first backward at line ")
