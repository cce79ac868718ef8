"""Recurrent layers: RNN, LSTM and GRU; stacked, bidirectional, on padded or packed sequences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradcli.autograd.warned import warn
from gradcli.nn import engine as T
from gradcli.nn import functional as F
from gradcli.nn import init
from gradcli.nn.cells import STEPS, State, Weights, over_steps
from gradcli.nn.module import Module
from gradcli.nn.utils.rnn import PackedSequence
from gradcli.nn.weights import blank, refuse_device

GATES = {"RNN_TANH": 1, "RNN_RELU": 1, "LSTM": 4, "GRU": 3}


class RNNBase(Module):
    """What RNN, LSTM and GRU share.

    x: (L, N, input_size), (N, L, input_size) with `batch_first`, (L, input_size) unbatched, or a PackedSequence.
    -> (output of the last layer at every step, last state of every layer and direction).
    All weights uniform within 1 / sqrt(hidden_size).
    """

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        refuse_device(device)
        self.mode, self.input_size, self.hidden_size, self.num_layers = mode, input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, dropout
        self.bidirectional, self.proj_size = bidirectional, proj_size
        check(self)
        self.dropout = float(dropout)
        self._all_weights = [self._new_weights(layer, reverse, dtype) for layer in range(num_layers) for reverse in self._directions()]
        self.reset_parameters()

    def _directions(self) -> tuple[bool, ...]:
        """Whether each direction runs backwards."""
        return (False, True) if self.bidirectional else (False,)

    def _new_weights(self, layer: int, reverse: bool, dtype: Any) -> list[str]:
        """Make the parameters of one layer and direction; their names."""
        rows, out = GATES[self.mode] * self.hidden_size, self.proj_size or self.hidden_size
        width = self.input_size if layer == 0 else out * len(self._directions())
        shapes: dict[str, tuple[int, ...]] = {"weight_ih": (rows, width), "weight_hh": (rows, out)}
        if self.bias:
            shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
        if self.proj_size:
            shapes["weight_hr"] = (self.proj_size, self.hidden_size)
        names = {f"{kind}_l{layer}{'_reverse' if reverse else ''}": shape for kind, shape in shapes.items()}
        for name, shape in names.items():
            setattr(self, name, blank(shape, dtype))
        return list(names)

    def reset_parameters(self) -> None:
        """Draw new values."""
        for weight in self.parameters():
            init.uniform_within(weight, self.hidden_size)

    def flatten_parameters(self) -> None:
        """Does nothing: the weights need no special place in memory."""

    @property
    def all_weights(self) -> list[list[Any]]:
        """The parameters of each layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    @property
    def _flat_weights_names(self) -> list[str]:
        return [name for names in self._all_weights for name in names]

    @property
    def _flat_weights(self) -> list[Any]:
        return [getattr(self, name) for name in self._flat_weights_names]

    # ------------------------------------------------------------ running
    def forward(self, input: Any, hx: Any = None) -> Any:
        if isinstance(input, PackedSequence):
            return self._packed(input, hx)
        self._check_ranks(input, hx)
        dim = 0 if self.batch_first else 1
        if input.ndim == 2:
            out, state = self.forward(input.unsqueeze(dim), self._each(hx, lambda h: h.unsqueeze(1)))
            return out.squeeze(dim), self._each(state, lambda h: h.squeeze(1))
        self.check_input(input, None)
        x = input.transpose(0, 1) if self.batch_first else input
        out, state = self._layers(x, [x.shape[1]] * x.shape[0], self._start(hx, x.shape[1], input))
        return self._batch_first(out) if self.batch_first else out, self._public(state)

    def _batch_first(self, out: Any) -> Any:
        """The output with the batch in front, by the node that torch has there."""
        return out.transpose_(0, 1)

    def _packed(self, packed: PackedSequence, hx: Any) -> Any:
        self.check_input(packed.data, packed.batch_sizes)
        sizes = [int(n) for n in packed.batch_sizes.tolist()]
        if hx is not None and packed.sorted_indices is not None:
            hx = self._each(hx, lambda h: h.index_select(1, packed.sorted_indices))
        out, state = self._layers(packed.data, sizes, self._start(hx, sizes[0], packed.data))
        last = self._public(state)
        if packed.unsorted_indices is not None:
            last = self._each(last, lambda h: h.index_select(1, packed.unsorted_indices))
        return packed._replace(data=out), last

    def _layers(self, x: Any, sizes: list[int], start: State) -> tuple[Any, State]:
        """All layers over all steps.   sizes: how many sequences are still running at each step.   start: (layers x directions, N, ...)."""
        last: list[State] = []
        if not sizes:
            raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
        for layer in range(self.num_layers):
            if layer and self.dropout and self.training:
                x = F.dropout(x, self.dropout, True)
            outs = []
            for reverse in self._directions():
                k = len(last)
                out, state = self._one(x, sizes, tuple(s[k] for s in start), (k, reverse))
                outs.append(out)
                last.append(state)
            x = T.cat(outs, -1) if len(outs) > 1 else outs[0]
        return x, tuple(T.stack(part, 0) for part in zip(*last))

    def _one(self, x: Any, sizes: list[int], state: State, which: tuple[int, bool]) -> tuple[Any, State]:
        """One layer in one direction: (its output at every step, its last state)."""
        k, reverse = which
        ih, hh, *rest = (getattr(self, name) for name in self._all_weights[k])
        bias_ih, bias_hh = rest[:2] if self.bias else (None, None)
        w = Weights(ih, hh, bias_ih, bias_hh, rest[-1] if self.proj_size else None)
        projected = w.of_input(x, self.mode)
        steps = projected.unbind(0) if x.ndim == 3 else projected.split(sizes, 0)
        step = STEPS[self.mode]
        out, last = run(steps, state, lambda gx, s: step(gx, s, w), reverse)
        return (over_steps(out, self.mode, w) if x.ndim == 3 else T.cat(out, 0)), last

    # ------------------------------------------------------------ states
    def _public(self, state: State) -> Any:
        """A state as the user sees it: one tensor, or (h, c) for an LSTM."""
        return state[0]

    def _private(self, hx: Any) -> State:
        return (hx,)

    def _each(self, hx: Any, fn: Any) -> Any:
        """fn of each tensor of a state; None stays None."""
        return hx if hx is None else self._public(tuple(fn(h) for h in self._private(hx)))

    def _sizes(self) -> tuple[int, ...]:
        """The last dimension of each tensor of the state."""
        return (self.hidden_size,)

    def _start(self, hx: Any, batch: int, like: Any) -> State:
        """The initial state, zeros unless given. Raises RuntimeError for one of another shape."""
        shapes = [(len(self._all_weights), batch, n) for n in self._sizes()]
        if hx is None:
            return tuple(T.zeros(shape, dtype=like.dtype) for shape in shapes)
        state = self._private(hx)
        for h, shape, which in zip(state, shapes, ("hidden[0] ", "hidden[1] ") if len(shapes) > 1 else ("hidden ",)):
            if tuple(h.shape) != shape:
                raise RuntimeError(f"Expected {which}size {shape}, got {list(h.shape)}")
        return state

    def _check_ranks(self, input: Any, hx: Any) -> None:
        """ValueError for an input that is neither batched nor one sequence, RuntimeError for a state of another rank."""
        name = "RNN" if self.mode.startswith("RNN") else self.mode
        if input.ndim not in (2, 3):
            raise ValueError(f"{name}: Expected input to be 2D or 3D, got {input.ndim}D{' tensor' if name == 'RNN' else ''} instead")
        ranks = () if hx is None else tuple(h.ndim for h in self._private(hx))
        if any(rank != input.ndim for rank in ranks):
            asked = f"For {'un' * (input.ndim == 2)}batched {input.ndim}-D input, {' and '.join(('hx', 'cx')[: len(ranks)])} should also be"
            got = f"({ranks[0]}-D, {ranks[1]}-D) tensors" if len(ranks) > 1 else f"{ranks[0]}-D tensor"
            raise RuntimeError(f"{asked} {input.ndim}-D but got {got}")

    def check_input(self, input: Any, batch_sizes: Any) -> None:
        """ValueError for another type than that of the weights, RuntimeError for another rank or size."""
        kind = getattr(self, self._all_weights[0][0]).dtype
        if input.dtype is not kind:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({kind}). "
                f"Convert input: input.to({kind}), or convert model: model.to({input.dtype})"
            )
        rank = 3 if batch_sizes is None else 2
        if input.ndim != rank:
            raise RuntimeError(f"input must have {rank} dimensions, got {input.ndim}")
        if input.shape[-1] != self.input_size:
            raise RuntimeError(f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.shape[-1]}")

    # ------------------------------------------------------------ printing
    def extra_repr(self) -> str:
        usual = {"proj_size": 0, "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0, "bidirectional": False}
        shown = [f"{name}={getattr(self, name)}" for name, value in usual.items() if getattr(self, name) != value]
        return ", ".join([f"{self.input_size}, {self.hidden_size}", *shown])

    def _title(self) -> str:
        return f"{self._get_name()}({self.input_size}→{self.hidden_size})"


def run(steps: Sequence[Any], state: State, step: Any, reverse: bool) -> tuple[list[Any], State]:
    """Step through projected inputs; sequences that end early keep the state they ended in, later ones join when they begin."""
    first, rows = state, steps[-1 if reverse else 0].shape[0]
    state = tuple(s[:rows] for s in state) if rows < state[0].shape[0] else state
    outputs: list[Any] = []
    ended: list[State] = []
    for gx in reversed(steps) if reverse else steps:
        n = gx.shape[0]
        if n < rows:
            ended.append(tuple(s[n:] for s in state))
            state = tuple(s[:n] for s in state)
        elif n > rows:
            state = tuple(T.cat([s, f[rows:n]], 0) for s, f in zip(state, first))
        rows = n
        state = step(gx, state)
        outputs.append(state[0])
    if ended:
        state = tuple(T.cat(parts, 0) for parts in zip(state, *reversed(ended)))
    return (outputs[::-1] if reverse else outputs), state


class RNN(RNNBase):
    """h = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu of it."""

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int = 1, nonlinearity: str = "tanh", *args: Any, **kwargs: Any
    ) -> None:
        if "proj_size" in kwargs:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__(f"RNN_{nonlinearity.upper()}", input_size, hidden_size, num_layers, *args, **kwargs)
        self.nonlinearity = nonlinearity


