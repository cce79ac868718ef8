# made by `python -m gradcli.autograd.stubs`: change the functions, not this file
"""gradcli: check gradients and look at computation graphs."""

import builtins
from collections.abc import Callable, Sequence
from typing import Any

from gradcli import accelerator as accelerator
from gradcli import amp as amp
from gradcli import autograd as autograd
from gradcli import backends as backends
from gradcli import cuda as cuda
from gradcli import distributions as distributions
from gradcli import fft as fft
from gradcli import func as func
from gradcli import functional as functional
from gradcli import jit as jit
from gradcli import library as library
from gradcli import linalg as linalg
from gradcli import masked as masked
from gradcli import multiprocessing as multiprocessing
from gradcli import nn as nn
from gradcli import optim as optim
from gradcli import signal as signal
from gradcli import special as special
from gradcli import testing as testing
from gradcli import utils as utils
from gradcli import version as version
from gradcli.amp import autocast as autocast
from gradcli.amp import is_autocast_enabled as is_autocast_enabled
from gradcli.autograd import overrides as overrides
from gradcli.autograd import profiler as profiler
from gradcli.autograd import random as random
from gradcli.autograd import return_types as return_types
from gradcli.autograd import serialization as serialization
from gradcli.autograd import types as types
from gradcli.autograd.device import device as device
from gradcli.autograd.draws import Generator as Generator
from gradcli.autograd.draws import default_generator as default_generator
from gradcli.autograd.dtype import bfloat16 as bfloat16
from gradcli.autograd.dtype import complex64 as complex64
from gradcli.autograd.dtype import complex128 as complex128
from gradcli.autograd.dtype import dtype as dtype
from gradcli.autograd.dtype import finfo as finfo
from gradcli.autograd.dtype import float16 as float16
from gradcli.autograd.dtype import float32 as float32
from gradcli.autograd.dtype import float64 as float64
from gradcli.autograd.dtype import get_default_dtype as get_default_dtype
from gradcli.autograd.dtype import iinfo as iinfo
from gradcli.autograd.dtype import int8 as int8
from gradcli.autograd.dtype import int16 as int16
from gradcli.autograd.dtype import int32 as int32
from gradcli.autograd.dtype import int64 as int64
from gradcli.autograd.dtype import set_default_dtype as set_default_dtype
from gradcli.autograd.dtype import uint8 as uint8
from gradcli.autograd.grad_mode import enable_grad as enable_grad
from gradcli.autograd.grad_mode import inference_mode as inference_mode
from gradcli.autograd.grad_mode import is_grad_enabled as is_grad_enabled
from gradcli.autograd.grad_mode import is_inference_mode_enabled as is_inference_mode_enabled
from gradcli.autograd.grad_mode import no_grad as no_grad
from gradcli.autograd.grad_mode import set_grad_enabled as set_grad_enabled
from gradcli.autograd.ops import Tensor as Tensor
from gradcli.autograd.ops.layout import layout as layout
from gradcli.autograd.ops.layout import memory_format as memory_format
from gradcli.autograd.printing import set_printoptions as set_printoptions
from gradcli.autograd.serialization import load as load
from gradcli.autograd.serialization import save as save
from gradcli.autograd.size import Size as Size
from gradcli.cases import case as case
from gradcli.cases import settings as settings
from gradcli.cases import surrogate as surrogate
from gradcli.func import vmap as vmap
from gradcli.library import ops as ops
from gradcli.sample import definite as definite
from gradcli.sample import distinct as distinct
from gradcli.sample import fixed as fixed
from gradcli.sample import gaussian as gaussian
from gradcli.sample import integers as integers
from gradcli.sample import mask as mask
from gradcli.sample import regular as regular
from gradcli.sample import within as within
from gradcli.show_api import show as show

__version__: builtins.str
PACKAGES: dict[builtins.str, builtins.str]
pi: builtins.float
e: builtins.float
inf: builtins.float
nan: builtins.float
newaxis: None
bool: dtype
half: dtype
float: dtype
double: dtype
cfloat: dtype
cdouble: dtype
short: dtype
int: dtype
long: dtype
def normal(*args: Any, **named: Any) -> Any: ...
def positive(*args: Any, **named: Any) -> Any: ...
def nonzero(*args: Any, **named: Any) -> Any: ...
class BoolTensor(Tensor): ...
class ByteTensor(Tensor): ...
class CharTensor(Tensor): ...
class DoubleTensor(Tensor): ...
class FloatTensor(Tensor): ...
class HalfTensor(Tensor): ...
class IntTensor(Tensor): ...
class LongTensor(Tensor): ...
class ShortTensor(Tensor): ...
def abs(input: Any, *, out: Any = None) -> Tensor:
    """Calculate the absolute value element-wise."""
def abs_(input: Tensor) -> Tensor:
    """In-place form of abs: changes this tensor and returns it."""
def absolute(input: Any, *, out: Any = None) -> Tensor:
    """Calculate the absolute value element-wise."""
def acos(input: Any, *, out: Any = None) -> Tensor:
    """Trigonometric inverse cosine, element-wise."""
def acos_(input: Any) -> Tensor:
    """In-place form of acos: changes this tensor and returns it."""
def acosh(input: Any, *, out: Any = None) -> Tensor:
    """Inverse hyperbolic cosine, element-wise."""
def acosh_(input: Any) -> Tensor:
    """In-place form of acosh: changes this tensor and returns it."""
def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """Means over windows that cover the last 1 axes evenly, as many as asked for."""
def adaptive_max_pool1d(input: Tensor, output_size: Any, return_indices: builtins.bool = False) -> Any:
    """The largest of each of the windows that cover the last 1 axes evenly."""
def add(input: Any, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
    """input + alpha * other."""
def addbmm(input: Tensor, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
    """beta * c + alpha * (the product of a and b): torch.addbmm."""
def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1, out: Tensor | None = None) -> Tensor:
    """input + value * tensor1 / tensor2. Raises RuntimeError for whole numbers."""
def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1, out: Tensor | None = None) -> Tensor:
    """input + value * tensor1 * tensor2."""
