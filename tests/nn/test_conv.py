import pytest

import gradcli as torch
from gradcli import nn


def ones(conv):
    """All weights 1."""
    with torch.no_grad():
        for p in conv.parameters():
            p.fill_(1.0)
    return conv


def test_a_kernel_of_ones_sums_windows():
    conv = ones(nn.Conv2d(1, 1, 2, bias=False))
    x = torch.arange(9.0).reshape(1, 1, 3, 3)
    assert conv(x).tolist() == [[[[8.0, 12.0], [20.0, 24.0]]]]


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_every_padding_mode_keeps_the_size(mode):
    conv = ones(nn.Conv1d(1, 1, 3, padding=1, padding_mode=mode, bias=False))
    edge = {"zeros": 3.0, "reflect": 5.0, "replicate": 4.0, "circular": 7.0}[mode]
    assert conv(torch.tensor([[[1.0, 2.0, 4.0]]]))[0, 0, 0].item() == pytest.approx(edge)


def test_same_padding_keeps_the_size():
    assert nn.Conv2d(1, 2, (3, 5), padding="same", dilation=2)(torch.ones(1, 1, 9, 9)).shape == (1, 2, 9, 9)


def test_values_are_drawn_within_one_over_root_of_fan_in():
    conv = nn.Conv2d(4, 50, 5)
    assert float(conv.weight.detach().abs().max()) <= 0.1
    assert float(conv.bias.detach().abs().max()) <= 0.1


def test_a_transposed_convolution_reaches_the_output_size_asked_for():
    conv = nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1)
    x = torch.ones(1, 1, 3, 3)
    assert conv(x).shape == (1, 1, 5, 5)
    assert conv(x, output_size=(6, 6)).shape == (1, 1, 6, 6)
    with pytest.raises(ValueError, match=r"valid sizes range from \[5, 5\] to \[6, 6\]"):
        conv(x, output_size=(9, 9))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: nn.Conv2d(3, 4, 1, groups=2), "in_channels must be divisible by groups"),
        (lambda: nn.Conv2d(2, 3, 1, groups=2), "out_channels must be divisible by groups"),
        (lambda: nn.Conv2d(1, 1, 3, padding="same", stride=2), "not supported for strided"),
        (lambda: nn.Conv2d(1, 1, 3, padding="odd"), "Invalid padding string"),
        (lambda: nn.Conv2d(1, 1, 3, padding_mode="x"), "padding_mode must be one of"),
        (lambda: nn.ConvTranspose2d(1, 1, 3, padding_mode="circular"), 'Only "zeros" padding mode'),
    ],
)
def test_options_that_do_not_fit_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_repr_leaves_out_the_usual_options():
    assert repr(nn.Conv2d(1, 2, 3)) == "Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))"
    assert repr(nn.Conv1d(2, 4, 3, padding=1, groups=2, bias=False)) == (
        "Conv1d(2, 4, kernel_size=(3,), stride=(1,), padding=(1,), groups=2, bias=False)"
    )


def test_a_lazy_convolution_takes_the_channels_of_its_first_input():
    lazy = nn.LazyConv2d(2, 3, padding=1)
    assert lazy(torch.ones(1, 4, 5, 5)).shape == (1, 2, 5, 5)
    assert type(lazy) is nn.Conv2d
    assert lazy.in_channels == 4
    with pytest.raises(RuntimeError, match=r"Expected 3D \(unbatched\) or 4D \(batched\) input to LazyConv2d"):
        nn.LazyConv2d(2, 3)(torch.ones(2, 3))


def test_an_even_kernel_with_the_same_padding_is_told():
    with pytest.warns(UserWarning, match="Using padding='same' with even kernel lengths and odd dilation"):
        assert nn.Conv1d(1, 1, 2, padding="same")(torch.ones(1, 1, 4)).shape == (1, 1, 4)


def test_the_padding_is_there_as_pad_takes_it():
    assert nn.Conv2d(1, 1, 3, padding=(1, 2))._reversed_padding_repeated_twice == (2, 2, 1, 1)
    assert nn.Conv2d(1, 1, (2, 3), padding="same")._reversed_padding_repeated_twice == [1, 1, 0, 1]
