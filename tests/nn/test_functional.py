import pytest

import gradcli as torch
from gradcli import nn
from gradcli.nn import functional as F


def test_functions_are_found_by_name_and_kept():
    assert torch.equal(F.relu(torch.tensor([-1.0, 2.0])), torch.tensor([0.0, 2.0]))
    assert vars(F)["relu"] is F.relu
    assert nn.functional is F


def test_unknown_functions_are_named():
    with pytest.raises(AttributeError, match=r"module 'gradcli\.nn\.functional' has no attribute 'nope'"):
        F.nope


def test_dir_lists_what_the_engine_offers():
    assert {"relu", "cross_entropy", "conv2d", "multi_head_attention_forward"} <= set(dir(F))
