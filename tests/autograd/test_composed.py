"""Operations of one node whose rules come from a function written in other operations."""

from __future__ import annotations

import gradcli as torch

F = torch.nn.functional


def image() -> torch.Tensor:
    return torch.tensor([[[[0.3, -0.8, 0.5], [1.2, 0.4, -0.6]]]], dtype=torch.float64, requires_grad=True)


def points() -> torch.Tensor:
    return torch.tensor([[[[0.31, -0.27], [-0.42, 0.18]]]], dtype=torch.float64, requires_grad=True)


def sampled(x: torch.Tensor, grid: torch.Tensor) -> torch.Tensor:
    return F.grid_sample(x, grid, align_corners=False)


def test_hooks_on_saved_tensors_see_the_arguments_and_nothing_from_inside():
    seen: list[tuple[int, ...]] = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: seen.append(tuple(t.shape)) or t, lambda t: t):
        y = sampled(image(), points())
    y.sum().backward()

    assert seen == [(1, 1, 2, 3), (1, 1, 2, 2)]


def test_a_backward_leaves_no_gradient_in_what_it_computes_with():
    x, grid = image(), points()
    sampled(x, grid).sum().backward()
    before = x.grad.clone()
    torch.autograd.grad(sampled(x, grid).sum(), grid)

    assert torch.equal(x.grad, before)


def test_transforms_agree_with_plain_calls():
    x, grid = image().detach(), points().detach()
    along = torch.ones_like(grid)
    loss = lambda grid: sampled(x, grid).square().sum()
    gradient = torch.func.grad(loss)(grid)

    assert torch.allclose(torch.func.jvp(loss, (grid,), (along,))[1], gradient.sum(), rtol=1e-12, atol=0)
    assert torch.allclose(torch.vmap(torch.func.grad(loss))(torch.stack([grid, grid]))[1], gradient, rtol=1e-12, atol=0)
    assert torch.allclose(torch.func.hessian(loss)(grid).reshape(4, 4), torch.autograd.functional.hessian(loss, grid).reshape(4, 4), rtol=1e-10, atol=1e-14)


def test_anomaly_mode_names_the_one_node(recwarn):
    with torch.autograd.detect_anomaly():
        y = sampled(image(), points())

        assert type(y.grad_fn).__name__ == "GridSampler2DBackward0"
        y.sum().backward()
