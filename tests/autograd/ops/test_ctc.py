import itertools

import pytest

import gradcli as torch
from gradcli.nn import functional as F


def collapsed(path, blank=0):
    """What an alignment spells: repeats merged, blanks dropped."""
    return [label for label, _ in itertools.groupby(path) if label != blank]


def by_enumeration(log_probs, target):
    """The loss of one sequence, from every alignment there is."""
    steps, classes = log_probs.shape
    paths = itertools.product(range(classes), repeat=steps)
    total = sum(
        float(sum(log_probs[t, label] for t, label in enumerate(path)).exp()) for path in paths if collapsed(path) == target
    )
    return -float(torch.tensor(total, dtype=torch.float64).log())


def scores():
    torch.manual_seed(0)
    return torch.randn(4, 2, 3, dtype=torch.float64, requires_grad=True)


def test_the_loss_sums_over_all_alignments():
    logs = scores().detach().log_softmax(-1)
    loss = F.ctc_loss(logs, torch.tensor([[1, 1], [2, 0]]), torch.tensor([4, 3]), torch.tensor([2, 1]), reduction="none")
    expected = [by_enumeration(logs[:, 0], [1, 1]), by_enumeration(logs[:3, 1], [2])]
    assert loss.tolist() == pytest.approx(expected, rel=1e-12)


def test_the_gradient_is_that_of_the_loss():
    x = scores()
    lengths = (torch.tensor([4, 3]), torch.tensor([2, 1]))
    loss = lambda v: F.ctc_loss(v.log_softmax(-1), torch.tensor([[1, 2], [2, 0]]), *lengths, reduction="sum")
    loss(x).backward()
    nudge = torch.zeros_like(x)
    nudge[1, 0, 2] = 1e-6
    slope = (loss(x.detach() + nudge) - loss(x.detach() - nudge)).item() / 2e-6
    assert x.grad[1, 0, 2].item() == pytest.approx(slope, abs=1e-8)  # central difference: error about 1e-10
    assert x.grad[3, 1].abs().max().item() == 0.0  # beyond the length of the second sequence


def test_targets_may_stand_one_after_the_other():
    logs = scores().detach().log_softmax(-1)
    lengths = (torch.tensor([4, 4]), torch.tensor([2, 1]))
    matrix = F.ctc_loss(logs, torch.tensor([[1, 2], [2, 0]]), *lengths)
    assert F.ctc_loss(logs, torch.tensor([1, 2, 2]), *lengths).item() == pytest.approx(matrix.item(), rel=1e-12)


def test_impossible_alignments_cost_infinity_or_nothing():
    x = scores()
    args = (torch.tensor([[1, 1, 1], [1, 2, 1]]), torch.tensor([4, 4]), torch.tensor([3, 3]))
    loss = F.ctc_loss(x.log_softmax(-1), *args, reduction="none", zero_infinity=True)
    loss.sum().backward()
    assert loss[0].item() == 0.0
    assert x.grad[:, 0].abs().max().item() == 0.0
    assert F.ctc_loss(x.log_softmax(-1), *args, reduction="none")[0].item() == float("inf")


def test_lengths_that_do_not_fit_are_refused():
    logs = scores().detach()
    with pytest.raises(RuntimeError, match="input_lengths must be of size batch_size"):
        F.ctc_loss(logs, torch.tensor([[1], [1]]), torch.tensor([4]), torch.tensor([1, 1]))
    with pytest.raises(RuntimeError, match="value at most 4, but got value 9"):
        F.ctc_loss(logs, torch.tensor([[1], [1]]), torch.tensor([9, 4]), torch.tensor([1, 1]))


def test_it_is_one_node_and_a_choice_of_zeros_another():
    x = scores()
    args = (x, torch.tensor([[1, 1], [2, 0]]), torch.tensor([4, 3]), torch.tensor([2, 1]))
    loss = F.ctc_loss(*args, reduction="none")
    assert loss.grad_fn.name() == "CtcLossBackward0"
    assert loss.grad_fn.next_functions[0][0].variable is x
    assert F.ctc_loss(*args, reduction="none", zero_infinity=True).grad_fn.name() == "WhereBackward0"


def test_the_gradient_of_an_impossible_alignment_is_no_number():
    x = scores()
    loss = F.ctc_loss(x, torch.tensor([[1, 1, 1], [1, 2, 1]]), torch.tensor([4, 4]), torch.tensor([3, 3]), reduction="none")
    loss.sum().backward()
    assert x.grad[:, 0].isnan().all()
    assert x.grad[:, 1].isfinite().all()
