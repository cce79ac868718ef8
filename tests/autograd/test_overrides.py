"""torch.overrides: who has `__torch_function__`, and calls handed over by one's own code."""

import pytest

import gradcli as torch
from gradcli.autograd.overrides import handle_torch_function, has_torch_function, has_torch_function_variadic, is_tensor_like


class Logged:
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return func.__name__, [kind.__name__ for kind in types], len(args), kwargs


class More(Logged):
    pass


def test_what_has_the_method_is_like_a_tensor():
    assert [is_tensor_like(value) for value in (torch.ones(1), Logged(), 3)] == [True, True, False]
    assert (has_torch_function((torch.ones(1), 3)), has_torch_function_variadic(3, Logged())) == (False, True)


def test_a_call_goes_to_the_most_special_class_first():
    assert handle_torch_function(torch.add, (Logged(), More()), 1, 2, alpha=3) == ("add", ["More", "Logged"], 2, {"alpha": 3})


def test_a_call_that_nobody_takes_is_refused(monkeypatch):
    monkeypatch.setattr(Logged, "__torch_function__", classmethod(lambda *_: NotImplemented))
    with pytest.raises(TypeError, match=r"no implementation found for .*add' on types that implement __torch_function__"):
        handle_torch_function(torch.add, (Logged(),), 1)
