import pytest

import gradcli as torch
from gradcli import nn
from gradcli.nn.modules.module import register_module_forward_hook


def doubling():
    """y = 2 x, as a Linear."""
    linear = nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        linear.weight.fill_(2.0)
    return linear


def test_forward_hooks_replace_input_and_output_in_order():
    linear, log = doubling(), []
    linear.register_forward_pre_hook(lambda _m, args: (log.append("pre"), args[0] + 1)[1])
    handle = linear.register_forward_hook(lambda _m, _a, out: (log.append("post"), out + 100)[1])
    assert linear(torch.ones(1, 1)).item() == 104.0
    handle.remove()
    assert linear(torch.ones(1, 1)).item() == 4.0
    assert log == ["pre", "post", "pre"]


def test_hooks_with_kwargs_see_and_replace_them():
    linear, seen = doubling(), []
    linear.register_forward_pre_hook(lambda _m, args, kwargs: (args, {"input": kwargs["input"] * 3}), with_kwargs=True)
    linear.register_forward_hook(lambda _m, _a, kwargs, _o: seen.append(sorted(kwargs)), with_kwargs=True)
    assert linear(input=torch.ones(1, 1)).item() == 6.0
    assert seen == [["input"]]


def test_prepended_hooks_run_first():
    linear, log = doubling(), []
    linear.register_forward_hook(lambda *_: log.append("first"))
    linear.register_forward_hook(lambda *_: log.append("second"), prepend=True)
    linear(torch.ones(1, 1))
    assert log == ["second", "first"]


def test_forward_called_directly_skips_hooks():
    linear, log = doubling(), []
    linear.register_forward_hook(lambda *_: log.append(1))
    linear.forward(torch.ones(1, 1))
    assert log == []


def test_always_called_hooks_run_after_an_error():
    class Broken(nn.Module):
        def forward(self, x):
            raise ValueError("broken")

    module, log = Broken(), []
    module.register_forward_hook(lambda *_: log.append("always"), always_call=True)
    module.register_forward_hook(lambda *_: log.append("never"))
    with pytest.raises(ValueError, match="broken"):
        module(1)
    assert log == ["always"]


def test_full_backward_hooks_see_and_replace_gradients():
    linear, seen = doubling(), []
    linear.register_full_backward_pre_hook(lambda _m, g: (g[0] * 10,))
    linear.register_full_backward_hook(lambda _m, gi, go: (seen.append((gi[0].item(), go[0].item())), (gi[0] + 1,))[1])
    x = torch.ones(1, 1, requires_grad=True)
    linear(x).sum().backward()
    assert seen == [(20.0, 10.0)]
    assert x.grad.item() == 21.0
    assert linear.weight.grad.item() == 10.0


def test_full_backward_hooks_fire_without_inputs_that_require_grad():
    linear, seen = doubling(), []
    linear.register_full_backward_hook(lambda _m, gi, go: seen.append((gi, go[0].item())))
    y = linear(torch.ones(1, 1)).sum()
    with pytest.warns(UserWarning, match="no inputs require gradients"):
        y.backward()
    assert seen == [((None,), 1.0)]


def test_hooks_see_none_for_what_is_no_tensor_and_for_outputs_outside_the_graph():
    class Two(nn.Module):
        def forward(self, x, n, y):
            return x * n, y * 2, "text"

    module, seen = Two(), []
    module.register_full_backward_hook(lambda _m, gi, go: seen.append(([g is None for g in gi], [g is None for g in go])))
    module(torch.ones(1, requires_grad=True), 3, torch.ones(1))[0].backward()
    assert seen == [([False, True, False], [False, True, True])]


def test_a_wrong_number_of_gradients_is_refused():
    linear = doubling()
    linear.register_full_backward_hook(lambda *_: (1, 2))
    with pytest.raises(RuntimeError, match="invalid number of grad_input, got 2, but expected 1"):
        linear(torch.ones(1, 1, requires_grad=True)).sum().backward()


def test_the_two_kinds_of_backward_hooks_do_not_mix():
    linear = doubling()
    linear.register_backward_hook(lambda *_: None)
    with pytest.raises(RuntimeError, match="Cannot use both regular backward hooks and full backward hooks"):
        linear.register_full_backward_hook(lambda *_: None)


def test_a_hook_on_every_module_runs_until_removed():
    log = []
    handle = register_module_forward_hook(lambda m, _a, _o: log.append(type(m).__name__))
    nn.Sequential(nn.ReLU())(torch.ones(1))
    handle.remove()
    nn.ReLU()(torch.ones(1))
    assert log == ["ReLU", "Sequential"]


def test_an_older_backward_hook_that_misses_gradients_says_so():
    x = torch.ones(2, 3, requires_grad=True) * 1
    whole, parts = nn.ReLU(), nn.Linear(3, 1)
    for module in (whole, parts):
        module.register_backward_hook(lambda *_: None)
    whole(x)
    with pytest.warns(FutureWarning, match="Using a non-full backward hook when the forward contains multiple autograd Nodes"):
        parts(x)


def test_a_result_behind_a_backward_hook_may_not_be_changed_in_place():
    module = nn.Linear(1, 1)
    module.register_full_backward_hook(lambda *_: None)
    with pytest.raises(RuntimeError, match="Output 0 of BackwardHookFunction is a view and is being modified inplace"):
        module(torch.ones(1, 1)).add_(1)


@pytest.mark.parametrize("register", ["register_full_backward_hook", "register_full_backward_pre_hook"])
def test_a_backward_hook_returns_one_gradient_per_tensor_in_a_sequence(register):
    def slope(answer):
        layer, x = torch.nn.Tanh(), torch.zeros(2, requires_grad=True)
        getattr(layer, register)(lambda *given: answer(given[1]))
        layer(x).sum().backward()
        return x.grad.tolist()

    assert slope(lambda gs: [gs[0] * 3]) == [3.0, 3.0]
    with pytest.raises(RuntimeError, match="got 2, but expected 1"):
        slope(lambda gs: gs[0] * 3)
