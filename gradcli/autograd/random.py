"""The engine's random generator: manual_seed, rand, randn, randint, ...; one generator, so that one seed repeats a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd import state
from gradcli.autograd.creation import finish, into, like, size_of
from gradcli.autograd.names import public
from gradcli.autograd.tensor import Tensor, make, unwrap


class Generator:
    """A source of random numbers that can be seeded, as torch.Generator."""

    def __init__(self, device: Any = "cpu") -> None:
        self.rng = np.random.Generator(np.random.PCG64(0))
        self._seed = 0

    def manual_seed(self, seed: int) -> Generator:
        """Start again from `seed`."""
        self._seed = int(seed)
        self.rng = np.random.Generator(np.random.PCG64(self._seed % 2**64))
        return self

    def initial_seed(self) -> int:
        return self._seed

    def get_state(self) -> Any:
        return self.rng.bit_generator.state

    def set_state(self, state: Any) -> None:
        self.rng.bit_generator.state = state


default_generator = Generator()


def source(generator: Generator | None = None) -> np.random.Generator:
    """The numpy generator to draw from; whoever traces is told that random numbers were drawn."""
    return (generator or default_generator).rng


@public("torch")
def manual_seed(seed: int) -> Generator:
    """Seed the engine's generator."""
    return default_generator.manual_seed(seed)


@public("torch")
def seed() -> int:
    """Seed from the operating system; returns the seed."""
    value = int(np.random.SeedSequence().generate_state(1, np.uint64)[0])
    default_generator.manual_seed(value)
    return value


@public("torch")
def initial_seed() -> int:
    """The seed last set."""
    return default_generator.initial_seed()


@public("torch")
def get_rng_state() -> Any:
    """The generator's state, for set_rng_state."""
    return default_generator.get_state()


@public("torch")
def set_rng_state(new_state: Any) -> None:
    """Bring the generator back to a saved state."""
    default_generator.set_state(new_state)


def drawn(fill: Callable[[np.random.Generator], Any], options: dict[str, Any], name: str) -> Tensor:
    """A tensor of random numbers; the tracer hears of the draw."""
    kind = options.get("dtype")
    data = fill(source(options.get("generator")))
    data = np.asarray(data).astype(dtypes.resolve(kind).numpy if kind is not None else dtypes.DEFAULT.floating.numpy)
    t = finish(data, None, bool(options.get("requires_grad")), options.get("device"))
    if state.tracer is not None:
        state.tracer.event("random", t, name)
    return into(options.get("out"), t)


@public("torch")
def rand(*size: Any, **options: Any) -> Tensor:
    """Uniform on [0, 1)."""
    shape = size_of(options.pop("size", size), "rand")
    return drawn(lambda rng: rng.random(shape), options, "rand")


@public("torch")
def randn(*size: Any, **options: Any) -> Tensor:
    """Standard normal."""
    shape = size_of(options.pop("size", size), "randn")
    return drawn(lambda rng: rng.standard_normal(shape), options, "randn")


@public("torch")
def randint(*args: Any, **options: Any) -> Tensor:
    """Whole numbers: randint(high, size) or randint(low, high, size)."""
    low = options.pop("low", 0)
    size = options.pop("size", None)
    values = list(args)
    if size is None:
        size = values.pop()
    high = options.pop("high", None) or values.pop()
    low = values[0] if values else low
    options.setdefault("dtype", dtypes.int64)
    return drawn(lambda rng: rng.integers(low, high, size_of((size,), "randint")), options, "randint")


@public("torch")
def randperm(n: int, **options: Any) -> Tensor:
    """A permutation of 0 .. n - 1."""
    options.setdefault("dtype", dtypes.int64)
    return drawn(lambda rng: rng.permutation(n), options, "randperm")


@public("torch")
def rand_like(input: Tensor, **options: Any) -> Tensor:
    """Uniform numbers in the shape and type of another tensor."""
    return drawn(lambda rng: rng.random(input._data.shape), like(input, options), "rand_like")


@public("torch")
def randn_like(input: Tensor, **options: Any) -> Tensor:
    """Normal numbers in the shape and type of another tensor."""
    return drawn(lambda rng: rng.standard_normal(input._data.shape), like(input, options), "randn_like")


@public("torch")
def randint_like(input: Tensor, *limits: int, **options: Any) -> Tensor:
    """Whole numbers in the shape and type of another tensor."""
    low, high = (0, *limits)[-2:]
    return drawn(lambda rng: rng.integers(low, high, input._data.shape), like(input, options), "randint_like")


@public("torch")
def normal(mean: Any = 0.0, std: Any = 1.0, size: Any = None, **options: Any) -> Tensor:
    """Normal numbers with the given mean and standard deviation, tensors or numbers."""
    shape = size_of((size,), "normal") if size is not None else np.broadcast(unwrap(mean), unwrap(std)).shape
    return drawn(lambda rng: unwrap(mean) + unwrap(std) * rng.standard_normal(shape), options, "normal")


@public("torch")
def bernoulli(input: Tensor, **options: Any) -> Tensor:
    """1 with the given probabilities, else 0; no gradient reaches them."""
    return drawn(lambda rng: rng.random(input._data.shape) < input._data, like(input, options), "bernoulli")


@public("torch Tensor")
def multinomial(input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None) -> Tensor:
    """Indices drawn with the given weights, per row."""
    weights = np.atleast_2d(input._data).astype(np.float64)
    options = {"dtype": dtypes.int64, "generator": generator}
    rows = lambda rng: np.stack([rng.choice(len(w), num_samples, replacement, w / w.sum()) for w in weights])
    t = drawn(rows, options, "multinomial")
    return make(t._data[0]) if input.ndim == 1 else t


def fill_in(t: Tensor, values: Callable[[np.random.Generator], Any], generator: Any, name: str) -> Tensor:
    """Overwrite a tensor with random numbers; its history ends there."""
    from gradcli.autograd.view import refuse_leaf, write

    refuse_leaf(t)
    write(t, values(source(generator)))
    if state.tracer is not None:
        state.tracer.event("random", t, name)
    return t


@public("Tensor")
def uniform_(self: Tensor, a: float = 0.0, b: float = 1.0, *, generator: Any = None) -> Tensor:
    """Fill with uniform numbers in [a, b)."""
    return fill_in(self, lambda rng: rng.uniform(a, b, self._data.shape), generator, "uniform_")


@public("Tensor")
def normal_(self: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Any = None) -> Tensor:
    """Fill with normal numbers."""
    return fill_in(self, lambda rng: rng.normal(mean, std, self._data.shape), generator, "normal_")


@public("Tensor")
def random_(self: Tensor, low: int = 0, high: int = 2**24, *, generator: Any = None) -> Tensor:
    """Fill with whole numbers."""
    return fill_in(self, lambda rng: rng.integers(low, high, self._data.shape), generator, "random_")


@public("Tensor")
def bernoulli_(self: Tensor, p: float = 0.5, *, generator: Any = None) -> Tensor:
    """Fill with 1 (probability p) and 0."""
    return fill_in(self, lambda rng: rng.random(self._data.shape) < p, generator, "bernoulli_")


@public("Tensor")
def exponential_(self: Tensor, lambd: float = 1.0, *, generator: Any = None) -> Tensor:
    """Fill with exponentially distributed numbers."""
    return fill_in(self, lambda rng: rng.exponential(1 / lambd, self._data.shape), generator, "exponential_")
