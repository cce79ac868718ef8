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
