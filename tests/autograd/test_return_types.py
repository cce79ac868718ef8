"""Named results behave like torch.return_types."""

import pickle

import gradcli as torch
from gradcli.autograd import return_types


def test_named_result_prints_as_in_torch() -> None:
    result = torch.tensor([[1.0, 5.0], [7.0, 2.0]]).max(dim=1)
    assert repr(result) == "torch.return_types.max(\nvalues=tensor([5., 7.]),\nindices=tensor([1, 0]))"


def test_named_result_is_a_tuple_with_names() -> None:
    values, indices = result = torch.tensor([3.0, 1.0]).sort()
    assert result.values is values
    assert result.indices is result[1] is indices
    assert isinstance(result, tuple)
    assert len(result) == 2


def test_class_of_a_result_is_declared_once() -> None:
    assert type(torch.tensor([1.0]).max(0)) is return_types.named("max", "values", "indices") is return_types.max


def test_named_result_survives_pickling() -> None:
    result = pickle.loads(pickle.dumps(torch.tensor([3.0, 1.0]).min(0)))
    assert type(result).__name__ == "min"
    assert result.indices.item() == 1
