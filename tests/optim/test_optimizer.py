import copy
import pickle

import pytest

import gradcli as torch
from gradcli import optim
from gradcli.autograd.trace import Tracer
from gradcli.errors import NotSupported


def leaf(*values):
    return torch.tensor(values or (1.0,), requires_grad=True)


def test_a_step_changes_memory_in_place_and_bumps_the_version():
    w = leaf(1.0, 2.0)
    memory, version = w.detach(), w._version
    w.sum().backward()
    optim.SGD([w], lr=0.5).step()
    assert memory.tolist() == [0.5, 1.5]
    assert w._version > version
    assert w.is_leaf


def test_a_step_between_forward_and_backward_is_noticed():
    w = leaf()
    loss = (w * w).sum()
    w.grad = torch.ones(1)
    optim.SGD([w], lr=0.1).step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_a_tracer_hears_of_the_step():
    w = leaf()
    w.grad = torch.ones(1)
    with Tracer() as tracer:
        optim.SGD([w], lr=0.1).step()
    assert sum(tracer.writes.values()) == 1


def test_parameters_without_gradient_stay():
    w = leaf()
    optimizer = optim.Adam([w])
    optimizer.step()
    assert w.item() == 1.0
    assert optimizer.state_dict()["state"] == {}


def test_zero_grad_drops_or_zeroes():
    w = leaf()
    optimizer = optim.SGD([w], lr=0.1)
    w.sum().backward()
    grad = w.grad
    optimizer.zero_grad(set_to_none=False)
    assert w.grad is grad
    assert grad.item() == 0.0
    optimizer.zero_grad()
    assert w.grad is None


def test_a_closure_runs_with_recording_on_and_gives_the_loss():
    w = leaf(3.0)
    optimizer, seen = optim.SGD([w], lr=0.1), []

    def closure():
        seen.append(torch.is_grad_enabled())
        optimizer.zero_grad()
        loss = (w * w).sum()
        loss.backward()
        return loss

    with torch.no_grad():
        assert optimizer.step(closure).item() == 9.0
    assert seen == [True]
    assert w.item() == pytest.approx(2.4)


def test_groups_have_options_of_their_own():
    a, b = leaf(), leaf()
    optimizer = optim.SGD([{"params": [a]}, {"params": b, "lr": 0.5}], lr=0.1)
    a.grad, b.grad = torch.ones(1), torch.ones(1)
    optimizer.step()
    assert (a.item(), b.item()) == (pytest.approx(0.9), 0.5)
    optimizer.add_param_group({"params": [leaf()]})
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 0.5, 0.1]


W = leaf()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: optim.SGD([], lr=0.1), ValueError, "optimizer got an empty parameter list"),
        (lambda: optim.SGD(W, lr=0.1), TypeError, "should be an iterable of Tensors or dicts, but got torch.FloatTensor"),
        (lambda: optim.SGD([W * 2], lr=0.1), ValueError, "can't optimize a non-leaf Tensor"),
        (lambda: optim.SGD([1], lr=0.1), TypeError, "one of the params is int"),
        (lambda: optim.SGD([{"params": [W]}, {"params": [W]}]), ValueError, "appear in more than one parameter group"),
        (lambda: optim.SGD([{"params": {W}}]), TypeError, "organized in ordered collections"),
        (lambda: optim.SGD([W]).add_param_group([W]), TypeError, "param_group must be a dict"),
        (lambda: optim.SGD([("w", W), leaf()]), ValueError, "Some param names are missing"),
        (lambda: optim.Optimizer([W], {"lr": optim.optimizer.required}), ValueError, "didn't specify a value of required"),
    ],
)
def test_what_cannot_be_optimized_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_the_parent_class_has_no_step():
    with pytest.raises(NotImplementedError):
        optim.Optimizer([W], {}).step()


def test_a_parameter_given_twice_warns():
    with pytest.warns(UserWarning, match="duplicate parameters"):
        optim.SGD([W, W], lr=0.1)


def test_named_parameters_keep_their_names():
    optimizer = optim.SGD([("w", W)], lr=0.1)
    assert optimizer.param_groups[0]["param_names"] == ["w"]
    assert optimizer.state_dict()["param_groups"][0]["param_names"] == ["w"]


