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
    with graph.allow_mutation_on_saved_tensors() as block:
        y = x * 1
        z = y.sin().sum()
        before = len(block.cloned)
        y.mul_(0)
        assert (before, [t.tolist() for t in block.cloned]) == (0, [[1.0, 2.0]])
        z.backward(retain_graph=True)
    assert x.grad.tolist() == torch.tensor([1.0, 2.0], dtype=x.dtype).cos().tolist()
    with pytest.raises(AssertionError, match="Trying to backward outside of the 'allow_mutation_on_saved_tensors' context"):
        z.backward()


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


def gathered(backward, mode="all"):
    """What a hook on x and w is given during backward(x, w)."""
    seen = []
    x, w = leaf(1.0), leaf(2.0)
    torch.autograd.graph.register_multi_grad_hook([x, w], seen.append, mode=mode)
    backward(x, w)
    return [None if gs is None else [g if g is None else g.item() for g in gs] for gs in seen]


def test_a_gradient_that_the_pass_does_not_reach_is_none_for_a_multi_grad_hook():
    assert gathered(lambda x, w: (x * 3).sum().backward()) == [[3.0, None]]


def test_a_gradient_that_was_not_asked_for_is_none_for_a_multi_grad_hook():
    assert gathered(lambda x, w: (x * w).sum().backward(inputs=[x])) == [[2.0, None]]


def test_a_multi_grad_hook_starts_anew_in_each_pass():
    def twice(x, w):
        (x * 3).sum().backward()
        (x * w).sum().backward()

    assert gathered(twice) == [[3.0, None], [2.0, 1.0]]


def test_a_multi_grad_hook_waits_for_results_too():
    seen = []
    x = leaf(1.0)
    a, b = x * 2, x * 3
    graph.register_multi_grad_hook([a, b], lambda gs: seen.append([g if g is None else g.item() for g in gs]))
    (a * b).sum().backward(retain_graph=True)
    a.sum().backward()
    assert seen == [[3.0, 2.0], [1.0, None]]


def test_a_multi_grad_hook_for_any_runs_at_the_first_gradient_of_each_pass():
    seen = []
    x, w = leaf(1.0), leaf(2.0)
    graph.register_multi_grad_hook([x, w], lambda g: seen.append(g.item()), mode="any")
    (x * w).sum().backward()
    (x * w).sum().backward()
    assert len(seen) == 2


def test_a_multi_grad_hook_has_two_modes():
    with pytest.raises(ValueError, match="Expects mode to be one of"):
        graph.register_multi_grad_hook([leaf(1.0)], print, mode="some")


def test_a_gradient_edge_is_differentiated_like_its_tensor():
    x = leaf(1.0, 2.0)
    edge = graph.get_gradient_edge(x * 3)
    torch.autograd.backward(edge, torch.ones(2, dtype=torch.float64))
    (g,) = torch.autograd.grad(graph.get_gradient_edge((x * 5).sum()), x)
    assert (x.grad.tolist(), g.tolist()) == ([3.0, 3.0], [5.0, 5.0])


def test_a_gradient_edge_of_several_elements_needs_a_cotangent():
    edge = graph.get_gradient_edge(leaf(1.0, 2.0) * 3)
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar outputs"):
        torch.autograd.backward(edge)


def test_the_fields_of_a_gradient_edge_are_as_in_torch():
    assert graph.GradientEdge._fields == ("node", "output_nr", "ownership_token")


def test_blocks_that_allow_mutation_cannot_be_nested():
    with graph.allow_mutation_on_saved_tensors(), pytest.raises(RuntimeError, match="contexts cannot be nested"):
        graph.allow_mutation_on_saved_tensors().__enter__()
    with graph.allow_mutation_on_saved_tensors():
        pass


def test_inputs_of_grad_are_tensors_or_edges():
    with pytest.raises(RuntimeError, match="all inputs have to be Tensors or GradientEdges, but got str"):
        torch.autograd.grad(leaf(1.0).sum(), "x")


def test_hooks_see_results_with_their_node_and_the_second_factor_first():
    seen = []
    a, b = torch.ones(2, 3, requires_grad=True), torch.ones(3, 4, requires_grad=True)
    with graph.saved_tensors_hooks(lambda t: seen.append((tuple(t.shape), t.is_leaf)) or t, lambda t: seen.append(tuple(t.shape)) or t):
        y = (a @ b).exp()
    assert seen == [((3, 4), True), ((2, 3), True), ((2, 4), False)]
    y.sum().backward()
    assert seen[3:] == [(2, 4), (3, 4), (2, 3)]


def test_the_type_that_an_unpack_hook_may_not_return_is_named_in_full():
    x = leaf(1.0)
    with graph.saved_tensors_hooks(lambda t: t, lambda t: t.numpy()):
        y = x.exp()
    with pytest.raises(TypeError, match=r"unpack_hook expected to be a Tensor but got result of type numpy\.ndarray"):
        y.backward()


def test_hooks_on_what_is_saved_are_disabled_in_a_function_and_not_inside_of_hooks():
    @graph.disable_saved_tensors_hooks("not here")
    def hooked():
        with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
            pass

    with pytest.raises(RuntimeError, match="not here"):
        hooked()
    with graph.saved_tensors_hooks(lambda t: t, lambda t: t), pytest.raises(RuntimeError, match="not here"):
        hooked()


def test_a_pack_hook_does_not_change_what_it_is_given():
    y = torch.ones(2, requires_grad=True) * 1
    with graph.saved_tensors_hooks(lambda t: t.mul_(2), lambda t: t), pytest.raises(RuntimeError, match="pack hook is modifying its input"):
        y * y


def test_hooks_on_several_gradients_need_all_of_them_or_take_what_comes():
    x, seen = torch.ones(2, requires_grad=True), []
    with pytest.raises(AssertionError, match="Expected gradient function to be set"):
        graph.register_multi_grad_hook([x, torch.ones(2)], seen.append)
    with graph.register_multi_grad_hook(iter([x]), lambda g: seen.append(g.tolist()), mode="any"):
        x.sum().backward()
    assert seen == [[1, 1]]
