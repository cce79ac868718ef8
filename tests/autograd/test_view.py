"""In-place changes: what they do to history, versions, views and bases, and which of them are refused."""


import numpy as np
import pytest

import gradcli as torch


def leaf(*shape: int) -> torch.Tensor:
    return torch.ones(*shape, dtype=torch.float64, requires_grad=True)


def node(t: torch.Tensor) -> str | None:
    return None if t.grad_fn is None else type(t.grad_fn).__name__


# ---------------------------------------------------------------- history
def test_an_in_place_operation_is_the_tensors_new_history() -> None:
    x = leaf(2)
    y = x * 1
    y.mul_(3)
    assert node(y) == "MulBackward0"
    y += x
    assert node(y) == "AddBackward0"
    (y * y).sum().backward()
    assert x.grad.tolist() == [2 * 4 * 4, 2 * 4 * 4]


def test_a_constant_joins_the_graph_when_something_with_a_gradient_is_written_into_it() -> None:
    x, y = leaf(2), torch.zeros(2, dtype=torch.float64)
    y.add_(x)
    assert y.requires_grad
    assert not y.is_leaf
    y.sum().backward()
    assert x.grad.tolist() == [1, 1]


def test_old_values_that_an_operation_saved_survive_its_own_writing() -> None:
    x = torch.tensor([0.5, 1.0], dtype=torch.float64, requires_grad=True)
    y = (x * 1).sin_().cos_()
    y.sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), -np.sin(np.sin(x.detach().numpy())) * np.cos(x.detach().numpy()), rtol=1e-14)


def test_a_change_of_a_view_changes_the_history_of_its_base() -> None:
    x, w = leaf(2, 2), leaf(2)
    y = x * 3
    row = y[0]
    row.mul_(w * 2)
    assert (node(y), node(row)) == ("CopySlices", "AsStridedBackward0")
    assert row._base is y
    (y * y).sum().backward()
    assert x.grad.tolist() == [[2 * 6 * 6, 2 * 6 * 6], [2 * 3 * 3, 2 * 3 * 3]]
    assert w.grad.tolist() == [2 * 6 * 6, 2 * 6 * 6]


def test_a_change_of_the_base_changes_the_history_of_its_views() -> None:
    x = leaf(2, 2)
    y = x * 3
    row, number = y[0], y[0][1]
    y.mul_(2)
    assert node(row) == node(number) == "AsStridedBackward0"
    (row.sum() + number).backward()
    assert x.grad.tolist() == [[6, 12], [0, 0]]


def test_all_views_of_a_constant_join_the_graph_with_it() -> None:
    base = torch.zeros(2, 2, dtype=torch.float64)
    changed, other = base[0], base[1]
    changed.add_(leaf(2))
    assert base.requires_grad
    assert other.requires_grad
    assert (node(base), node(changed), node(other)) == ("CopySlices", "AsStridedBackward0", "AsStridedBackward0")


def test_operations_composed_of_several_keep_every_step_in_the_history_of_a_view() -> None:
    x, w = leaf(3), leaf(2)
    y = x * 2
    y[1:].addcmul_(w, w, value=3)
    (y * torch.tensor([1.0, 10.0, 100.0], dtype=torch.float64)).sum().backward()
    assert x.grad.tolist() == [2, 20, 200]
    assert w.grad.tolist() == [60, 600]


def test_views_of_a_base_in_any_layout() -> None:
    a = np.arange(6.0).reshape(2, 3).T[::-1]  # transposed and backwards: neither by rows nor by columns
    w = leaf(2)
    base = torch.from_numpy(a.copy(order="K"))
    base[1].mul_(w)
    (base * base).sum().backward()
    expected = 2 * np.asarray(base.detach())[1] * a[1]
    np.testing.assert_allclose(w.grad.numpy(), expected)


def test_second_derivatives_go_through_changed_views() -> None:
    x = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64, requires_grad=True)
    y = x * x
    y[1:].mul_(x[:2])
    (g,) = torch.autograd.grad((y * y).sum(), x, create_graph=True)
    assert g.tolist() == [4 + 2 * 16, 4 * 8 + 2 * 2 * 81, 4 * 27 * 4]  # d/dx of x0^4 + x1^4 x0^2 + x2^4 x1^2
    g.sum().backward()
    assert x.grad[0].item() == 12 + 2 * 16 + 8 * 8


def test_retained_gradients_are_those_of_the_changed_value() -> None:
    x = leaf(1)
    y = x * 3
    y.retain_grad()
    y.mul_(5)
    (y * 2).sum().backward()
    assert y.grad.tolist() == [2]
    assert x.grad.tolist() == [30]


def test_filling_ends_the_history_of_what_was_there() -> None:
    x = leaf(3)
    y = x * 2
    y[1].zero_()
    y[2:].copy_(torch.tensor([7.0], dtype=torch.float64))
    y.sum().backward()
    assert x.grad.tolist() == [2, 0, 0]
    z = (x * 2).fill_(1.0)
    assert node(z) == "FillBackward2"


def test_reshaping_in_place_is_a_change_too() -> None:
    y = leaf(2, 3) * 1
    view = y.view(6)
    y.t_()
    assert y.shape == (3, 2)
    assert y._version == 1
    assert node(view) == "AsStridedBackward0"
    y.unsqueeze_(0).squeeze_()
    assert y.shape == (3, 2)
    y.sum().backward()


