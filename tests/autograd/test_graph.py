"""autograd.graph: edges, hooks on saved tensors, hooks on several gradients."""

import pytest

import gradcli as torch
from gradcli.autograd import graph


def leaf(*values):
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def test_a_gradient_edge_stands_for_its_tensor():
    x = leaf(2.0)
    y = x * 3
    (g,) = torch.autograd.grad((y**2).sum(), graph.get_gradient_edge(y))
    assert g.tolist() == [12.0]


def test_saved_tensors_pass_through_the_hooks():
    packed = []

    def pack(t):
        packed.append(t.tolist())
        return t.numpy(force=True) * 10

    x = leaf(1.0, 2.0)
    with graph.saved_tensors_hooks(pack, lambda a: torch.from_numpy(a)):
        y = (x * x).sum()
    y.backward()
    assert packed == [[1.0, 2.0], [1.0, 2.0]]
    assert x.grad.tolist() == [20.0, 40.0]


def test_saved_results_pass_through_the_hooks():
    x = leaf(0.0)
    with graph.saved_tensors_hooks(lambda t: t, lambda t: t * 7):
        y = x.exp()
    y.backward()
    assert x.grad.tolist() == [7.0]


def test_mutation_of_saved_tensors_is_allowed_inside_its_block():
    x = leaf(1.0, 2.0)
    with graph.allow_mutation_on_saved_tensors():
        y = x * 1
        z = (y * y).sum()
        y.mul_(0)
        z.backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_a_multi_grad_hook_runs_once_all_gradients_are_there():
    seen = []
    x, w = leaf(1.0), leaf(2.0)
    handle = graph.register_multi_grad_hook([x, w], lambda gs: seen.append([g.item() for g in gs]))
    (x * w).sum().backward()
    handle.remove()
    (x * w).sum().backward()
    assert seen == [[2.0, 1.0]]


def test_saved_tensors_hooks_can_be_forbidden():
    with graph.disable_saved_tensors_hooks("not here"), pytest.raises(RuntimeError, match="not here"), graph.saved_tensors_hooks(id, id):
        pass


def test_a_version_can_be_counted_up_by_hand():
    x = leaf(1.0)
    y = x * 1
    z = (y * y).sum()
    graph.increment_version(y)
    with pytest.raises(RuntimeError, match="is at version 1; expected version 0"):
        z.backward()
