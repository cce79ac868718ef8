"""One step of a recurrent network: RNNCell, LSTMCell, GRUCell, and the steps that the layers are made of."""

from __future__ import annotations

from typing import Any, NamedTuple

from gradcli.autograd.dtype import float32
from gradcli.autograd.ops.join import lstm_steps
from gradcli.autograd.tensor import Tensor
from gradcli.nn import engine as T
from gradcli.nn import functional as F
from gradcli.nn import init
from gradcli.nn.module import Module
from gradcli.nn.weights import blank, refuse_device

State = tuple[Any, ...]


class Weights(NamedTuple):
    """The weights of one layer in one direction; the biases and the projection (hr) may be None."""

    ih: Any
    hh: Any
    bias_ih: Any = None
    bias_hh: Any = None
    hr: Any = None

    def of_input(self, x: Any, mode: str) -> Any:
        """The part of all gates that comes from the input, at one step or all at once; with both biases, unless the cell is a GRU."""
        bias = self.bias_ih
        if bias is not None and mode != "GRU":  # one sum of two vectors, not one at every step
            bias = bias + self.bias_hh
        return F.linear(x, self.ih, bias)


def over_steps(outs: list[Any], mode: str, w: Weights) -> Any:
    """The outputs of all steps as one tensor, by the node that torch has there: it runs an LSTM of float32 numbers as a whole."""
    if mode == "LSTM" and w.hr is None and outs[0].dtype is float32:
        return lstm_steps(*outs, dim=0)
    return T.stack(outs, 0)


def tanh_step(gx: Any, state: State, w: Weights) -> State:
    """gx: W_ih x + b_ih + b_hh.   state: (h,).   -> (new h,)."""
    return (T.tanh(T.addmm(gx, state[0], w.hh.t())),)


def relu_step(gx: Any, state: State, w: Weights) -> State:
    """As tanh_step, with relu."""
    return (T.relu(T.addmm(gx, state[0], w.hh.t())),)


def lstm_step(gx: Any, state: State, w: Weights) -> State:
    """gx: the four gates i, f, g, o from the input.   state: (h, c)."""
    i, f, g, o = T.addmm(gx, state[0], w.hh.t()).chunk(4, -1)
    c = T.sigmoid(f) * state[1] + T.sigmoid(i) * T.tanh(g)
    h = T.sigmoid(o) * T.tanh(c)
    return (h if w.hr is None else F.linear(h, w.hr)), c


def gru_step(gx: Any, state: State, w: Weights) -> State:
    """gx: r, z, n from the input, without b_hh.   state: (h,).   r scales the recurrent part of n, its bias included."""
    xr, xz, xn = gx.chunk(3, -1)
    hr, hz, hn = F.linear(state[0], w.hh, w.bias_hh).chunk(3, -1)
    z = T.sigmoid(xz + hz)
    n = T.tanh(xn + T.sigmoid(xr + hr) * hn)
    return ((state[0] - n) * z + n,)


STEPS = {"RNN_TANH": tanh_step, "RNN_RELU": relu_step, "LSTM": lstm_step, "GRU": gru_step}


class RNNCellBase(Module):
    """What the cells share.   x: (N, input_size) or (input_size,).   All weights uniform within 1 / sqrt(hidden_size)."""

    weight_ih: Any
    weight_hh: Any
    bias_ih: Any
    bias_hh: Any
    states = 1

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool, num_chunks: int, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        refuse_device(device)
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = num_chunks * hidden_size
        self.weight_ih, self.weight_hh = blank((rows, input_size), dtype), blank((rows, hidden_size), dtype)
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(name, blank((rows,), dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new values."""
        for weight in self.parameters():
            init.uniform_within(weight, self.hidden_size)

    def _mode(self) -> str:
        raise NotImplementedError

    def forward(self, input: Any, hx: Any = None) -> Any:
        self._check(input, hx)
        if input.ndim == 1:
            state = None if hx is None else self._public(tuple(h.unsqueeze(0) for h in self._private(hx)))
            return self._public(tuple(h.squeeze(0) for h in self._private(self.forward(input.unsqueeze(0), state))))
        zeros = T.zeros(input.shape[0], self.hidden_size, dtype=input.dtype) if hx is None else None
        state = (zeros,) * self.states if hx is None else self._private(hx)
        w = Weights(self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        mode = self._mode()
        return self._public(STEPS[mode](w.of_input(input, mode), state, w))

    def _public(self, state: State) -> Any:
        return state[0]

    def _private(self, hx: Any) -> State:
        return (hx,)

    def _check(self, input: Any, hx: Any) -> None:
        """ValueError for inputs or states with another number of dimensions than 1 or 2, RuntimeError for other sizes."""
        name = self._get_name()
        if input.ndim not in (1, 2):
            raise ValueError(f"{name}: Expected input to be 1D or 2D, got {input.ndim}D instead")
        if input.shape[-1] != self.input_size:
            raise RuntimeError(f"input has inconsistent input_size: got {input.shape[-1]} expected {self.input_size}")
        for i, h in enumerate(() if hx is None else self._private(hx)):
            self._check_state(i, h, input)
            if h.ndim not in (1, 2):
                which = f"hx[{i}]" if self.states > 1 else "hidden"
                raise ValueError(f"{name}: Expected {which} to be 1D or 2D, got {h.ndim}D instead")

    def _check_state(self, i: int, h: Any, input: Any) -> None:
        """RuntimeError for a state of another size than the cell or batch."""
        if h.ndim == input.ndim == 2 and h.shape[0] != input.shape[0]:
            raise RuntimeError(f"Input batch size {input.shape[0]} doesn't match hidden{i} batch size {h.shape[0]}")
        if h.ndim in (1, 2) and h.shape[-1] != self.hidden_size:
            raise RuntimeError(f"hidden{i} has inconsistent hidden_size: got {h.shape[-1]}, expected {self.hidden_size}")

    def extra_repr(self) -> str:
        return f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else f", bias={self.bias}")

    def _title(self) -> str:
        return f"{self._get_name()}({self.input_size}→{self.hidden_size})"


class RNNCell(RNNCellBase):
    """One step of an RNN: x, h -> h."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def _mode(self) -> str:
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return f"RNN_{self.nonlinearity.upper()}"

    def extra_repr(self) -> str:
        return super().extra_repr() + ("" if self.nonlinearity == "tanh" else f", nonlinearity={self.nonlinearity}")


class LSTMCell(RNNCellBase):
    """One step of an LSTM: x, (h, c) -> (h, c)."""

    states = 2

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def _mode(self) -> str:
        return "LSTM"

    def _public(self, state: State) -> Any:
        return state

    def _private(self, hx: Any) -> State:
        if isinstance(hx, Tensor):
            raise TypeError("lstm_cell(): argument 'hx' (position 2) must be tuple of Tensors, not Tensor")
        return tuple(hx)


class GRUCell(RNNCellBase):
    """One step of a GRU: x, h -> h."""

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def _mode(self) -> str:
        return "GRU"
