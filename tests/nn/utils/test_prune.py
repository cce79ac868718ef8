"""Pruning: masks on top of masks, chosen by magnitude, by slice or by chance; values recorded from PyTorch where they are random."""

import pytest

import gradcli as torch
from gradcli.nn.utils import prune


def layer(*rows):
    made = torch.nn.Linear(len(rows[0]), len(rows))
    made.weight = torch.nn.Parameter(torch.tensor(rows))
    return made


def test_the_smallest_magnitudes_go_and_the_original_stays_a_parameter():
    pruned = prune.l1_unstructured(layer([3.0, -0.1], [0.2, -4.0]), "weight", 0.5)
    assert pruned.weight.tolist() == [[3.0, 0.0], [0.0, -4.0]]
    assert sorted(name for name, _ in pruned.named_parameters()) == ["bias", "weight_orig"]
    assert pruned.weight_mask.tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_pruned_elements_get_no_gradient():
    pruned = prune.l1_unstructured(layer([3.0, -0.1]), "weight", 1)
    pruned(torch.ones(1, 2)).sum().backward()
    assert pruned.weight_orig.grad.tolist() == [[1.0, 0.0]]


def test_a_second_mask_comes_on_top_of_the_first():
    pruned = prune.l1_unstructured(layer([3.0, -0.1], [0.2, -4.0], [1.0, 1.0]), "weight", 1)
    prune.ln_structured(pruned, "weight", 1, n=2, dim=0)
    assert pruned.weight_mask.tolist() == [[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]


def test_all_parameters_are_pruned_as_one():
    first, second = layer([3.0, 0.1]), layer([0.2, 0.3])
    prune.global_unstructured([(first, "weight"), (second, "weight")], pruning_method=prune.L1Unstructured, amount=2)
    assert (first.weight.tolist(), second.weight.tolist()) == ([[3.0, 0.0]], [[0.0, pytest.approx(0.3)]])


def test_random_pruning_draws_pytorchs_numbers():
    pruned = layer([1.0, 1.0, 1.0, 1.0])
    torch.manual_seed(0)
    prune.random_unstructured(pruned, "weight", 2)
    assert pruned.weight_mask.tolist() == [[0.0, 0.0, 1.0, 1.0]]
    prune.random_structured(pruned, "weight", 1, 1)
    assert pruned.weight_mask.tolist() == [[0.0, 0.0, 0.0, 1.0]]


def test_removing_makes_the_zeros_final():
    pruned = prune.remove(prune.l1_unstructured(layer([3.0, -0.1]), "weight", 1), "weight")
    assert pruned.weight.tolist() == [[3.0, 0.0]]
    assert (isinstance(pruned.weight, torch.nn.Parameter), prune.is_pruned(pruned), list(pruned.buffers())) == (True, False, [])


@pytest.mark.parametrize(
    ("amount", "error", "message"),
    [
        (7, ValueError, "smaller than the number of parameters"),
        (1.5, ValueError, r"float in the range \[0, 1\]"),
        (-1, ValueError, "non-negative integer"),
        ("a", TypeError, "Invalid type for amount"),
    ],
)
def test_amounts_that_make_no_sense_are_refused(amount, error, message):
    with pytest.raises(error, match=message):
        prune.l1_unstructured(layer([1.0, 2.0]), "weight", amount)


def test_a_method_makes_its_own_zeros_final():
    pruned = layer([3.0, -0.1])
    method = prune.L1Unstructured.apply(pruned, "weight", 1)
    assert method.apply_mask(pruned).tolist() == [[3.0, 0.0]]
    method.remove(pruned)
    assert [name for name, _ in pruned.named_parameters()] == ["bias", "weight"]
    assert pruned.weight.tolist() == [[3.0, 0.0]]


def test_an_axis_that_is_not_there_is_refused():
    with pytest.raises(IndexError, match=r"Invalid index 5 for tensor of size torch.Size\(\[1, 2\]\)"):
        prune.ln_structured(layer([1.0, 2.0]), "weight", 1, n=1, dim=5)


def test_only_what_is_pruned_can_be_made_final():
    with pytest.raises(ValueError, match="has to be pruned before pruning can be removed"):
        prune.remove(layer([1.0]), "weight")


class EveryOther(prune.BasePruningMethod):
    """The method of torch's pruning tutorial."""

    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t, default_mask):
        mask = default_mask.clone()
        mask.view(-1)[::2] = 0
        return mask


class LastRow(prune.BasePruningMethod):
    PRUNING_TYPE = "structured"
    dim = 0

    def compute_mask(self, t, default_mask):
        mask = default_mask.clone()
        mask[-1] = 0
        return mask


def test_a_method_of_ones_own_is_asked_about_what_is_left():
    pruned = layer([1.0, 2.0], [3.0, 4.0], [5.0, 6.0])
    EveryOther.apply(pruned, "weight")
    assert pruned.weight_mask.tolist() == [[0.0, 1.0], [0.0, 1.0], [0.0, 1.0]]
    EveryOther.apply(pruned, "weight")  # as in torch: of three elements left the first and the third go
    assert pruned.weight_mask.tolist() == [[0.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    LastRow.apply(pruned, "weight")
    assert pruned.weight_mask.tolist() == [[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]


def test_the_hook_lists_the_methods_that_a_parameter_was_pruned_by():
    pruned = prune.l1_unstructured(layer([3.0, -0.1]), "weight", 1)
    assert [type(hook).__name__ for hook in pruned._forward_pre_hooks.values()] == ["L1Unstructured"]
    hook = EveryOther.apply(pruned, "weight")
    assert isinstance(hook, prune.PruningContainer)
    assert hook._tensor_name == "weight"
    assert [type(method).__name__ for method in hook] == ["L1Unstructured", "EveryOther"]
    assert (len(hook), hook[0].amount) == (2, 1)


def test_methods_of_ones_own_prune_all_parameters_as_one():
    first, second = layer([3.0, 0.1, 1.0]), layer([0.2, 0.3])
    prune.global_unstructured([(first, "weight"), (second, "weight")], pruning_method=EveryOther)
    assert (first.weight_mask.tolist(), second.weight_mask.tolist()) == ([[0.0, 1.0, 0.0]], [[1.0, 0.0]])


def test_a_method_prunes_a_tensor_without_a_module():
    assert EveryOther().prune(torch.tensor([1.0, 2.0, 3.0])).tolist() == [0.0, 2.0, 0.0]
    assert prune.LnStructured(1, n=2, dim=0).prune(torch.tensor([[1.0, 1.0], [2.0, 2.0]])).tolist() == [[0.0, 0.0], [2.0, 2.0]]


def test_an_unknown_type_of_pruning_is_refused():
    pruned = prune.l1_unstructured(layer([3.0, -0.1]), "weight", 1)
    odd = type("Odd", (EveryOther,), {"PRUNING_TYPE": "odd"})
    with pytest.raises(ValueError, match="Unrecognized PRUNING_TYPE odd"):
        odd.apply(pruned, "weight")
