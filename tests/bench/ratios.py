"""How many times longer the engine takes than numpy code with its gradients worked out by hand: `python tests/bench/ratios.py [name ...]`.

Both are measured in turns in one process, and agree before they are timed. The exit code is 1 when a ratio is above its limit, half as
much again as it was when it was written down: a workload that crosses it has lost something. Set OPENBLAS_NUM_THREADS=1: a second
thread that has to wait makes times mean nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import gradcli as torch
from gradcli.nn import functional as F

Pair = tuple[Callable[[], Any], Callable[[], Any]]  # the engine's gradients, and those by hand
WORKLOADS: dict[str, tuple[float, Callable[[], Pair]]] = {}
RNG = np.random.default_rng(0)
ROUNDS, SECONDS = 25, 0.01  # turns, and how long each is at least


def workload(limit: float) -> Callable[[Callable[[], Pair]], Callable[[], Pair]]:
    """Register a workload under the name of its function."""

    def register(make: Callable[[], Pair]) -> Callable[[], Pair]:
        WORKLOADS[make.__name__] = (limit, make)
        return make

    return register


def gradients(f: Callable[..., Any], *arrays: Any) -> Callable[[], Any]:
    """A forward and a backward pass of a scalar function on tensors."""
    leaves = [torch.tensor(a, requires_grad=True) for a in arrays]
    return lambda: [g.numpy() for g in torch.autograd.grad(f(*leaves), leaves)]


def probabilities(z: Any) -> Any:
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def from_classes(z: Any, classes: Any) -> Any:
    """The gradient of the mean cross entropy in z."""
    g = probabilities(z)
    g[np.arange(len(z)), classes] -= 1
    return g / len(z)


@workload(60)
def scalar_chain() -> Pair:
    """10,000 operations on one number, one after the other."""

    def f(x: Any) -> Any:
        for _ in range(5000):
            x = x * 0.999 + 0.001
        return x

    def by_hand() -> Any:
        f(np.float64(0.7))
        g = np.float64(1.0)
        for _ in range(5000):
            g = g * 0.999
        return [g]

    return gradients(f, np.float64(0.7)), by_hand


@workload(2.5)
def elementwise() -> Pair:
    """A million elements."""
    x, y = RNG.standard_normal((2, 1_000_000))

    def by_hand() -> Any:
        t, e = np.tanh(x * y), np.exp(-(x * x))
        slope = 1 - t * t
        return [slope * y - 2 * x * e * y, slope * x + e]

    return gradients(lambda x, y: (torch.tanh(x * y) + torch.exp(-(x * x)) * y).sum(), x, y), by_hand


@workload(2)
def perceptron() -> Pair:
    """784 - 128 - 10 on a batch of 64."""
    x, classes = RNG.standard_normal((64, 784)), RNG.integers(0, 10, 64)
    w1, b1, w2, b2 = (
        RNG.standard_normal((784, 128)) / 28,
        RNG.standard_normal(128),
        RNG.standard_normal((128, 10)) / 11,
        RNG.standard_normal(10),
    )
    batch, labels = torch.tensor(x), torch.tensor(classes)

    def by_hand() -> Any:
        z = x @ w1 + b1
        h = np.maximum(z, 0)
        g = from_classes(h @ w2 + b2, classes)
        gh = (g @ w2.T) * (z > 0)
        return [x.T @ gh, gh.sum(0), h.T @ g, g.sum(0)]

    return gradients(lambda w1, b1, w2, b2: F.cross_entropy(torch.relu(batch @ w1 + b1) @ w2 + b2, labels), w1, b1, w2, b2), by_hand


@workload(1.3)
def cross_entropy() -> Pair:
    """256 samples of 1000 classes."""
    z, classes = RNG.standard_normal((256, 1000)), RNG.integers(0, 1000, 256)
    labels = torch.tensor(classes)
    return gradients(lambda z: F.cross_entropy(z, labels), z), lambda: [from_classes(z, classes)]


@workload(2.5)
def convnet() -> Pair:
    """8 images of 28 x 28: 8 kernels of 5 x 5, relu, pooling, a linear layer."""
    x, classes = RNG.standard_normal((8, 1, 28, 28)), RNG.integers(0, 10, 8)
    w, v = RNG.standard_normal((8, 1, 5, 5)) / 5, RNG.standard_normal((1152, 10)) / 34
    images, labels = torch.tensor(x), torch.tensor(classes)

    def f(w: Any, v: Any) -> Any:
        h = F.max_pool2d(torch.relu(F.conv2d(images, w)), 2)
        return F.cross_entropy(h.reshape(8, -1) @ v, labels)

    def by_hand() -> Any:
        columns = np.lib.stride_tricks.sliding_window_view(x[:, 0], (5, 5), (1, 2)).transpose(0, 3, 4, 1, 2).reshape(8, 25, 576)
        r = np.maximum(w.reshape(8, 25) @ columns, 0)
        parts = r.reshape(8, 8, 12, 2, 12, 2).transpose(3, 5, 0, 1, 2, 4).reshape(4, 8, 8, 12, 12)
        best = parts.max(0)
        g = from_classes(best.reshape(8, -1) @ v, classes)
        gh = (g @ v.T).reshape(best.shape) * (best > 0)
        back = ((parts == best) * gh).reshape(2, 2, 8, 8, 12, 12).transpose(2, 3, 4, 0, 5, 1).reshape(8, 8, 576)
        return [(back @ columns.mT).sum(0).reshape(w.shape), best.reshape(8, -1).T @ g]

    return gradients(f, w, v), by_hand


@workload(1.5)
def attention() -> Pair:
    """4 heads of 64 positions and 16 numbers, a batch of 4."""
    q, k, v = RNG.standard_normal((3, 4, 4, 64, 16))

    def by_hand() -> Any:
        e = np.exp(q @ k.mT / 4)
        p = e / e.sum(-1, keepdims=True)
        g = 2 * (p @ v)
        gs = g @ v.mT
        gs = p * (gs - (gs * p).sum(-1, keepdims=True)) / 4
        return [gs @ k, gs.mT @ q, p.mT @ g]

    return gradients(lambda q, k, v: (F.scaled_dot_product_attention(q, k, v) ** 2).sum(), q, k, v), by_hand


@workload(3.8)
def recurrent() -> Pair:
    """200 steps of 32 units on a batch of 8: small matrices, many operations."""
    xs = RNG.standard_normal((200, 8, 32))
    w, v, b = RNG.standard_normal((32, 32)) / 10, RNG.standard_normal((32, 32)) / 10, RNG.standard_normal(32)
    steps = [torch.tensor(x) for x in xs]

    def f(w: Any, v: Any, b: Any) -> Any:
        h = torch.zeros(8, 32, dtype=torch.float64)
        for x in steps:
            h = torch.tanh(x @ w + h @ v + b)
        return (h * h).sum()

    def by_hand() -> Any:
        hs = [np.zeros((8, 32))]
        for x in xs:
            hs.append(np.tanh(x @ w + hs[-1] @ v + b))
        g, (gw, gv, gb) = 2 * hs[-1], (np.zeros_like(a) for a in (w, v, b))
        for x, h, before in zip(xs[::-1], hs[:0:-1], hs[-2::-1]):
            g = g * (1 - h * h)
            gw, gv, gb = gw + x.T @ g, gv + before.T @ g, gb + g.sum(0)
            g = g @ v.T
        return [gw, gv, gb]

    return gradients(f, w, v, b), by_hand


@workload(4.5)
def jacobian() -> Pair:
    """200 x 200, of a matrix product between elementwise functions."""
    w, x = RNG.standard_normal((200, 200)) / 20, RNG.standard_normal(200)
    matrix, at = torch.tensor(w), torch.tensor(x)

    def by_hand() -> Any:
        t = np.tanh(w @ x)
        return [((1 - t * t) * x)[:, None] * w + np.diag(t)]

    return lambda: [torch.autograd.functional.jacobian(lambda x: torch.tanh(matrix @ x) * x, at).numpy()], by_hand


@workload(21)
def hessian() -> Pair:
    """50 x 50, of the same with a sine."""
    w, x = RNG.standard_normal((50, 50)) / 10, RNG.standard_normal(50)
    matrix, at = torch.tensor(w), torch.tensor(x)

    def by_hand() -> Any:
        t, s, c = np.tanh(w @ x), np.sin(x), np.cos(x)
        slope = 1 - t * t
        mixed = (c * slope)[:, None] * w
        return [w.T @ ((-2 * t * slope * s)[:, None] * w) + mixed + mixed.T - np.diag(t * s)]

    return lambda: [torch.autograd.functional.hessian(lambda x: (torch.tanh(matrix @ x) * torch.sin(x)).sum(), at).numpy()], by_hand


def entry_by_entry(f: Callable[[Any], Any], x: Any) -> Any:
    """The Jacobian of f by central differences of each column, (m, n): the least that a check has to find out."""
    moves = 1e-5 * np.eye(len(x))
    return np.stack([(f(x + move) - f(x - move)) / 2e-5 for move in moves], axis=-1)


def checked(build: Callable[[Any], Any], x: Any) -> Callable[[], Any]:
    """gradcheck of every entry, and its word."""
    return lambda: [float(torch.autograd.gradcheck(build, (torch.tensor(x, requires_grad=True),)))]


@workload(0.2)
def check_sum() -> Pair:
    """A full check of 1000 inputs and one output, against bare differences."""
    w, x = RNG.standard_normal((2, 1000))
    scale = torch.tensor(w)
    by_hand = lambda: [float(np.isfinite(entry_by_entry(lambda x: (np.tanh(x * w) + x * np.sin(x)).sum(), x)).all())]
    return checked(lambda x: (torch.tanh(x * scale) + x * torch.sin(x)).sum(), x), by_hand


@workload(4.5)
def check_dense() -> Pair:
    """A full check of 200 inputs and 200 outputs, against bare differences."""
    w, x = RNG.standard_normal((200, 200)) / 14, RNG.standard_normal(200)
    matrix = torch.tensor(w)
    by_hand = lambda: [float(np.isfinite(entry_by_entry(lambda x: np.tanh(w @ x) * x, x)).all())]
    return checked(lambda x: torch.tanh(matrix @ x) * x, x), by_hand


def seconds(run: Callable[[], Any], count: int) -> float:
    """Processor time of one of `count` runs."""
    start = time.thread_time()
    for _ in range(count):
        run()
    return (time.thread_time() - start) / count


def ratio(ours: Callable[[], Any], by_hand: Callable[[], Any]) -> tuple[float, float]:
    """(seconds the engine takes, how many times as long as by hand that is): the best of turns taken by both."""
    for g, expected in zip(ours(), by_hand(), strict=True):
        np.testing.assert_allclose(g, expected, rtol=1e-9, atol=1e-11)  # rounding of sums of up to a thousand terms
    counts = [max(1, int(SECONDS / seconds(run, 1))) for run in (ours, by_hand)]
    turns = [(seconds(ours, counts[0]), seconds(by_hand, counts[1])) for _ in range(ROUNDS)]
    best, other = (min(column) for column in zip(*turns))
    return best, best / other


def main(names: list[str]) -> int:
    """Print a line per workload; the exit code."""
    slow = 0
    for name, (limit, make) in WORKLOADS.items():
        if names and name not in names:
            continue
        taken, times = ratio(*make())
        slow += times > limit
        print(f"{name:14} {taken * 1e3:9.3f} ms  {times:6.2f} x by hand  (limit {limit:g}){'  SLOW' if times > limit else ''}")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
