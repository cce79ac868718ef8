# made by `python -m gradcli.autograd.stubs`: change the functions, not this file
"""The functions of torch.nn.functional."""

import builtins
from collections.abc import Callable, Sequence
from typing import Any

from gradcli.autograd.tensor import Tensor
from gradcli.nn.attention import multi_head_attention_forward as multi_head_attention_forward

def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """Means over windows that cover the last 1 axes evenly, as many as asked for."""
def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """Means over windows that cover the last 2 axes evenly, as many as asked for."""
def adaptive_avg_pool3d(input: Tensor, output_size: Any) -> Tensor:
    """Means over windows that cover the last 3 axes evenly, as many as asked for."""
def adaptive_max_pool1d(input: Tensor, output_size: Any, return_indices: builtins.bool = False) -> Any:
    """The largest of each of the windows that cover the last 1 axes evenly."""
def adaptive_max_pool1d_with_indices(input: Tensor, output_size: Any, return_indices: builtins.bool = False) -> Any:
    """The largest of each of the windows that cover the last 1 axes evenly."""
def adaptive_max_pool2d(input: Tensor, output_size: Any, return_indices: builtins.bool = False) -> Any:
    """The largest of each of the windows that cover the last 2 axes evenly."""
def adaptive_max_pool2d_with_indices(input: Tensor, output_size: Any, return_indices: builtins.bool = False) -> Any:
    """The largest of each of the windows that cover the last 2 axes evenly."""
def adaptive_max_pool3d(input: Tensor, output_size: Any, return_indices: builtins.bool = False) -> Any:
    """The largest of each of the windows that cover the last 3 axes evenly."""
def adaptive_max_pool3d_with_indices(input: Tensor, output_size: Any, return_indices: builtins.bool = False) -> Any:
    """The largest of each of the windows that cover the last 3 axes evenly."""
def affine_grid(theta: Tensor, size: Sequence[builtins.int], align_corners: builtins.bool | None = None) -> Tensor:
    """The points, from -1 to 1, at which a transformed image is sampled.   theta: (n, 2, 3) or (n, 3, 4) -> (n, *spatial, 2 or
    3).
    """
def alpha_dropout(input: Tensor, p: builtins.float = 0.5, training: builtins.bool = False, inplace: builtins.bool = False) -> Tensor:
    """Dropout that keeps mean 0 and variance 1 of selu activations."""
def avg_pool1d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: builtins.bool = False,
    count_include_pad: builtins.bool = True,
    divisor_override: builtins.int | None = None,
) -> Tensor:
    """The mean of each window of the last 1 axes."""
def avg_pool2d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: builtins.bool = False,
    count_include_pad: builtins.bool = True,
    divisor_override: builtins.int | None = None,
) -> Tensor:
    """The mean of each window of the last 2 axes."""
def avg_pool3d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: builtins.bool = False,
    count_include_pad: builtins.bool = True,
    divisor_override: builtins.int | None = None,
) -> Tensor:
    """The mean of each window of the last 3 axes."""
def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: builtins.bool = False,
    momentum: builtins.float = 0.1,
    eps: builtins.float = 1e-05,
) -> Tensor:
    """input with mean 0 and variance 1 per channel (axis 1), times weight, plus bias."""
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """y[..., o] = input1[..., i] weight[o, i, j] input2[..., j] + bias[o]."""
def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """The cross entropy of probabilities and targets in [0, 1]. Raises ValueError for shapes that differ."""
def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
    pos_weight: Tensor | None = None,
) -> Tensor:
    """Binary cross entropy of sigmoid(input), without its overflow. Raises ValueError for shapes that differ."""
def celu(input: Tensor, alpha: builtins.float = 1.0, inplace: Any = False) -> Tensor:
    """input where positive, elsewhere alpha * (exp(input / alpha) - 1)."""
def celu_(input: Tensor, alpha: builtins.float = 1.0) -> Tensor:
    """In-place form of celu: changes this tensor and returns it."""
def channel_shuffle(input: Tensor, groups: builtins.int) -> Tensor:
    """Channels (axis 1) dealt out among groups."""