class LSTM(RNNBase):
    """c = f c + i tanh(g), h = o tanh(c); with proj_size, h is mapped to that size. The state is (h, c)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("LSTM", *args, **kwargs)

    def _public(self, state: State) -> Any:
        return state

    def _batch_first(self, out: Any) -> Any:
        return out.transpose(0, 1)

    def _private(self, hx: Any) -> State:
        return hx[0], hx[1]

    def _sizes(self) -> tuple[int, ...]:
        return self.proj_size or self.hidden_size, self.hidden_size


class GRU(RNNBase):
    """h = (1 - z) n + z h, with n = tanh(W_in x + b_in + r (W_hn h + b_hn))."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "proj_size" in kwargs:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        super().__init__("GRU", *args, **kwargs)


def check(rnn: RNNBase) -> None:
    """TypeError or ValueError for options that make no sense."""
    drop: Any = rnn.dropout
    if isinstance(drop, bool) or not isinstance(drop, (int, float)) or not 0 <= drop <= 1:
        raise ValueError("dropout should be a number in range [0, 1] representing the probability of an element being zeroed")
    if drop > 0 and rnn.num_layers == 1:
        warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater than 1, "
            f"but got dropout={drop} and num_layers={rnn.num_layers}",
        )
    for name, kind in (("bias", bool), ("batch_first", bool), ("input_size", int), ("hidden_size", int)):
        if not isinstance(getattr(rnn, name), kind):
            raise TypeError(f"{name} should be of type {kind.__name__}, got: {type(getattr(rnn, name)).__name__}")
    for name in ("input_size", "hidden_size", "num_layers"):
        if getattr(rnn, name) <= 0:
            raise ValueError(f"{name} must be greater than zero")
    if rnn.proj_size < 0:
        raise ValueError("proj_size should be a positive integer or zero to disable projections")
    if rnn.proj_size >= rnn.hidden_size:
        raise ValueError("proj_size has to be smaller than hidden_size")
