"""The engine's random generator: manual_seed, rand, randn, randint, ...; one generator, so that one seed repeats a run."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd import misfit, state
from gradcli.autograd.creation import finish, into, like, size_of
from gradcli.autograd.names import public
from gradcli.autograd.stream import Stream
from gradcli.autograd.tensor import Tensor, make, type_name, unwrap

Shape = tuple[int, ...]
Draw = Callable[[Stream, Shape, Any], Any]  # (source, shape, numpy type) -> array
DEFAULT_SEED = 67280421310721  # of a Generator that nobody seeded
RANDOM_IN_VMAP = (
    "vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness flags on vmap "
    "or perform the randomness operation out of vmap"
)


class Generator:
    """A source of random numbers that can be seeded, as torch.Generator."""

    def __init__(self, device: Any = "cpu") -> None:
        self._seed = DEFAULT_SEED
        self.stream = Stream(self._seed)

    @property
    def device(self) -> Any:
        from gradcli.autograd.device import device

        return device("cpu")

    def manual_seed(self, seed: int) -> Generator:
        """Start again from `seed`."""
        self._seed = int(seed) % 2**64
        self.stream.seed(self._seed)
        return self

    def seed(self) -> int:
        """Start again from a seed of the operating system's; returns it."""
        return self.manual_seed(int(np.random.SeedSequence().generate_state(1, np.uint64)[0]))._seed

    def initial_seed(self) -> int:
        return self._seed

    def get_state(self) -> Tensor:
        """The state as bytes, for set_state."""
        return make(self.stream.state())

    def set_state(self, state: Tensor) -> None:
        """Go on from a state. Raises TypeError for anything but what get_state gave."""
        if not isinstance(state, Tensor) or state._data.dtype != np.uint8:
            raise TypeError("RNG state must be a torch.ByteTensor")
        self.stream.restore(state._data)


default_generator = Generator().manual_seed(0)


def source(generator: Generator | None = None) -> Stream:
    """Where to draw from."""
    return (generator or default_generator).stream


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


def drawn(draw: Draw, shape: Shape, options: dict[str, Any], name: str) -> Tensor:
    """A tensor of random numbers, in vmap one per example where it says "different"; the tracer hears of the draw."""
    kind = options.get("dtype")
    kind = dtypes.resolve(kind).numpy if kind is not None else dtypes.DEFAULT.floating.numpy
    level = mapping()
    shape = shape if level is None else (level.size, *shape)
    t = finish(draw(source(options.get("generator")), shape, kind).astype(kind, copy=False), None, options.get("requires_grad", False))
    if state.tracer is not None:
        state.tracer.event("random", t, name)
    return into(options.get("out"), t if level is None else level.wrap(t))


def drawn_like(draw: Draw, input: Tensor, options: dict[str, Any], name: str) -> Tensor:
    """Random numbers in the shape of another tensor, laid out as it is and drawn in the order of that memory."""
    data, options = np.asarray(input._data), like(input, options)
    order = memory_order(data)
    t = drawn(draw, tuple([data.shape[d] for d in order]), options, name)
    if order != sorted(order):
        t = t.permute(*np.argsort(order).tolist()) if state.levels else make(t._data.transpose(np.argsort(order)), t._edge)
    return t


def memory_order(data: Any) -> list[int]:
    """The axes of an array from the one with the longest stride to the shortest."""
    return sorted(range(data.ndim), key=lambda d: -data.strides[d])


def mapping() -> Any:
    """The innermost vmap if its examples draw numbers of their own, else None. Raises RuntimeError where it forbids to draw."""
    level = next((each for each in reversed(state.levels) if hasattr(each, "randomness")), None)
    if level is None or level.randomness == "same":
        return None
    if level.randomness == "error":
        raise RuntimeError(RANDOM_IN_VMAP)
    return level


def floating(kind: Any, kernel: str) -> None:
    """NotImplementedError for a type that has no fractions."""
    if kind.kind not in "fc":
        raise NotImplementedError(f'"{kernel}" not implemented for {type_name(np.zeros(0, kind)).removesuffix("Tensor").split(".")[-1]!r}')


def uniform(low: float, high: float) -> Draw:
    """Numbers on [low, high). Raises RuntimeError when low is above high."""
    if low > high:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={low} > to={high}")

    def draw(stream: Stream, shape: Shape, kind: Any) -> Any:
        floating(kind, "check_uniform_bounds")
        return stream.uniform(shape, low, high, kind)

    return draw