def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: builtins.int = 1,
) -> Tensor:
    """The cross-correlation of input (n, c, *1 axes) with weight (o, c / groups, *1 axes), plus bias."""
def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: builtins.int = 1,
) -> Tensor:
    """The cross-correlation of input (n, c, *2 axes) with weight (o, c / groups, *2 axes), plus bias."""
def conv3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: builtins.int = 1,
) -> Tensor:
    """The cross-correlation of input (n, c, *3 axes) with weight (o, c / groups, *3 axes), plus bias."""
def conv_transpose1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: builtins.int = 1,
    dilation: Any = 1,
) -> Tensor:
    """The transpose of conv1d (its gradient in the input) as a layer; output_padding is added to the size."""
def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: builtins.int = 1,
    dilation: Any = 1,
) -> Tensor:
    """The transpose of conv2d (its gradient in the input) as a layer; output_padding is added to the size."""
def conv_transpose3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: builtins.int = 1,
    dilation: Any = 1,
) -> Tensor:
    """The transpose of conv3d (its gradient in the input) as a layer; output_padding is added to the size."""
def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: builtins.float = 0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """1 - cos where the target is 1, max(0, cos - margin) where it is -1."""
def cosine_similarity(x1: Tensor, x2: Tensor, dim: builtins.int = 1, eps: builtins.float = 1e-08) -> Tensor:
    """The cosine of the angle between x1 and x2 along `dim`; norms are kept from 0 by eps."""
def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    ignore_index: builtins.int = -100,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
    label_smoothing: builtins.float = 0.0,
) -> Tensor:
    """The cross entropy of softmax(input) and the targets: class numbers, or probabilities when shaped like the input."""
def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Any,
    target_lengths: Any,
    blank: builtins.int = 0,
    reduction: builtins.str = 'mean',
    zero_infinity: builtins.bool = False,
) -> Tensor:
    """Minus the log-probability of the targets over all alignments."""
def dropout(input: Tensor, p: builtins.float = 0.5, training: builtins.bool = True, inplace: builtins.bool = False) -> Tensor:
    """Each element 0 with probability p, else scaled by 1 / (1 - p)."""
def dropout1d(input: Tensor, p: builtins.float = 0.5, training: builtins.bool = True, inplace: builtins.bool = False) -> Tensor:
    """Each channel of (n, c, l) or (c, l) 0 with probability p, else scaled by 1 / (1 - p)."""
def dropout2d(input: Tensor, p: builtins.float = 0.5, training: builtins.bool = True, inplace: builtins.bool = False) -> Tensor:
    """Each channel of (n, c, h, w), and with a warning of (n, c, l), 0 with probability p, else scaled by 1 / (1 - p)."""
def dropout3d(input: Tensor, p: builtins.float = 0.5, training: builtins.bool = True, inplace: builtins.bool = False) -> Tensor:
    """Each channel of (n, c, d, h, w) or (c, d, h, w) 0 with probability p, else scaled by 1 / (1 - p)."""
def elu(input: Tensor, alpha: builtins.float = 1.0, inplace: Any = False) -> Tensor:
    """input where positive, elsewhere alpha * (exp(input) - 1)."""
def elu_(input: Tensor, alpha: builtins.float = 1.0) -> Tensor:
    """In-place form of elu: changes this tensor and returns it."""
def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: builtins.int | None = None,
    max_norm: builtins.float | None = None,
    norm_type: builtins.float = 2.0,
    scale_grad_by_freq: builtins.bool = False,
    sparse: builtins.bool = False,
) -> Tensor:
    """Rows of `weight` by number; row padding_idx gets no gradient; rows longer than max_norm are scaled down in place first."""
def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: builtins.float | None = None,
    norm_type: builtins.float = 2,
    scale_grad_by_freq: builtins.bool = False,
    mode: builtins.str = 'mean',
    sparse: builtins.bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: builtins.bool = False,
    padding_idx: builtins.int | None = None,
) -> Any:
    """Sums, means or maxima of bags of rows: the rows of a 2-d input, or the runs of a 1-d one that start at `offsets`."""
