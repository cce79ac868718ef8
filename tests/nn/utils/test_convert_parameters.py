import pytest

import gradcli as torch
from gradcli.nn import utils


def test_parameters_go_into_one_vector_and_back():
    ps = [torch.ones(2, 2, requires_grad=True), torch.zeros(3, requires_grad=True)]
    assert utils.parameters_to_vector(ps).tolist() == [1.0] * 4 + [0.0] * 3
    utils.vector_to_parameters(torch.arange(7.0), ps)
    assert ps[0].tolist() == [[0.0, 1.0], [2.0, 3.0]]
    assert ps[1].tolist() == [4.0, 5.0, 6.0]
    assert ps[0].requires_grad


def test_gradients_flow_through_the_vector():
    p = torch.ones(2, requires_grad=True)
    (utils.parameters_to_vector([p]) * torch.tensor([2.0, 3.0])).sum().backward()
    assert p.grad.tolist() == [2.0, 3.0]


def test_what_is_no_vector_is_refused():
    with pytest.raises(TypeError, match=r"expected torch\.Tensor, but got: list"):
        utils.vector_to_parameters([1.0], [])
