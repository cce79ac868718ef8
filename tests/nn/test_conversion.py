import pytest

import gradcli as torch
from gradcli import nn


def test_training_mode_reaches_every_submodule():
    net = nn.Sequential(nn.Dropout(), nn.Sequential(nn.BatchNorm1d(2)))
    assert net.eval() is net
    assert [m.training for m in net.modules()] == [False] * 4
    net.train()
    assert all(m.training for m in net.modules())
    with pytest.raises(ValueError, match="expected to be boolean"):
        net.train(1)


def test_apply_visits_children_first():
    seen = []
    nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.ReLU())).apply(lambda m: seen.append(type(m).__name__))
    assert seen == ["Linear", "ReLU", "Sequential", "Sequential"]


def test_casting_keeps_the_parameter_objects_and_leaves_integers():
    norm = nn.BatchNorm1d(2)
    weight = norm.weight
    norm.double()
    assert norm.weight is weight
    assert weight.dtype is torch.float64
    assert norm.running_mean.dtype is torch.float64
    assert norm.num_batches_tracked.dtype is torch.int64
    assert norm.to(torch.float32).weight.dtype is torch.float32
    assert norm.to("cpu") is norm


def test_casting_takes_the_gradient_along():
    linear = nn.Linear(1, 1)
    linear(torch.ones(1, 1)).sum().backward()
    linear.double()
    assert linear.weight.grad.dtype is torch.float64


def test_integer_types_and_other_devices_are_refused():
    with pytest.raises(TypeError, match="floating point or complex"):
        nn.Linear(1, 1).to(torch.int64)
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        nn.Linear(1, 1).cuda()


def test_zero_grad_drops_or_zeroes():
    linear = nn.Linear(1, 1)
    linear(torch.ones(1, 1)).sum().backward()
    grad = linear.weight.grad
    linear.zero_grad(set_to_none=False)
    assert linear.weight.grad is grad
    assert grad.item() == 0.0
    linear.zero_grad()
    assert linear.weight.grad is None


def test_requires_grad_freezes_everything():
    net = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1)).requires_grad_(False)
    assert not any(p.requires_grad for p in net.parameters())
    assert net(torch.ones(1, 1)).grad_fn is None