def feature_alpha_dropout(
    input: Tensor,
    p: builtins.float = 0.5,
    training: builtins.bool = False,
    inplace: builtins.bool = False,
) -> Tensor:
    """alpha_dropout of whole channels."""
def fold(input: Tensor, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """Columns added back where unfold takes them.   input: (n, c * prod(kernel_size), positions) -> (n, c, *output_size)."""
def fractional_max_pool2d(
    input: Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: builtins.bool = False,
    _random_samples: Tensor | None = None,
) -> Tensor:
    """The largest element of windows of the last 2 axes, at random steps; with return_indices also its flat position."""
def fractional_max_pool2d_with_indices(
    input: Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: builtins.bool = False,
    _random_samples: Tensor | None = None,
) -> Tensor:
    """The largest element of windows of the last 2 axes, at random steps; with return_indices also its flat position."""
def fractional_max_pool3d(
    input: Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: builtins.bool = False,
    _random_samples: Tensor | None = None,
) -> Tensor:
    """The largest element of windows of the last 3 axes, at random steps; with return_indices also its flat position."""
def fractional_max_pool3d_with_indices(
    input: Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: builtins.bool = False,
    _random_samples: Tensor | None = None,
) -> Tensor:
    """The largest element of windows of the last 3 axes, at random steps; with return_indices also its flat position."""
def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Any,
    full: builtins.bool = False,
    eps: builtins.float = 1e-06,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """Minus the log-likelihood of the target under normal distributions; variances are kept from 0 by eps, unrecorded."""
def gelu(input: Tensor, *, approximate: builtins.str = 'none') -> Tensor:
    """input times the normal distribution function; "tanh" approximates it."""
def glu(input: Tensor, dim: builtins.int = -1) -> Tensor:
    """The first half along `dim` times the sigmoid of the second. Raises RuntimeError for an odd length."""
def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: builtins.str = 'bilinear',
    padding_mode: builtins.str = 'zeros',
    align_corners: builtins.bool | None = None,
) -> Tensor:
    """input at the points of a grid, from -1 to 1, the last coordinate first.   (n, c, *spatial), (n, *points, rank) -> (n, c,
    *points).
    """
def group_norm(
    input: Tensor,
    num_groups: builtins.int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: builtins.float = 1e-05,
    cudnn_enabled: builtins.bool = True,
) -> Tensor:
    """input with mean 0 and variance 1 over each group of channels, per sample; times weight, plus bias, per channel."""
def gumbel_softmax(
    logits: Tensor,
    tau: builtins.float = 1,
    hard: builtins.bool = False,
    eps: builtins.float = 1e-10,
    dim: builtins.int = -1,
) -> Tensor:
    """A sample from softmax(logits), made differentiable by Gumbel noise; `hard`: one-hot forward, soft backward, which is
    declared.
    """
def hardshrink(input: Tensor, lambd: builtins.float = 0.5) -> Tensor:
    """input outside of [-lambd, lambd], 0 inside."""
def hardsigmoid(input: Tensor, inplace: Any = False) -> Tensor:
    """(input + 3) / 6 within [0, 1]."""
def hardswish(input: Tensor, inplace: Any = False) -> Tensor:
    """input * hardsigmoid(input)."""
def hardtanh(input: Tensor, min_val: builtins.float = -1.0, max_val: builtins.float = 1.0, inplace: Any = False) -> Tensor:
    """input within [min_val, max_val]; the gradient at the bounds is 0."""
def hardtanh_(input: Tensor, min_val: builtins.float = -1.0, max_val: builtins.float = 1.0) -> Tensor:
    """In-place form of hardtanh: changes this tensor and returns it."""
def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: builtins.float = 1.0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """The input where the target is 1, max(0, margin - input) where it is -1."""
def huber_loss(
    input: Tensor,
    target: Tensor,
    reduction: builtins.str = 'mean',
    delta: builtins.float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:
    """mse / 2, continued by straight lines where the difference is above delta."""
def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: builtins.bool = True,
    momentum: builtins.float = 0.1,
    eps: builtins.float = 1e-05,
) -> Tensor:
    """Batch norm of every sample by itself; the running statistics move by the mean over samples."""
