"""What programs ask and set about the hardware before they begin: answered as on a machine without a GPU."""

import pytest

import gradcli as torch


def test_there_is_no_other_device_to_compute_on():
    assert not torch.backends.mps.is_available()
    assert not torch.backends.mps.is_built()
    assert not torch.backends.cudnn.is_available()
    assert not torch.backends.cuda.is_built()
    assert not torch.cuda.is_initialized()
    assert torch.cuda.max_memory_allocated() == torch.cuda.memory_allocated() == 0
    assert not torch.accelerator.is_available()
    assert torch.accelerator.current_accelerator() is None
    assert (torch.version.cuda, torch.version.hip) == (None, None)


def test_asking_for_its_name_is_an_error():
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        torch.cuda.get_device_name(0)


def test_switches_are_kept(monkeypatch):
    monkeypatch.setattr(torch.backends.cudnn, "deterministic", True)
    assert torch.backends.cudnn.deterministic
    assert torch.backends.cuda.matmul.allow_tf32 is False


def test_a_block_with_other_settings_of_cudnn_runs():
    with torch.backends.cudnn.flags(enabled=True, deterministic=True):
        assert torch.spmm(torch.eye(2), torch.ones(2, 3)).tolist() == [[1, 1, 1]] * 2
