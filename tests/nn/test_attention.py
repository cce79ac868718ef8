import pytest

import gradcli as torch
from gradcli import nn

X = torch.tensor([[[0.5, -1.0]], [[0.25, 2.0]]], dtype=torch.float64)


def even(module):
    """Parameters 0, 0.1, 0.2, ... shifted to be of both signs, in float64."""
    with torch.no_grad():
        for p in module.double().parameters():
            n = p.numel()
            p.copy_(torch.arange(float(n), dtype=torch.float64).reshape(p.shape) * 0.1 - 0.1 * n / 3)
    return module


def test_output_and_weights_are_those_of_torch():
    y, weights = even(nn.MultiheadAttention(2, 1))(X, X, X)
    expected = [-0.17071993852673528, 0.21066691768351364, -0.1509193653682212, 0.17775338216836772]  # PyTorch 2.13
    assert y.flatten().tolist() == pytest.approx(expected, rel=1e-12)
    assert weights[0, 0].tolist() == pytest.approx([0.5203181250593301, 0.47968187494067005], rel=1e-12)


def test_masked_positions_get_no_weight():
    attention = nn.MultiheadAttention(4, 2)
    x = torch.randn(3, 2, 4)
    causal = torch.ones(3, 3).triu(1).bool()
    padding = torch.tensor([[False, False, True], [False, False, False]])
    _, weights = attention(x, x, x, attn_mask=causal, key_padding_mask=padding)
    assert weights[0, 0].tolist() == pytest.approx([1.0, 0.0, 0.0])
    assert weights[0, :, 2].tolist() == [0.0, 0.0, 0.0]
    assert weights.sum(-1).flatten().tolist() == pytest.approx([1.0] * 6)


def test_batch_first_and_unbatched_agree_with_the_usual_layout():
    attention = nn.MultiheadAttention(4, 2)
    x = torch.randn(3, 1, 4)
    y, _ = attention(x, x, x)
    flat, weights = attention(x[:, 0], x[:, 0], x[:, 0])
    assert torch.allclose(flat, y[:, 0], atol=1e-6)
    assert weights.shape == (3, 3)
    attention.batch_first = True
    turned = x.transpose(0, 1)
    assert torch.allclose(attention(turned, turned, turned)[0], y.transpose(0, 1), atol=1e-6)


def test_keys_and_values_may_have_other_sizes():
    attention = nn.MultiheadAttention(4, 2, kdim=3, vdim=5, add_bias_kv=True, add_zero_attn=True)
    y, weights = attention(torch.ones(3, 2, 4), torch.ones(6, 2, 3), torch.ones(6, 2, 5), average_attn_weights=False)
    assert y.shape == (3, 2, 4)
    assert weights.shape == (2, 2, 3, 8)  # a bias and a zero beside the six positions
    assert attention(torch.ones(3, 2, 4), torch.ones(6, 2, 3), torch.ones(6, 2, 5), need_weights=False)[1] is None


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda m, x: m(x, x, x, attn_mask=torch.ones(2, 2)), RuntimeError, r"2D attn_mask is .* but should be \(3, 3\)"),
        (lambda m, x: m(x, x, x, is_causal=True), RuntimeError, "Need attn_mask if specifying the is_causal hint"),
        (lambda m, x: m(x[:, :, :2], x, x), AssertionError, "was expecting embedding dimension of 4, but got 2"),
        (lambda m, x: m(x, x[0], x[0]), AssertionError, "expected `key` and `value` to be 3-D"),
        (lambda m, x: m(x, x, x, attn_mask=torch.ones(3, 3).long()), AssertionError, "only bool and floating types"),
        (lambda m, x: m(x, x, x, key_padding_mask=torch.ones(3, 3) > 2), AssertionError, r"key_padded_mask.shape\[0\] to be 2, but got 3"),
        (lambda m, x: m(x, x, x, key_padding_mask=torch.ones(2, 4) > 2), AssertionError, r"key_padded_mask.shape\[1\] to be 3, but got 4"),
        (lambda m, x: m(x, x, x, key_padding_mask=torch.ones(3) > 2), AssertionError, "expected `key_padding_mask` to be `None` or 2-D but found 1"),
        (lambda m, x: m(x[:, 0], x[:, 0], x[:, 0], attn_mask=torch.ones(3)), AssertionError, "`attn_mask` to be `None`, 2-D or 3-D but found 1"),
        (lambda _m, _x: nn.MultiheadAttention(4, 3), AssertionError, "embed_dim must be divisible by num_heads"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call(nn.MultiheadAttention(4, 2), torch.ones(3, 2, 4))


def test_an_encoder_layer_computes_what_torch_computes():
    layer = even(nn.TransformerEncoderLayer(2, 1, 2, dropout=0.0))
    expected = [-2.3482617761098427e-05, 0.06665492535778614, -4.3220160267802105e-05, 0.06664505658653277]  # PyTorch 2.13
    assert layer(X).flatten().tolist() == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "encoder_layer.self_attn.batch_first was not True(use batch_first for better inference performance)"),
        ({"batch_first": True, "norm_first": True}, "encoder_layer.norm_first was True"),
        ({"batch_first": True, "nhead": 1}, "encoder_layer.self_attn.num_heads is odd"),
        ({"batch_first": True, "bias": False}, "encoder_layer.self_attn was passed bias=False"),
        ({"batch_first": True, "activation": nn.functional.silu}, "encoder_layer.activation_relu_or_gelu was not True"),
    ],
)
def test_a_stack_that_torch_cannot_hasten_is_warned_of(options, reason):
    layer = nn.TransformerEncoderLayer(4, **{"nhead": 2, "dim_feedforward": 8, **options})
    with pytest.warns(UserWarning, match="enable_nested_tensor is True") as told:
        encoder = nn.TransformerEncoder(layer, 1)
    assert str(told[0].message) == f"enable_nested_tensor is True, but self.use_nested_tensor is False because {reason}"
    assert not encoder.use_nested_tensor


