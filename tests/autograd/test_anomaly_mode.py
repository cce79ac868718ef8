"""Anomaly mode: its warning, its switches, the error for NaN."""

import pytest

import gradcli as torch


def rooted():
    return torch.tensor([-1.0], requires_grad=True).sqrt().sum()


def test_nan_in_a_gradient_names_its_node():
    with pytest.warns(UserWarning, match="Anomaly Detection has been enabled"):
        mode = torch.autograd.detect_anomaly()
    with mode, pytest.raises(RuntimeError, match=r"Function 'SqrtBackward0' returned nan values in its 0th output\."):
        rooted().backward()


def test_nan_may_be_let_through():
    with torch.autograd.set_detect_anomaly(True, check_nan=False):
        assert torch.is_anomaly_enabled()
        assert not torch.is_anomaly_check_nan_enabled()
        rooted().backward()
    assert not torch.is_anomaly_enabled()


@pytest.mark.parametrize("wrong", [lambda g: g * float("nan"), lambda g: 1 / 0], ids=["NaN", "exception"])
def test_the_node_in_whose_backward_something_went_wrong_is_told(wrong):
    with torch.autograd.set_detect_anomaly(True):
        y = torch.ones(1, requires_grad=True) * 2
        y.register_hook(wrong)
        with (
            pytest.raises((RuntimeError, ZeroDivisionError)),
            pytest.warns(UserWarning, match=r"^Error detected in MulBackward0\. Traceback of forward call that caused the error:\n"),
        ):
            y.sum().backward()


def test_nothing_is_known_of_a_forward_pass_before_the_mode():
    y = rooted()
    words = r"^Error detected in SqrtBackward0\. No forward pass information available\. Enable detect anomaly during forward pass for more"
    with torch.autograd.set_detect_anomaly(True), pytest.raises(RuntimeError), pytest.warns(UserWarning, match=words):
        y.backward()


def test_a_change_in_place_that_is_met_in_anomaly_mode_hints_at_what_was_told():
    with torch.autograd.set_detect_anomaly(True):
        y = torch.ones(1, requires_grad=True).exp()
        y.add_(1)
        with pytest.warns(UserWarning, match="Error detected in ExpBackward0"), pytest.raises(RuntimeError, match=r"anywhere later\. Good luck!$"):
            y.backward()


def test_the_mode_is_a_bool():
    with pytest.raises(TypeError, match=r"set_anomaly_enabled\(\): argument 'enabled' \(position 1\) must be bool, not str"):
        torch.autograd.set_detect_anomaly("a")
