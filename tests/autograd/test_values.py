"""Tensors as numbers and operands: what has no answer says so in torch's words."""

import pytest

import gradcli as torch


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: torch.tensor([1j]) > 1, NotImplementedError, "\"gt_cpu\" not implemented for 'ComplexFloat'"),
        (lambda: torch.tensor([5.0]) & 3, NotImplementedError, "\"bitwise_and_cpu\" not implemented for 'Float'"),
        (lambda: ~torch.tensor([1.0]), TypeError, "only implemented on integer and Boolean-type tensors"),
        (lambda: -torch.tensor([True]), RuntimeError, "Negation, the `-` operator, on a bool tensor is not supported"),
        (lambda: float(torch.tensor(1j)), RuntimeError, "value cannot be converted to type double without overflow"),
        (lambda: torch.ones(2)[{}], IndexError, r"are valid indices \(got dict\)"),
    ],
)
def test_operators_refuse_types_without_an_answer(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "softmin"])
def test_a_softmax_without_its_axis_warns(name):
    with pytest.warns(UserWarning, match=f"Implicit dimension choice for {name} has been deprecated"):
        getattr(torch.nn.functional, name)(torch.zeros(2))


def test_the_array_of_a_tensor_that_requires_grad_is_to_be_had_in_no_grad():
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        assert x.numpy().tolist() == [1.0, 1.0]
    with pytest.raises(RuntimeError, match="Can't call numpy"):
        x.numpy()
