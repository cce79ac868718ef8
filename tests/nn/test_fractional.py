import pytest

import gradcli as torch
from gradcli import nn


def test_pools_to_a_size_or_a_ratio():
    x = torch.arange(36.0).reshape(1, 1, 6, 6)
    assert nn.FractionalMaxPool2d(2, output_size=(3, 2))(x).shape == (1, 1, 3, 2)
    assert nn.FractionalMaxPool2d(2, output_ratio=0.5)(x)[0, 0, -1, -1].item() == 35.0  # the last window is at the end
    assert nn.FractionalMaxPool3d(1, output_size=2)(torch.ones(1, 4, 4, 4)).shape == (1, 2, 2, 2)


def test_size_and_ratio_exclude_each_other():
    with pytest.raises(ValueError, match="FractionalMaxPool2d requires specifying either an output size, or a pooling ratio"):
        nn.FractionalMaxPool2d(2)
    with pytest.raises(ValueError, match="only one of output_size and output_ratio may be specified"):
        nn.FractionalMaxPool3d(2, 3, 0.5)
    with pytest.raises(ValueError, match=r"output_ratio must be between 0 and 1 \(got 1.5\)"):
        nn.FractionalMaxPool2d(2, output_ratio=1.5)
