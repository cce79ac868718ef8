"""Switches that programs set at their start are taken, and told again."""

import pytest

import gradcli as torch


def test_determinism_and_precision_are_told_again():
    torch.use_deterministic_algorithms(True)
    torch.set_float32_matmul_precision("high")
    seen = torch.are_deterministic_algorithms_enabled(), torch.get_float32_matmul_precision()
    torch.use_deterministic_algorithms(False)
    torch.set_float32_matmul_precision("highest")
    assert seen == (True, "high")
    assert not torch.are_deterministic_algorithms_enabled()


def test_the_default_device_is_the_cpu():
    torch.set_default_device("cpu")
    assert str(torch.get_default_device()) == "cpu"
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        torch.set_default_device("cuda")


@pytest.mark.parametrize("kind", ["torch.DoubleTensor", torch.DoubleTensor])
def test_the_default_tensor_type_is_the_older_default_dtype(kind):
    torch.set_default_tensor_type(kind)
    made = torch.ones(1).dtype
    torch.set_default_tensor_type(torch.FloatTensor)
    assert (made, torch.ones(1).dtype) == (torch.float64, torch.float32)


def test_a_default_type_has_fractions():
    with pytest.raises(TypeError, match="only floating-point types are supported as the default type"):
        torch.set_default_tensor_type(torch.LongTensor)


def test_compiling_returns_the_function_itself():
    @torch.compile(fullgraph=True)
    def double(x):
        return x * 2

    assert double(torch.ones(1)).item() == 2
    assert torch.compile(double, mode="reduce-overhead") is double


def test_words_of_torchs_are_of_its_types():
    assert isinstance(torch.strided, torch.layout)
    assert isinstance(torch.channels_last, torch.memory_format)
    torch.set_warn_always(True)
    told = torch.is_warn_always_enabled()
    torch.set_warn_always(False)
    assert (told, torch.is_warn_always_enabled()) == (True, False)
    with torch.autograd.set_multithreading_enabled(False):
        assert torch.is_grad_enabled()
