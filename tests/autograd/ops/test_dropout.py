"""Dropout."""

import pytest

import gradcli as torch

F = torch.nn.functional


def test_kept_elements_are_scaled_and_carry_the_gradient() -> None:
    torch.manual_seed(0)
    x = torch.ones(1000, requires_grad=True)
    y = F.dropout(x, 0.2)
    y.sum().backward()
    kept = y != 0
    assert 0.75 < kept.double().mean().item() < 0.85  # four standard deviations of 1000 draws
    assert set(y.tolist()) == {0.0, 1.25}
    assert torch.equal(x.grad, y.detach())


def test_one_seed_draws_one_mask() -> None:
    masks = []
    for _ in range(2):
        torch.manual_seed(3)
        masks.append(F.dropout(torch.ones(50)).tolist())
    assert masks[0] == masks[1]


@pytest.mark.parametrize("how", [{"training": False}, {"p": 0.0}])
def test_nothing_to_drop_returns_the_input_itself(how: dict[str, float]) -> None:
    x = torch.ones(3, requires_grad=True)
    assert F.dropout(x, **how) is x


def test_everything_dropped_is_zero_with_gradient_zero() -> None:
    x = torch.ones(3, requires_grad=True)
    F.dropout(x, 1.0).sum().backward()
    assert x.grad.tolist() == [0, 0, 0]


def test_whole_channels_are_dropped() -> None:
    torch.manual_seed(0)
    y = F.dropout2d(torch.ones(4, 8, 3, 3))
    assert {tuple(channel.unique().tolist()) for sample in y for channel in sample} == {(0.0,), (2.0,)}


def test_alpha_dropout_keeps_mean_and_variance() -> None:
    torch.manual_seed(0)
    y = F.alpha_dropout(torch.randn(20000), 0.3, training=True)
    assert abs(y.mean().item()) < 0.03  # four standard deviations of the mean
    assert abs(y.std().item() - 1) < 0.03


@pytest.mark.parametrize(
    ("layer", "shape", "words"),
    [
        (F.dropout2d, (2, 3), "dropout2d: Received a 2-D input to dropout2d, which is deprecated"),
        (F.dropout2d, (2, 3, 4), "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout"),
        (F.dropout3d, (2, 3), "dropout3d: Received a 2-D input to dropout3d, which is deprecated"),
    ],
)
def test_inputs_of_another_rank_are_told(layer, shape, words):
    with pytest.warns(UserWarning, match=words):
        assert layer(torch.ones(shape)).shape == shape


def test_integers_are_not_dropped() -> None:
    with pytest.raises(RuntimeError, match="result type Float can't be cast to the desired output type Long"):
        F.alpha_dropout(torch.arange(3), 0.5, training=True)
