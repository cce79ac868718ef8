import pytest

import gradcli as torch
from gradcli import nn


def test_training_zeroes_and_scales():
    torch.manual_seed(0)
    y = nn.Dropout(0.5)(torch.ones(1000))
    assert set(y.tolist()) == {0.0, 2.0}
    assert 400 < int((y > 0).sum()) < 600  # 500 expected, standard deviation 16


def test_eval_mode_changes_nothing():
    x = torch.ones(3)
    assert nn.Dropout(0.5).eval()(x).tolist() == [1.0, 1.0, 1.0]


def test_whole_channels_go_together():
    torch.manual_seed(0)
    sums = nn.Dropout2d(0.5)(torch.ones(1, 40, 2, 2)).sum((2, 3)).flatten().tolist()
    assert set(sums) == {0.0, 8.0}


def test_a_probability_outside_of_the_unit_interval_is_refused():
    with pytest.raises(ValueError, match="has to be between 0 and 1, but got 2"):
        nn.Dropout(2)
