"""copy_, fill_, zero_ and changes of shape in place."""

import pytest

import gradcli as torch


def test_copies_are_cast_and_broadcast() -> None:
    x = torch.zeros(2, 2)
    assert x.copy_(torch.tensor([1, 2])) is x
    assert x.tolist() == [[1, 2], [1, 2]]
    x[1:].copy_(x[:1])
    x.fill_(3.5).zero_()
    assert x.tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x[1:].copy_(x[:-1]),
        lambda x: x.__setitem__(slice(1, None), x[:-1]),
        lambda x: x[:-1].add_(x[1:]),
        lambda x: x.view(2, 2).mul_(x.view(2, 2).t()),
    ],
)
def test_what_is_written_does_not_share_memory_with_what_is_read(change) -> None:
    with pytest.raises(RuntimeError, match="some elements of the input tensor and the written-to tensor refer to a single memory location"):
        change(torch.arange(4.0))


def test_the_same_elements_others_and_single_ones_may_be_read_from_the_memory_that_is_written() -> None:
    x = torch.arange(4.0)
    x.add_(x[:])
    x.view(1, 4)[0] += 0
    x.view(1, 4)[:1] += 0
    x[:2] = x[2:]
    x[::2].sub_(x[1::2])
    assert x.mul_(x[1]).tolist() == [-12, 36, -12, 36]


def test_the_gradient_of_a_copy_goes_to_its_source() -> None:
    x, src = torch.ones(2, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    y = (x * 2).copy_(src)
    assert type(y.grad_fn).__name__ == "CopyBackwards"
    (y * y).sum().backward()
    assert (x.grad.tolist(), src.grad.item()) == ([0, 0], 12)


def test_a_tensor_filled_in_passes_its_share_of_the_gradient() -> None:
    x, v = torch.ones(3, requires_grad=True), torch.tensor(2.0, requires_grad=True)
    y = x * 1
    y[:2].fill_(v)
    y.sum().backward()
    assert (x.grad.tolist(), v.grad.item()) == ([0, 0, 1], 2)


@pytest.mark.parametrize(
    ("write", "error", "message"),
    [
        (lambda x: x.copy_(torch.ones(4)), RuntimeError, r"size of tensor a \(3\) must match the size of tensor b \(4\)"),
        (lambda x: x.copy_([1.0]), TypeError, "must be Tensor, not list"),
        (lambda x: x.fill_(torch.ones(2)), RuntimeError, "only supports 0-dimension value tensor but got tensor with 1 dimensions"),
        (lambda x: x.fill_("a"), TypeError, "invalid combination of arguments"),
        (lambda x: x.requires_grad_().resize_(2), RuntimeError, "cannot resize variables that require grad"),
    ],
)
def test_refusals(write, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        write(torch.zeros(2, 3))


def test_resizing_keeps_what_fits() -> None:
    x = torch.arange(4)
    assert x.resize_(3).tolist() == [0, 1, 2]
    assert x.resize_(2, 2).tolist() == [[0, 1], [2, 0]]
    assert x.resize_as_(torch.zeros(1)).tolist() == [0]


def test_fill_has_a_node_for_each_of_its_forms() -> None:
    x = torch.ones(2, requires_grad=True)
    found = (torch.fill(x, 2.0), torch.fill(x, torch.tensor(2.0)), x.clone().fill_(2.0), x.clone().fill_(torch.tensor(2.0)))
    assert [type(y.grad_fn).__name__ for y in found] == ["FillBackward0", "FillBackward1", "FillBackward2", "FillBackward3"]


def test_a_number_can_be_copied():
    assert torch.ones(2).copy_(3).tolist() == [3, 3]
