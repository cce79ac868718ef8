"""What random functions draw from, and how: the generator, kinds of numbers, tensors of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd import state
from gradcli.autograd.creation import finish, into, like
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.misfit import check_options
from gradcli.autograd.op import OPS
from gradcli.autograd.stream import Stream
from gradcli.autograd.tensor import Tensor, make, type_name

Shape = tuple[int, ...]
Draw = Callable[[Stream, Shape, Any], Any]  # (source, shape, numpy type) -> array
DEFAULT_SEED = 67280421310721  # of a Generator that nobody seeded
RANDOM_IN_VMAP = (
    "vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness flags on vmap "
    "or perform the randomness operation out of vmap"
)
ONE_FOR_ALL = (
    "vmap: Cannot ask for different inplace randomness on an unbatched tensor. This will appear like same randomness. If this is necessary "
    "for your usage, please file an issue with functorch."
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
        """Start again from `seed`, of 64 bits. Raises ValueError for a larger one."""
        if not -(2**63) <= int(seed) < 2**64:
            raise ValueError("Overflow when unpacking long long")
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

    def clone_state(self) -> Generator:
        """Another generator that will give the same numbers."""
        other = Generator().manual_seed(self._seed)
        other.set_state(self.get_state())
        return other

    def set_state(self, state: Tensor) -> None:
        """Go on from a state. Raises TypeError for anything but what get_state gave."""
        if not isinstance(state, Tensor) or state._data.dtype != np.uint8:
            raise TypeError("RNG state must be a torch.ByteTensor")
        self.stream.restore(state._data)


default_generator = Generator().manual_seed(0)


def source(generator: Generator | None = None) -> Stream:
    """Where to draw from. Raises TypeError for what is no generator."""
    if generator is not None and not isinstance(generator, Generator):
        raise TypeError(f"argument 'generator' must be torch.Generator, not {type(generator).__name__}")
    return (generator or default_generator).stream


def drawn(draw: Draw, shape: Shape, options: dict[str, Any], name: str) -> Tensor:
    """A tensor of random numbers, in vmap one per example where it says "different"; the tracer hears of the draw."""
    check_options(options)
    kind = options.get("dtype")
    kind = dtypes.resolve(kind).numpy if kind is not None else dtypes.DEFAULT.floating.numpy
    level = mapping()
    shape = shape if level is None else (level.size, *shape)
    data = draw(source(options.get("generator")), shape, kind).astype(kind, copy=False)
    t = finish(data, None, options.get("requires_grad", False), options.get("device"))
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
    """Whole numbers on [low, high). Raises RuntimeError when there are none, or the type has them not."""
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")

    def draw(stream: Stream, shape: Shape, kind: Any) -> Any:
        if kind.kind in "biu":
            least, most = (0, 1) if kind.kind == "b" else (np.iinfo(kind).min, np.iinfo(kind).max)
            for name, n in (("from", low), ("to - 1", high - 1)):
                if not least <= n <= most:
                    raise RuntimeError(f"{name} is out of bounds for {dtypes.CPP_NAMES[kind.name]}")
        return stream.below(high - low, shape).astype(np.int64) + low

    return draw


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


def fill_in(t: Tensor, draw: Draw, generator: Any, name: str) -> Tensor:
    """Overwrite a tensor with random numbers; no gradient reaches what it was before."""
    from gradcli.autograd.view import assign, in_graph, refuse_leaf, write

    if state.levels and hasattr(t, "whole"):
        return fill_examples(t, draw, generator, name)
    refuse_leaf(t)
    if mapping() is not None:
        raise RuntimeError(ONE_FOR_ALL)
    data = np.asarray(t._data)
    order = memory_order(data)
    values = draw(source(generator), tuple([data.shape[d] for d in order]), data.dtype)
    values = np.transpose(np.broadcast_to(values, [data.shape[d] for d in order]), np.argsort(order)) if order else values
    if MODE.enabled and in_graph(t):
        assign(t, OPS[f"filled_by_{name}"], (make(np.asarray(values, data.dtype)),), {})
    else:
        write(t, values)
    if state.tracer is not None:
        state.tracer.event("random", t, name)
    return t


def fill_examples(t: Any, draw: Draw, generator: Any, name: str) -> Tensor:
    """fill_in inside vmap: each example with numbers of its own where that says "different", else all with the same."""
    different = mapping() is not None
    with state.below(t.level):
        part = fill_in(t.whole if different else t.whole[0], draw, generator, name)
        if not different:
            t.whole.copy_(part.clone())
    t._data = t.whole._data[0, ...]
    return t  # type: ignore[no-any-return]
