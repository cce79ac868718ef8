import gradcli as torch
from gradcli import nn


def test_fold_undoes_unfold_where_windows_do_not_overlap():
    x = torch.arange(16.0).reshape(1, 1, 4, 4)
    columns = nn.Unfold(2, stride=2)(x)
    assert columns.shape == (1, 4, 4)
    assert torch.equal(nn.Fold((4, 4), 2, stride=2)(columns), x)


def test_reprs_are_those_of_torch():
    assert repr(nn.Upsample(scale_factor=2)) == "Upsample(scale_factor=2.0, mode='nearest')"
    assert repr(nn.Upsample(size=(2, 3), mode="bilinear")) == "Upsample(size=(2, 3), mode='bilinear')"
    assert repr(nn.PixelShuffle(2)) == "PixelShuffle(upscale_factor=2)"