def addmm(input: Tensor, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
    """beta * c + alpha * (the product of a and b): torch.addmm."""
def addmv(input: Tensor, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
    """beta * c + alpha * (the product of a and b): torch.addmv."""
def addmv_(input: Tensor, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
    """In-place form of addmv: changes this tensor and returns it."""
def addr(input: Tensor, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
    """beta * c + alpha * (the product of a and b): torch.addr."""
def adjoint(input: Tensor) -> Tensor:
    """The last two axes exchanged, conjugated. Raises RuntimeError for vectors."""
def affine_grid_generator(theta: Tensor, size: Sequence[builtins.int], align_corners: builtins.bool) -> Tensor:
    """nn.functional.affine_grid."""
def alias_copy(input: Any, *, out: Any = None) -> Tensor:
    """A copy of what alias gives."""
def all(
    input: Tensor,
    dim: builtins.int | Sequence[builtins.int] | None = None,
    keepdim: builtins.bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """Whether every element over `dim` is true (not zero)."""
def allclose(
    input: Tensor,
    other: Tensor,
    rtol: builtins.float = 1e-05,
    atol: builtins.float = 1e-08,
    equal_nan: builtins.bool = False,
) -> builtins.bool:
    """Whether all elements are close."""
def alpha_dropout(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """Dropout that keeps mean 0 and variance 1 of selu activations."""
def alpha_dropout_(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """In-place form of alpha_dropout: changes this tensor and returns it."""
def amax(
    input: Tensor,
    dim: builtins.int | Sequence[builtins.int] | None = ...,
    keepdim: builtins.bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The maximum over `dim`: an axis, several, or all; equal elements share the gradient."""
def amin(
    input: Tensor,
    dim: builtins.int | Sequence[builtins.int] | None = ...,
    keepdim: builtins.bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The minimum over `dim`: an axis, several, or all; equal elements share the gradient."""
def aminmax(input: Tensor, *, dim: builtins.int | None = None, keepdim: builtins.bool = False, out: Any = None) -> Any:
    """(min, max) along `dim`, or of all elements."""
def angle(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The argument in radians."""
def any(
    input: Tensor,
    dim: builtins.int | Sequence[builtins.int] | None = None,
    keepdim: builtins.bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """Whether some element over `dim` is true (not zero)."""
def arange(
    *limits: Any,
    dtype: Any = None,
    requires_grad: builtins.bool = False,
    device: Any = None,
    out: Any = None,
    **named: Any,
) -> Tensor:
    """start, start + step, ... below end; int64 when all limits are whole numbers, else the default type."""
def arccos(input: Any, *, out: Any = None) -> Tensor:
    """Trigonometric inverse cosine, element-wise."""
def arccos_(input: Any) -> Tensor:
    """In-place form of arccos: changes this tensor and returns it."""
def arccosh(input: Any, *, out: Any = None) -> Tensor:
    """Inverse hyperbolic cosine, element-wise."""
def arccosh_(input: Any) -> Tensor:
    """In-place form of arccosh: changes this tensor and returns it."""
def arcsin(input: Any, *, out: Any = None) -> Tensor:
    """Inverse sine, element-wise."""
def arcsin_(input: Any) -> Tensor:
    """In-place form of arcsin: changes this tensor and returns it."""
def arcsinh(input: Any, *, out: Any = None) -> Tensor:
    """Inverse hyperbolic sine element-wise."""
def arcsinh_(input: Any) -> Tensor:
    """In-place form of arcsinh: changes this tensor and returns it."""
def arctan(input: Any, *, out: Any = None) -> Tensor:
    """Trigonometric inverse tangent, element-wise."""
def arctan2(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Element-wise arc tangent of ``x1/x2`` choosing the quadrant correctly."""
def arctan_(input: Any) -> Tensor:
    """In-place form of arctan: changes this tensor and returns it."""
def arctanh(input: Any, *, out: Any = None) -> Tensor:
    """Inverse hyperbolic tangent element-wise."""
def arctanh_(input: Any) -> Tensor:
    """In-place form of arctanh: changes this tensor and returns it."""
def are_deterministic_algorithms_enabled() -> builtins.bool:
    """What use_deterministic_algorithms was told."""
def argmax(input: Tensor, dim: builtins.int | None = None, keepdim: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
    """The index of the maximum along `dim`, or in the flattened tensor; the first of equal ones."""
def argmin(input: Tensor, dim: builtins.int | None = None, keepdim: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
    """The index of the minimum along `dim`, or in the flattened tensor; the first of equal ones."""
def argsort(input: Tensor, dim: builtins.int = -1, descending: builtins.bool = False, stable: builtins.bool = False) -> Tensor:
    """The indices that sort along `dim`."""
def argwhere(input: Tensor) -> Tensor:
    """The indices of the nonzero elements, one row each."""
def as_strided(
    input: Tensor,
    size: Sequence[builtins.int],
    stride: Sequence[builtins.int],
    storage_offset: builtins.int | None = None,
) -> Tensor:
    """A view with the given shape, strides and offset, in elements."""
def as_strided_(
    input: Tensor,
    size: Sequence[builtins.int],
    stride: Sequence[builtins.int],
    storage_offset: builtins.int | None = None,
) -> Tensor:
    """Make the tensor itself a view of its memory with the given shape, strides and offset."""
def as_strided_copy(
    input: Tensor,
    size: Sequence[builtins.int],
    stride: Sequence[builtins.int],
    storage_offset: builtins.int | None = None,
    *,
    out: Any = None,
) -> Tensor:
    """A copy of what as_strided gives."""
def as_strided_scatter(
    input: Tensor,
    src: Tensor,
    size: Sequence[builtins.int],
    stride: Sequence[builtins.int],
    storage_offset: builtins.int | None = None,
) -> Tensor:
    """A copy with the elements that such a view sees replaced by `src`."""
def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """`data` as a tensor, sharing memory where it can."""
def asarray(
    data: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    copy: builtins.bool | None = None,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """`data` as a tensor, a copy only when asked or needed; a tensor keeps its history."""
def asin(input: Any, *, out: Any = None) -> Tensor:
    """Inverse sine, element-wise."""
def asin_(input: Any) -> Tensor:
    """In-place form of asin: changes this tensor and returns it."""
def asinh(input: Any, *, out: Any = None) -> Tensor:
    """Inverse hyperbolic sine element-wise."""
def asinh_(input: Any) -> Tensor:
    """In-place form of asinh: changes this tensor and returns it."""
def atan(input: Any, *, out: Any = None) -> Tensor:
    """Trigonometric inverse tangent, element-wise."""
def atan2(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Element-wise arc tangent of ``x1/x2`` choosing the quadrant correctly."""
def atan_(input: Any) -> Tensor:
    """In-place form of atan: changes this tensor and returns it."""
def atanh(input: Any, *, out: Any = None) -> Tensor:
    """Inverse hyperbolic tangent element-wise."""
def atanh_(input: Any) -> Tensor:
    """In-place form of atanh: changes this tensor and returns it."""
def atleast_1d(*tensors: Any) -> Any:
    """Tensors with at least one axis."""
def atleast_2d(*tensors: Any) -> Any:
    """Tensors with at least two axes; new ones come first."""
def atleast_3d(*tensors: Any) -> Any:
    """Tensors with at least three axes: a vector in the middle, a matrix with a new last axis."""
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
def baddbmm(input: Tensor, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
    """beta * c + alpha * (the product of a and b): torch.baddbmm."""
def bartlett_window(
    window_length: builtins.int,
    periodic: builtins.bool = True,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """A triangle: 1 - |2 x - 1|."""
def batch_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    training: builtins.bool,
    momentum: builtins.float,
    eps: builtins.float,
    cudnn_enabled: builtins.bool,
) -> Tensor:
    """nn.functional.batch_norm."""
def bernoulli(
    input: Tensor,
    p: builtins.float | None = None,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """1 with the given probabilities (or p), else 0; no gradient reaches them."""
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """y[..., o] = input1[..., i] weight[o, i, j] input2[..., j] + bias[o]."""
def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    pos_weight: Tensor | None = None,
    reduction: builtins.int = 0,
) -> Tensor:
    """nn.functional.binary_cross_entropy_with_logits with its reduction as a number."""
def bincount(input: Tensor, weights: Tensor | None = None, minlength: builtins.int = 0) -> Tensor:
    """How often each whole number occurs, or the sum of its weights."""
def bitwise_and(*, out: Any = None) -> Tensor:
    ...
def bitwise_left_shift(*, out: Any = None) -> Tensor:
    ...
def bitwise_not(*, out: Any = None) -> Tensor:
    ...
def bitwise_or(*, out: Any = None) -> Tensor:
    ...
def bitwise_right_shift(*, out: Any = None) -> Tensor:
    ...
def bitwise_xor(*, out: Any = None) -> Tensor:
    ...
def blackman_window(
    window_length: builtins.int,
    periodic: builtins.bool = True,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """0.42 - cos(2 pi x) / 2 + 0.08 cos(4 pi x)."""
def block_diag(*tensors: Any) -> Tensor:
    """Matrices (vectors and numbers as rows) along the diagonal of a larger one."""
def bmm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The products of two stacks of matrices."""
def broadcast_shapes(*shapes: Any) -> Any:
    """The shape that arrays of these shapes broadcast to. Raises RuntimeError when they do not."""
def broadcast_tensors(*tensors: Any) -> builtins.tuple[Tensor, ...]:
    """All tensors expanded to their common shape. Raises RuntimeError when there is none."""
def broadcast_to(input: Tensor, *lengths: Any, size: Any = None) -> Tensor:
    """Expanded to a shape."""
def bucketize(input: Any, boundaries: Tensor, *, out_int32: builtins.bool = False, right: builtins.bool = False) -> Tensor:
    """The number of the interval between boundaries each value falls into."""
def can_cast(from_: dtype, to: dtype) -> builtins.bool:
    """Whether a result of one dtype may be written into another."""
def cartesian_prod(*tensors: Tensor) -> Tensor:
    """Every combination of entries, one row each; a single vector as it is. Raises RuntimeError for what is no vector."""
def cat(tensors: Sequence[Tensor], dim: builtins.int = 0, *, axis: builtins.int | None = None, out: Tensor | None = None) -> Tensor:
    """The tensors one after the other along `dim`; an empty vector fits anything. Raises RuntimeError when sizes do not match."""
def cdist(x1: Tensor, x2: Tensor, p: builtins.float = 2.0, compute_mode: builtins.str = '') -> Tensor:
    """The p-norm distances of all rows.   x1: (..., n, d), x2: (..., m, d) -> (..., n, m). Raises RuntimeError for what has no
    rows.
    """
def ceil(input: Any, *, out: Any = None) -> Tensor:
    """Return the ceiling of the input, element-wise."""
def ceil_(input: Any) -> Tensor:
    """In-place form of ceil: changes this tensor and returns it."""
def celu(input: Tensor, alpha: builtins.float = 1.0, inplace: Any = False) -> Tensor:
    """input where positive, elsewhere alpha * (exp(input / alpha) - 1)."""
def celu_(input: Tensor, alpha: builtins.float = 1.0) -> Tensor:
    """In-place form of celu: changes this tensor and returns it."""
def chain_matmul(*matrices: Any, out: Tensor | None = None) -> Tensor:
    """The product of matrices in the cheapest order."""
def channel_shuffle(input: Tensor, groups: builtins.int) -> Tensor:
    """Channels (axis 1) dealt out among groups."""
channels_last: Any
channels_last_3d: Any
def cholesky(input: Tensor, upper: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
    """As linalg.cholesky."""
def cholesky_inverse(input: Tensor, upper: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
    """The inverse of A, where input is its Cholesky factor."""
def cholesky_solve(input: Tensor, input2: Tensor, upper: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
    """x with A @ x = input, where input2 is the Cholesky factor of A."""
def chunk(input: Tensor, chunks: builtins.int, dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
    """At most `chunks` parts of equal size along `dim`, the last one shorter when they do not fit."""
def clamp(input: Tensor, min: Any = None, max: Any = None, *, out: Tensor | None = None) -> Tensor:
    """input within [min, max]; the gradient passes at the bounds. Raises RuntimeError when both are None."""
def clamp_(input: Tensor, min: Any = None, max: Any = None, *, out: Tensor | None = None) -> Tensor:
    """In-place form of clamp: changes this tensor and returns it."""
def clamp_max(input: Tensor, max: Any, *, out: Tensor | None = None) -> Tensor:
    """input, lowered to `max` where it is above."""
def clamp_max_(input: Tensor, max: Any, *, out: Tensor | None = None) -> Tensor:
    """In-place form of clamp_max: changes this tensor and returns it."""
def clamp_min(input: Tensor, min: Any, *, out: Tensor | None = None) -> Tensor:
    """input, raised to `min` where it is below."""
def clamp_min_(input: Tensor, min: Any, *, out: Tensor | None = None) -> Tensor:
    """In-place form of clamp_min: changes this tensor and returns it."""
def clip(input: Tensor, min: Any = None, max: Any = None, *, out: Tensor | None = None) -> Tensor:
    """input within [min, max]; the gradient passes at the bounds. Raises RuntimeError when both are None."""
def clip_(input: Tensor, min: Any = None, max: Any = None, *, out: Tensor | None = None) -> Tensor:
    """In-place form of clip: changes this tensor and returns it."""
def clone(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """A copy that gradients flow through."""
def column_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Vectors as the columns of a matrix; matrices side by side."""
def combinations(input: Tensor, r: builtins.int = 2, with_replacement: builtins.bool = False) -> Tensor:
    """Every choice of r entries of a vector, one row each, in order."""
def compile(
    model: Callable[..., Any] | None = None,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """The function or module itself, which runs as it is written; without one, the decorator that returns it."""
def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """real + i imag, of two tensors of the same floating type."""
def concat(tensors: Sequence[Tensor], dim: builtins.int = 0, *, axis: builtins.int | None = None, out: Tensor | None = None) -> Tensor:
    """The tensors one after the other along `dim`; an empty vector fits anything. Raises RuntimeError when sizes do not match."""
def concatenate(
    tensors: Sequence[Tensor],
    dim: builtins.int = 0,
    *,
    axis: builtins.int | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The tensors one after the other along `dim`; an empty vector fits anything. Raises RuntimeError when sizes do not match."""
def conj(input: Tensor) -> Tensor:
    """The complex conjugate; real tensors as they are."""
def conj_physical(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The complex conjugate; real tensors as they are."""
def conj_physical_(input: Any) -> Tensor:
    """In-place form of conj_physical: changes this tensor and returns it."""
def constant_pad_nd(input: Tensor, pad: Sequence[builtins.int], value: builtins.float = 0) -> Tensor:
    """input with `value` around its last axes."""
contiguous_format: Any
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
def copysign(input: Tensor, other: Any, *, out: Tensor | None = None) -> Tensor:
    """The size of input with the sign of `other`, a tensor or a number."""
def corrcoef(input: Tensor) -> Tensor:
    """The matrix of correlation coefficients of variables (rows)."""
def cos(input: Any, *, out: Any = None) -> Tensor:
    """Cosine element-wise."""
def cos_(input: Any) -> Tensor:
    """In-place form of cos: changes this tensor and returns it."""
def cosh(input: Any, *, out: Any = None) -> Tensor:
    """Hyperbolic cosine, element-wise."""
def cosh_(input: Any) -> Tensor:
    """In-place form of cosh: changes this tensor and returns it."""
def cosine_embedding_loss(*args: Any, **named: Any) -> Tensor:
    """nn.functional.cosine_embedding_loss with its reduction as a number: 0 none (the default), 1 mean, 2 sum."""
def cosine_similarity(x1: Tensor, x2: Tensor, dim: builtins.int = 1, eps: builtins.float = 1e-08) -> Tensor:
    """The cosine of the angle between x1 and x2 along `dim`; norms are kept from 0 by eps."""
def count_nonzero(input: Tensor, dim: builtins.int | Sequence[builtins.int] | None = None) -> Tensor:
    """How many elements over `dim` are not zero."""
def cov(input: Tensor, *, correction: builtins.int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None) -> Tensor:
    """The covariance matrix of variables (rows) observed together (columns)."""
def cross(input: Tensor, other: Tensor, dim: builtins.int | None = None, *, out: Tensor | None = None) -> Tensor:
    """The vector product along `dim`, by default the first axis of length 3."""
def cummax(input: Tensor, dim: builtins.int, *, out: Any = None) -> Any:
    """(values, indices): the running maximum along `dim` and where it last occurred."""
def cummin(input: Tensor, dim: builtins.int, *, out: Any = None) -> Any:
    """(values, indices): the running minimum along `dim` and where it last occurred."""
def cumprod(input: Tensor, dim: builtins.int, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
    """The running product along `dim`; whole numbers multiply in int64."""
def cumsum(input: Tensor, dim: builtins.int, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
    """The running sum along `dim`; whole numbers add up in int64."""
def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: builtins.int = -1) -> Tensor:
    """The running integral along `dim` by the trapezoid rule."""
def deg2rad(input: Any, *, out: Any = None) -> Tensor:
    ...
def deg2rad_(input: Any) -> Tensor:
    """In-place form of deg2rad: changes this tensor and returns it."""
def det(input: Tensor) -> Tensor:
    """The determinant of square matrices."""
def detach(input: Tensor) -> Tensor:
    """The same memory, outside the graph."""
def detach_(input: Tensor) -> Tensor:
    """Take a tensor out of the graph."""
def detach_copy(self: Any, *, out: Any = None) -> Tensor:
    """A copy of what detach gives."""
def diag(input: Tensor, diagonal: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
    """The diagonal of a matrix as a vector, or a matrix with a vector on its diagonal."""
def diag_embed(input: Tensor, offset: builtins.int = 0, dim1: builtins.int = -2, dim2: builtins.int = -1) -> Tensor:
    """Matrices with the last axis on a diagonal, zeros elsewhere."""
def diagflat(input: Tensor, offset: builtins.int = 0) -> Tensor:
    """A matrix with all elements on its diagonal."""
def diagonal(input: Tensor, offset: builtins.int = 0, dim1: builtins.int = 0, dim2: builtins.int = 1) -> Tensor:
    """A view of a diagonal of two axes; it becomes the last axis."""
def diagonal_copy(
    input: Tensor,
    offset: builtins.int = 0,
    dim1: builtins.int = 0,
    dim2: builtins.int = 1,
    *,
    out: Any = None,
) -> Tensor:
    """A copy of what diagonal gives."""
def diagonal_scatter(input: Tensor, src: Tensor, offset: builtins.int = 0, dim1: builtins.int = 0, dim2: builtins.int = 1) -> Tensor:
    """A copy with a diagonal replaced by `src`."""
def diff(
    input: Tensor,
    n: builtins.int = 1,
    dim: builtins.int = -1,
    prepend: Any = None,
    append: Any = None,
    *,
    out: Any = None,
) -> Tensor:
    """The n-th differences of neighbours along `dim`; for n = 0 a copy."""
def digamma(input: Any, *, out: Any = None) -> Tensor:
    """The logarithmic derivative of gamma; -inf at 0, NaN at the negative whole numbers."""
def dist(input: Tensor, other: Tensor, p: builtins.float = 2) -> Tensor:
    """The p-norm of input - other."""
def div(input: Any, other: Any, *, rounding_mode: builtins.str | None = None, out: Tensor | None = None) -> Tensor:
    """input / other; rounding_mode "trunc" or "floor" rounds the quotient."""
def divide(input: Any, other: Any, *, rounding_mode: builtins.str | None = None, out: Tensor | None = None) -> Tensor:
    """input / other; rounding_mode "trunc" or "floor" rounds the quotient."""
def dot(input: Tensor, tensor: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The sum of the products of two vectors' elements."""
def dropout(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """Each element 0 with probability p, else scaled by 1 / (1 - p)."""
def dropout_(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """In-place form of dropout: changes this tensor and returns it."""
def dsplit(input: Tensor, indices_or_sections: Any) -> builtins.tuple[Tensor, ...]:
    ...
def dstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """One behind the other, along the third axis."""
def einsum(equation: Any, *operands: Any) -> Tensor:
    """Sums of products by Einstein's notation: "ij,jk->ik", with "..." for further axes. Raises RuntimeError for what does not
    fit.
    """
def embedding(
    weight: Tensor,
    indices: Tensor,
    padding_idx: builtins.int = -1,
    scale_grad_by_freq: builtins.bool = False,
    sparse: builtins.bool = False,
) -> Tensor:
    """Rows of `weight` by number; a row padding_idx from 0 on gets no gradient."""
def empty(
    *size: Any,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Zeros: uninitialised memory would make runs differ."""
def empty_like(
    input: Tensor,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Zeros of the same shape and type."""
def eq(input: Any, other: Any, *, out: Any = None) -> Tensor:
    """Return (x1 == x2) element-wise."""
def equal(input: Tensor, other: Tensor) -> builtins.bool:
    """Whether both have the same shape and elements; NaN equals nothing."""
def erf(input: Any, *, out: Any = None) -> Tensor:
    """The error function, element by element in double precision (math.erf)."""
def erf_(input: Any) -> Tensor:
    """In-place form of erf: changes this tensor and returns it."""
def erfc(input: Any, *, out: Any = None) -> Tensor:
    """The complementary error function, element by element in double precision (math.erfc)."""
def erfc_(input: Any) -> Tensor:
    """In-place form of erfc: changes this tensor and returns it."""
def erfinv(input: Any, *, out: Any = None) -> Tensor:
    """The inverse of erf; infinite at -1 and 1, NaN outside. Near 0, where 1 + y rounds, by Newton's method on erf."""
def exp(input: Any, *, out: Any = None) -> Tensor:
    """Calculate the exponential of all elements in the input array."""
def exp2(input: Any, *, out: Any = None) -> Tensor:
    """Calculate `2**p` for all `p` in the input array."""
def exp2_(input: Any) -> Tensor:
    """In-place form of exp2: changes this tensor and returns it."""
def exp_(input: Any) -> Tensor:
    """In-place form of exp: changes this tensor and returns it."""
def expand_copy(self: Tensor, *lengths: Any, size: Any = None, implicit: builtins.bool = False, out: Any = None) -> Tensor:
    """A copy of what expand gives."""
def expm1(input: Any, *, out: Any = None) -> Tensor:
    """Calculate ``exp(x) - 1`` for all elements in the array."""
def expm1_(input: Any) -> Tensor:
    """In-place form of expm1: changes this tensor and returns it."""
def eye(
    n: builtins.int,
    m: builtins.int | None = None,
    *,
    dtype: Any = None,
    requires_grad: builtins.bool = False,
    device: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """The identity matrix, n x m."""
def feature_alpha_dropout(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """alpha_dropout of whole channels."""
def feature_alpha_dropout_(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """In-place form of feature_alpha_dropout: changes this tensor and returns it."""
def feature_dropout(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """Each channel of (n, c, ...) 0 with probability p, else scaled by 1 / (1 - p)."""
def feature_dropout_(input: Tensor, p: builtins.float, train: builtins.bool) -> Tensor:
    """In-place form of feature_dropout: changes this tensor and returns it."""
def fill(input: Tensor, value: Any) -> Tensor:
    """A tensor of one value in the shape and type of another."""
def fill_(self: Tensor, value: Any) -> Tensor:
    """Overwrite with one value: a number or a 0-d tensor."""
def fix(input: Any, *, out: Any = None) -> Tensor:
    """Return the truncated value of the input, element-wise."""
def fix_(input: Any) -> Tensor:
    """In-place form of fix: changes this tensor and returns it."""
def flatten(input: Tensor, start_dim: builtins.int = 0, end_dim: builtins.int = -1) -> Tensor:
    """Axes start_dim to end_dim (included) joined into one."""
def flip(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    """The entries along the given axes in reverse order."""
def fliplr(input: Tensor) -> Tensor:
    """Columns in reverse order."""
def flipud(input: Tensor) -> Tensor:
    """Rows in reverse order."""
def float_power(input: Any, exponent: Any, *, out: Tensor | None = None) -> Tensor:
    """input ** exponent, computed in double precision."""
def floor(input: Any, *, out: Any = None) -> Tensor:
    """Return the floor of the input, element-wise."""
def floor_(input: Any) -> Tensor:
    """In-place form of floor: changes this tensor and returns it."""
def floor_divide(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """floor(input / other)."""
def fmax(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Element-wise maximum of array elements."""
def fmin(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Element-wise minimum of array elements."""
def fmod(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """input - other * trunc(input / other): with the sign of `input`."""
def frac(input: Any, *, out: Any = None) -> Tensor:
    ...
def frac_(input: Any) -> Tensor:
    """In-place form of frac: changes this tensor and returns it."""
def frexp(input: Tensor, *, out: Any = None) -> Any:
    """(mantissa, exponent) with input = mantissa 2^exponent."""
def from_numpy(array: Any) -> Tensor:
    """A tensor that shares the array's memory. Raises TypeError for anything but an array."""
def frombuffer(
    buffer: Any,
    *,
    dtype: Any,
    count: builtins.int = -1,
    offset: builtins.int = 0,
    requires_grad: builtins.bool = False,
) -> Tensor:
    """A tensor that shares the memory of a Python buffer."""
def full(
    size: Any,
    fill_value: Any,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """One value everywhere, in the value's own type."""
def full_like(
    input: Tensor,
    fill_value: Any,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """One value in the shape and type of another tensor."""
def gather(
    input: Tensor,
    dim: builtins.int,
    index: Tensor,
    *,
    sparse_grad: builtins.bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """y[i, j] = x[index[i, j], j] for dim 0, and so on. Raises RuntimeError for shapes or numbers that do not fit."""
def gcd(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    ...
def gcd_(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """In-place form of gcd: changes this tensor and returns it."""
def ge(input: Any, other: Any, *, out: Any = None) -> Tensor:
    ...
def geqrf(input: Tensor, *, out: Any = None) -> Tensor:
    """(R with the reflections below its diagonal, their scales): what householder_product takes; not differentiable."""
def ger(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """input[i] * vec2[j]. Raises RuntimeError for anything but vectors."""
def get_default_device() -> device:
    """The CPU."""
def get_device(_input: Tensor) -> builtins.int:
    """-1: the CPU has no number."""
def get_float32_matmul_precision() -> builtins.str:
    """What set_float32_matmul_precision was told."""
def get_num_threads() -> builtins.int:
    """1."""
def get_rng_state() -> Tensor:
    """The generator's state, for set_rng_state."""
def gradient(input: Tensor, *, spacing: Any = None, dim: Any = None, edge_order: builtins.int = 1) -> builtins.tuple[Tensor, ...]:
    """The derivative along each axis of `dim` by central differences, one-sided at the ends."""
def greater(input: Any, other: Any, *, out: Any = None) -> Tensor:
    ...
def greater_equal(input: Any, other: Any, *, out: Any = None) -> Tensor:
    ...
def grid_sampler(
    input: Tensor,
    grid: Tensor,
    interpolation_mode: builtins.int,
    padding_mode: builtins.int,
    align_corners: builtins.bool,
) -> Tensor:
    """nn.functional.grid_sample with modes as numbers: 0 bilinear, 1 nearest, 2 bicubic; 0 zeros, 1 border, 2 reflection."""
def grid_sampler_2d(
    input: Tensor,
    grid: Tensor,
    interpolation_mode: builtins.int,
    padding_mode: builtins.int,
    align_corners: builtins.bool,
) -> Tensor:
    """nn.functional.grid_sample with modes as numbers: 0 bilinear, 1 nearest, 2 bicubic; 0 zeros, 1 border, 2 reflection."""
def grid_sampler_3d(
    input: Tensor,
    grid: Tensor,
    interpolation_mode: builtins.int,
    padding_mode: builtins.int,
    align_corners: builtins.bool,
) -> Tensor:
    """nn.functional.grid_sample with modes as numbers: 0 bilinear, 1 nearest, 2 bicubic; 0 zeros, 1 border, 2 reflection."""
def group_norm(
    input: Tensor,
    num_groups: builtins.int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: builtins.float = 1e-05,
    cudnn_enabled: builtins.bool = True,
) -> Tensor:
    """input with mean 0 and variance 1 over each group of channels, per sample; times weight, plus bias, per channel."""
def gt(input: Any, other: Any, *, out: Any = None) -> Tensor:
    ...
def hamming_window(
    window_length: builtins.int,
    periodic: builtins.bool = True,
    alpha: builtins.float = 0.54,
    beta: builtins.float = 0.46,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """alpha - beta cos(2 pi x)."""
def hann_window(
    window_length: builtins.int,
    periodic: builtins.bool = True,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """1/2 - cos(2 pi x) / 2."""
def hardshrink(input: Tensor, lambd: builtins.float = 0.5) -> Tensor:
    """input outside of [-lambd, lambd], 0 inside."""
def heaviside(input: Tensor, values: Tensor, *, out: Tensor | None = None) -> Tensor:
    """0 for negative input, 1 for positive, `values` at 0; torch has no derivative of it."""
def hinge_embedding_loss(*args: Any, **named: Any) -> Tensor:
    """nn.functional.hinge_embedding_loss with its reduction as a number: 0 none (the default), 1 mean, 2 sum."""
def histc(
    input: Tensor,
    bins: builtins.int = 100,
    min: builtins.float = 0,
    max: builtins.float = 0,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """How many elements fall into each of `bins` equal intervals of [min, max], by default of the data's range."""
def histogram(
    input: Tensor,
    bins: Any = 100,
    *,
    range: builtins.tuple[builtins.float, builtins.float] | None = None,
    weight: Tensor | None = None,
    density: builtins.bool = False,
    out: Any = None,
) -> Any:
    """(hist, bin_edges); bins: a number of equal intervals, or their edges."""
def histogramdd(
    input: Tensor,
    bins: Any,
    *,
    range: Sequence[builtins.float] | None = None,
    weight: Tensor | None = None,
    density: builtins.bool = False,
) -> Tensor:
    """(hist, bin_edges) of points; bins: a number of equal intervals for all axes or for each, or the edges of each.   input:
    (..., rank).
    """
def hsplit(input: Tensor, indices_or_sections: Any) -> builtins.tuple[Tensor, ...]:
    ...
def hstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Side by side: vectors end to end, others along the second axis."""
def hypot(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Given the "legs" of a right triangle, return its hypotenuse."""
def i0(input: Any, *, out: Any = None) -> Tensor:
    ...
def i0_() -> Tensor:
    """In-place form of i0: changes this tensor and returns it."""
def igamma(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """The regularised lower incomplete gamma function P(a, x): a series for small x, 1 - Q for large."""
def igammac(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x)."""
def imag(self: Tensor) -> Tensor:
    """The imaginary part, a view. Raises RuntimeError for real tensors."""
def index_add(input: Tensor, dim: builtins.int, index: Tensor, source: Tensor, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
    """A copy with alpha times the entries of `source` added to the entries `index` of an axis."""
def index_copy(input: Tensor, dim: builtins.int, index: Tensor, source: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy with the entries `index` of an axis replaced by those of `source`."""
def index_fill(input: Tensor, dim: builtins.int, index: Tensor, value: Any) -> Tensor:
    """A copy with one value (a number or a 0-d tensor) in the entries `index` of an axis."""
def index_put(input: Tensor, indices: Sequence[Any], values: Tensor, accumulate: builtins.bool = False) -> Tensor:
    """A copy with `values` at the indices, or added there."""
def index_put_(input: Tensor, indices: Sequence[Any], values: Tensor, accumulate: builtins.bool = False) -> Tensor:
    """In-place form of index_put: changes this tensor and returns it."""
def index_reduce(
    input: Tensor,
    dim: builtins.int,
    index: Tensor,
    source: Tensor,
    reduce: builtins.str,
    *,
    include_self: builtins.bool = True,
    out: Tensor | None = None,
) -> Tensor:
    """A copy with the entries `index` of an axis combined with those of `source`: prod, mean, amax or amin."""
def index_select(input: Tensor, dim: builtins.int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The entries of `dim` whose numbers are in the vector `index`."""
def initial_seed() -> builtins.int:
    """The seed last set."""
def inner(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The products of rows: summed over the last axis of both; of numbers, the plain product."""
def instance_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    use_input_stats: builtins.bool,
    momentum: builtins.float,
    eps: builtins.float,
    cudnn_enabled: builtins.bool,
) -> Tensor:
    """nn.functional.instance_norm."""
def inverse(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of square matrices."""
def is_anomaly_check_nan_enabled() -> builtins.bool:
    """Whether anomaly mode takes NaN for an error."""
def is_anomaly_enabled() -> builtins.bool:
    """Whether anomaly mode is on."""
def is_complex(input: Tensor) -> builtins.bool:
    """Whether the elements are complex."""
def is_conj(input: Tensor) -> builtins.bool:
    """Whether torch would still have the conjugate to compute: true of what conj() returns, though here it is computed at
    once.
    """
def is_floating_point(input: Tensor) -> builtins.bool:
    """Whether the elements are real floating point numbers."""
def is_inference(input: Tensor) -> builtins.bool:
    """Whether a tensor was made in inference mode."""
def is_neg(input: Any) -> Tensor:
    ...
def is_nonzero(input: Tensor) -> builtins.bool:
    """Whether the only element is not zero. Raises RuntimeError for other sizes."""
def is_same_size(input: Tensor, other: Tensor) -> builtins.bool:
    """Whether two tensors have the same shape."""
def is_signed(input: Tensor) -> builtins.bool:
    """Whether the type has negative numbers."""
def is_tensor(obj: Any) -> builtins.bool:
    """Whether obj is a Tensor."""
def is_warn_always_enabled() -> builtins.bool:
    """What set_warn_always was told."""
def isclose(
    input: Tensor,
    other: Tensor,
    rtol: builtins.float = 1e-05,
    atol: builtins.float = 1e-08,
    equal_nan: builtins.bool = False,
) -> Tensor:
    """Whether |input - other| <= atol + rtol |other|, element by element."""
def isfinite(input: Any, *, out: Any = None) -> Tensor:
    """Test element-wise for finiteness (not infinity and not Not a Number)."""
def isin(
    elements: Any,
    test_elements: Any,
    *,
    assume_unique: builtins.bool = False,
    invert: builtins.bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """Whether each element is among the test elements."""
def isinf(input: Any, *, out: Any = None) -> Tensor:
    """Test element-wise for positive or negative infinity."""
def isnan(input: Any, *, out: Any = None) -> Tensor:
    """Test element-wise for NaN and return result as a boolean array."""
def isneginf(*, out: Any = None) -> Tensor:
    """Test element-wise for negative infinity, return result as bool array."""
def isposinf(*, out: Any = None) -> Tensor:
    """Test element-wise for positive infinity, return result as bool array."""
def isreal(*, out: Any = None) -> Tensor:
    """Returns a bool array, where True if input element is real."""
def istft(
    input: Tensor,
    n_fft: builtins.int,
    hop_length: builtins.int | None = None,
    win_length: builtins.int | None = None,
    window: Tensor | None = None,
    center: builtins.bool = True,
    normalized: builtins.bool = False,
    onesided: builtins.bool | None = None,
    length: builtins.int | None = None,
    return_complex: builtins.bool = False,
) -> Tensor:
    """The signal with these spectra, as stft gives them; where pieces overlap, the mean weighted by the squared window."""
def kaiser_window(
    window_length: builtins.int,
    periodic: builtins.bool = True,
    beta: builtins.float = 12.0,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """I0(beta sqrt(1 - (2 x - 1)^2)) / I0(beta)."""
def kl_div(*args: Any, **named: Any) -> Tensor:
    """nn.functional.kl_div with its reduction as a number: 0 none (the default), 1 mean, 2 sum."""
def kron(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Kronecker product: blocks input[i, j] * other."""
def kthvalue(input: Tensor, k: builtins.int, dim: builtins.int = -1, keepdim: builtins.bool = False, *, out: Any = None) -> Any:
    """(values, indices) of the k-th smallest (from 1) along `dim`."""
def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[builtins.int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: builtins.float = 1e-05,
    cudnn_enable: builtins.bool = True,
) -> Tensor:
    """input with mean 0 and variance 1 over its last axes, times weight, plus bias."""
def lcm(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    ...
def lcm_(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """In-place form of lcm: changes this tensor and returns it."""
def ldexp(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    ...
def ldexp_(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """In-place form of ldexp: changes this tensor and returns it."""
def le(input: Any, other: Any, *, out: Any = None) -> Tensor:
    ...
def lerp(input: Tensor, end: Tensor, weight: Any, *, out: Tensor | None = None) -> Tensor:
    """input + weight (end - input); weight: a number or a tensor."""
def less(input: Any, other: Any, *, out: Any = None) -> Tensor:
    ...
def less_equal(input: Any, other: Any, *, out: Any = None) -> Tensor:
    ...
def lgamma(input: Any, *, out: Any = None) -> Tensor:
    """log |gamma(x)|, element by element in double precision (math.lgamma); inf at the poles."""
def linspace(
    start: Any,
    end: Any,
    steps: builtins.int,
    *,
    dtype: Any = None,
    requires_grad: builtins.bool = False,
    device: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """`steps` evenly spaced numbers from start to end, both included."""
def log(input: Any, *, out: Any = None) -> Tensor:
    """Natural logarithm, element-wise."""
def log10(input: Any, *, out: Any = None) -> Tensor:
    """Return the base 10 logarithm of the input array, element-wise."""
def log10_(input: Any) -> Tensor:
    """In-place form of log10: changes this tensor and returns it."""
def log1p(input: Any, *, out: Any = None) -> Tensor:
    """Return the natural logarithm of one plus the input array, element-wise."""
def log1p_(input: Any) -> Tensor:
    """In-place form of log1p: changes this tensor and returns it."""
def log2(input: Any, *, out: Any = None) -> Tensor:
    """Base-2 logarithm of `x`."""
def log2_(input: Any) -> Tensor:
    """In-place form of log2: changes this tensor and returns it."""
def log_(input: Any) -> Tensor:
    """In-place form of log: changes this tensor and returns it."""
def log_softmax(input: Tensor, dim: builtins.int, dtype: Any = None, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of softmax along `dim`."""
def logaddexp(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """log(exp(a) + exp(b)), without overflow."""
def logaddexp2(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Logarithm of the sum of exponentiations of the inputs in base-2."""
def logcumsumexp(input: Tensor, dim: builtins.int, *, out: Tensor | None = None) -> Tensor:
    """log(cumsum(exp(input))) along `dim`, without overflow."""
def logdet(input: Tensor) -> Tensor:
    """The logarithm of the determinant; NaN where that is negative."""
def logical_and(input: Any, other: Any, *, out: Any = None) -> Tensor:
    """Compute the truth value of x1 AND x2 element-wise."""
def logical_not(input: Any, *, out: Any = None) -> Tensor:
    """Compute the truth value of NOT x element-wise."""
def logical_or(input: Any, other: Any, *, out: Any = None) -> Tensor:
    """Compute the truth value of x1 OR x2 element-wise."""
def logical_xor(input: Any, other: Any, *, out: Any = None) -> Tensor:
    """Compute the truth value of x1 XOR x2, element-wise."""
def logit(input: Tensor, eps: builtins.float | None = None, *, out: Tensor | None = None) -> Tensor:
    """log(input / (1 - input)), input first brought into [eps, 1 - eps] if eps is given."""
def logit_(input: Tensor, eps: builtins.float | None = None, *, out: Tensor | None = None) -> Tensor:
    """In-place form of logit: changes this tensor and returns it."""
def logspace(
    start: Any,
    end: Any,
    steps: builtins.int,
    base: builtins.float = 10.0,
    *,
    dtype: Any = None,
    requires_grad: builtins.bool = False,
    device: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """base**start ... base**end, evenly spaced exponents."""
def logsumexp(
    input: Tensor,
    dim: builtins.int | Sequence[builtins.int] | None,
    keepdim: builtins.bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """log(sum(exp(input))) over `dim`, without overflow."""
def lt(input: Any, other: Any, *, out: Any = None) -> Tensor:
    ...
def lu(A: Tensor, pivot: builtins.bool = True, get_infos: builtins.bool = False) -> Any:
    """What linalg.lu_factor returns, as a plain tuple."""
def lu_solve(input: Tensor, LU_data: Tensor, LU_pivots: Tensor, *, out: Tensor | None = None) -> Tensor:
    """X with A @ X = input; A is given as lu_factor returns it."""
def lu_unpack(
    LU_data: Tensor,
    LU_pivots: Tensor,
    unpack_data: builtins.bool = True,
    unpack_pivots: builtins.bool = True,
    *,
    out: Any = None,
) -> Tensor:
    """(P, L, U) of what lu_factor returns."""
def manual_seed(seed: builtins.int) -> Generator:
    """Seed the engine's generator."""
def margin_ranking_loss(*args: Any, **named: Any) -> Tensor:
    """nn.functional.margin_ranking_loss with its reduction as a number: 0 none (the default), 1 mean, 2 sum."""
def masked_fill(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    """`value` (a number or a 0-d tensor) wherever `mask` is true. Raises RuntimeError for masks that are not boolean."""
def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """The elements of `source`, in order, wherever `mask` is true. Raises RuntimeError when there are too few."""
def masked_select(input: Tensor, mask: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements where `mask` is true, as a vector."""
def matmul(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """The matrix product: vectors, matrices and stacks of them, broadcast against each other."""
def matrix_exp(input: Tensor) -> Tensor:
    """The exponential of square matrices."""
def matrix_power(input: Tensor, n: builtins.int, *, out: Tensor | None = None) -> Tensor:
    """Square matrices multiplied n times, by repeated squaring; negative powers by the inverse."""
def max(input: Tensor, dim: Any = None, keepdim: builtins.bool = False, *, other: Any = None, out: Any = None) -> Any:
    """The maximum of all elements, (values, indices) along `dim`, or the elementwise maximum of two tensors."""
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
def maximum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Element-wise maximum of array elements."""
def mean(
    input: Tensor,
    dim: builtins.int | Sequence[builtins.int] | None = None,
    keepdim: builtins.bool = False,
    *,
    dtype: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """The mean over `dim`. Raises RuntimeError for whole numbers."""
def median(input: Tensor, dim: builtins.int | None = None, keepdim: builtins.bool = False, *, out: Any = None) -> Any:
    """The lower median of all elements, or (values, indices) along `dim`."""
def meshgrid(*tensors: Any, indexing: builtins.str | None = None) -> builtins.tuple[Tensor, ...]:
    """Coordinate grids of vectors; indexing "ij" (the default) or "xy", which exchanges the first two axes."""
def min(input: Tensor, dim: Any = None, keepdim: builtins.bool = False, *, other: Any = None, out: Any = None) -> Any:
    """The minimum of all elements, (values, indices) along `dim`, or the elementwise minimum of two tensors."""
def minimum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Element-wise minimum of array elements."""
def mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product of two matrices."""
def mode(input: Tensor, dim: builtins.int = -1, keepdim: builtins.bool = False, *, out: Any = None) -> Any:
    """(values, indices) of the most frequent element along `dim`."""
def moveaxis(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Axes `source` moved to the places `destination`; the others keep their order."""
def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Axes `source` moved to the places `destination`; the others keep their order."""
def msort(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """input sorted along its first axis."""
def mul(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """input * other."""
def multinomial(
    input: Tensor,
    num_samples: builtins.int,
    replacement: builtins.bool = False,
    *,
    generator: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """Indices drawn with the given weights, per row. Raises RuntimeError for weights or numbers of samples that make no sense."""
def multiply(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """input * other."""
def mv(input: Tensor, vec: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product of a matrix and a vector."""
def mvlgamma(input: Tensor, p: builtins.int, *, out: Tensor | None = None) -> Tensor:
    """The multivariate log gamma function of dimension p."""
def nan_to_num(
    input: Tensor,
    nan: builtins.float | None = None,
    posinf: builtins.float | None = None,
    neginf: builtins.float | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """input with finite numbers in place of NaN and the infinities."""
def nan_to_num_(
    input: Tensor,
    nan: builtins.float | None = None,
    posinf: builtins.float | None = None,
    neginf: builtins.float | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """In-place form of nan_to_num: changes this tensor and returns it."""
def nanmean(
    input: Tensor,
    dim: builtins.int | Sequence[builtins.int] | None = None,
    keepdim: builtins.bool = False,
    *,
    dtype: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """The mean over `dim` of what is not NaN. Raises RuntimeError for whole numbers."""
def nanmedian(input: Tensor, dim: builtins.int | None = None, keepdim: builtins.bool = False, *, out: Any = None) -> Any:
    """The lower nanmedian of all elements, or (values, indices) along `dim`."""
def nanquantile(
    input: Tensor,
    q: Any,
    dim: builtins.int | None = None,
    keepdim: builtins.bool = False,
    *,
    interpolation: builtins.str = 'linear',
    out: Tensor | None = None,
) -> Tensor:
    """The q-th quantiles along `dim`, or of all elements, of what is not NaN."""
def nansum(
    input: Tensor,
    dim: builtins.int | Sequence[builtins.int] | None = None,
    keepdim: builtins.bool = False,
    *,
    dtype: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """The sum over `dim` of what is not NaN."""
def narrow(input: Tensor, dim: builtins.int, start: Any, length: builtins.int) -> Tensor:
    """`length` entries from `start` along `dim`. Raises RuntimeError when they reach over the end."""
def narrow_copy(input: Tensor, dim: builtins.int, start: builtins.int, length: builtins.int, *, out: Tensor | None = None) -> Tensor:
    """A copy of `length` entries from `start` along `dim`."""
def native_batch_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    training: builtins.bool,
    momentum: builtins.float,
    eps: builtins.float,
) -> Tensor:
    """(nn.functional.batch_norm, the means, 1 over the deviations), these per channel, outside the graph, and empty outside of
    training.
    """
def native_channel_shuffle(input: Tensor, groups: builtins.int) -> Tensor:
    """Channels (axis 1) dealt out among groups."""
def native_group_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    N: builtins.int,
    C: builtins.int,
    HxW: builtins.int,
    group: builtins.int,
    eps: builtins.float,
) -> Tensor:
    """(nn.functional.group_norm, the means, 1 over the deviations), these of shape (N, group)."""
def native_layer_norm(
    input: Tensor,
    normalized_shape: Sequence[builtins.int],
    weight: Tensor | None,
    bias: Tensor | None,
    eps: builtins.float,
) -> Tensor:
    """(nn.functional.layer_norm, the means, 1 over the deviations), these with axes of length 1 and outside the graph."""
def ne(input: Any, other: Any, *, out: Any = None) -> Tensor:
    """Return (x1 != x2) element-wise."""
def neg(input: Any, *, out: Any = None) -> Tensor:
    """-x. Raises RuntimeError for booleans."""
def neg_(input: Any) -> Tensor:
    """In-place form of neg: changes this tensor and returns it."""
def negative(input: Any, *, out: Any = None) -> Tensor:
    """-x. Raises RuntimeError for booleans."""
def negative_(input: Any) -> Tensor:
    """In-place form of negative: changes this tensor and returns it."""
def nextafter(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    ...
def nonzero_static(input: Tensor, *, size: builtins.int, fill_value: builtins.int = -1) -> Tensor:
    """The indices of the first `size` nonzero elements, rows of `fill_value` where there are fewer."""
def norm(input: Tensor, p: Any = 'fro', dim: Any = None, keepdim: builtins.bool = False, out: Any = None, dtype: Any = None) -> Tensor:
    """The p-norm over `dim`; "fro" is the 2-norm of all elements, "nuc" the sum of singular values."""
def not_equal(input: Any, other: Any, *, out: Any = None) -> Tensor:
    """Return (x1 != x2) element-wise."""
def numel(input: Tensor) -> builtins.int:
    """The number of elements."""
def ones(
    *size: Any,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Ones in the default type."""
def ones_like(
    input: Tensor,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Ones of the same shape and type."""
def orgqr(input: Tensor, input2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """linalg.householder_product, under its old name."""
def ormqr(
    input: Tensor,
    input2: Tensor,
    input3: Tensor,
    left: builtins.bool = True,
    transpose: builtins.bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """Q @ input3, Q the product of all reflections (Q^H with `transpose`); input3 @ Q unless `left`."""
def outer(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """input[i] * vec2[j]. Raises RuntimeError for anything but vectors."""
def pairwise_distance(
    x1: Tensor,
    x2: Tensor,
    p: builtins.float = 2.0,
    eps: builtins.float = 1e-06,
    keepdim: builtins.bool = False,
) -> Tensor:
    """The p-norm of x1 - x2 + eps along the last axis."""
def pca_lowrank(A: Tensor, q: builtins.int | None = None, center: builtins.bool = True, niter: builtins.int = 2) -> Tensor:
    """(U, S, V) of the centred matrix: the columns of V are its principal directions. Raises ValueError for a q beyond its
    size.
    """
def pdist(input: Tensor, p: builtins.float = 2.0) -> Tensor:
    """The p-norm distances of all pairs of rows, each pair once.   input: (n, d) -> (n * (n - 1) / 2)."""
def permute(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    """The axes in another order: permute(2, 0, 1). Raises RuntimeError unless every axis is named once."""
def permute_copy(input: Tensor, *order: Any, dims: Any = None, out: Any = None) -> Tensor:
    """A copy of what permute gives."""
def pinverse(input: Tensor, rcond: builtins.float = 1e-15) -> Tensor:
    """The pseudoinverse."""
def pixel_shuffle(input: Tensor, upscale_factor: builtins.int) -> Tensor:
    """Channels laid out as pixels.   (..., c * f * f, h, w) -> (..., c, h * f, w * f)."""
def pixel_unshuffle(input: Tensor, downscale_factor: builtins.int) -> Tensor:
    """Pixels laid out as channels.   (..., c, h * f, w * f) -> (..., c * f * f, h, w)."""
def poisson(input: Tensor, generator: Any = None) -> Tensor:
    """Poisson numbers with the given rates; no gradient reaches them. Raises RuntimeError for a negative rate."""
def poisson_nll_loss(*args: Any, **named: Any) -> Tensor:
    """nn.functional.poisson_nll_loss with its reduction as a number: 0 none (the default), 1 mean, 2 sum."""
def polar(abs: Tensor, angle: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complex numbers from magnitudes and angles."""
def polygamma(n: builtins.int, input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The n-th derivative of digamma. Raises RuntimeError for negative n."""
def pow(input: Any, exponent: Any, *, out: Tensor | None = None) -> Tensor:
    """input ** exponent, either one a tensor."""
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """input where positive, elsewhere weight * input; one weight, or one per channel (axis 1)."""
preserve_format: Any
def prod(input: Tensor, dim: Any = None, keepdim: builtins.bool = False, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
    """The product over `dim` (one axis) or of all elements; whole numbers multiply in int64."""
def promote_types(a: dtype, b: dtype) -> dtype:
    """The smallest dtype both fit in, by torch's rules."""
def put(input: Tensor, index: Tensor, source: Tensor, accumulate: builtins.bool = False) -> Tensor:
    """A copy with elements replaced (or added to), by their place in the flattened tensor."""
def qr(input: Tensor, some: builtins.bool = True) -> Any:
    """As linalg.qr; `some`: reduced."""
def quantile(
    input: Tensor,
    q: Any,
    dim: builtins.int | None = None,
    keepdim: builtins.bool = False,
    *,
    interpolation: builtins.str = 'linear',
    out: Tensor | None = None,
) -> Tensor:
    """The q-th quantiles along `dim`, or of all elements; NaN where there is one."""
def rad2deg(input: Any, *, out: Any = None) -> Tensor:
    ...
def rad2deg_(input: Any) -> Tensor:
    """In-place form of rad2deg: changes this tensor and returns it."""
def rand(
    *size: Any,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Uniform on [0, 1)."""
def rand_like(
    input: Tensor,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Uniform numbers in the shape and type of another tensor."""
def randint(
    *args: Any,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Whole numbers: randint(high, size) or randint(low, high, size)."""
def randint_like(
    input: Tensor,
    *limits: builtins.int,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Whole numbers in the shape and type of another tensor."""
def randn(
    *size: Any,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Standard normal."""
def randn_like(
    input: Tensor,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Normal numbers in the shape and type of another tensor."""
def randperm(
    n: builtins.int,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """A permutation of 0 .. n - 1."""
def range(start: builtins.float = 0, end: builtins.float | None = None, step: builtins.float = 1, *, dtype: Any = None) -> Tensor:
    """start, start + step, ... up to end, which is included; arange is preferred."""
def ravel(input: Tensor) -> Tensor:
    """All elements along one axis."""
def real(self: Tensor) -> Tensor:
    """The real part, a view; of a real tensor the tensor itself."""
def reciprocal(input: Any, *, out: Any = None) -> Tensor:
    """Return the reciprocal of the argument, element-wise."""
def reciprocal_(input: Any) -> Tensor:
    """In-place form of reciprocal: changes this tensor and returns it."""
def relu(input: Any) -> Tensor:
    """max(input, 0); the gradient at 0 is 0."""
def relu_(input: Tensor) -> Tensor:
    """In-place form of relu: changes this tensor and returns it."""
def remainder(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """input - other * floor(input / other): with the sign of `other`."""
def renorm(input: Tensor, p: builtins.float, dim: builtins.int, maxnorm: builtins.float, *, out: Tensor | None = None) -> Tensor:
    """Each slice along `dim` shrunk to the p-norm `maxnorm` where it is longer."""
def repeat_interleave(
    input: Tensor,
    repeats: Any = None,
    dim: builtins.int | None = None,
    *,
    output_size: builtins.int | None = None,
) -> Tensor:
    """Every entry along `dim` (of the flattened tensor by default) repeated: all as often, or each by its own number."""
def reshape(input: Tensor, *lengths: Any, shape: Any = None) -> Tensor:
    """The elements in another shape: a view where one can be had, else a copy."""
def resize_as_(self: Tensor, other: Tensor) -> Tensor:
    """The shape of another tensor, in place."""
def resolve_conj(input: Tensor) -> Tensor:
    """The tensor itself, or a copy that is_conj() is not true of."""
def resolve_neg(input: Tensor) -> Tensor:
    """The tensor itself: negatives are computed at once."""
def result_type(a: Any, b: Any) -> dtype:
    """The dtype of an operation on two operands."""
def rms_norm(
    input: Tensor,
    normalized_shape: Sequence[builtins.int],
    weight: Tensor | None = None,
    eps: builtins.float | None = None,
) -> Tensor:
    """input over the root of its mean square over the last axes, times weight."""
def roll(input: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    """The entries moved along the axes (of the flattened tensor by default); what leaves at the end comes in at the front."""
def rot90(input: Tensor, k: builtins.int = 1, dims: Sequence[builtins.int] = ...) -> Tensor:
    """k quarter turns from the first of two axes to the second."""
def round(input: Tensor, *, decimals: builtins.int | None = None, out: Tensor | None = None) -> Tensor:
    """input rounded to whole numbers, or to `decimals` digits; halves to even."""
def round_(input: Tensor, *, decimals: builtins.int | None = None, out: Tensor | None = None) -> Tensor:
    """In-place form of round: changes this tensor and returns it."""
def row_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """One below the other."""
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
def rsqrt(input: Any, *, out: Any = None) -> Tensor:
    ...
def rsqrt_(input: Any) -> Tensor:
    """In-place form of rsqrt: changes this tensor and returns it."""
def rsub(input: Any, other: Any, *, alpha: Any = 1) -> Tensor:
    """other - alpha * input."""
def scalar_tensor(value: Any, *, dtype: Any = None, requires_grad: builtins.bool = False, device: Any = None) -> Tensor:
    """A 0-d tensor in the default type."""
def scatter(
    input: Tensor,
    dim: builtins.int,
    index: Tensor,
    src: Any = None,
    value: Any = None,
    *,
    reduce: builtins.str | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """A copy with src[i, j] (or one value) written at place index[i, j] along `dim`; reduce "add" or "multiply" combines
    instead.
    """
def scatter_add(input: Tensor, dim: builtins.int, index: Tensor, src: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy with src[i, j] added at place index[i, j] along `dim`."""
def scatter_reduce(
    input: Tensor,
    dim: builtins.int,
    index: Tensor,
    src: Tensor,
    reduce: builtins.str,
    *,
    include_self: builtins.bool = True,
    out: Tensor | None = None,
) -> Tensor:
    """A copy combined, at place index[i, j] along `dim`, with src[i, j]: sum, prod, mean, amax or amin."""
def searchsorted(
    sorted_sequence: Tensor,
    input: Any,
    *,
    out_int32: builtins.bool = False,
    right: builtins.bool = False,
    side: builtins.str | None = None,
    sorter: Any = None,
) -> Tensor:
    """Where each value would be inserted into the sorted sequence (its last axis), before or after equal ones."""
def seed() -> builtins.int:
    """Seed from the operating system; returns the seed."""
def select(input: Tensor, dim: builtins.int, index: Any) -> Tensor:
    """Entry `index` along `dim`; negative ones count from the end. Raises IndexError outside the axis."""
def select_copy(input: Tensor, dim: builtins.int, index: Any, *, out: Any = None) -> Tensor:
    """A copy of what select gives."""
def select_scatter(input: Tensor, src: Tensor, dim: builtins.int, index: builtins.int) -> Tensor:
    """A copy with entry `index` along `dim` replaced by `src`."""
def selu(input: Tensor, inplace: Any = False) -> Tensor:
    """elu with the constants that keep mean 0 and variance 1 (Klambauer et al., 2017)."""
def selu_(input: Tensor) -> Tensor:
    """In-place form of selu: changes this tensor and returns it."""
def set_default_device(device: Any) -> None:
    """Accepted for the CPU. Raises for any other."""
def set_default_tensor_type(t: Any) -> None:
    """The older set_default_dtype: a class as FloatTensor, or its name."""
def set_float32_matmul_precision(precision: builtins.str) -> None:
    """Accepted; products of matrices are as exact as their type."""
def set_flush_denormal(mode: builtins.bool) -> builtins.bool:
    """False: numpy keeps the smallest numbers."""
def set_num_threads(_n: builtins.int) -> None:
    """Accepted; the number of threads is BLAS's own affair."""
def set_rng_state(new_state: Tensor) -> None:
    """Bring the generator back to a saved state."""
def set_warn_always(b: builtins.bool) -> None:
    """Accepted; what is told once and what always is up to Python's filters."""
def sgn(input: Any, *, out: Any = None) -> Tensor:
    """-1, 0 or 1, or z/|z| for complex numbers; 0 for NaN, as in torch."""
def sigmoid(input: Any, *, out: Any = None) -> Tensor:
    """1 / (1 + exp(-x)), without overflow on either side."""
def sigmoid_(input: Any) -> Tensor:
    """In-place form of sigmoid: changes this tensor and returns it."""
def sign(input: Any, *, out: Any = None) -> Tensor:
    """The sign of each element."""
def signbit(input: Any, *, out: Any = None) -> Tensor:
    """Returns element-wise True where signbit is set (less than zero)."""
def sin(input: Any, *, out: Any = None) -> Tensor:
    """Trigonometric sine, element-wise."""
def sin_(input: Any) -> Tensor:
    """In-place form of sin: changes this tensor and returns it."""
def sinc(input: Any, *, out: Any = None) -> Tensor:
    """Return the normalized sinc function."""
def sinc_(input: Any) -> Tensor:
    """In-place form of sinc: changes this tensor and returns it."""
def sinh(input: Any, *, out: Any = None) -> Tensor:
    """Hyperbolic sine, element-wise."""
def sinh_(input: Any) -> Tensor:
    """In-place form of sinh: changes this tensor and returns it."""
def slice_copy(
    input: Tensor,
    dim: builtins.int = 0,
    start: Any = None,
    end: Any = None,
    step: builtins.int = 1,
    *,
    out: Any = None,
) -> Tensor:
    """A copy of what slice gives."""
def slice_scatter(
    input: Tensor,
    src: Tensor,
    dim: builtins.int = 0,
    start: builtins.int | None = None,
    end: builtins.int | None = None,
    step: builtins.int = 1,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """A copy with entries start, start + step, ... below end along `dim` replaced by `src`."""
def slogdet(input: Tensor) -> Any:
    """Sign and logarithm of the determinant of square matrices."""
def softmax(input: Tensor, dim: builtins.int, dtype: Any = None, *, out: Tensor | None = None) -> Tensor:
    """exp(input) over its sum along `dim`."""
def sort(
    input: Tensor,
    dim: builtins.int = -1,
    descending: builtins.bool = False,
    stable: builtins.bool | None = None,
    *,
    out: Any = None,
) -> Any:
    """(values, indices) sorted along `dim`; equal elements keep their order."""
def split(tensor: Tensor, split_size_or_sections: Any, dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
    """Parts of a given size along `dim`, or of the sizes in a list. Raises RuntimeError when sizes do not add up."""
def split_copy(tensor: Tensor, split_size_or_sections: Any, dim: builtins.int = 0, *, out: Any = None) -> builtins.tuple[Tensor, ...]:
    """A copy of what split gives."""
def split_with_sizes(input: Tensor, split_sizes: Sequence[builtins.int], dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
    """Parts of the given sizes along `dim`, which must add up to its length."""
def split_with_sizes_copy(
    input: Tensor,
    split_sizes: Sequence[builtins.int],
    dim: builtins.int = 0,
    *,
    out: Any = None,
) -> builtins.tuple[Tensor, ...]:
    """A copy of what split_with_sizes gives."""
def spmm(input: Tensor, mat2: Tensor) -> Tensor:
    """The product of two matrices, of which the first may be sparse elsewhere."""
def sqrt(input: Any, *, out: Any = None) -> Tensor:
    """Return the non-negative square-root of an array, element-wise."""
def sqrt_(input: Any) -> Tensor:
    """In-place form of sqrt: changes this tensor and returns it."""
def square(input: Any, *, out: Tensor | None = None) -> Tensor:
    """input ** 2."""
def square_(input: Any, *, out: Tensor | None = None) -> Tensor:
    """In-place form of square: changes this tensor and returns it."""
def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    """Axes of length 1 left out: all of them, or those in `dim` that have length 1."""
def squeeze_copy(input: Tensor, dim: Any = None, *, out: Any = None) -> Tensor:
    """A copy of what squeeze gives."""
def stack(tensors: Sequence[Tensor], dim: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
    """The tensors side by side along a new axis. Raises RuntimeError when their shapes differ."""
def std(
    input: Any,
    dim: Any = None,
    unbiased: Any = None,
    keepdim: builtins.bool = False,
    *,
    correction: Any = None,
    out: Any = None,
) -> Tensor:
    """The standard deviation over `dim`, with n - correction (default 1) in the denominator."""
def std_mean(input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: builtins.bool = False, *, correction: Any = None) -> Any:
    """(standard deviation, mean) over `dim`."""
def stft(
    input: Tensor,
    n_fft: builtins.int,
    hop_length: builtins.int | None = None,
    win_length: builtins.int | None = None,
    window: Tensor | None = None,
    center: builtins.bool = True,
    pad_mode: builtins.str = 'reflect',
    normalized: builtins.bool = False,
    onesided: builtins.bool | None = None,
    return_complex: builtins.bool | None = None,
    align_to_window: builtins.bool | None = None,
) -> Tensor:
    """The spectra of overlapping pieces.   (*batch, time) -> (*batch, frequencies, pieces), with a last axis of 2 unless
    return_complex.
    """
strided: Any
def sub(input: Any, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
    """input - alpha * other."""
def subtract(input: Any, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
    """input - alpha * other."""
def sum(
    input: Tensor,
    dim: builtins.int | Sequence[builtins.int] | None = None,
    keepdim: builtins.bool = False,
    *,
    dtype: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """The sum over `dim`; whole numbers and booleans add up in int64."""
def svd(input: Tensor, some: builtins.bool = True, compute_uv: builtins.bool = True) -> Any:
    """U, singular values and V (not V^H); `some`: reduced."""
def svd_lowrank(A: Tensor, q: builtins.int | None = 6, niter: builtins.int | None = 2, M: Tensor | None = None) -> Tensor:
    """(U, S, V) with U @ diag(S) @ V^H nearly A, or A - M, of rank q."""
def swapaxes(input: Tensor, dim0: builtins.int, dim1: builtins.int) -> Tensor:
    """Two axes exchanged."""
def swapdims(input: Tensor, dim0: builtins.int, dim1: builtins.int) -> Tensor:
    """Two axes exchanged."""
def t(input: Tensor) -> Tensor:
    """A matrix transposed. Raises RuntimeError beyond two axes."""
def t_copy(input: Tensor, *, out: Any = None) -> Tensor:
    """A copy of what t gives."""
def take(input: Tensor, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elements by their place in the flattened tensor; the shape is that of `index`."""
def take_along_dim(input: Tensor, indices: Tensor, dim: builtins.int | None = None, *, out: Tensor | None = None) -> Tensor:
    """The elements at `indices` along `dim`, both broadcast elsewhere; of the flattened tensor without `dim`."""
def tan(input: Any, *, out: Any = None) -> Tensor:
    """Compute tangent element-wise."""
def tan_(input: Any) -> Tensor:
    """In-place form of tan: changes this tensor and returns it."""
def tanh(input: Any, *, out: Any = None) -> Tensor:
    """Compute hyperbolic tangent element-wise."""
def tanh_(input: Any) -> Tensor:
    """In-place form of tanh: changes this tensor and returns it."""
def tensor(
    data: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
) -> Tensor:
    """A new leaf with a copy of `data`: numbers, nested lists, arrays, tensors."""
def tensor_split(input: Tensor, indices_or_sections: Any, dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
    """Parts of nearly equal size, or cut before the given indices."""
def tensordot(a: Tensor, b: Tensor, dims: Any = 2, out: Tensor | None = None) -> Tensor:
    """a and b multiplied and summed over the last `dims` axes of a and the first of b, or over two lists of axes."""
def threshold(input: Tensor, threshold: builtins.float, value: builtins.float, inplace: Any = False) -> Tensor:
    """input where it is above the threshold, elsewhere the value."""
def threshold_(input: Tensor, threshold: builtins.float, value: builtins.float) -> Tensor:
    """In-place form of threshold: changes this tensor and returns it."""
def tile(input: Tensor, *lengths: Any, dims: Any = None) -> Tensor:
    """Copies along each axis; missing numbers in front count as 1."""
def topk(
    input: Tensor,
    k: builtins.int,
    dim: builtins.int = -1,
    largest: builtins.bool = True,
    sorted: builtins.bool = True,
    *,
    out: Any = None,
) -> Any:
    """(values, indices) of the k largest, or smallest, along `dim`; always in order."""
def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix. Raises RuntimeError for other numbers of axes."""
def transpose(input: Tensor, dim0: builtins.int, dim1: builtins.int) -> Tensor:
    """Two axes exchanged."""
def transpose_copy(input: Tensor, dim0: builtins.int, dim1: builtins.int, *, out: Any = None) -> Tensor:
    """A copy of what transpose gives."""
def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: builtins.int = -1) -> Tensor:
    """The integral along `dim` by the trapezoid rule; x: coordinates, dx: their constant distance."""
def trapz(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: builtins.int = -1) -> Tensor:
    """The integral along `dim` by the trapezoid rule; x: coordinates, dx: their constant distance."""
def triangular_solve(
    input: Tensor,
    A: Tensor,
    upper: builtins.bool = True,
    transpose: builtins.bool = False,
    unitriangular: builtins.bool = False,
) -> Any:
    """x with A @ x = input (A^T @ x = input with `transpose`), and A, as torch.triangular_solve."""
def tril(input: Tensor, diagonal: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
    """The elements on and below a diagonal, zeros above."""
def tril_indices(row: builtins.int, col: builtins.int, offset: builtins.int = 0, *, dtype: Any = None, device: Any = None) -> Tensor:
    """Row and column numbers of the elements of a triangle. Shape: (2, count)."""
def triplet_margin_loss(*args: Any, **named: Any) -> Tensor:
    """nn.functional.triplet_margin_loss with its reduction as a number: 0 none (the default), 1 mean, 2 sum."""
def triu(input: Tensor, diagonal: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
    """The elements on and above a diagonal, zeros below."""
def triu_indices(row: builtins.int, col: builtins.int, offset: builtins.int = 0, *, dtype: Any = None, device: Any = None) -> Tensor:
    """Row and column numbers of the elements of a triangle. Shape: (2, count)."""
def true_divide(input: Any, other: Any, *, rounding_mode: builtins.str | None = None, out: Tensor | None = None) -> Tensor:
    """input / other; rounding_mode "trunc" or "floor" rounds the quotient."""
def trunc(input: Any, *, out: Any = None) -> Tensor:
    """Return the truncated value of the input, element-wise."""
def trunc_(input: Any) -> Tensor:
    """In-place form of trunc: changes this tensor and returns it."""
def typename(obj: Any) -> builtins.str:
    """The name of a type: "torch.FloatTensor" for tensors."""
def unbind(input: Tensor, dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
    """The entries along `dim`, as a tuple."""
def unbind_copy(input: Tensor, dim: builtins.int = 0, *, out: Any = None) -> builtins.tuple[Tensor, ...]:
    """A copy of what unbind gives."""
def unflatten(input: Tensor, dim: builtins.int, sizes: Sequence[builtins.int]) -> Tensor:
    """Axis `dim` split into several. Raises RuntimeError when the lengths do not multiply to its length."""
def unfold_copy(self: Tensor, dimension: builtins.int, size: builtins.int, step: builtins.int, *, out: Any = None) -> Tensor:
    """A copy of what unfold gives."""
def unique(
    input: Tensor,
    sorted: builtins.bool = True,
    return_inverse: builtins.bool = False,
    return_counts: builtins.bool = False,
    dim: builtins.int | None = None,
) -> Any:
    """The distinct elements (or slices along `dim`), always sorted; with where each one went and how often it occurs."""
def unique_consecutive(
    input: Tensor,
    return_inverse: builtins.bool = False,
    return_counts: builtins.bool = False,
    dim: builtins.int | None = None,
) -> Any:
    """The elements (or slices along `dim`) without immediate repetitions."""
def unravel_index(indices: Tensor, shape: Any) -> builtins.tuple[Tensor, ...]:
    """Places in a flattened tensor as one index per axis."""
def unsafe_chunk(input: Tensor, chunks: builtins.int, dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
    """As chunk, but the parts may be changed in place."""
def unsafe_split(input: Tensor, split_size: builtins.int, dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
    """As split, but the parts may be changed in place."""
def unsafe_split_with_sizes(input: Tensor, split_sizes: Sequence[builtins.int], dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
    """As split_with_sizes, but the parts may be changed in place."""
def unsqueeze(input: Tensor, dim: builtins.int) -> Tensor:
    """A new axis of length 1 at `dim`."""
def unsqueeze_copy(input: Tensor, dim: builtins.int, *, out: Any = None) -> Tensor:
    """A copy of what unsqueeze gives."""
def use_deterministic_algorithms(mode: builtins.bool, *, warn_only: builtins.bool = False) -> None:
    """Accepted: everything here is deterministic, given the seed."""
def vander(x: Tensor, N: builtins.int | None = None, increasing: builtins.bool = False) -> Tensor:
    """The powers of a vector's elements, one row each, highest first unless `increasing`."""
def var(
    input: Any,
    dim: Any = None,
    unbiased: Any = None,
    keepdim: builtins.bool = False,
    *,
    correction: Any = None,
    out: Any = None,
) -> Tensor:
    """The variance over `dim`, with n - correction (default 1) in the denominator."""
def var_mean(input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: builtins.bool = False, *, correction: Any = None) -> Any:
    """(variance, mean) over `dim`."""
def vdot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The same with the first vector conjugated."""
def view_as_complex(input: Tensor) -> Tensor:
    """A view of real pairs along the last axis as complex numbers. Raises RuntimeError when the memory does not allow it."""
def view_as_complex_copy(input: Tensor, *, out: Any = None) -> Tensor:
    """A copy of what view_as_complex gives."""
def view_as_real(input: Tensor) -> Tensor:
    """A view with real and imaginary parts along a new last axis."""
def view_as_real_copy(input: Tensor, *, out: Any = None) -> Tensor:
    """A copy of what view_as_real gives."""
def view_copy(self: Tensor, *shape: Any, dtype: Any = None, size: Any = None, out: Any = None) -> Tensor:
    """A copy of what view gives."""
def vsplit(input: Tensor, indices_or_sections: Any) -> builtins.tuple[Tensor, ...]:
    ...
def vstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """One below the other."""
def where(condition: Tensor, input: Any = None, other: Any = None, *, out: Tensor | None = None) -> Any:
    """input where the condition holds, elsewhere other; with the condition alone, the indices where it holds, one tensor per
    axis.
    """
def xlogy(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """input log(other), 0 where input is 0."""
def xlogy_(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """In-place form of xlogy: changes this tensor and returns it."""
def zero_(input: Tensor) -> Tensor:
    """Overwrite with zeros."""
def zeros(
    *size: Any,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Zeros in the default type."""
def zeros_like(
    input: Tensor,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: builtins.bool = False,
    pin_memory: builtins.bool = False,
    memory_format: Any = None,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Zeros of the same shape and type."""
