"""save and load: everything comes back as it was, and a file cannot make what nobody allowed."""

from __future__ import annotations

import io
import pickle

import numpy as np
import pytest

import gradcli as torch
from gradcli import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)


def again(obj, **how):
    file = io.BytesIO()
    torch.save(obj, file)
    file.seek(0)
    return torch.load(file, **how)


def test_tensors_come_back_with_type_and_requires_grad():
    x, y, i = torch.randn(2, 3, requires_grad=True), torch.ones(2, dtype=torch.float64), torch.arange(3)
    back = again({"x": x, "y": y, "i": i, "step": 3, "shape": x.shape, "type": torch.float32})
    assert torch.equal(back["x"], x)
    assert (back["x"].requires_grad, back["x"].is_leaf, back["y"].requires_grad) == (True, True, False)
    assert [back["y"].dtype, back["i"].dtype, back["type"]] == [torch.float64, torch.int64, torch.float32]
    assert (back["step"], back["shape"]) == (3, torch.Size([2, 3]))


def test_plain_values_and_tensors_of_nothing_come_back():
    back = again({"none": torch.empty(0, 3), "set": {1, 2}, "complex": 1j, "bytes": [b"", b"x", bytearray(b"y")]})
    assert back.pop("none").shape == (0, 3)
    assert back == {"set": {1, 2}, "complex": 1j, "bytes": [b"", b"x", bytearray(b"y")]}
    with pytest.raises(pickle.UnpicklingError, match="GLOBAL range was not an allowed global"):
        again(range(3))


def test_a_training_state_comes_back_through_a_file(tmp_path):
    net = Net()
    optimizer = torch.optim.Adam(net.parameters())
    net.fc(torch.ones(4, 2)).sum().backward()
    optimizer.step()
    torch.save({"model": net.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path / "state.pt")
    state = torch.load(tmp_path / "state.pt", map_location="cpu")
    other = Net()
    assert str(other.load_state_dict(state["model"])) == "<All keys matched successfully>"
    assert torch.equal(other.fc.weight, net.fc.weight)
    torch.optim.Adam(other.parameters()).load_state_dict(state["optimizer"])


def test_a_whole_module_comes_back_only_when_everything_is_allowed():
    net = Net()
    with pytest.raises(pickle.UnpicklingError, match=r"Weights only load failed.*Net was not an allowed global"):
        again(net)
    back = again(net, weights_only=False)
    assert np.array_equal(back.fc.weight.detach().numpy(), net.fc.weight.detach().numpy())


class Point:
    def __init__(self, x):
        self.x = x


def test_a_class_may_be_declared_safe():
    with pytest.raises(pickle.UnpicklingError, match="Point was not an allowed global"):
        again(Point(1))
    torch.serialization.add_safe_globals([Point])
    assert again(Point(1)).x == 1


def test_a_class_may_be_declared_safe_for_a_block():
    torch.serialization.clear_safe_globals()
    with torch.serialization.safe_globals([range]):
        assert torch.serialization.get_safe_globals() == [range]
        assert again(range(3)) == range(3)
    assert torch.serialization.get_safe_globals() == []


def test_a_file_of_pytorch_says_that_it_is_one():
    with pytest.raises(pickle.UnpicklingError, match="written by PyTorch itself"):
        torch.load(io.BytesIO(b"PK\x03\x04 and more"))


def test_what_is_no_file_is_refused():
    with pytest.raises(FileNotFoundError):
        torch.load("missing.pt")
    with pytest.raises(AttributeError, match="expected 'f' to be string, path, or a file-like object with a 'write' attribute"):
        torch.save(torch.ones(1), 5)
    with pytest.raises(RuntimeError, match=r"^Parent directory /nonexistent does not exist\.$"):
        torch.save(torch.ones(1), "/nonexistent/x.pt")