def test_state_goes_into_another_optimizer_and_is_cast():
    w = leaf()
    one = optim.Adam([w], lr=0.1)
    w.sum().backward()
    one.step()
    two = optim.Adam([torch.ones(1, dtype=torch.float64, requires_grad=True)], lr=0.5)
    two.load_state_dict(one.state_dict())
    assert two.param_groups[0]["lr"] == 0.1
    state = two.state_dict()["state"][0]
    assert state["exp_avg"].dtype is torch.float64
    assert state["step"].item() == 1.0


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"state": {}, "param_groups": []}, "different number of parameter groups"),
        ({"state": {}, "param_groups": [{"params": [0, 1]}]}, "doesn't match the size of optimizer's group"),
    ],
)
def test_state_that_does_not_match_is_refused(state, message):
    with pytest.raises(ValueError, match=message):
        optim.SGD([W]).load_state_dict(state)


def test_hooks_run_around_steps_and_states():
    w, log = leaf(), []
    optimizer = optim.SGD([w], lr=0.1)
    optimizer.register_step_pre_hook(lambda *_: log.append("before"))
    optimizer.register_step_post_hook(lambda *_: log.append("after"))
    optimizer.register_state_dict_post_hook(lambda _o, state: {**state, "extra": 1})
    optimizer.register_load_state_dict_post_hook(lambda _o: log.append("loaded"))
    optimizer.step()
    optimizer.load_state_dict(optimizer.state_dict())
    assert log == ["before", "after", "loaded"]
    assert optimizer.state_dict()["extra"] == 1


def test_a_hook_on_every_optimizer_runs_until_removed():
    w, log = leaf(), []
    handle = optim.optimizer.register_optimizer_step_post_hook(lambda *_: log.append("any"))
    optim.SGD([w], lr=0.1).step()
    handle.remove()
    optim.SGD([w], lr=0.1).step()
    assert log == ["any"]


def test_a_users_own_optimizer_has_hooks_too():
    class Halving(optim.Optimizer):
        def __init__(self, params):
            super().__init__(params, {"lr": 0.5})

        @torch.no_grad()
        def step(self, closure=None):
            for group in self.param_groups:
                for p in group["params"]:
                    p.mul_(group["lr"])

    w, log = leaf(), []
    optimizer = Halving([w])
    optimizer.register_step_post_hook(lambda *_: log.append("after"))
    optimizer.step()
    assert w.item() == 0.5
    assert log == ["after"]


def test_repr_lists_groups_and_options():
    text = repr(optim.SGD([W], lr=0.1))
    assert text.startswith("SGD (\nParameter Group 0\n    dampening: 0\n")
    assert "    lr: 0.1\n" in text


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))])
def test_optimizers_can_be_copied_and_pickled(duplicate):
    w = leaf()
    optimizer = optim.Adam([w], lr=0.1)
    w.sum().backward()
    optimizer.step()
    other = duplicate(optimizer)
    other.param_groups[0]["params"][0].grad = torch.ones(1)
    other.step()
    assert w.item() == pytest.approx(0.9)
    assert other.param_groups[0]["params"][0].item() == pytest.approx(0.8)


def test_steps_that_are_recorded_or_made_elsewhere_are_refused_only_when_they_are_made():
    w = leaf()
    w.sum().backward()
    with pytest.raises(NotSupported, match=r"optim.SGD\(differentiable=True\)"):
        optim.SGD([w], differentiable=True).step()
    with pytest.raises(AssertionError, match="If capturable=True, params and state_steps must be on supported devices"):
        optim.Adam([w], capturable=True).step()
    assert optim.SGD([w * 2], differentiable=True).defaults["differentiable"]
    with pytest.raises(RuntimeError, match="`fused` does not support `differentiable`"):
        optim.AdamW([w], fused=True, differentiable=True)


def test_two_betas_are_needed():
    with pytest.raises(IndexError):
        optim.Adam([leaf()], betas=(0.9,))


def test_an_empty_line_stands_between_parameter_groups():
    groups = [{"params": [torch.ones(1, requires_grad=True)]}, {"params": [torch.ones(1, requires_grad=True)]}]
    assert "weight_decay: 0\n\nParameter Group 1\n    dampening" in repr(torch.optim.SGD(groups, lr=0.1))
