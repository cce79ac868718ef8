"""Images and volumes sampled at the points of a grid."""

from __future__ import annotations

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
IMAGE, POINTS = torch.ones(1, 1, 2, 2), torch.ones(1, 2, 2, 2)
VOLUME = torch.ones(1, 1, 2, 2, 2)

# fmt: off
RECORDED = [  # function, inputs, value, gradient for the cotangent 1, 2, 3, ...: PyTorch 2.13
    (
        lambda x, g: F.grid_sample(x, g, align_corners=False),
        [[[[[0.4, 0.9, -0.6], [-0.7, 0.8, 0.5]]]], [[[[0.9, -0.3], [-1.4, 0.2]], [[0.1, 0.7], [0.35, -1.2]]]]],
        [[[[-0.247, 0.0], [0.604, 0.03375]]]],
        [[[[[0.0, 0.57, 1.15], [0.0, 2.04, 0.49]]]], [[[[0.57, 0.715], [0.0, 0.0]], [[-1.08, -2.265], [-2.7, 0.45]]]]],
    ),
    (
        lambda x, g: F.grid_sample(x, g, align_corners=True),
        [[[[[0.4, 0.9, -0.6], [-0.7, 0.8, 0.5]]]], [[[[0.9, -0.3], [-1.4, 0.2]], [[0.1, 0.7], [0.35, -1.2]]]]],
        [[[[-0.107, -0.156], [0.767, 0.3375]]]],
        [[[[[0.48, 2.81, 1.89], [0.72, 2.33, 0.57]]]], [[[[-1.08, 0.49], [-0.52, -0.66]], [[-1.44, 0.03], [-5.4, 0.75]]]]],
    ),
    (
        lambda x, g: F.grid_sample(x, g, padding_mode="border", align_corners=False),
        [[[[[0.4, 0.9, -0.6], [-0.7, 0.8, 0.5]]]], [[[[0.9, -0.3], [-1.4, 0.2]], [[0.1, 0.7], [0.35, -1.2]]]]],
        [[[[-0.38, -0.37], [0.755, 0.1125]]]],
        [[[[[0.6, 1.9, 2.9], [1.4, 2.55, 0.65]]]], [[[[0.0, 1.1], [0.0, -2.2]], [[-1.35, -0.0], [-9.0, 0.0]]]]],
    ),
    (
        lambda x, g: F.grid_sample(x, g, padding_mode="reflection", align_corners=False),
        [[[[[0.4, 0.9, -0.6], [-0.7, 0.8, 0.5]]]], [[[[0.9, -0.3], [-1.4, 0.2]], [[0.1, 0.7], [0.35, -1.2]]]]],
        [[[[-0.38, -0.25], [0.755, 0.1125]]]],
        [[[[[0.54, 1.96, 2.9], [1.26, 2.69, 0.65]]]], [[[[0.0, 1.1], [-3.6, -2.0]], [[-1.35, -0.0], [-9.0, 0.0]]]]],
    ),
    (
        lambda x, g: F.grid_sample(x, g, padding_mode="reflection", align_corners=True),
        [[[[[0.4, 0.9, -0.6], [-0.7, 0.8, 0.5]]]], [[[[0.9, -0.3], [-1.4, 0.2]], [[0.1, 0.7], [0.35, -1.2]]]]],
        [[[[-0.107, 0.18], [0.767, 0.407]]]],
        [[[[[0.48, 3.13, 1.89], [0.72, 3.07, 0.71]]]], [[[[-1.08, 0.49], [-2.2, -0.7]], [[-1.44, 0.03], [-5.52, -0.64]]]]],
    ),
    (
        lambda x, g: F.grid_sample(x, g, mode="nearest", align_corners=False),
        [[[[[0.4, 0.9, -0.6], [-0.7, 0.8, 0.5]]]], [[[[0.9, -0.3], [-1.4, 0.2]], [[0.1, 0.7], [0.35, -1.2]]]]],
        [[[[-0.6, 0.0], [0.8, 0.0]]]],
        [[[[[0.0, 0.0, 1.0], [0.0, 3.0, 0.0]]]], [[[[0.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]]]]],
    ),
    (
        lambda x, g: F.grid_sample(x, g, mode="bicubic", align_corners=False),
        [[[[[0.4, 0.9, -0.6], [-0.7, 0.8, 0.5]]]], [[[[0.9, -0.3], [-1.4, 0.2]], [[0.1, 0.7], [0.35, -1.2]]]]],
        [[[[-0.46121725, 0.02742103125], [0.7484362, -0.00848155166]]]],
        [[[[[-0.1321663711, 0.3550743164, 1.492158965], [-0.3085423945, 2.503760918, 0.4292276758]]]],
         [[[[0.7925175, 0.7852589063], [-0.6398240625, 0.149900625]], [[1.948698, -2.537434125], [-3.538574227, -0.3257023008]]]]],
    ),
    (
        lambda x, g: F.grid_sample(x, g, align_corners=False),
        [[[[[[0.4, 0.9], [-0.6, -0.7]], [[0.8, 0.5], [0.2, -0.3]]]]], [[[[[0.3, -0.2, 0.6]]]]]],
        [[[[[0.2988]]]]],
        [[[[[[0.0, 0.0], [0.0, 0.0]], [[0.126, 0.504], [0.054, 0.216]]]]], [[[[[-0.324, -0.684, -0.332]]]]]],
    ),
    (
        lambda t: F.affine_grid(t, (1, 1, 2, 2), align_corners=False),
        [[[[1.0, 0.2, 0.1], [-0.3, 0.8, 0.4]]]],
        [[[[-0.5, 0.15], [0.5, -0.15]], [[-0.3, 0.95], [0.7, 0.65]]]],
        [[[2.0, 4.0, 16.0], [2.0, 4.0, 20.0]]],
    ),
    (
        lambda t: F.affine_grid(t, (1, 1, 1, 2, 2), align_corners=True),
        [[[[1.0, 0.2, 0.1, 0.5], [-0.3, 0.8, 0.4, 0.1], [0.3, 0.6, 0.9, 0.0]]]],
        [[[[[-0.7, -0.4, -0.9], [1.3, -1.0, -0.3]], [[-0.3, 1.2, 0.3], [1.7, 0.6, 0.9]]]]],
        [[[6.0, 12.0, 0.0, 22.0], [6.0, 12.0, 0.0, 26.0], [6.0, 12.0, 0.0, 30.0]]],
    ),
]
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), RECORDED)
def test_values_and_gradients_are_torchs(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_the_grid_of_the_identity_gives_the_image_back() -> None:
    x = torch.arange(12.0, dtype=torch.float64).reshape(1, 2, 2, 3)
    grid = F.affine_grid(torch.eye(2, 3, dtype=torch.float64)[None], x.shape, align_corners=False)
    assert torch.allclose(F.grid_sample(x, grid, align_corners=False), x, rtol=0, atol=1e-14)  # weights that are 0 or 1 but for rounding


@pytest.mark.parametrize("rank", [2, 3])
def test_each_is_one_node_as_in_torch(rank: int) -> None:
    theta = torch.eye(rank, rank + 1, requires_grad=True)[None]
    grid = F.affine_grid(theta, (1, 1) + (3,) * rank, align_corners=False)
    y = F.grid_sample(torch.ones((1, 1) + (3,) * rank), grid, align_corners=False)
    assert type(y.grad_fn).__name__ == f"GridSampler{rank}DBackward0"
    assert type(y.grad_fn.next_functions[1][0]).__name__ == "AffineGridGeneratorBackward0"


def test_an_image_that_its_own_grid_depends_on_gets_both_parts_at_every_order() -> None:
    x = torch.tensor([[[[0.3, -0.8, 0.5], [1.2, 0.4, -0.6]]]], dtype=torch.float64, requires_grad=True)
    points = torch.tensor([[[[0.31, -0.27], [-0.42, 0.18]]]], dtype=torch.float64)

    def f(x: Any) -> Any:
        return F.grid_sample(x, points * (1 + 0.1 * x.mean()), align_corners=False)

    assert torch.autograd.gradcheck(f, (x,))
    assert torch.autograd.gradgradcheck(f, (x,))


def test_sampling_is_mapped_over_images() -> None:
    torch.manual_seed(0)
    x, grid = torch.randn(3, 1, 1, 2, 2), torch.rand(3, 1, 2, 2, 2)
    one = lambda a, g: F.grid_sample(a, g, align_corners=False)
    assert torch.equal(torch.vmap(one)(x, grid), torch.stack([one(a, g) for a, g in zip(x, grid)]))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: F.affine_grid(torch.ones(1, 2, 3), (1, 1, 0, 3), True), ValueError, "Expected non-zero, positive output size"),
        (lambda: F.affine_grid(torch.ones(2, 3), (1, 1, 2, 3), True), ValueError, "Expected a batch of 2D affine matrices of shape Nx2x3"),
        (lambda: F.affine_grid(torch.ones(1, 2, 3).long(), (1, 1, 2, 3), True), ValueError, "Expected theta to have floating point type"),
        (lambda: F.affine_grid(torch.ones(1, 2, 3), (1, 1, 2), True), NotImplementedError, "only supports 4D and 5D sizes"),
        (lambda: F.grid_sample(IMAGE, torch.ones(1, 2, 2, 3), align_corners=True), RuntimeError, "expected grid to have size 2 in last dimension"),
        (lambda: F.grid_sample(IMAGE, torch.ones(2, 2, 2, 2), align_corners=True), RuntimeError, "expected grid and input to have same batch size"),
        (lambda: F.grid_sample(IMAGE, POINTS, "linear", align_corners=True), ValueError, "expected mode to be 'bilinear', 'nearest' or 'bicubic'"),
        (lambda: F.grid_sample(IMAGE, POINTS, padding_mode="ones", align_corners=True), ValueError, "expected padding_mode to be 'zeros', 'border', or"),
        (lambda: F.grid_sample(IMAGE, POINTS.double(), align_corners=True), RuntimeError, "expected scalar type Float but found Double"),
        (lambda: F.grid_sample(VOLUME, VOLUME[..., :1].expand(1, 1, 2, 2, 3), "bicubic", "zeros", True), RuntimeError, "only supports 4D input"),
    ],
)
def test_errors_are_torchs(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()


def test_an_unsaid_align_corners_is_told() -> None:
    with pytest.warns(UserWarning, match="has changed to align_corners=False since 1.3.0"):
        F.grid_sample(IMAGE, POINTS)
