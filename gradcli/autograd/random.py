"""Random functions: manual_seed, rand, randn, randint, ...; one generator, so that one seed repeats a run."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd import misfit
from gradcli.autograd.creation import into, like
from gradcli.autograd.draws import Draw, Shape, chances, default_generator, drawn, drawn_like, floating, gaussian, uniform, whole
from gradcli.autograd.draws import Generator as Generator
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.names import public
from gradcli.autograd.op import OPS
from gradcli.autograd.poisson import counts
from gradcli.autograd.size import asked, size_of
from gradcli.autograd.stream import Stream
from gradcli.autograd.tensor import Tensor, make, type_name, unwrap
from gradcli.autograd.vmapping import for_each_example


@public("torch")
def manual_seed(seed: int) -> Generator:
    """Seed the engine's generator."""
    return default_generator.manual_seed(seed)


@public("torch")
def seed() -> int:
    """Seed from the operating system; returns the seed."""
    return default_generator.seed()


@public("torch")
def initial_seed() -> int:
    """The seed last set."""
    return default_generator.initial_seed()


@public("torch")
def get_rng_state() -> Tensor:
    """The generator's state, for set_rng_state."""
    return default_generator.get_state()


@public("torch")
def set_rng_state(new_state: Tensor) -> None:
    """Bring the generator back to a saved state."""
    default_generator.set_state(new_state)


@contextmanager
def fork_rng(devices: Any = (), enabled: bool = True, device_type: str = "cpu") -> Iterator[None]:
    """A `with` block after which the generator is as it was before."""
    before = default_generator.get_state()
    try:
        yield
    finally:
        if enabled:
            default_generator.set_state(before)


@public("torch")
def rand(*size: Any, **options: Any) -> Tensor:
    """Uniform on [0, 1)."""
    return drawn(uniform(0.0, 1.0), size_of(asked(size, options), "rand"), options, "rand")


@public("torch")
def randn(*size: Any, **options: Any) -> Tensor:
    """Standard normal."""
    return drawn(gaussian(0, 1), size_of(asked(size, options), "randn"), options, "randn")


@public("torch")
def randint(*args: Any, **options: Any) -> Tensor:
    """Whole numbers: randint(high, size) or randint(low, high, size)."""
    names = ("low", "high", "size") if len(args) + sum(name in options for name in ("low", "high", "size")) == 3 else ("high", "size")
    given = dict(zip((name for name in names if name not in options), args))
    given |= {name: options.pop(name) for name in names if name in options}
    if len(args) > 3 or set(given) != set(names):
        got = ", ".join(type(a).__name__ for a in args)
        wants = "(int low, int high, tuple of ints size) or (int high, tuple of ints size)"
        raise TypeError(f"randint() received an invalid combination of arguments - got ({got}), but expected {wants}")
    if not isinstance(given["size"], (tuple, list)):
        place = len(args) - 1 if len(args) == len(names) else len(args)
        raise TypeError(f"randint(): argument 'size' (position {place + 1}) must be tuple of ints, not {type(given['size']).__name__}")
    options.setdefault("dtype", dtypes.int64)
    return drawn(whole(given.get("low", 0), given["high"]), size_of((given["size"],), "randint"), options, "randint")


@public("torch")
def randperm(n: int, **options: Any) -> Tensor:
    """A permutation of 0 .. n - 1."""
    if not hasattr(n, "__index__"):
        raise TypeError(f"randperm(): argument 'n' (position 1) must be int, not {type(n).__name__}")
    if n < 0:
        raise RuntimeError(f"n must be non-negative, got {n}")
    options.setdefault("dtype", dtypes.int64)
    orders = lambda stream, shape, _kind: np.array([stream.permutation(n) for _ in range(math.prod(shape[:-1]))], np.int64).reshape(shape)
    return drawn(orders, (int(n),), options, "randperm")


@public("torch")
def rand_like(input: Tensor, **options: Any) -> Tensor:
    """Uniform numbers in the shape and type of another tensor."""
    return drawn_like(uniform(0.0, 1.0), input, options, "rand_like")


@public("torch")
def randn_like(input: Tensor, **options: Any) -> Tensor:
    """Normal numbers in the shape and type of another tensor."""
    return drawn_like(gaussian(0, 1), input, options, "randn_like")


@public("torch")
def randint_like(input: Tensor, *limits: int, **options: Any) -> Tensor:
    """Whole numbers in the shape and type of another tensor."""
    low, high = (options.pop("low", 0), *limits, *([options.pop("high")] if "high" in options else []))[-2:]
    return drawn_like(whole(low, high), input, options, "randint_like")


