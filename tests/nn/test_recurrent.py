import pytest

import gradcli as torch
from gradcli import nn
from gradcli.nn.utils import rnn

X = torch.tensor([[[0.5, -1.0]], [[0.25, 2.0]]], dtype=torch.float64)


def even(module):
    """Parameters 0, 0.1, 0.2, ... shifted to be of both signs, in float64."""
    with torch.no_grad():
        for p in module.double().parameters():
            n = p.numel()
            p.copy_(torch.arange(float(n), dtype=torch.float64).reshape(p.shape) * 0.1 - 0.1 * n / 3)
    return module


@pytest.mark.parametrize(
    ("kind", "expected"),  # values from PyTorch 2.13
    [
        (nn.RNN, [-0.16514041292462936, -0.06656807650226258, -0.20610075050392038, 0.37528694907539883]),
        (nn.LSTM, [0.007611514460547521, 0.03345499771809709, 0.13175841765183618, 0.28492542287798595]),
        (nn.GRU, [-0.007815576919918252, 0.017517727548065874, 0.38892441242644593, 0.29954391524261037]),
    ],
)
def test_outputs_are_those_of_torch(kind, expected):
    y, last = even(kind(2, 2))(X)
    assert y.flatten().tolist() == pytest.approx(expected, rel=1e-12)
    h = last[0] if kind is nn.LSTM else last
    assert torch.equal(h[0], y[-1])


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_layer_steps_like_its_cell(kind):
    layer = even(kind(2, 3))
    cell = even({nn.RNN: nn.RNNCell, nn.LSTM: nn.LSTMCell, nn.GRU: nn.GRUCell}[kind](2, 3))
    state, outputs = None, []
    for x in X:
        state = cell(x, state)
        outputs.append(state[0] if kind is nn.LSTM else state)
    assert torch.allclose(layer(X)[0], torch.stack(outputs), rtol=1e-12)


def test_shapes_of_stacked_bidirectional_projected_and_unbatched_runs():
    y, (h, c) = nn.LSTM(2, 4, 3, proj_size=3, bidirectional=True, batch_first=True)(torch.ones(5, 7, 2))
    assert (y.shape, h.shape, c.shape) == ((5, 7, 6), (6, 5, 3), (6, 5, 4))
    y, h = nn.GRU(2, 3)(torch.ones(7, 2))
    assert (y.shape, h.shape) == ((7, 3), (1, 3))


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_packed_sequences_give_what_each_sequence_gives_alone(kind):
    layer = kind(2, 3, num_layers=2, bidirectional=True).double()
    long, short = torch.randn(4, 2, dtype=torch.float64), torch.randn(2, 2, dtype=torch.float64)
    packed = rnn.pack_sequence([short, long], enforce_sorted=False)
    y, last = layer(packed)
    out, lengths = rnn.pad_packed_sequence(y)
    assert lengths.tolist() == [2, 4]
    for i, x in enumerate((short, long)):
        alone, state = layer(x)
        assert torch.allclose(out[: len(x), i], alone)
        h, mine = (state[0], last[0]) if kind is nn.LSTM else (state, last)
        assert torch.allclose(mine[:, i], h)


def test_gradients_reach_inputs_and_every_weight():
    layer, x = nn.LSTM(2, 3, 2, bidirectional=True), X.float().clone().requires_grad_()
    y, (_, c) = layer(x)
    (y.sum() + c.sum()).backward()
    assert x.grad.abs().min().item() > 0
    assert all(p.grad is not None for p in layer.parameters())


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: nn.RNN(2, 3)(torch.ones(3)), ValueError, "Expected input to be 2D or 3D, got 1D"),
        (lambda: nn.RNN(2, 3)(torch.ones(3, 1, 5)), RuntimeError, "Expected 2, got 5"),
        (lambda: nn.RNN(2, 3)(X), ValueError, "does not match weight dtype"),
        (lambda: nn.GRU(2, 3)(torch.ones(3, 1, 2), torch.ones(1, 4, 3)), RuntimeError, r"Expected hidden size \(1, 1, 3\)"),
        (lambda: nn.RNN(2, 3, nonlinearity="x"), ValueError, "Unknown nonlinearity"),
        (lambda: nn.GRU(2, 0), ValueError, "hidden_size must be greater than zero"),
        (lambda: nn.GRU(2, 3, dropout=2), ValueError, "dropout should be a number in range"),
        (lambda: nn.GRU(2, 3, proj_size=2), ValueError, "only supported for LSTM"),
        (lambda: nn.LSTM(2, 3, proj_size=4), ValueError, "smaller than hidden_size"),
        (lambda: nn.LSTMCell(2, 3)(torch.ones(1, 1, 2)), ValueError, "Expected input to be 1D or 2D, got 3D"),
    ],
)
def test_wrong_sizes_and_options_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_dropout_between_layers_needs_several():
    with pytest.warns(UserWarning, match="num_layers greater than 1"):
        nn.GRU(2, 3, dropout=0.5)


