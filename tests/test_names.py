"""The names of gradcli itself: what torch has and gradcli does not is told with what to do instead."""

import pytest

import gradcli as torch


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("uint16", "use int32 or int64"),
        ("sparse_coo_tensor", "tensors here are dense"),
        ("export", "functions run as they are written"),
        ("distributed", "computes on one CPU"),
    ],
)
def test_what_is_missing_says_what_to_use(name: str, advice: str) -> None:
    with pytest.raises(AttributeError, match=f"module 'gradcli' has no attribute '{name}': .*{advice}"):
        getattr(torch, name)


def test_a_tensor_shows_its_public_name() -> None:
    assert str(type(torch.ones(1))) == "<class 'gradcli.Tensor'>"


@pytest.mark.parametrize("name", ["expit", "sign_", "lgamma_"])
def test_what_torch_does_not_have_is_not_there(name: str) -> None:
    assert not hasattr(torch, name)


@pytest.mark.parametrize(
    ("fn", "name"),
    [
        (torch.sum, "sum"),
        (torch.add, "add"),
        (torch.ones(1).sum, "sum"),
        (torch.nn.functional.softmax, "softmax"),
        (torch.linalg.norm, "linalg_norm"),
        (torch.func.grad(torch.sum), "sum"),
        (torch.vmap(torch.stack), "stack"),
    ],
)
def test_functions_bear_the_names_torch_gives_them(fn, name):
    assert fn.__name__ == name
