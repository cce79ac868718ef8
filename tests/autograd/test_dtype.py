import pytest

import gradcli as torch


@pytest.mark.parametrize(
    "make",
    [
        lambda d: torch.zeros(2, dtype=d),
        lambda d: torch.tensor([1], dtype=d),
        lambda d: torch.tensor([1.0]).to(d),
        lambda d: torch.tensor([1.0]).sum(dtype=d),
        lambda d: torch.as_tensor([1.0], dtype=d),
    ],
)
def test_python_types_are_the_widest_of_their_kind(make):
    assert (make(float).dtype, make(complex).dtype) == (torch.float64, torch.complex128)


def test_limits_are_equal_when_all_numbers_are():
    assert torch.finfo(torch.float32) == torch.finfo(torch.complex64) != torch.finfo(torch.float64)
    assert torch.iinfo(torch.int8) == torch.iinfo(torch.int8) != torch.iinfo(torch.uint8)


def test_limits_print_six_digits():
    assert repr(torch.iinfo(torch.int64)) == "iinfo(min=-9.22337e+18, max=9.22337e+18, dtype=int64)"
    assert repr(torch.finfo(torch.float16)) == (
        "finfo(resolution=0.001, min=-65504, max=65504, eps=0.000976562, smallest_normal=6.10352e-05, tiny=6.10352e-05, dtype=float16)"
    )


def test_resolution_is_a_power_of_ten():
    assert [torch.finfo(d).resolution for d in (torch.bfloat16, torch.float16, torch.float32, torch.float64)] == [0.01, 0.001, 1e-6, 1e-15]
