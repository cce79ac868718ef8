"""Layers, losses and factorisations refuse what does not fit with torch's error and words."""

from typing import Any

import pytest

import gradcli as torch

F = torch.nn.functional
L = torch.linalg
ones = torch.ones


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: F.conv2d(ones(1, 2), ones(3, 2, 2, 2)), RuntimeError, r"Expected 3D \(unbatched\) or 4D \(batched\) input to conv2d"),
        (lambda: F.conv2d(ones(1, 3, 5, 5), ones(3, 2, 2, 2)), RuntimeError, "to have 2 channels, but got 3 channels instead"),
        (lambda: F.conv2d(ones(1, 2, 2, 2), ones(3, 2, 3, 3)), RuntimeError, "Kernel size can't be greater than actual input size"),
        (lambda: F.conv2d(ones(1, 2, 5, 5), ones(3, 2, 2, 2), ones(4)), RuntimeError, "expected bias to be 1-dimensional with 3 elements"),
        (lambda: F.conv2d(ones(1, 2, 5, 5), ones(3, 2, 2, 2), stride=0), RuntimeError, "non-positive stride is not supported"),
        (lambda: F.conv2d(ones(1, 2, 5, 5), ones(3, 2, 2, 2), padding="same", stride=2), RuntimeError, "not supported for strided"),
        (lambda: F.conv2d(ones(1, 4, 5, 5), ones(3, 2, 2, 2), groups=2), RuntimeError, "expected weight to be divisible by 2 at dimension 0"),
        (lambda: F.conv_transpose1d(ones(1, 2, 5), ones(2, 2, 2), output_padding=1), RuntimeError, "output padding must be smaller"),
        (lambda: F.conv_transpose1d(ones(1, 2, 5), ones(2, 2, 2), output_padding=-1), RuntimeError, "negative output_padding is not supported"),
        (lambda: F.conv_transpose1d(ones(1, 2, 1), ones(2, 2, 2), padding=1), RuntimeError, r"Calculated output size per channel: \(1 x 0\)"),
        (lambda: F.conv1d(ones(1, 2, 5), ones(3, 2, 2), groups=0), RuntimeError, "non-positive groups is not supported"),
        (lambda: F.conv1d(ones(1, 2, 5), ones(2, 2)), RuntimeError, "weight should have at least three dimensions"),
        (lambda: F.conv1d(ones(1, 2, 5), ones(3, 2, 2, 2)), RuntimeError, r"Expected 4-dimensional input for 4-dimensional weight \[3, 2, 2, 2\]"),
        (lambda: F.conv2d(ones(1, 2, 5, 5), ones(3, 2, 2), padding="same"), RuntimeError, r"for 3-dimensional weight\[3, 2, 2\]"),
        (lambda: F.conv2d(ones(1, 2, 5, 5), ones(0, 2, 2, 2)), RuntimeError, "expected weight to be at least 1 at dimension 0"),
        (lambda: F.fold(ones(1, 3, 4), (3, 3), 2), RuntimeError, "divisible by the product of kernel_size"),
        (lambda: F.max_pool2d(ones(1, 1, 2, 2), 3), RuntimeError, r"Given input size: \(1x2x2\). Calculated output size: \(1x0x0\)"),
        (lambda: F.max_pool2d(ones(1, 1, 4, 4), 2, padding=2), RuntimeError, "pad should be at most half of effective kernel size"),
        (lambda: F.avg_pool2d(ones(1, 1, 4, 4), 2, divisor_override=0), RuntimeError, "divisor must be not zero"),
        (lambda: F.max_pool1d(ones(1, 1, 4), 0), RuntimeError, r"max_pool1d\(\) kernel_size must be greater than zero, but got 0"),
        (lambda: F.max_pool1d(ones(1, 1, 4), 2, padding=-1), RuntimeError, r"max_pool1d\(\) padding must be non-negative, but got -1"),
        (lambda: F.avg_pool1d(ones(1, 1, 4), 2, padding=-1), RuntimeError, "pad must be non-negative, but got pad: -1"),
        (lambda: F.max_pool1d(ones(0, 4), 1), RuntimeError, r"with optional 0 dim batch size for input, but got:\[0, 4\]"),
        (lambda: F.avg_pool2d(ones(1, 0, 4, 4), 1), RuntimeError, r"Expected 3D or 4D \(batch mode\) .* but got:\[1, 0, 4, 4\]"),
        (lambda: F.max_pool3d(ones(1, 1, 0, 4, 4), 1), RuntimeError, "Expected input's non-batch dimensions to have positive length"),
        (lambda: F.max_unpool1d(ones(2, 2), torch.tensor([[0], [1]]), 2), RuntimeError, r"\(\[2, 2, 1\]\) but got indices .* \[2, 1, 1\]"),
        (lambda: F.adaptive_avg_pool1d(ones(1, 1, 1), -1), RuntimeError, "greater than or equal to 0 but received {1, -1}"),
        (lambda: F.adaptive_max_pool2d(ones(1, 1, 1, 1), (-1, 0)), RuntimeError, r"negative dimension -1: \[1, 1, -1, 0\]"),
        (lambda: F.adaptive_max_pool2d(ones(2, 2), 2), ValueError, "Input dimension should be at least 3"),
        (lambda: F.batch_norm(ones(2, 3), None, None, training=True, eps=0.0), ValueError, "must be positive during training, but got 0.0"),
        (lambda: F.interpolate(ones(1, 1, 4, 4), 2, mode="lanczos"), ValueError, "Lanczos mode requires antialias=True"),
        (lambda: F.multi_margin_loss(ones(2, 3), torch.tensor([0])), RuntimeError, r"Expected target size \[2\], but got \[1\]"),
        (lambda: F.multi_margin_loss(ones(2, 0), torch.tensor([0, 0])), RuntimeError, "Expected non-empty vector or matrix"),
        (lambda: F.multi_margin_loss(ones(1, 3), torch.tensor([0]), weight=ones(2)), RuntimeError, r"expected 3 but got \[2\]"),
        (lambda: F.multi_margin_loss(ones(1, 3), torch.tensor([0]), weight=ones(1, 3)), ValueError, "weight must be one-dimensional"),
        (lambda: F.prelu(ones(2, 3), ones(3, 1)), RuntimeError, "Expected `weight` to be a scalar or 1D tensor, but got: ndim = 2"),
        (lambda: F.prelu(ones(()), ones(2)), RuntimeError, "Not allow zero-dim input tensor"),
        (lambda: F.cross_entropy(ones(2, 3), torch.ones(2, 3).long()), RuntimeError, "floating point type for target with class probabilities"),
        (lambda: F.pad(ones(2, 0, 4), (1, 1), mode="reflect"), RuntimeError, r"with possibly 0 batch size .* but got: \[2, 0, 4\]"),
        (lambda: F.pad(ones(2, 3, 4, 5), (1, 1), mode="replicate"), NotImplementedError, r"3D or 4D input: padding size = 4"),
        (lambda: F.channel_shuffle(ones(2, 4), 2), RuntimeError, r"expects input with > 2 dims, but got input with sizes \[2, 4\]"),
        (lambda: torch.cdist(ones(2, 2) * 1j, ones(2, 2) * 1j), RuntimeError, "only supports floating-point dtypes, X1 got: ComplexFloat"),
        (lambda: F.interpolate(ones(1, 1, 4), size=2, recompute_scale_factor=True), ValueError, "not meaningful with an explicit size"),
        (lambda: F.interpolate(ones(1, 1, 4, 4), size=0), RuntimeError, r"got input \(H: 4, W: 4\) output \(H: 0, W: 0\)"),
        (lambda: F.huber_loss(ones(2), ones(2), weight=ones(3)), ValueError, "Weights and input must have the same size"),
        (lambda: F.pad(ones(2), (1,)), RuntimeError, "Padding length must be divisible by 2"),
        (lambda: F.pad(ones(1, 1, 3), (4, 4), mode="reflect"), RuntimeError, "Padding size should be less than the corresponding input"),
        (lambda: F.interpolate(ones(1, 1, 4), size=2, mode="bilinear"), NotImplementedError, "Got 3D input, but bilinear mode needs 4D input"),
        (lambda: F.interpolate(ones(1, 1, 4)), ValueError, "either size or scale_factor should be defined"),
        (lambda: F.pixel_shuffle(ones(1, 3, 2, 2), 2), RuntimeError, r"input.size\(-3\)=3 is not divisible by 4"),
        (lambda: F.layer_norm(ones(2, 3), (4,)), RuntimeError, r"expected input with shape \[\*, 4\], but got input of size\[2, 3\]"),
        (lambda: F.batch_norm(ones(1, 3), None, None, training=True), ValueError, "Expected more than 1 value per channel when training"),
        (lambda: F.batch_norm(ones(2, 3), None, None), RuntimeError, "running_mean must be defined in evaluation mode"),
        (lambda: F.group_norm(ones(2, 3), 2), RuntimeError, "number of channels in input to be divisible by num_groups"),
        (lambda: F.embedding(torch.tensor([5]), ones(3, 2)), IndexError, "index out of range in self"),
        (lambda: F.embedding(torch.tensor([1.0]), ones(3, 2)), RuntimeError, "one of the following scalar types: Long, Int"),
        (lambda: F.scaled_dot_product_attention(ones(3), ones(3), ones(3)), RuntimeError, "at least 2 dimensional"),
        (lambda: F.dropout(ones(1), p=1.5), ValueError, "dropout probability has to be between 0 and 1, but got 1.5"),
        (lambda: F.softmax(torch.tensor([1, 2]), 0), NotImplementedError, "\"softmax_lastdim_kernel_impl\" not implemented for 'Long'"),
        (lambda: F.gelu(torch.tensor([1, 2])), NotImplementedError, "\"GeluKernelImpl\" not implemented for 'Long'"),
        (lambda: F.glu(ones(3)), RuntimeError, "Halving dimension must be even, but dimension 0 is size 3"),
        (lambda: F.prelu(ones(2, 3), ones(2)), RuntimeError, "Found parameter numbers = 2 and channel size = 3"),
        (lambda: F.cross_entropy(ones(2, 3), torch.tensor([0, 3])), IndexError, "Target 3 is out of bounds"),
        (lambda: F.cross_entropy(ones(2, 3), torch.tensor([0.0, 1.0])), RuntimeError, "expected target dtype to be Long or Byte, but got Float"),
        (lambda: F.cross_entropy(ones(2, 3), torch.tensor([0, 1, 2])), ValueError, r"input batch_size \(2\) to match target batch_size \(3\)"),
        (lambda: F.nll_loss(ones(2, 3), torch.tensor([0, 1]), ones(2)), RuntimeError, "defined either for all 3 classes or no classes"),
        (lambda: F.mse_loss(ones(2), ones(2), reduction="x"), ValueError, "x is not a valid value for reduction"),
        (lambda: F.binary_cross_entropy(ones(2) * 2, ones(2)), RuntimeError, "should be between 0 and 1"),
        (lambda: F.triplet_margin_loss(ones(2), ones(2), ones(2), margin=-1.0), ValueError, "margin must be greater than 0, got -1.0"),
        (lambda: L.inv(torch.zeros(2, 2)), L.LinAlgError, "The diagonal element 1 is zero"),
        (lambda: L.inv(ones(2, 2, 2)), L.LinAlgError, r"\(Batch element 0\): The diagonal element 2 is zero"),
        (lambda: L.inv(ones(2, 3)), RuntimeError, "batches of square matrices, but they are 2 by 3 matrices"),
        (lambda: L.solve(torch.zeros(2, 2), ones(2)), L.LinAlgError, "The solver failed because the input matrix is singular"),
        (lambda: L.solve(torch.eye(2), ones(3, 2)), RuntimeError, r"for the equation AX = B \(2x2 and 3x2\)"),
        (lambda: L.cholesky(torch.tensor([[1.0, 2], [2, 1]])), L.LinAlgError, "leading minor of order 2 is not positive-definite"),
        (lambda: L.qr(ones(2, 2), mode="x"), RuntimeError, "qr received unrecognized mode 'x'"),
        (lambda: L.matrix_norm(ones(2, 2), 3), RuntimeError, "Order 3 not supported"),
        (lambda: torch.fft.rfft(ones(4) * 1j), RuntimeError, "rfft expects a real input tensor, but got ComplexFloat"),
        (lambda: torch.fft.fft(ones(4), n=0), RuntimeError, r"Invalid number of data points \(0\) specified"),
        (lambda: torch.fft.fftn(ones(4, 3), dim=(0, 0)), RuntimeError, "FFT dims must be unique"),
    ],
)
def test_refusal(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    ("call", "function"),
    [
        (lambda w: F.binary_cross_entropy_with_logits(ones(3), ones(3), w), "binary_cross_entropy_with_logits"),
        (lambda w: F.binary_cross_entropy(ones(3), ones(3), w), "binary_cross_entropy"),
        (lambda w: F.cross_entropy(ones(1, 3), torch.tensor([0]), w), "nll_loss_forward"),
        (lambda w: F.multi_margin_loss(ones(1, 3), torch.tensor([0]), weight=w), "multi_margin_loss"),
    ],
)
def test_weights_of_losses_have_no_gradient(call: Any, function: str) -> None:
    w = ones(3, requires_grad=True)
    with pytest.raises(RuntimeError, match=f"The function '{function}' is not differentiable with respect to argument 'weight'"):
        call(w)
    with torch.no_grad():
        call(w)
