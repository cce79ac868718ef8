import copy

import pytest

import gradcli as torch
from gradcli import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.ones(2))
        self.inner = nn.Linear(2, 1)
        self.register_buffer("seen", torch.zeros(1))
        self.register_buffer("scratch", torch.zeros(1), persistent=False)
        self.plain = torch.ones(1, requires_grad=True)


def test_assignment_sorts_parameters_modules_and_buffers():
    net = Net()
    assert [name for name, _ in net.named_parameters()] == ["w", "inner.weight", "inner.bias"]
    assert [name for name, _ in net.named_buffers()] == ["seen", "scratch"]
    assert [name for name, _ in net.named_children()] == ["inner"]


def test_assigning_a_tensor_to_a_buffer_keeps_it_a_buffer():
    net = Net()
    net.seen = torch.full((3,), 2.0)
    assert dict(net.named_buffers())["seen"].tolist() == [2.0, 2.0, 2.0]
    net.seen = None
    assert "seen" not in dict(net.named_buffers())


def test_a_parameter_replaces_what_bore_its_name():
    net = Net()
    net.inner = nn.Parameter(torch.zeros(1))
    assert [name for name, _ in net.named_children()] == []
    assert "inner" in dict(net.named_parameters())


def test_none_keeps_the_name_of_a_parameter():
    net = Net()
    net.w = None
    assert net.w is None
    assert "w" not in dict(net.named_parameters())
    net.w = nn.Parameter(torch.ones(1))
    assert "w" in dict(net.named_parameters())


def test_deleting_unregisters():
    net = Net()
    del net.inner
    del net.seen
    assert [name for name, _ in net.named_parameters()] == ["w"]
    with pytest.raises(AttributeError):
        del net.nothing


@pytest.mark.parametrize(
    ("what", "words"),
    [(lambda: nn.Linear(1, 1), "module"), (lambda: nn.Parameter(torch.ones(1)), "parameters")],
)
def test_assigning_before_init_names_the_missing_call(what, words):
    class Hasty(nn.Module):
        def __init__(self):
            self.x = what()

    with pytest.raises(AttributeError, match=rf"cannot assign {words} before Module.__init__\(\) call"):
        Hasty()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda m: m.register_parameter("a.b", None), KeyError, "contain"),
        (lambda m: m.register_buffer("", None), KeyError, "be empty string"),
        (lambda m: m.register_parameter("forward", None), KeyError, "already exists"),
        (lambda m: m.register_parameter("p", torch.ones(1)), TypeError, "torch.nn.Parameter or None required"),
        (lambda m: m.register_parameter("p", m.w * 2), TypeError, "torch.FloatTensor"),
        (lambda m: m.register_buffer("b", 5), TypeError, "cannot assign 'int' object to buffer"),
        (lambda m: m.add_module("m", 5), TypeError, "not a Module subclass"),
        (lambda m: setattr(m, "w", torch.ones(1)), TypeError, "as parameter 'w'"),
        (lambda m: setattr(m, "inner", 5), TypeError, "as child module 'inner'"),
        (lambda m: setattr(m, "seen", 5), TypeError, "as buffer 'seen'"),
        (lambda m: m.nope, AttributeError, "'Net' object has no attribute 'nope'"),
        (lambda _: nn.Module(3), TypeError, "takes 1 positional argument but 2 were given"),
        (lambda _: nn.Module(a=3), TypeError, "unexpected keyword argument 'a'"),
    ],
)
def test_bad_registrations_are_refused_in_the_words_of_torch(call, error, message):
    with pytest.raises(error, match=message.replace("(", r"\(")):
        call(Net())


def test_dir_lists_registered_names_but_no_numbers():
    names = dir(nn.Sequential(nn.Linear(1, 1)))
    assert "forward" in names
    assert "0" not in names
    assert {"w", "inner", "seen"} <= set(dir(Net()))


def test_a_class_in_place_of_a_module_is_named():
    with pytest.raises(TypeError, match=r"gradcli\.nn\.linear\.Linear is not a Module subclass"):
        nn.Sequential(nn.Linear)


def test_what_was_pickled_may_be_changed_when_it_comes_back():
    class Changed(nn.Linear):
        def __setstate__(self, state):
            super().__setstate__({**state, "note": "changed"})

    copied = copy.deepcopy(Changed(1, 1))
    assert (copied.note, copied.weight.shape) == ("changed", (1, 1))
