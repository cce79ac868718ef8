from collections import OrderedDict

import pytest

import gradcli as torch
from gradcli import nn


def test_a_parameter_list_turns_tensors_into_parameters():
    values = nn.ParameterList([torch.ones(1), nn.Parameter(torch.zeros(2)), 3])
    assert [type(v).__name__ for v in values] == ["Parameter", "Parameter", "int"]
    assert list(values.state_dict()) == ["0", "1"]
    assert len(values[1:]) == 2
    with pytest.raises(IndexError):
        values[5]
    with pytest.raises(TypeError, match="should be called with an iterable"):
        values.extend(torch.ones(2))
    with pytest.raises(RuntimeError, match="should not be called"):
        values(1)


def test_parameters_in_a_list_get_gradients():
    values = nn.ParameterList([torch.full((1,), 2.0), torch.full((1,), 3.0)])
    (values[0] * values[1]).backward()
    assert [v.grad.item() for v in values] == [3.0, 2.0]


def test_a_parameter_dict_works_like_a_dict():
    values = nn.ParameterDict({"a": torch.ones(2), "b": 3})
    assert values.get("z") is None
    assert values.setdefault("c", torch.ones(1)).requires_grad
    assert list(values.keys()) == ["a", "b", "c"]
    assert values.pop("b") == 3
    assert list((values | nn.ParameterDict({"x": torch.ones(1)})).keys()) == ["a", "c", "x"]
    assert values.popitem()[0] == "c"
    assert [name for name, _ in values.named_parameters()] == ["a"]
    values.clear()
    assert len(values) == 0


def test_a_plain_mapping_comes_sorted_and_an_ordered_one_as_it_is():
    plain = {"b": torch.ones(1), "a": torch.zeros(1)}
    assert list(nn.ParameterDict(plain)) == ["a", "b"]
    assert list(nn.ParameterDict(OrderedDict(plain))) == list(nn.ParameterDict(plain.items())) == ["b", "a"]
    assert [value.item() for value in nn.ParameterDict(plain).values()] == [0.0, 1.0]


def test_both_print_types_and_sizes():
    assert "(0): Parameter containing: [torch.float32 of size 2x3]" in repr(nn.ParameterList([torch.ones(2, 3), 1]))
    assert "(a): Parameter containing: [torch.FloatTensor of size 2]" in repr(nn.ParameterDict({"a": torch.ones(2), "b": 1}))
