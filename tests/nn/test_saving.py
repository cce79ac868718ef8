import copy
import pickle
from collections import OrderedDict

import pytest

import gradcli as torch
from gradcli import nn


def test_a_state_dict_is_detached_and_shares_memory():
    net = nn.Linear(2, 1)
    state = net.state_dict()
    assert list(state) == ["weight", "bias"]
    assert not state["weight"].requires_grad
    state["weight"].fill_(3.0)
    assert net.weight.tolist() == [[3.0, 3.0]]
    assert net.state_dict(keep_vars=True)["weight"] is net.weight


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda state: pickle.loads(pickle.dumps(state))])
def test_a_state_dict_remembers_versions_when_copied_and_pickled(duplicate):
    state = nn.Sequential(nn.BatchNorm1d(1)).state_dict()
    assert type(state) is OrderedDict
    assert duplicate(state)._metadata == {"": {"version": 1}, "0": {"version": 2}}


def test_the_arguments_of_state_dict_by_position_are_taken_with_a_warning():
    given = OrderedDict()
    with pytest.warns(FutureWarning, match="Positional args are being deprecated"):
        assert nn.Sequential(nn.Linear(1, 1)).state_dict(given, "p.") is given
    assert list(given) == ["p.0.weight", "p.0.bias"]


def test_buffers_are_saved_unless_not_persistent():
    module = nn.Module()
    module.a = nn.Buffer(torch.ones(1))
    module.b = nn.Buffer(torch.ones(1), persistent=False)
    assert list(module.state_dict(prefix="x.")) == ["x.a"]


def test_a_state_dict_round_trip_restores_every_value():
    one, two = (nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)) for _ in range(2))
    one(torch.randn(5, 2))
    answer = two.load_state_dict(one.state_dict())
    assert repr(answer) == "<All keys matched successfully>"
    assert all(torch.equal(a, b) for a, b in zip(one.state_dict().values(), two.state_dict().values()))


def test_loading_reports_missing_unexpected_and_misshapen_at_once():
    with pytest.raises(RuntimeError) as caught:
        nn.Linear(2, 1).load_state_dict({"weight": torch.ones(2, 2), "other": torch.ones(1)})
    text = str(caught.value)
    assert 'Missing key(s) in state_dict: "bias"' in text
    assert 'Unexpected key(s) in state_dict: "other"' in text
    assert "size mismatch for weight: copying a param with shape torch.Size([2, 2])" in text


def test_loading_not_strictly_returns_what_did_not_match():
    linear = nn.Linear(2, 1)
    answer = linear.load_state_dict({"weight": torch.ones(1, 2), "other": torch.ones(1)}, strict=False)
    assert (answer.missing_keys, answer.unexpected_keys) == (["bias"], ["other"])
    assert linear.weight.tolist() == [[1.0, 1.0]]


def test_assign_takes_the_tensors_themselves():
    linear, w = nn.Linear(1, 1), torch.full((1, 1), 7.0)
    linear.load_state_dict({"weight": w, "bias": torch.zeros(1)}, assign=True)
    w.add_(1.0)
    assert linear.weight.item() == 8.0
    assert isinstance(linear.weight, nn.Parameter)


def test_extra_state_travels_with_the_tensors():
    class Counting(nn.Module):
        def __init__(self):
            super().__init__()
            self.count = 0

        def get_extra_state(self):
            return {"count": self.count}

        def set_extra_state(self, state):
            self.count = state["count"]

    one, two = Counting(), Counting()
    one.count = 5
    two.load_state_dict(one.state_dict())
    assert two.count == 5
    with pytest.raises(RuntimeError, match="_extra_state"):
        two.load_state_dict({})


def test_hooks_see_and_change_state_dicts():
    net, seen = nn.Linear(1, 1), []
    net.register_state_dict_post_hook(lambda _m, state, _p, _l: state.update(extra=1))
    net.register_load_state_dict_pre_hook(lambda _m, state, *_: seen.append(sorted(state)))
    net.register_load_state_dict_post_hook(lambda _m, keys: keys.unexpected_keys.clear())
    net.load_state_dict(net.state_dict())
    assert seen == [["bias", "extra", "weight"]]


def test_what_is_no_mapping_is_refused():
    with pytest.raises(TypeError, match="Expected state_dict to be dict-like"):
        nn.Linear(1, 1).load_state_dict([1])


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_modules_can_be_copied_and_pickled(duplicate):
    one = nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1))
    two = duplicate(one)
    assert two[0].weight is not one[0].weight
    assert isinstance(two[0].weight, nn.Parameter)
    assert two[0].weight.requires_grad
    assert torch.equal(one[0].weight, two[0].weight)
