"""torch.nn.grad: gradients of convolutions are those that backward gives, and can be differentiated."""

import pytest

import gradcli as torch
from gradcli import nn

F = nn.functional


def wave(*shape):
    return torch.arange(float(torch.Size(shape).numel()), dtype=torch.float64).sin().reshape(*shape).requires_grad_()


@pytest.mark.parametrize("options", [{}, {"stride": 2, "padding": 1}, {"groups": 2}], ids=str)
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_they_are_what_backward_gives(rank, options):
    x, w = wave(2, 4, *(5,) * rank), wave(2, 4 // options.get("groups", 1), *(3,) * rank)
    y = getattr(F, f"conv{rank}d")(x, w, **options)
    g = y.detach().cos()
    by_x, by_w = torch.autograd.grad(y, (x, w), g)
    assert torch.allclose(getattr(nn.grad, f"conv{rank}d_input")(x.shape, w, g, **options), by_x, atol=1e-12)  # the same sums
    assert torch.allclose(getattr(nn.grad, f"conv{rank}d_weight")(x, w.shape, g, **options), by_w, atol=1e-12)


def test_they_can_be_differentiated():
    x, w = wave(1, 1, 3, 3), wave(1, 1, 2, 2)
    assert torch.autograd.gradcheck(lambda x, g: nn.grad.conv2d_weight(x, w.shape, g), (x, wave(1, 1, 2, 2)))
    assert not nn.grad.conv2d_input(x.shape, w.detach(), torch.ones(1, 1, 2, 2, dtype=torch.float64)).requires_grad
