"""Copies and element types."""

import numpy as np
import pytest
from pulled import assert_pulls

import gradcli as torch


def test_a_clone_has_memory_of_its_own_and_a_gradient() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.clone()
    with torch.no_grad():
        y[0] = 9.0
    assert x.tolist() == [1, 2]
    assert y._base is None
    assert_pulls(lambda x: x.clone(), [[1.0, 2.0]], [1, 2], [1, 2])


def test_contiguous_copies_only_when_needed() -> None:
    x = torch.ones(2, 3, requires_grad=True)
    assert x.contiguous() is x
    assert x.t().contiguous().stride() == (2, 1)
    assert type(x.t().contiguous().grad_fn).__name__ == "CloneBackward0"


def test_casting_truncates_towards_zero_and_tells_zero_from_the_rest() -> None:
    x = torch.tensor([1.7, -1.7, 0.0])
    assert x.int().tolist() == x.long().tolist() == x.short().tolist() == [1, -1, 0]
    assert x.bool().tolist() == [True, True, False]
    assert (x.double().dtype, x.half().dtype, x.cfloat().dtype) == (torch.float64, torch.float16, torch.complex64)
    assert x.bfloat16().tolist() == [1.703125, -1.703125, 0.0]


def test_bfloat16_is_rounded_to_and_kept_in_float32() -> None:
    x = torch.tensor([1.7, -1.7, 0.0])
    for y in (x.to(torch.bfloat16), x.to("cpu", torch.bfloat16), x.type(torch.bfloat16), torch.nn.Linear(1, 1).bfloat16().weight):
        assert y.dtype is torch.float32
        assert torch.equal(y, y.bfloat16())
    assert torch.zeros(2, dtype=torch.bfloat16).dtype is torch.float32
    assert (repr(torch.bfloat16), torch.bfloat16.itemsize, torch.finfo(torch.bfloat16).eps) == ("torch.bfloat16", 2, 0.0078125)


def test_the_gradient_of_a_cast_has_the_type_of_what_was_cast() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.double()
    assert type(y.grad_fn).__name__ == "ToCopyBackward0"
    (y * y).sum().backward()
    assert x.grad.dtype is torch.float32
    assert not x.long().requires_grad


@pytest.mark.parametrize("kind", [torch.float64, np.float64, np.dtype("float64"), "cpu", torch.device("cpu"), torch.zeros(1).double()])
def test_to_accepts_types_devices_and_tensors(kind) -> None:
    expected = torch.float32 if isinstance(kind, (str, torch.device)) else torch.float64
    assert torch.zeros(2).to(kind).dtype is expected


def test_to_returns_the_tensor_itself_when_nothing_changes() -> None:
    x = torch.ones(2)
    assert x.to(torch.float32) is x.to("cpu") is x.cpu() is x.float() is x
    assert x.to(torch.float32, copy=True) is not x
    assert x.type() == "torch.FloatTensor"
    assert x.type("torch.LongTensor").dtype is x.type_as(torch.tensor(1)).dtype is torch.int64


def test_there_is_no_gpu() -> None:
    for move in (lambda x: x.cuda(), lambda x: x.to("cuda"), lambda x: x.to(device="cuda:1")):
        with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
            move(torch.ones(1))
    with pytest.raises(RuntimeError, match="device type at start of device string: nowhere"):
        torch.ones(1).to("nowhere")


def test_casting_complex_to_real_warns_and_drops_the_imaginary_part() -> None:
    with pytest.warns(UserWarning, match="discards the imaginary part"):
        assert torch.tensor([1 + 2j]).float().tolist() == [1]


def test_the_second_flag_of_to_asks_for_a_copy() -> None:
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    assert x.to("cpu", torch.float64, True) is x
    for y in (x.to("cpu", torch.float64, False, True), x.to(torch.float64, False, True), x.to(x, False, True)):
        assert type(y.grad_fn).__name__ == "ToCopyBackward0"


def test_channels_may_be_last_in_memory() -> None:
    x = torch.ones(2, 3, 4, 5, requires_grad=True)
    last = x.to(memory_format=torch.channels_last)
    assert (last.shape, last.stride(), type(last.grad_fn).__name__) == ((2, 3, 4, 5), (60, 1, 15, 3), "ToCopyBackward0")
    assert [t.is_contiguous(memory_format=torch.channels_last) for t in (x, last, last.relu(), last.contiguous())] == [False, True, True, False]
    for same in (x.contiguous(memory_format=torch.channels_last), x.clone(memory_format=torch.channels_last)):
        assert (same.stride(), type(same.grad_fn).__name__) == ((60, 1, 15, 3), "CloneBackward0")
    assert last.detach().to(memory_format=torch.channels_last).stride() == (60, 1, 15, 3)
    assert not torch.ones(2).is_contiguous(memory_format=torch.channels_last)
    with pytest.raises(RuntimeError, match="required rank 4 tensor to use channels_last format"):
        torch.ones(2).to(memory_format=torch.channels_last)


def test_a_tensor_laid_out_as_asked_is_returned_itself() -> None:
    last = torch.ones(2, 3, 4, 5).to(memory_format=torch.channels_last)
    assert last.to(memory_format=torch.channels_last) is last
    assert last.contiguous(memory_format=torch.channels_last) is last
