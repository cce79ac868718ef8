"""Views and the memory they share: what is kept alive, what is watched, and views made without a record."""

import gc
import weakref

import pytest

import gradcli as torch


def leaf(*shape: int) -> torch.Tensor:
    return torch.ones(*shape, dtype=torch.float64, requires_grad=True)


def node(t: torch.Tensor) -> str | None:
    return None if t.grad_fn is None else type(t.grad_fn).__name__


def test_bases_do_not_keep_their_views_alive() -> None:
    y = leaf(3) * 1
    view = y[1:]
    view.mul_(2)
    watched = weakref.ref(view)
    del view
    gc.collect()
    assert watched() is None


def test_numbers_written_to_are_seen_through_every_name() -> None:
    x = torch.tensor(1.0)
    alias, seen = x.detach(), x.numpy()
    x.add_(4)
    assert (alias.item(), seen.item()) == (5, 5)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda y: y.transpose_(0, 1), "TransposeBackward1"),
        (lambda y: y.t_(), "TBackward1"),
        (lambda y: y.squeeze_(), "SqueezeBackward3"),
        (lambda y: y.squeeze_(0), "SqueezeBackward4"),
        (lambda y: y.unsqueeze_(0), "UnsqueezeBackward1"),
    ],
)
def test_another_shape_in_place_is_a_node_of_its_own_number(change, name) -> None:
    x = leaf(2, 3)
    y = change(x * 2)
    assert node(y) == name
    y.sum().backward()
    assert x.grad.tolist() == [[2, 2, 2], [2, 2, 2]]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda y: y.mul_(2), id="itself"),
        pytest.param(lambda y: y.detach().mul_(2), id="detached"),
        pytest.param(lambda y: y.detach_().mul_(2), id="detached in place"),
        pytest.param(lambda y: y[:1].mul_(2), id="a view"),
        pytest.param(lambda y: y[:1].detach().mul_(2), id="a detached view"),
        pytest.param(lambda y: y.unsqueeze_(0).detach().mul_(2), id="turned in place"),
        pytest.param(lambda y: torch.no_grad()(y.mul_)(2), id="without recording"),
    ],
)
def test_a_result_kept_for_backward_is_watched_under_whatever_name_it_is_changed(change) -> None:
    y = torch.exp(leaf(2))
    z = y.sum()
    change(y)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.backward()


# ---------------------------------------------------------------- views made without a record
@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_a_view_made_without_a_record_of_what_requires_grad_is_a_leaf_that_does(mode):
    x = leaf(3)
    with mode():
        views = [x.view(3), x[:2], x.t(), (x * 1)[:1]]
    assert [v.requires_grad for v in views] == [True, True, True, False]
    assert [(v.is_leaf, v.grad_fn, v.is_inference()) for v in views[:3]] == [(True, None, False)] * 3
    (views[0] * 2).sum().backward()
    assert (views[0].grad.tolist(), x.grad) == ([2, 2, 2], None)


def test_a_view_requires_grad_once_its_base_does():
    x = torch.ones(3)
    v, kinds = x.view(3), x.view(torch.int32)
    x.requires_grad_()
    assert (v.requires_grad, kinds.requires_grad) == (True, False)


def test_a_view_made_in_no_grad_has_no_history_after_a_change():
    x = leaf(2)
    with torch.no_grad():
        v = x[:1]
        v.add_(1)
    assert v.requires_grad
    assert repr(v) == "tensor([2.], dtype=torch.float64, grad_fn=<Invalid>)"
    with pytest.raises(RuntimeError, match="A view was created in no_grad mode and its base or another view of its base has been modified"):
        _ = v.grad_fn


def test_a_view_made_in_inference_mode_cannot_be_changed_outside():
    x = leaf(2)
    with torch.inference_mode():
        v = x[:1]
    with pytest.raises(RuntimeError, match=r"A view was created in inference mode and is being modified inplace in normal mode. Given that"):
        v.add_(1)


@pytest.mark.parametrize(
    ("write", "names"),
    [
        (lambda y, x: y[1:].mul_(3), ["MulBackward0", None]),
        (lambda y, x: y.__setitem__(slice(1, 3), 0.0), ["MulBackward0", None]),
        (lambda y, x: y.__setitem__(slice(2), x[:2]), ["MulBackward0", "SliceBackward0"]),
        (lambda y, x: y.__setitem__(0, x.sum()), ["MulBackward0", "SumBackward0"]),
    ],
    ids=["mul_", "number", "slice", "scalar"],
)
def test_a_base_shows_what_was_written_into_it_not_the_node_that_wrote(write, names):
    x = leaf(3)
    y = x * 2
    write(y, x)
    assert node(y) == "CopySlices"
    assert [None if f is None else type(f).__name__ for f, _ in y.grad_fn.next_functions] == names
