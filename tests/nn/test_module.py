import pytest

import gradcli as torch
from gradcli import nn


def test_repr_nests_children_after_the_extra_line():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(nn.Linear(1, 2), nn.ReLU())

        def extra_repr(self):
            return "mode=test"

    assert repr(Net()) == (
        "Net(\n  mode=test\n  (body): Sequential(\n    (0): Linear(in_features=1, out_features=2, bias=True)\n    (1): ReLU()\n  )\n)"
    )
    assert repr(nn.Module()) == "Module()"


def test_a_module_without_forward_says_so():
    class Empty(nn.Module):
        pass

    with pytest.raises(NotImplementedError, match=r'Module \[Empty\] is missing the required "forward" function'):
        Empty()(1)


def test_titles_name_the_essential_sizes():
    sized = [nn.Linear(8, 16), nn.Conv2d(3, 6, (3, 5)), nn.BatchNorm2d(6), nn.LayerNorm((4, 2)), nn.LSTM(3, 4), nn.Embedding(9, 2)]
    assert [m._title() for m in [*sized, nn.ReLU()]] == [
        "Linear(8→16)", "Conv2d(3→6, 3×5)", "BatchNorm2d(6)", "LayerNorm(4×2)", "LSTM(3→4)", "Embedding(9→2)", "ReLU",
    ]  # fmt: skip


def test_the_longer_path_leads_to_the_same_layers():
    assert nn.modules.Linear is nn.Linear
    assert nn.modules.module.Module is nn.Module
    assert nn.DataParallel(nn.ReLU())(torch.ones(1)).tolist() == [1.0]


def test_a_call_in_no_grad_is_not_recorded():
    with torch.no_grad():
        y = nn.Linear(1, 1)(torch.ones(1, 1))
    assert y.grad_fn is None