def interpolate(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: builtins.str = 'nearest',
    align_corners: builtins.bool | None = None,
    recompute_scale_factor: builtins.bool | None = None,
    antialias: builtins.bool = False,
) -> Tensor:
    """input (n, c, *spatial) resampled to a size, or by factors; modes nearest, nearest-exact, linear, bilinear, trilinear,
    bicubic, lanczos, area.
    """
def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
    log_target: builtins.bool = False,
) -> Tensor:
    """The Kullback-Leibler divergence of the distribution with log-probabilities `input` from the target one."""
def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
    weight: Tensor | None = None,
) -> Tensor:
    """The mean absolute difference; with weights, their weighted mean."""
def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[builtins.int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: builtins.float = 1e-05,
    cudnn_enable: builtins.bool = True,
) -> Tensor:
    """input with mean 0 and variance 1 over its last axes, times weight, plus bias."""
def leaky_relu(input: Tensor, negative_slope: builtins.float = 0.01, inplace: Any = False) -> Tensor:
    """input where positive, elsewhere negative_slope * input."""
def leaky_relu_(input: Tensor, negative_slope: builtins.float = 0.01) -> Tensor:
    """In-place form of leaky_relu: changes this tensor and returns it."""
def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input @ weight.T + bias.   input: (..., k), weight: (m, k) or (k), bias: (m) or () -> (..., m)."""
def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: builtins.str = 'mean',
    ignore_index: builtins.int | None = None,
    label_smoothing: builtins.float = 0.0,
    options: Any = None,
) -> Tensor:
    """cross_entropy(linear(input, linear_weight, linear_bias), target).   input: (n, k) or (k), linear_weight: (c, *s, k),
    target: (n, *s).
    """
def local_response_norm(
    input: Tensor,
    size: builtins.int,
    alpha: builtins.float = 0.0001,
    beta: builtins.float = 0.75,
    k: builtins.float = 1.0,
) -> Tensor:
    """input over (k + alpha * mean of squares over `size` neighbouring channels) ** beta."""
def log_softmax(input: Tensor, dim: builtins.int | None = None, _stacklevel: builtins.int = 3, dtype: Any = None) -> Tensor:
    """The logarithm of softmax along `dim`."""
def logsigmoid(input: Tensor) -> Tensor:
    """The logarithm of sigmoid, exact far from 0."""
def lp_pool1d(
    input: Tensor,
    norm_type: builtins.float,
    kernel_size: Any,
    stride: Any = None,
    ceil_mode: builtins.bool = False,
) -> Tensor:
    """The p-norm of each window of the last 1 axes."""
def lp_pool2d(
    input: Tensor,
    norm_type: builtins.float,
    kernel_size: Any,
    stride: Any = None,
    ceil_mode: builtins.bool = False,
) -> Tensor:
    """The p-norm of each window of the last 2 axes."""
def lp_pool3d(
    input: Tensor,
    norm_type: builtins.float,
    kernel_size: Any,
    stride: Any = None,
    ceil_mode: builtins.bool = False,
) -> Tensor:
    """The p-norm of each window of the last 3 axes."""
def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: builtins.float = 0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """max(0, -target * (input1 - input2) + margin)."""
def max_pool1d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: builtins.bool = False,
    return_indices: builtins.bool = False,
) -> Any:
    """The largest element of each window of the last 1 axes; with return_indices also its flat position."""
def max_pool1d_with_indices(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: builtins.bool = False,
    return_indices: builtins.bool = False,
) -> Any:
    """The largest element of each window of the last 1 axes; with return_indices also its flat position."""
def max_pool2d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: builtins.bool = False,
    return_indices: builtins.bool = False,
) -> Any:
    """The largest element of each window of the last 2 axes; with return_indices also its flat position."""
def max_pool2d_with_indices(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: builtins.bool = False,
    return_indices: builtins.bool = False,
) -> Any:
    """The largest element of each window of the last 2 axes; with return_indices also its flat position."""
def max_pool3d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: builtins.bool = False,
    return_indices: builtins.bool = False,
) -> Any:
    """The largest element of each window of the last 3 axes; with return_indices also its flat position."""
def max_pool3d_with_indices(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: builtins.bool = False,
    return_indices: builtins.bool = False,
) -> Any:
    """The largest element of each window of the last 3 axes; with return_indices also its flat position."""
def max_unpool1d(
    input: Tensor,
    indices: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> Tensor:
    """Zeros with the input written where max_pool1d found it (`indices`)."""
def max_unpool2d(
    input: Tensor,
    indices: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> Tensor:
    """Zeros with the input written where max_pool2d found it (`indices`)."""
def max_unpool3d(
    input: Tensor,
    indices: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> Tensor:
    """Zeros with the input written where max_pool3d found it (`indices`)."""
def mish(input: Tensor, inplace: Any = False) -> Tensor:
    """input * tanh(softplus(input))."""
def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
    weight: Tensor | None = None,
) -> Tensor:
    """The mean squared difference; with weights, their weighted mean."""
def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: builtins.int = 1,
    margin: builtins.float = 1.0,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """The mean over classes of max(0, margin - x[target] + x[i]) ** p, for i other than the target."""
def multilabel_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """The mean over classes of max(0, 1 - x[j] + x[i]), for j among the targets (a row up to its first -1) and i not."""
def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """The mean over classes of binary cross entropies of sigmoid(input)."""
def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    ignore_index: builtins.int = -100,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """Minus the log-probabilities of the target classes.   input: (c), (n, c) or (n, c, ...), target: without the c axis."""
def normalize(input: Tensor, p: builtins.float = 2.0, dim: Any = 1, eps: builtins.float = 1e-12, out: Tensor | None = None) -> Tensor:
    """input over its p-norm along `dim`, the norm kept from 0 by eps."""
def one_hot(tensor: Tensor, num_classes: builtins.int = -1) -> Tensor:
    """Class numbers as rows of zeros with a one. Raises RuntimeError for numbers outside the classes."""
def pad(input: Tensor, pad: Sequence[builtins.int], mode: builtins.str = 'constant', value: builtins.float | None = None) -> Tensor:
    """input with more elements around its last axes; `pad` lists (before, after), last axis first; mode constant, reflect,
    replicate, circular.
    """
def pairwise_distance(
    x1: Tensor,
    x2: Tensor,
    p: builtins.float = 2.0,
    eps: builtins.float = 1e-06,
    keepdim: builtins.bool = False,
) -> Tensor:
    """The p-norm of x1 - x2 + eps along the last axis."""
def pdist(input: Tensor, p: builtins.float = 2.0) -> Tensor:
    """The p-norm distances of all pairs of rows, each pair once.   input: (n, d) -> (n * (n - 1) / 2)."""
def pixel_shuffle(input: Tensor, upscale_factor: builtins.int) -> Tensor:
    """Channels laid out as pixels.   (..., c * f * f, h, w) -> (..., c, h * f, w * f)."""
def pixel_unshuffle(input: Tensor, downscale_factor: builtins.int) -> Tensor:
    """Pixels laid out as channels.   (..., c, h * f, w * f) -> (..., c * f * f, h, w)."""
def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: builtins.bool = True,
    full: builtins.bool = False,
    size_average: Any = None,
    eps: builtins.float = 1e-08,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """Minus the log-likelihood of counts under rates exp(input), or input; `full` adds Stirling's term."""
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """input where positive, elsewhere weight * input; one weight, or one per channel (axis 1)."""
def relu(input: Tensor, inplace: Any = False) -> Tensor:
    """max(input, 0); the gradient at 0 is 0."""
