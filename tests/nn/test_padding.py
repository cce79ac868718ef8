import pytest

import gradcli as torch
from gradcli import nn

X = torch.tensor([[[1.0, 2.0, 3.0]]])


@pytest.mark.parametrize(
    ("pad", "expected"),
    [
        (nn.ConstantPad1d(1, 9.0), [9.0, 1.0, 2.0, 3.0, 9.0]),
        (nn.ZeroPad1d((0, 2)), [1.0, 2.0, 3.0, 0.0, 0.0]),
        (nn.ReflectionPad1d(2), [3.0, 2.0, 1.0, 2.0, 3.0, 2.0, 1.0]),
        (nn.ReplicationPad1d((2, 0)), [1.0, 1.0, 1.0, 2.0, 3.0]),
        (nn.CircularPad1d(1), [3.0, 1.0, 2.0, 3.0, 1.0]),
    ],
    ids=repr,
)
def test_each_kind_fills_the_border_its_way(pad, expected):
    assert pad(X).flatten().tolist() == expected


def test_two_dimensions_are_given_last_first():
    assert nn.ZeroPad2d((1, 2, 0, 3))(torch.ones(1, 1, 2, 2)).shape == (1, 1, 5, 5)


def test_circular_padding_refuses_other_shapes():
    with pytest.raises(ValueError, match=r"expected 3D or 4D input \(got 2D input\)"):
        nn.CircularPad2d(1)(torch.ones(2, 2))
