"""Questions about a tensor's size and place in memory."""

import pytest

import gradcli as torch


def test_sizes_and_strides() -> None:
    x = torch.zeros(2, 3, dtype=torch.float64)
    assert (x.size(), x.size(-1), x.dim(), x.numel(), x.nelement()) == ((2, 3), 3, 2, 6, 6)
    assert (x.stride(), x.t().stride(), x.stride(0), x[:, 1:].storage_offset()) == ((3, 1), (1, 3), 3, 1)
    assert (x.element_size(), x.nbytes, x.itemsize) == (8, 48, 8)
    with pytest.raises(IndexError, match=r"expected to be in range of \[-2, 1\], but got 5"):
        x.size(5)


def test_shapes_print_compare_and_slice_as_torch_size() -> None:
    s = torch.zeros(2, 3).shape
    assert (str(s), str(torch.Size([])), str(s[1:]), s == (2, 3), s.numel()) == (
        "torch.Size([2, 3])", "torch.Size([])", "torch.Size([3])", True, 6,
    )  # fmt: skip
    assert list(s + (5,)) == [2, 3, 5]  # noqa: RUF005  the sum is what is tested


def test_shared_memory_can_be_told() -> None:
    x = torch.zeros(4)
    assert x.data_ptr() == x.view(2, 2).data_ptr() == x.detach().data_ptr() != x.clone().data_ptr()
    assert x[1:].data_ptr() == x.data_ptr() + 4
    assert x[1:].untyped_storage().data_ptr() == x.data_ptr()
    assert x.untyped_storage().nbytes() == 16
    assert x.is_set_to(x.detach())


def test_kinds_of_numbers_and_places() -> None:
    x = torch.zeros(2)
    assert x.is_floating_point()
    assert torch.is_complex(x.cfloat())
    assert not torch.is_signed(x.byte())
    assert (str(x.device), x.is_cuda, x.get_device(), str(x.layout)) == ("cpu", False, -1, "torch.strided")
    assert torch.is_nonzero(torch.tensor([2]))
    with pytest.raises(RuntimeError, match="Boolean value of Tensor with more than one value is ambiguous"):
        torch.is_nonzero(x)