def test_a_stack_that_torch_can_hasten_is_not_warned_of(recwarn):
    assert nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 1).use_nested_tensor
    nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8), 1, enable_nested_tensor=False)
    assert len(recwarn) == 0


def test_stacks_have_layers_of_their_own():
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8), 2)
    assert encoder.layers[0].linear1.weight is not encoder.layers[1].linear1.weight
    assert torch.equal(encoder.layers[0].linear1.weight, encoder.layers[1].linear1.weight)


def test_a_transformer_decodes_without_looking_ahead():
    net = nn.Transformer(4, 2, 1, 1, 8, dropout=0.0)
    source, target = torch.randn(3, 1, 4), torch.randn(5, 1, 4)
    mask = net.generate_square_subsequent_mask(5)
    y = net(source, target, tgt_mask=mask)
    target[4] += 1.0
    assert torch.allclose(net(source, target, tgt_mask=mask)[:4], y[:4], atol=1e-6)
    with pytest.raises(RuntimeError, match="batch number of src and tgt must be equal"):
        net(source, torch.ones(5, 2, 4))
    with pytest.raises(RuntimeError, match="must be equal to d_model"):
        net(source, torch.ones(5, 1, 3))


def test_masks_of_different_types_are_told_once():
    seen, padding = torch.zeros(3, 3, dtype=torch.bool), torch.zeros(2, 3)
    x = torch.ones(3, 2, 4)
    layers = [nn.MultiheadAttention(4, 2), nn.TransformerEncoderLayer(4, 2, 8)]
    calls = [lambda: layers[0](x, x, x, padding, attn_mask=seen), lambda: layers[1](x, seen, padding)]
    for call in calls:
        with pytest.warns(UserWarning, match="Support for mismatched (src_)?key_padding_mask and (attn|src)_mask is deprecated") as told:
            call()
        assert len(told) == 1


def test_nothing_is_attended_to_in_an_empty_batch():
    x = torch.zeros(3, 0, 4)
    out, weights = nn.MultiheadAttention(4, 2)(x, x, x, key_padding_mask=torch.zeros(0, 3))
    assert (out.shape, weights.shape) == ((3, 0, 4), (0, 3, 3))
    assert nn.TransformerEncoderLayer(4, 2, 8)(x).shape == (3, 0, 4)


def test_the_blocks_of_a_layer_may_be_overridden():
    class Silent(nn.TransformerEncoderLayer):
        def _sa_block(self, x, attn_mask, key_padding_mask, is_causal=False):
            return 0 * x

        def _ff_block(self, x):
            return 0 * x

    x = torch.randn(3, 2, 4)
    assert torch.equal(Silent(4, 2, 8, norm_first=True)(x), x)
