"""Transforms of transforms: any two of them, composed, agree with differences, and inside vmap with a loop."""

import itertools

import pytest

import gradcli as torch
from gradcli.func import grad, hessian, jacfwd, jacrev, jvp, vjp, vmap
from gradcli.nn import functional as F

X = [0.4, -0.7, 1.1]
W = torch.tensor([[0.3, -0.2, 0.5], [0.7, 0.1, -0.4], [-0.6, 0.8, 0.2]], dtype=torch.float64)
ALONG = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)
SCALES = torch.tensor([1.0, 0.5], dtype=torch.float64)


def in_place(x):
    y = x * 2
    y.mul_(x)
    y[0] = x.sum()
    return y.sin()


FUNCTIONS = {
    "linear": lambda x: F.linear(x, W, ALONG).tanh(),
    "broadcast product": lambda x: (x * x.sum()) ** 2,
    "result kept": lambda x: x.softmax(0) * x.exp(),
    "indexed": lambda x: x[[0, 2, 2]] * x[:1],
    "by cases": lambda x: torch.where(x > 0, x * x, x.exp()),
    "clamped": lambda x: x.clamp(min=torch.tensor(-0.5, dtype=torch.float64)) ** 3,
    "in place": in_place,
}
TRANSFORMS = {
    "grad": lambda f: grad(lambda x: f(x).pow(2).sum()),
    "vjp": lambda f: lambda x: pulled_ones(f, x),
    "jvp": lambda f: lambda x: jvp(f, (x,), (ALONG,))[1],
    "jacrev": jacrev,
    "jacfwd": jacfwd,
    "hessian": lambda f: hessian(lambda x: f(x).sum()),
    "vmap": lambda f: lambda x: vmap(lambda s: f(s * x))(SCALES),
    "vmap of jvp": lambda f: lambda x: vmap(lambda t: jvp(f, (x,), (t,))[1])(torch.eye(3, dtype=torch.float64)),
    "vmap of a pullback": lambda f: lambda x: vmap(vjp(f, x)[1])(torch.stack([f(x), f(x) * 2]))[0],
}


PAIRS = list(itertools.product(TRANSFORMS, TRANSFORMS))


def pulled_ones(f, x):
    y, pull = vjp(f, x)
    return pull(torch.ones_like(y))[0]


def point():
    return torch.tensor(X, dtype=torch.float64)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
@pytest.mark.parametrize(("outer", "inner"), PAIRS, ids=lambda name: name)
def test_the_tangent_of_two_transforms_is_that_of_differences(outer, inner, function):
    composed = TRANSFORMS[outer](TRANSFORMS[inner](function))
    h = 1e-4  # the fourth-order formula leaves h^4 of the fifth derivative, below 1e-10 here, and eps / h of rounding, 1e-11
    near = [composed(point() + k * h * ALONG) for k in (-2, -1, 1, 2)]
    numeric = (near[0] - 8 * near[1] + 8 * near[2] - near[3]) / (12 * h)
    _, tangent = jvp(composed, (point(),), (ALONG,))
    assert torch.allclose(tangent, numeric, rtol=1e-7, atol=1e-7 * max(1.0, numeric.abs().max().item()))


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
@pytest.mark.parametrize(("outer", "inner"), PAIRS, ids=lambda name: name)
def test_two_transforms_inside_vmap_are_those_of_each_example(outer, inner, function):
    composed = TRANSFORMS[outer](TRANSFORMS[inner](function))
    batch = torch.stack([point(), point() * 2], 1)
    found = vmap(composed, in_dims=1)(batch)
    one_by_one = torch.stack([composed(batch[:, 0]), composed(batch[:, 1])])
    assert torch.allclose(found, one_by_one, rtol=1e-10, atol=1e-12)  # the same operations, summed in another order
