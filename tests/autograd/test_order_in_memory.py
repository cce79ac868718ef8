"""The order in which results lie in memory, as in PyTorch where a .view() depends on it."""

import pytest

import gradcli as torch
from gradcli.nn import functional as F

x = torch.arange(288.0).reshape(2, 4, 6, 6) / 100
a = torch.arange(12.0).reshape(3, 4)
turned = x.transpose(1, 2)
last = x.contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize(
    "f",
    [
        lambda: x[:, [0, 1]],
        lambda: x[..., [0, 2]],
        lambda: x[:, :, torch.tensor([0, 1])],
        lambda: x[:, torch.tensor([True, False, True, False])],
        lambda: torch.stack([a.T, a.T], 1),
        lambda: torch.cat([a.T, a.T]),
        lambda: turned.softmax(-1),
        lambda: turned.log_softmax(1),
        lambda: turned.cumsum(1),
        lambda: turned.sum(-1),
        lambda: turned.var(-1),
        lambda: turned.logsumexp(-1),
        lambda: turned.roll(1, 1),
        lambda: a.T.masked_fill(a.T > 3, 0),
        lambda: F.one_hot(torch.zeros(4, 3, dtype=torch.long).T),
        lambda: F.conv_transpose2d(x, torch.ones(4, 2, 3, 3), padding=1),
        lambda: torch.linalg.cross(a, a, dim=0),
        lambda: torch.nonzero(a, as_tuple=True)[0],
        lambda: torch.multinomial(a, 2),
        lambda: torch.t_copy(a),
        lambda: F.grid_sample(x, torch.zeros(2, 3, 3, 2), align_corners=False),
    ],
)
def test_results_that_lie_row_by_row(f):
    assert f().is_contiguous()


@pytest.mark.parametrize(("f", "strides"), [(lambda: turned.exp(), (144, 6, 36, 1)), (lambda: torch.cat([last, last], 1), (288, 1, 48, 8))])
def test_results_that_keep_the_order_of_the_arguments(f, strides):
    assert f().stride() == strides


GRADIENTS = {
    "conv2d": lambda y: F.conv2d(y, torch.ones(3, 4, 3, 3), padding=1),
    "avg_pool2d": lambda y: F.avg_pool2d(y, 3, 1, 1),
    "max_pool2d": lambda y: F.max_pool2d(y, 3, 1, 1),
    "reflect": lambda y: F.pad(y, (1, 1, 1, 1), mode="reflect"),
    "unfold": lambda y: F.unfold(y, 3, padding=1),
    "cumsum": lambda y: y.cumsum(1),
}


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("name", GRADIENTS)
def test_a_gradient_has_no_gaps(name, create):
    y = x.clone().requires_grad_()
    (g,) = torch.autograd.grad(GRADIENTS[name](y).square().sum(), y, create_graph=create)
    assert g.view(2, -1).norm(dim=1).shape == (2,)


@pytest.mark.parametrize("name", GRADIENTS)
def test_a_function_and_a_hook_get_gradients_without_gaps(name):
    seen = []

    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx, y):
            return y.clone()

        @staticmethod
        def backward(ctx, g):
            seen.append(g.view(-1).shape)
            return g

    y = x.clone().requires_grad_()
    z = Same.apply(y * 1)
    z.register_hook(lambda g: seen.append(g.view(-1).shape))
    GRADIENTS[name](z).sum().backward()
    assert seen == [(288,), (288,)]