# ---------------------------------------------------------------- versions
def test_every_name_of_a_piece_of_memory_counts_its_changes() -> None:
    x = torch.zeros(2)
    versions = [x._version]
    for change in (
        lambda: x.add_(1), lambda: x.__setitem__(0, 3), lambda: x.view(2, 1).mul_(2), lambda: x.detach().add_(1),
    ):  # fmt: skip
        change()
        versions.append(x._version)
    assert versions == [0, 1, 2, 3, 4]
    x.data.add_(1)
    assert x._version == 4


def test_a_changed_argument_of_a_product_is_noticed() -> None:
    x, c = leaf(3), torch.ones(3, dtype=torch.float64)
    y = x * c
    c.add_(1)
    with pytest.raises(
        RuntimeError, match=r"modified by an inplace operation: \[torch.DoubleTensor \[3\]\] is at version 1; expected version 0"
    ):
        y.sum().backward()


def test_a_changed_result_that_was_saved_is_noticed() -> None:
    for change in (lambda y: y.mul_(2), lambda y: y[0].zero_(), lambda y: y.detach().add_(1)):
        y = leaf(2).sigmoid()
        change(y)
        with pytest.raises(RuntimeError, match="which is output 0 of Sigmoid, is at version 1; expected version 0"):
            y.sum().backward()


def test_a_result_made_in_place_and_changed_again_is_noticed() -> None:
    y = (leaf(2) * 1).exp_()
    y.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_changes_through_data_go_unnoticed() -> None:
    x = leaf(2)
    y = x * 1
    z = (y * y).sum()
    y.data.fill_(10)
    z.backward()
    assert x.grad.tolist() == [20, 20]


def test_changes_before_saving_do_no_harm() -> None:
    x = leaf(2)
    c = torch.ones(2, dtype=torch.float64)
    c.add_(1)
    (x * c).sum().backward()
    assert x.grad.tolist() == [2, 2]


# ---------------------------------------------------------------- refusals
def refused(change, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        change()


def test_leaves_and_their_views_are_not_changed_while_recording() -> None:
    x = leaf(2)
    refused(lambda: x.add_(1), "a leaf Variable that requires grad is being used in an in-place operation")
    refused(lambda: x[0].add_(1), "a view of a leaf Variable that requires grad")
    refused(lambda: x.__setitem__(0, 1.0), "a view of a leaf Variable that requires grad")
    with torch.no_grad():
        x[0] = 5.0
        x.add_(1)
    assert x.tolist() == [6, 2]
    assert x.is_leaf


def test_one_of_several_views_is_not_changed() -> None:
    y = leaf(2) * 1
    first, _ = y.unbind()
    refused(lambda: first.mul_(2), "Output 0 of Unbind is a view and is being modified inplace. This view is the output of a function that")
    y.mul_(2)
    refused(lambda: first.grad_fn, "its base or another view of its base has been modified inplace")
    a, _ = torch.zeros(2).unbind()
    assert a.mul_(2)._version == 1  # outside the graph there is no history to lose


def test_a_view_made_without_recording_is_not_changed_while_recording() -> None:
    y = leaf(2) * 1
    with torch.no_grad():
        view = y[:1]
        view.mul_(2)
    refused(lambda: view.mul_(2), "A view was created in no_grad mode and is being modified inplace with grad mode enabled")


def test_expanded_tensors_are_only_filled() -> None:
    x = torch.zeros(2).expand(3, 2)
    refused(lambda: x.add_(1), "more than one element of the written-to tensor refers to a single memory location")
    assert x.fill_(4.0).tolist() == [[4, 4]] * 3


def test_results_must_fit() -> None:
    refused(lambda: torch.zeros(2).add_(torch.ones(2, 2)), r"output with shape \[2\] doesn't match the broadcast shape \[2, 2\]")
    refused(lambda: torch.ones(2, dtype=torch.int64).add_(0.5), "result type Float can't be cast to the desired output type Long")
    assert torch.ones(2).add_(torch.ones(2, dtype=torch.float64)).dtype is torch.float32


def test_views_are_not_detached_in_place() -> None:
    refused(lambda: (leaf(2) * 1)[0].detach_(), "Can't detach views in-place")


def test_inference_tensors_stay_as_they_are() -> None:
    with torch.inference_mode():
        y = torch.ones(2) * 2
        y.add_(1)
    refused(lambda: y.add_(1), "Inplace update to inference tensor outside InferenceMode is not allowed")
    refused(lambda: torch.ones(2, requires_grad=True) * y, "Inference tensors cannot be saved for backward")
    assert y.is_inference()
    assert y[0].is_inference()
    assert not y.clone().is_inference()


# ---------------------------------------------------------------- out=
def test_out_receives_values_and_takes_their_shape() -> None:
    out = torch.empty(0)
    assert torch.add(torch.ones(2), 1, out=out) is out
    assert out.tolist() == [2, 2]
    with pytest.warns(UserWarning, match=r"resized since it had shape \[2\], which does not match the required output shape \[3\]"):
        torch.add(torch.ones(3), 1, out=out)
    refused(lambda: torch.add(torch.ones(3), 1, out=torch.zeros(3, dtype=torch.int64)), "result type Float can't be cast")
    refused(lambda: torch.add(leaf(2), 1, out=out), r"add\(\): functions with out=... arguments don't support automatic differentiation")