@public("torch")
@for_each_example
def normal(mean: Any = 0.0, std: Any = 1.0, size: Any = None, **options: Any) -> Tensor:
    """Normal numbers with the given mean and standard deviation, tensors or numbers."""
    shape = size_of((size,), "normal") if size is not None else misfit.broadcast(np.shape(unwrap(mean)), np.shape(unwrap(std)))
    kinds = [t.dtype for t in (mean, std) if isinstance(t, Tensor)]
    t = drawn(gaussian(unwrap(mean), unwrap(std)), shape, {"dtype": kinds[0] if kinds else None, **options}, "normal")
    name = f"normal_by_{'both' if len(kinds) == 2 else 'mean' if isinstance(mean, Tensor) else 'std'}"
    return in_graph(name, t, *(x for x in (mean, std) if isinstance(x, Tensor)))


def in_graph(name: str, t: Tensor, *parameters: Tensor) -> Tensor:
    """Numbers drawn, with a node where a parameter they were drawn with requires grad: it gets zeros."""
    if not (MODE.enabled and any(x.requires_grad for x in parameters)):
        return t
    kept: Tensor = OPS[name](*parameters, t)
    return kept


@public("torch Tensor")
@for_each_example
def bernoulli(input: Tensor, p: float | None = None, **options: Any) -> Tensor:
    """1 with the given probabilities (or p), else 0; no gradient reaches them."""
    t = drawn(chances(np.asarray(input._data) if p is None else p), input._data.shape, like(input, options), "bernoulli")
    return in_graph("bernoulli", t, input)


@public("torch")
@for_each_example
def poisson(input: Tensor, generator: Any = None) -> Tensor:
    """Poisson numbers with the given rates; no gradient reaches them. Raises RuntimeError for a negative rate."""
    rates = np.asarray(input._data)
    floating(rates.dtype, "poisson_cpu")
    return in_graph("poisson", drawn(counts(rates), rates.shape, {"dtype": input.dtype, "generator": generator}, "poisson"), input)


@public("torch Tensor")
@for_each_example
def multinomial(
    input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None, out: Tensor | None = None
) -> Tensor:
    """Indices drawn with the given weights, per row. Raises RuntimeError for weights or numbers of samples that make no sense."""
    weights = np.atleast_2d(input._data)
    if input.ndim not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if weights.dtype.kind != "f":
        raise RuntimeError(f"multinomial only supports floating-point dtypes for input, got: {type_name(weights)[6:-6]}")
    if out is not None and out._data.dtype != np.int64:
        raise RuntimeError(f"multinomial expects Long tensor out, got: {type_name(out._data)[6:-6]}")
    if weights.shape[-1] > 2**24:
        raise RuntimeError("number of categories cannot exceed 2^24")
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise RuntimeError(unlikely(weights, replacement and num_samples > 1))
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and num_samples > weights.shape[-1]:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if not weights.sum(-1).all():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    draw = repeated(weights) if replacement and num_samples > 1 else ranked(weights)
    t = drawn(draw, (len(weights), num_samples), {"dtype": dtypes.int64, "generator": generator}, "multinomial")
    return into(out, make(t._data[0]) if input.ndim == 1 else t)


def unlikely(weights: Any, one_by_one: bool) -> str:
    """What is wrong with weights that are no probabilities."""
    if not one_by_one:
        return "probability tensor contains either `inf`, `nan` or element < 0"
    first = weights[~(np.isfinite(weights) & (weights >= 0))][0]
    return f"invalid multinomial distribution (encountering probability entry {'< 0' if first < 0 else '= infinity or NaN'})"


def repeated(weights: Any) -> Draw:
    """Indices drawn one by one from the cumulated weights."""
    sums = np.cumsum(weights, -1)
    sums = (sums / sums[:, -1:]).astype(weights.dtype)
    return lambda stream, shape, _kind: np.stack([np.searchsorted(row, stream.unit(shape[1], "d")) for row in sums])


def ranked(weights: Any) -> Draw:
    """Different indices: those of the largest quotients of weights and exponential numbers."""

    def draw(stream: Stream, shape: Shape, _kind: Any) -> Any:
        q = stream.exponential(weights.shape).astype(weights.dtype)
        return np.ascontiguousarray(np.argsort(-(weights / q), -1, kind="stable")[:, : shape[1]])

    return draw
