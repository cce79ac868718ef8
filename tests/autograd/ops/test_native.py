"""torch's own forms of functions of nn.functional, against torch's numbers."""

from __future__ import annotations

import pytest
from recorded import assert_recorded, near

import gradcli as torch

X = [[1.0, 2.0, 4.0], [0.0, 3.0, 1.0]]
F64 = torch.float64


def test_layer_norm_gives_its_statistics_outside_the_graph() -> None:
    def f(x):  # type: ignore[no-untyped-def]
        y, mean, rate = torch.native_layer_norm(x, (3,), None, None, 1e-5)
        near(mean.tolist(), [[2.3333333333333335], [1.3333333333333333]])
        near(rate.tolist(), [[0.8017811485877232], [0.8017811485877231]])
        assert (type(y.grad_fn).__name__, mean.requires_grad) == ("NativeLayerNormBackward0", False)
        return y

    gradient = [
        [-0.11454458203331697, 0.17180914163860161, -0.057264559605284315], [-0.5727022930695869, -0.2863485693976684, 0.8590508624672575],
    ]  # fmt: skip
    value = [
        [-1.0690415314502977, -0.26726038286257453, 1.3363019143128718], [-1.0690415314502975, 1.3363019143128718, -0.2672603828625743],
    ]  # fmt: skip
    assert_recorded(f, [X], value, gradient)


def test_the_statistics_of_groups_and_channels() -> None:
    x = torch.tensor(X, dtype=F64)
    _, mean, rate = torch.native_group_norm(x, None, None, 2, 3, 1, 1, 1e-5)
    near([mean.tolist(), rate.tolist()], [[[2.3333333333333335], [1.3333333333333333]], [[0.8017811485877232], [0.8017811485877231]]])
    _, mean, rate = torch.native_batch_norm(x, None, None, None, None, True, 0.1, 1e-5)
    assert (mean.tolist(), rate.shape) == ([0.5, 2.5, 2.5], (3,))
    rest = torch.native_batch_norm(x, None, None, torch.zeros(3, dtype=F64), torch.ones(3, dtype=F64), False, 0.1, 1e-5)[1:]
    assert [t.shape for t in rest] == [(0,), (0,)]


def test_running_statistics_come_after_the_weights() -> None:
    x, running = torch.tensor(X), torch.zeros(3)
    torch.batch_norm(x, None, None, running, torch.ones(3), True, 0.1, 1e-5, False)
    assert running.tolist() == pytest.approx([0.05, 0.25, 0.25])


@pytest.mark.parametrize(("mode", "padding", "value"), [(0, 0, 1.45), (1, 1, 1.0), (2, 2, 1.42225)])
def test_modes_of_a_grid_are_numbers(mode: int, padding: int, value: float) -> None:
    image, grid = torch.arange(4.0, dtype=F64).reshape(1, 1, 2, 2), torch.tensor([[[[0.3, -0.2]]]], dtype=F64)
    for sample in (torch.grid_sampler, torch.grid_sampler_2d):
        assert sample(image, grid, mode, padding, True).item() == pytest.approx(value)


def test_reductions_are_numbers_and_none_is_the_default() -> None:
    x = torch.tensor(X, dtype=F64)
    assert torch.kl_div(x, x * 0.1, 1, log_target=True).item() == pytest.approx(-2.200503384864709)
    assert torch.triplet_margin_loss(x, x + 1, x - 1).tolist() == pytest.approx([0.9999965358983851] * 2)
    assert torch.binary_cross_entropy_with_logits(x, x).shape == (2, 3)


def test_the_first_row_of_a_table_gets_a_gradient_unless_it_is_padding() -> None:
    table = torch.ones(3, 2, requires_grad=True)
    for padding, last in ((-1, 1.0), (2, 0.0)):
        y = torch.embedding(table, torch.tensor([0, 2]), padding)
        assert torch.autograd.grad(y.sum(), table)[0].tolist() == [[1.0, 1.0], [0.0, 0.0], [last, last]]