def gaussian(mean: Any, std: Any, in_blocks: bool = True) -> Draw:
    """Normal numbers. Raises RuntimeError for a negative standard deviation."""
    if not np.all(np.asarray(std) >= 0):
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")

    def draw(stream: Stream, shape: Shape, kind: Any) -> Any:
        floating(kind, "normal_kernel_cpu")
        return stream.normal(shape, kind, in_blocks) * std + mean

    return draw


def whole(low: int, high: int) -> Draw:
    """Whole numbers on [low, high). Raises RuntimeError when there are none."""
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    return lambda stream, shape, _kind: stream.below(high - low, shape).astype(np.int64) + low


def chances(p: Any) -> Draw:
    """1 with probability p, a number or an array, else 0. Raises RuntimeError for what is no probability."""
    if not isinstance(p, np.ndarray):
        if not 0 <= p <= 1:
            raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p}")
        return lambda stream, shape, _kind: (stream.unit(math.prod(shape), "d") < p).reshape(shape)
    floating(p.dtype, "bernoulli_tensor_cpu_p_")
    if not ((p >= 0) & (p <= 1)).all():
        raise RuntimeError("Expected p_in >= 0 && p_in <= 1 to be true, but got false.")
    return lambda stream, shape, _kind: stream.unit(math.prod(shape), p.dtype.char).reshape(shape) < p


@public("torch")
def rand(*size: Any, **options: Any) -> Tensor:
    """Uniform on [0, 1)."""
    return drawn(uniform(0.0, 1.0), size_of(options.pop("size", size), "rand"), options, "rand")


@public("torch")
def randn(*size: Any, **options: Any) -> Tensor:
    """Standard normal."""
    return drawn(gaussian(0, 1), size_of(options.pop("size", size), "randn"), options, "randn")


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
    low, high = (0, *limits)[-2:]
    return drawn_like(whole(low, high), input, options, "randint_like")


@public("torch")
def normal(mean: Any = 0.0, std: Any = 1.0, size: Any = None, **options: Any) -> Tensor:
    """Normal numbers with the given mean and standard deviation, tensors or numbers."""
    shape = size_of((size,), "normal") if size is not None else misfit.broadcast(np.shape(unwrap(mean)), np.shape(unwrap(std)))
    kinds = [t.dtype for t in (mean, std) if isinstance(t, Tensor)]
    return drawn(gaussian(unwrap(mean), unwrap(std)), shape, {"dtype": kinds[0] if kinds else None, **options}, "normal")


@public("torch")
def bernoulli(input: Tensor, p: float | None = None, **options: Any) -> Tensor:
    """1 with the given probabilities (or p), else 0; no gradient reaches them."""
    return drawn(chances(np.asarray(input._data) if p is None else p), input._data.shape, like(input, options), "bernoulli")


@public("torch Tensor")
def multinomial(input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None) -> Tensor:
    """Indices drawn with the given weights, per row. Raises RuntimeError for weights or numbers of samples that make no sense."""
    weights = np.atleast_2d(input._data)
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and num_samples > weights.shape[-1]:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if not weights.sum(-1).all():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    draw = repeated(weights) if replacement and num_samples > 1 else ranked(weights)
    t = drawn(draw, (len(weights), num_samples), {"dtype": dtypes.int64, "generator": generator}, "multinomial")
    return make(t._data[0]) if input.ndim == 1 else t


def repeated(weights: Any) -> Draw:
    """Indices drawn one by one from the cumulated weights."""
    sums = np.cumsum(weights, -1)
    sums = (sums / sums[:, -1:]).astype(weights.dtype)
    return lambda stream, shape, _kind: np.stack([np.searchsorted(row, stream.unit(shape[1], "d")) for row in sums])


def ranked(weights: Any) -> Draw:
    """Different indices: those of the largest quotients of weights and exponential numbers."""

    def draw(stream: Stream, shape: Shape, _kind: Any) -> Any:
        q = stream.exponential(weights.shape).astype(weights.dtype)
        return np.argsort(-(weights / q), -1, kind="stable")[:, : shape[1]]

    return draw


def fill_in(t: Tensor, draw: Draw, generator: Any, name: str) -> Tensor:
    """Overwrite a tensor with random numbers; its history ends there."""
    from gradcli.autograd.view import refuse_leaf, write

    refuse_leaf(t)
    data = np.asarray(t._data)
    order = memory_order(data)
    values = draw(source(generator), tuple([data.shape[d] for d in order]), data.dtype)
    write(t, np.transpose(np.broadcast_to(values, [data.shape[d] for d in order]), np.argsort(order)) if order else values)
    if state.tracer is not None:
        state.tracer.event("random", t, name)
    return t
