"""What kernels set aside for their backward, and backwards that go without: the gradients are the same."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gradcli as torch
from gradcli.autograd.aside import asides
from gradcli.autograd.trace import Tracer

F = torch.nn.functional
RTOL, ATOL = 1e-12, 1e-14  # two ways to the same sums of a few terms of size 1, in float64
CLASSES = torch.tensor([[1, 0, 3], [2, 2, 1]])
MASK = torch.tensor([[0.0, 0.5, float("-inf")], [0.0, 0.0, 0.0]], dtype=torch.float64)
KEEPERS: dict[str, tuple[Callable[..., Any], tuple[tuple[int, ...], ...]]] = {
    "cross entropy": (lambda x: F.cross_entropy(x, CLASSES[0]), ((3, 4),)),
    "weighted cross entropy of each sample": (lambda x, w: F.cross_entropy(x, CLASSES, w.detach().abs(), reduction="none"), ((2, 4, 3), (4,))),
    "cross entropy with ignored samples": (lambda x: F.cross_entropy(x, CLASSES[0], ignore_index=0), ((3, 4),)),
    "smoothed cross entropy": (lambda x: F.cross_entropy(x, CLASSES, label_smoothing=0.1), ((2, 4, 3),)),
    "max pooling": (lambda x: F.max_pool2d(x, 2), ((2, 3, 4, 4),)),
    "overlapping max pooling": (lambda x: F.max_pool2d(x, (3, 2), (2, 1), 1, ceil_mode=True), ((2, 6, 5),)),
    "dilated max pooling": (lambda x: F.max_pool1d(x, 3, dilation=2), ((2, 2, 9),)),
    "convolution": (lambda x, w, b: F.conv2d(x, w, b), ((2, 2, 4, 5), (3, 2, 2, 3), (3,))),
    "convolution in groups": (lambda x, w: F.conv1d(x, w, stride=2, padding=1, dilation=2, groups=2), ((2, 4, 9), (6, 2, 3))),
    "attention": (F.scaled_dot_product_attention, ((2, 2, 2, 5), (2, 2, 3, 5), (2, 2, 3, 5))),
    "masked attention": (lambda q, k, v: F.scaled_dot_product_attention(q, k, v, MASK), ((1, 2, 2, 5), (1, 2, 3, 5), (1, 2, 3, 5))),
}
every = pytest.mark.parametrize(("f", "shapes"), KEEPERS.values(), ids=list(KEEPERS))


def leaves(shapes: tuple[tuple[int, ...], ...]) -> list[Any]:
    """Normal numbers that require grad."""
    rng = np.random.default_rng(0)
    return [torch.tensor(rng.standard_normal(shape), requires_grad=True) for shape in shapes]


def gradients(y: Any, xs: list[Any], **how: Any) -> list[Any]:
    """Those of the sum of cos(1), cos(2), ... times the elements of y."""
    g = torch.tensor(np.cos(1.0 + np.arange(y.numel())).reshape(y.shape))
    return [np.zeros(x.shape) if h is None else h.detach().numpy() for x, h in zip(xs, torch.autograd.grad(y, xs, g, allow_unused=True, **how))]


def assert_same(got: list[Any], expected: list[Any]) -> None:
    for a, b in zip(got, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=RTOL, atol=ATOL)


@every
def test_a_second_backward_gives_the_same_to_the_last_bit(f: Any, shapes: Any) -> None:
    xs = leaves(shapes)
    y = f(*xs)
    first = gradients(y, xs, retain_graph=True)
    assert [g.tobytes() for g in gradients(y, xs)] == [g.tobytes() for g in first]


@every
def test_a_recorded_backward_gives_the_same(f: Any, shapes: Any) -> None:
    xs = leaves(shapes)
    assert_same(gradients(f(*xs), xs, create_graph=True), gradients(f(*xs), xs))


@every
def test_nothing_set_aside_gives_the_same(f: Any, shapes: Any) -> None:
    xs = leaves(shapes)
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        without = f(*xs)
    assert_same(gradients(without, xs), gradients(f(*xs), xs))


@every
def test_gradients_in_one_pass_are_those_one_by_one(f: Any, shapes: Any) -> None:
    xs = leaves(shapes)
    y = f(*xs)
    gs = torch.tensor(np.random.default_rng(1).standard_normal((3, *y.shape)))
    together = torch.autograd.grad(y, xs, gs, retain_graph=True, is_grads_batched=True, allow_unused=True)
    for k, g in enumerate(gs):
        alone = torch.autograd.grad(y, xs, g, retain_graph=True, allow_unused=True)
        assert_same([h[k].numpy() for h in together if h is not None], [h.numpy() for h in alone if h is not None])


def test_a_hook_between_the_nodes_of_cross_entropy_is_heard() -> None:
    (x,) = leaves(((3, 4),))
    expected = 2 * gradients(F.cross_entropy(x, CLASSES[0]), [x])[0]
    loss = F.cross_entropy(x, CLASSES[0])
    loss.grad_fn.next_functions[0][0].register_prehook(lambda gs: (2 * gs[0],))
    assert_same(gradients(loss, [x]), [expected])


def test_only_what_will_have_a_plain_backward_sets_aside() -> None:
    x, constant = torch.ones(2, requires_grad=True), torch.ones(2)
    assert len(asides(2, constant, x)) == 2
    assert asides(1, constant) == asides(1, None) == ()
    with torch.no_grad():
        assert asides(1, x) == ()
    found = []
    torch.func.vmap(lambda row: found.append(asides(1, row)) or row)(torch.ones(2, 2, requires_grad=True))
    assert found == [()]


def test_what_was_set_aside_of_swapped_data_is_not_used() -> None:
    x, w = leaves(((1, 1, 4), (1, 1, 2)))
    y = F.conv1d(x, w)
    other = torch.tensor([[[1.0, 2.0, 3.0, 4.0]]], dtype=torch.float64)
    x.data = other
    (g,) = torch.autograd.grad(y.sum(), w)
    assert g.tolist() == [[[6.0, 9.0]]]


@every
def test_a_traced_run_gives_the_same_to_the_last_bit(f: Any, shapes: Any) -> None:
    xs = leaves(shapes)
    with Tracer():
        traced = gradients(f(*xs), xs)
    assert [g.tobytes() for g in traced] == [g.tobytes() for g in gradients(f(*xs), xs)]
