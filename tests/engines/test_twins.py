"""Two tapes side by side: the same operations, joined alike?"""

import pytest

import gradcli as torch
from gradcli.engines._twins import twins


def leaf() -> torch.Tensor:
    return torch.tensor([0.5, -1.5], dtype=torch.float64, requires_grad=True)


def compared(one, other) -> bool:
    """twins() of one(x) and other(y)."""
    x, y = leaf(), leaf()
    return twins([(one(x), other(y))], {x: y})


C = torch.tensor([2.0, 3.0], dtype=torch.float64)
W = leaf()


@pytest.mark.parametrize(
    "f",
    [
        lambda x: (x * C).sin().sum(),
        lambda x: x.sort().values * x.split(1)[1],
        lambda x: (x * W).sum(),
        lambda x: x,
        lambda x: C * 2,
        lambda x: x * x.detach(),
    ],
)
def test_a_function_run_twice_makes_twins(f):
    assert compared(f, f)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda x: x * 2, lambda x: x + x),
        (lambda x: x * x, lambda x: x * x.detach()),
        (lambda x: x * x.detach(), lambda x: x.detach() * x),
        (lambda x: x.sin() * x.cos(), lambda x: x.cos() * x.sin()),
        (lambda x: x.split(1)[0] * 1, lambda x: x.split(1)[1] * 1),
        (lambda x: x.split(1)[0], lambda x: x.split(1)[1]),
        (lambda x: x * W, lambda x: x * leaf()),
        (lambda x: x.sin(), lambda x: C.sin()),
        (lambda x: x, lambda x: x * 1),
        (lambda x: x.sin(), lambda x: x.double().sin().to(torch.float32)),
        (lambda x: x.sin().sum(), lambda x: x.sum().sin()),
        (lambda x: torch.stack([x, x]).sum(), lambda x: torch.stack([x, x, x]).sum()),
        (lambda x: hooked(x.sin()).sum(), lambda x: x.sin().sum()),
        (lambda x: x.sin().sum(), lambda x: hooked(x.sin()).sum()),
        (lambda x: (a := x.sin()) * a, lambda x: x.sin() * x.sin()),
    ],
)
def test_anything_else_does_not(one, other):
    assert not compared(one, other)


def hooked(t: torch.Tensor) -> torch.Tensor:
    t.register_hook(lambda g: -g)
    return t


def test_a_chain_of_a_hundred_thousand_is_no_recursion():
    def chain(x):
        for _ in range(100_000):
            x = x * 1.0
        return x

    assert compared(chain, chain)


def test_no_operation_of_the_users_is_known_to_be_the_same():
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    assert not compared(Twice.apply, Twice.apply)
