import pytest

import gradcli as torch
from gradcli import nn

X = torch.tensor([[0.5, -1.0, 2.0], [0.0, 1.5, -0.5]], dtype=torch.float64)
Y = torch.tensor([[0.0, 1.0, 1.0], [1.0, 1.0, -1.0]], dtype=torch.float64)
CLASSES = torch.tensor([2, 0])
HALF = torch.full((2, 3), 0.5, dtype=torch.float64)


@pytest.mark.parametrize(
    ("loss", "args", "expected"),  # values from PyTorch 2.13
    [
        (nn.L1Loss(), (X, Y), 5.5 / 6),
        (nn.MSELoss(reduction="sum"), (X, Y), 6.75),
        (nn.SmoothL1Loss(), (X, Y), 0.4791666667),
        (nn.HuberLoss(delta=0.5), (X, Y), 0.3333333333),
        (nn.CrossEntropyLoss(), (X, CLASSES), 1.0238335044),
        (nn.CrossEntropyLoss(label_smoothing=0.1), (X, CLASSES), 1.0821668378),
        (nn.NLLLoss(), (X, CLASSES), -1.0),
        (nn.BCEWithLogitsLoss(), (X, (Y > 0).double()), 0.6304840209),
        (nn.KLDivLoss(reduction="batchmean"), (X, HALF), -1.6647207708),
        (nn.SoftMarginLoss(), (X, Y), 0.583662387),
        (nn.PoissonNLLLoss(), (X, HALF), 2.3739794235),
        (nn.HingeEmbeddingLoss(), (X, Y.sign()), 0.8333333333),
        (nn.CosineEmbeddingLoss(), (X, Y, torch.tensor([1, -1])), 0.7108450217),
        (nn.MarginRankingLoss(0.1), (X[0], Y[0], torch.tensor([1.0, -1.0, 1.0])), 0.0),
        (nn.MultiMarginLoss(), (X, CLASSES), 0.5),
        (nn.MultiLabelSoftMarginLoss(), (X, (Y > 0).double()), 0.6304840209),
        (nn.TripletMarginLoss(), (X, Y, HALF), 0.9473562452),
        (nn.TripletMarginWithDistanceLoss(), (X, Y, HALF), 0.9473562452),
    ],
    ids=lambda v: type(v).__name__ if isinstance(v, nn.Module) else None,
)
def test_losses_have_their_values(loss, args, expected):
    assert loss(*args).item() == pytest.approx(expected, abs=1e-6)


def test_reduction_none_keeps_every_element():
    assert nn.MSELoss(reduction="none")(X, Y).shape == (2, 3)


def test_weights_are_buffers():
    loss = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64))
    assert list(loss.state_dict()) == ["weight"]
    assert loss(X, CLASSES).item() == pytest.approx(0.6325724006, abs=1e-6)


def test_the_older_options_still_say_the_reduction():
    with pytest.warns(UserWarning, match="reduction='sum'"):
        assert nn.MSELoss(size_average=False).reduction == "sum"


@pytest.mark.parametrize(
    "make", [lambda: nn.MultiMarginLoss(p=3), lambda: nn.TripletMarginLoss(margin=-1.0)], ids=["power", "margin"]
)
def test_options_out_of_range_are_refused(make):
    with pytest.raises(ValueError, match=r"supported|greater than 0"):
        make()


def test_a_linear_layer_and_its_cross_entropy_are_one_loss():
    loss = nn.LinearCrossEntropyLoss(3, 4, bias=True)
    x, t = torch.ones(2, 3), torch.tensor([1, 3])
    assert torch.equal(loss(x, t), nn.functional.cross_entropy(loss.linear(x), t))
    assert list(loss.state_dict()) == ["linear.weight", "linear.bias"]
    assert "num_classes=4, out_features=(), bias=True, reduction=mean" in repr(loss)
    assert nn.LinearCrossEntropyLoss(3, 4, out_features=(2,))(x, torch.tensor([[1, 3], [0, 2]])).shape == ()


def test_a_complex_delta_is_refused():
    with pytest.raises(TypeError, match="delta must be a float or int, got: <class 'complex'>"):
        nn.HuberLoss(delta=1j)