def relu6(input: Tensor, inplace: Any = False) -> Tensor:
    """input within [0, 6]."""
def relu_(input: Tensor) -> Tensor:
    """In-place form of relu: changes this tensor and returns it."""
def rms_norm(
    input: Tensor,
    normalized_shape: Sequence[builtins.int],
    weight: Tensor | None = None,
    eps: builtins.float | None = None,
) -> Tensor:
    """input over the root of its mean square over the last axes, times weight."""
def rrelu(
    input: Tensor,
    lower: builtins.float = 0.125,
    upper: builtins.float = 0.3333333333333333,
    training: builtins.bool = False,
    inplace: Any = False,
) -> Tensor:
    """leaky_relu with slopes drawn from [lower, upper) in training, their mean otherwise."""
def rrelu_(
    input: Tensor,
    lower: builtins.float = 0.125,
    upper: builtins.float = 0.3333333333333333,
    training: builtins.bool = False,
) -> Tensor:
    """In-place form of rrelu: changes this tensor and returns it."""
def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: builtins.float = 0.0,
    is_causal: builtins.bool = False,
    scale: builtins.float | None = None,
    enable_gqa: builtins.bool = False,
) -> Tensor:
    """softmax(query @ key^T * scale + mask) @ value; scale defaults to 1 / sqrt(d); a boolean mask says where to look."""
