import gradcli as torch
from gradcli import nn

X = torch.arange(16.0).reshape(1, 1, 4, 4)


def test_max_pool_takes_the_largest_and_unpool_puts_it_back():
    y, where = nn.MaxPool2d(2, return_indices=True)(X)
    assert y.tolist() == [[[[5.0, 7.0], [13.0, 15.0]]]]
    back = nn.MaxUnpool2d(2)(y, where)
    assert back.sum().item() == 40.0
    assert back[0, 0, 1, 1].item() == 5.0


def test_average_pools_average():
    assert nn.AvgPool2d(2)(X).tolist() == [[[[2.5, 4.5], [10.5, 12.5]]]]
    assert nn.AvgPool1d(2, padding=1)(torch.ones(1, 1, 2)).tolist() == [[[0.5, 0.5]]]


def test_power_average_of_order_one_sums():
    assert nn.LPPool2d(1, 2)(X).tolist() == [[[[10.0, 18.0], [42.0, 50.0]]]]


def test_reprs_are_those_of_torch():
    assert repr(nn.MaxPool2d(2)) == "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)"
    assert repr(nn.AvgPool1d(2)) == "AvgPool1d(kernel_size=(2,), stride=(2,), padding=(0,))"
    assert repr(nn.AdaptiveAvgPool2d((2, None))) == "AdaptiveAvgPool2d(output_size=(2, None))"
