import pytest

import gradcli as torch
from gradcli import nn

COLUMN = torch.tensor([[1.0], [2.0], [6.0]])


def test_running_statistics_follow_the_batches():
    norm = nn.BatchNorm1d(1)
    y = norm(COLUMN)
    assert norm.running_mean.item() == pytest.approx(0.3)  # 0.9 * 0 + 0.1 * 3
    assert norm.running_var.item() == pytest.approx(1.6)  # 0.9 * 1 + 0.1 * 7, the unbiased variance
    assert norm.num_batches_tracked.item() == 1
    assert y.mean().item() == pytest.approx(0.0, abs=1e-6)


def test_eval_mode_uses_and_keeps_the_running_statistics():
    norm = nn.BatchNorm1d(1).eval()
    assert norm(COLUMN)[2].item() == pytest.approx(6.0, rel=1e-4)  # mean 0, variance 1, eps 1e-5
    assert norm.num_batches_tracked.item() == 0


def test_momentum_none_gives_plain_means():
    norm = nn.BatchNorm1d(1, momentum=None)
    for shift in (0.0, 3.0):
        norm(COLUMN + shift)
    assert norm.running_mean.item() == pytest.approx(4.5)


def test_without_tracking_there_are_no_statistics():
    norm = nn.BatchNorm1d(1, affine=False, track_running_stats=False)
    assert norm.state_dict() == {}
    assert norm.eval()(COLUMN).mean().item() == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("norm", "shape", "expected"),
    [(nn.BatchNorm1d(2), (2, 2, 2, 2), "2D or 3D"), (nn.BatchNorm2d(2), (2, 2), "4D"), (nn.BatchNorm3d(1), (2, 1), "5D")],
)
def test_a_wrong_number_of_dimensions_is_refused(norm, shape, expected):
    with pytest.raises(ValueError, match=rf"expected {expected} input \(got {len(shape)}D input\)"):
        norm(torch.ones(*shape))


def test_instance_norm_normalises_each_sample_alone():
    x = torch.tensor([[[1.0, 3.0]], [[10.0, 30.0]]])
    assert nn.InstanceNorm1d(1)(x).flatten().tolist() == pytest.approx([-1.0, 1.0, -1.0, 1.0], abs=1e-4)
    assert nn.InstanceNorm1d(1)(x[0]).shape == (1, 2)
    with pytest.raises(ValueError, match=r"to match num_features \(3\), but got: 1"):
        nn.InstanceNorm1d(3, affine=True)(x)


def test_a_state_dict_of_the_first_version_loads():
    norm = nn.BatchNorm1d(1)
    old = {name: value for name, value in norm.state_dict().items() if name != "num_batches_tracked"}
    assert norm.load_state_dict(old).missing_keys == []


def test_a_lazy_norm_takes_the_channels_of_its_first_input():
    lazy = nn.LazyBatchNorm1d()
    lazy(torch.randn(4, 3))
    assert type(lazy) is nn.BatchNorm1d
    assert lazy.weight.tolist() == [1.0, 1.0, 1.0]
    assert lazy.num_batches_tracked.item() == 1


def test_a_lazy_norm_may_have_no_bias():
    lazy = nn.LazyBatchNorm1d(bias=False)
    lazy(torch.randn(4, 3))
    assert lazy.bias is None
    assert lazy.weight.shape == (3,)


def test_batch_norms_can_be_made_synchronised_ones_of_the_same_parameters():
    net = nn.Sequential(nn.BatchNorm2d(2), nn.Sequential(nn.BatchNorm1d(3, affine=False).eval()), nn.Linear(2, 2))
    weight, mean = net[0].weight, net[1][0].running_mean
    out = nn.SyncBatchNorm.convert_sync_batchnorm(net)
    assert [type(layer).__name__ for layer in (out[0], out[1][0], out[2])] == ["SyncBatchNorm", "SyncBatchNorm", "Linear"]
    assert (out[0].weight is weight, out[1][0].running_mean is mean, out[1][0].training) == (True, True, False)