def selu(input: Tensor, inplace: Any = False) -> Tensor:
    """elu with the constants that keep mean 0 and variance 1 (Klambauer et al., 2017)."""
def selu_(input: Tensor) -> Tensor:
    """In-place form of selu: changes this tensor and returns it."""
def sigmoid(input: Any, *, out: Any = None) -> Tensor:
    """1 / (1 + exp(-x)), without overflow on either side."""
def silu(input: Tensor, inplace: Any = False) -> Tensor:
    """input * sigmoid(input)."""
def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
    beta: builtins.float = 1.0,
) -> Tensor:
    """l1 loss, rounded off by a parabola where the difference is below beta."""
def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """log(1 + exp(-target * input)), for targets 1 and -1."""
def softmax(input: Tensor, dim: builtins.int | None = None, _stacklevel: builtins.int = 3, dtype: Any = None) -> Tensor:
    """exp(input) over its sum along `dim`."""
def softmin(input: Tensor, dim: builtins.int | None = None, _stacklevel: builtins.int = 3, dtype: Any = None) -> Tensor:
    """softmax of -input."""
def softplus(input: Tensor, beta: builtins.float = 1.0, threshold: builtins.float = 20.0) -> Tensor:
    """log(1 + exp(beta * input)) / beta, and input itself where beta * input is above the threshold."""
def softshrink(input: Tensor, lambd: builtins.float = 0.5) -> Tensor:
    """input moved towards 0 by lambd, at most to 0."""
def softsign(input: Tensor) -> Tensor:
    """input / (1 + |input|)."""
def tanh(input: Any, *, out: Any = None) -> Tensor:
    """Compute hyperbolic tangent element-wise."""
def tanhshrink(input: Tensor) -> Tensor:
    """input - tanh(input)."""
def threshold(input: Tensor, threshold: builtins.float, value: builtins.float, inplace: Any = False) -> Tensor:
    """input where it is above the threshold, elsewhere the value."""
def threshold_(input: Tensor, threshold: builtins.float, value: builtins.float) -> Tensor:
    """In-place form of threshold: changes this tensor and returns it."""
def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: builtins.float = 1.0,
    p: builtins.float = 2,
    eps: builtins.float = 1e-06,
    swap: builtins.bool = False,
    size_average: Any = None,
    reduce: Any = None,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """max(0, |anchor - positive| - |anchor - negative| + margin), in p-norms."""
def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[..., Any] | None = None,
    margin: builtins.float = 1.0,
    swap: builtins.bool = False,
    reduction: builtins.str = 'mean',
) -> Tensor:
    """triplet_margin_loss with any distance."""
def unfold(input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """All windows as columns.   input: (n, c, h, w) or (c, h, w) -> (n, c * prod(kernel_size), positions)."""
def upsample(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: builtins.str = 'nearest',
    align_corners: builtins.bool | None = None,
) -> Tensor:
    """interpolate, under its old name."""
def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """interpolate linearly with corners on corners, under an old name."""
def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """interpolate by nearest neighbours, under an old name."""