def test_repr_shows_what_is_unusual():
    assert repr(nn.LSTM(2, 3, 2, batch_first=True)) == "LSTM(2, 3, num_layers=2, batch_first=True)"
    assert repr(nn.RNNCell(2, 3, nonlinearity="relu")) == "RNNCell(2, 3, nonlinearity=relu)"


def test_weights_are_listed_in_torchs_order():
    lstm = nn.LSTM(2, 3, num_layers=2, bias=True)
    kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    assert lstm._flat_weights_names == [f"{kind}_l{layer}" for layer in (0, 1) for kind in kinds]
    assert lstm._flat_weights[0] is lstm.weight_ih_l0
    assert [name for name, _ in lstm.named_parameters()] == lstm._flat_weights_names


@pytest.mark.parametrize(
    ("layer", "x", "hx", "error", "words"),
    [
        (nn.GRU(3, 4), (5, 3), torch.ones(1, 1, 4), RuntimeError, "For unbatched 2-D input, hx should also be 2-D but got 3-D tensor"),
        (nn.LSTM(3, 4), (5, 3), (torch.ones(1, 1, 4),) * 2, RuntimeError, r"hx and cx should also be 2-D but got \(3-D, 3-D\) tensors"),
        (nn.LSTM(3, 4), (5, 2, 3), torch.ones(1, 2, 4), IndexError, "index 1 is out of bounds for dimension 0 with size 1"),
        (nn.LSTM(3, 4), (0, 2, 3), None, RuntimeError, "Expected sequence length to be larger than 0 in RNN"),
        (nn.LSTMCell(3, 4), (2, 3), torch.ones(2, 4), TypeError, r"argument 'hx' \(position 2\) must be tuple of Tensors, not Tensor"),
    ],
)
def test_states_and_lengths_that_do_not_fit_are_refused(layer, x, hx, error, words):
    with pytest.raises(error, match=words):
        layer(torch.ones(x), hx)


def test_packed_sequences_of_another_width_are_refused():
    packed = nn.utils.rnn.pack_sequence([torch.ones(2, 3)])
    with pytest.raises(RuntimeError, match=r"input\.size\(-1\) must be equal to input_size. Expected 4, got 3"):
        nn.RNN(4, 4)(packed)
    with pytest.raises(RuntimeError, match="input must have 3 dimensions, got 2"):
        nn.RNN(4, 4).check_input(torch.ones(2, 4), None)


@pytest.mark.parametrize(
    ("options", "dtype", "name"),
    [
        ({}, torch.float32, "MkldnnRnnLayerBackward0"),
        ({"num_layers": 2}, torch.float32, "MkldnnRnnLayerBackward0"),
        ({"proj_size": 1}, torch.float32, "StackBackward0"),
        ({}, torch.float64, "StackBackward0"),
        ({"bidirectional": True}, torch.float32, "CatBackward0"),
    ],
)
def test_the_output_of_an_lstm_has_the_node_of_torch(options, dtype, name):
    y, (h, _c) = nn.LSTM(2, 2, dtype=dtype, **options)(torch.ones(3, 1, 2, dtype=dtype))

    assert (y.grad_fn.name(), h.grad_fn.name()) == (name, "StackBackward0")
