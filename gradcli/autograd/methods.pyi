# made by `python -m gradcli.autograd.stubs`: change the functions, not this file
"""What Tensor is given at run time, for type checkers."""

import builtins
from collections.abc import Callable, Sequence
from typing import Any

from gradcli.autograd.ops.layout import Storage
from gradcli.autograd.tensor import Tensor

class Methods:
    """The methods and operators that the operations give to Tensor."""

    @property
    def H(self) -> Tensor: ...
    @property
    def T(self) -> Tensor: ...
    def __abs__(self) -> Tensor:
        """Calculate the absolute value element-wise."""
    def __add__(self, other: Any) -> Tensor:
        ...
    def __and__(self, other: Any) -> Tensor:
        ...
    def __eq__(self, other: Any) -> Tensor:  # type: ignore[override]
        ...
    def __floordiv__(self, other: Any) -> Tensor:
        ...
    def __ge__(self, other: Any) -> Tensor:
        ...
    def __getitem__(self, key: Any) -> Tensor:
        """x[key]: a view, unless tensors, arrays or lists are among the indices."""
    def __gt__(self, other: Any) -> Tensor:
        ...
    def __iadd__(self, other: Any) -> Tensor:
        """In-place form of add: changes this tensor and returns it."""
    def __iand__(self, other: Any) -> Tensor:
        """In-place form of iand: changes this tensor and returns it."""
    def __ifloordiv__(self, other: Any) -> Tensor:
        """In-place form of floor_divide: changes this tensor and returns it."""
    def __ilshift__(self, other: Any) -> Tensor:
        """In-place form of ilshift: changes this tensor and returns it."""
    def __imod__(self, other: Any) -> Tensor:
        """In-place form of remainder: changes this tensor and returns it."""
    def __imul__(self, other: Any) -> Tensor:
        """In-place form of mul: changes this tensor and returns it."""
    def __invert__(self) -> Tensor:
        """Every bit inverted. Raises TypeError for a tensor with fractions."""
    def __ior__(self, other: Any) -> Tensor:
        """In-place form of ior: changes this tensor and returns it."""
    def __ipow__(self, exponent: Any) -> Tensor:
        """In-place form of pow: changes this tensor and returns it."""
    def __irshift__(self, other: Any) -> Tensor:
        """In-place form of irshift: changes this tensor and returns it."""
    def __isub__(self, other: Any) -> Tensor:
        """In-place form of sub: changes this tensor and returns it."""
    def __itruediv__(self, other: Any) -> Tensor:
        """In-place form of div: changes this tensor and returns it."""
    def __ixor__(self, other: Any) -> Tensor:
        """In-place form of ixor: changes this tensor and returns it."""
    def __le__(self, other: Any) -> Tensor:
        ...
    def __lshift__(self, other: Any) -> Tensor:
        ...
    def __lt__(self, other: Any) -> Tensor:
        ...
    def __matmul__(self, other: Any) -> Tensor:
        ...
    def __mod__(self, other: Any) -> Tensor:
        ...
    def __mul__(self, other: Any) -> Tensor:
        ...
    def __ne__(self, other: Any) -> Tensor:  # type: ignore[override]
        ...
    def __neg__(self) -> Tensor:
        """-x. Raises RuntimeError for booleans."""
    def __or__(self, other: Any) -> Tensor:
        ...
    def __pos__(self) -> Tensor:
        ...
    def __pow__(self, other: Any) -> Tensor:
        ...
    def __radd__(self, other: Any) -> Tensor:
        ...
    def __rand__(self, other: Any) -> Tensor:
        ...
    def __rfloordiv__(self, other: Any) -> Tensor:
        ...
    def __rlshift__(self, other: Any) -> Tensor:
        ...
    def __rmatmul__(self, other: Any) -> Tensor:
        """other @ self."""
    def __rmod__(self, other: Any) -> Tensor:
        ...
    def __rmul__(self, other: Any) -> Tensor:
        ...
    def __ror__(self, other: Any) -> Tensor:
        ...
    def __rpow__(self, other: Any) -> Tensor:
        ...
    def __rrshift__(self, other: Any) -> Tensor:
        ...
    def __rshift__(self, other: Any) -> Tensor:
        ...
    def __rsub__(self, other: Any) -> Tensor:
        ...
    def __rtruediv__(self, other: Any) -> Tensor:
        ...
    def __rxor__(self, other: Any) -> Tensor:
        ...
    def __setitem__(self, key: Any, value: Any) -> None:
        """x[key] = value: writes into the view that `key` makes; the history of x then says so."""
    def __sub__(self, other: Any) -> Tensor:
        ...
    def __truediv__(self, other: Any) -> Tensor:
        ...
    def __xor__(self, other: Any) -> Tensor:
        ...
    def abs(self, *, out: Any = None) -> Tensor:
        """Calculate the absolute value element-wise."""
    def abs_(self) -> Tensor:
        """In-place form of abs: changes this tensor and returns it."""
    def absolute(self, *, out: Any = None) -> Tensor:
        """Calculate the absolute value element-wise."""
    def absolute_(self) -> Tensor:
        """In-place form of absolute: changes this tensor and returns it."""
    def acos(self, *, out: Any = None) -> Tensor:
        """Trigonometric inverse cosine, element-wise."""
    def acos_(self) -> Tensor:
        """In-place form of acos: changes this tensor and returns it."""
    def acosh(self, *, out: Any = None) -> Tensor:
        """Inverse hyperbolic cosine, element-wise."""
    def acosh_(self) -> Tensor:
        """In-place form of acosh: changes this tensor and returns it."""
    def add(self, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
        """input + alpha * other."""
    def add_(self, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
        """In-place form of add: changes this tensor and returns it."""
    def addbmm(self, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
        """beta * c + alpha * (the product of a and b): torch.addbmm."""
    def addbmm_(self, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
        """In-place form of addbmm: changes this tensor and returns it."""
    def addcdiv(self, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1, out: Tensor | None = None) -> Tensor:
        """input + value * tensor1 / tensor2. Raises RuntimeError for whole numbers."""
    def addcdiv_(self, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1, out: Tensor | None = None) -> Tensor:
        """In-place form of addcdiv: changes this tensor and returns it."""
    def addcmul(self, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1, out: Tensor | None = None) -> Tensor:
        """input + value * tensor1 * tensor2."""
    def addcmul_(self, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1, out: Tensor | None = None) -> Tensor:
        """In-place form of addcmul: changes this tensor and returns it."""
    def addmm(self, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
        """beta * c + alpha * (the product of a and b): torch.addmm."""
    def addmm_(self, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
        """In-place form of addmm: changes this tensor and returns it."""
    def addmv(self, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
        """beta * c + alpha * (the product of a and b): torch.addmv."""
    def addmv_(self, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
        """In-place form of addmv: changes this tensor and returns it."""
    def addr(self, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
        """beta * c + alpha * (the product of a and b): torch.addr."""
    def addr_(self, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
        """In-place form of addr: changes this tensor and returns it."""
    def adjoint(self) -> Tensor:
        """The last two axes exchanged, conjugated. Raises RuntimeError for vectors."""
    def all(
        self,
        dim: builtins.int | Sequence[builtins.int] | None = None,
        keepdim: builtins.bool = False,
        *,
        out: Tensor | None = None,
    ) -> Tensor:
        """Whether every element over `dim` is true (not zero)."""
    def allclose(
        self,
        other: Tensor,
        rtol: builtins.float = 1e-05,
        atol: builtins.float = 1e-08,
        equal_nan: builtins.bool = False,
    ) -> builtins.bool:
        """Whether all elements are close."""
    def amax(
        self,
        dim: builtins.int | Sequence[builtins.int] | None = ...,
        keepdim: builtins.bool = False,
        *,
        out: Tensor | None = None,
    ) -> Tensor:
        """The maximum over `dim`: an axis, several, or all; equal elements share the gradient."""
    def amin(
        self,
        dim: builtins.int | Sequence[builtins.int] | None = ...,
        keepdim: builtins.bool = False,
        *,
        out: Tensor | None = None,
    ) -> Tensor:
        """The minimum over `dim`: an axis, several, or all; equal elements share the gradient."""
    def aminmax(self, *, dim: builtins.int | None = None, keepdim: builtins.bool = False, out: Any = None) -> Any:
        """(min, max) along `dim`, or of all elements."""
    def angle(self, *, out: Tensor | None = None) -> Tensor:
        """The argument in radians."""
    def any(
        self,
        dim: builtins.int | Sequence[builtins.int] | None = None,
        keepdim: builtins.bool = False,
        *,
        out: Tensor | None = None,
    ) -> Tensor:
        """Whether some element over `dim` is true (not zero)."""
    def apply_(self, callable: Callable[[Any], Any]) -> Tensor:
        """Replace every element by callable(element); outside the graph."""
    def arccos(self, *, out: Any = None) -> Tensor:
        """Trigonometric inverse cosine, element-wise."""
    def arccos_(self) -> Tensor:
        """In-place form of arccos: changes this tensor and returns it."""
    def arccosh(self, *, out: Any = None) -> Tensor:
        """Inverse hyperbolic cosine, element-wise."""
    def arccosh_(self) -> Tensor:
        """In-place form of arccosh: changes this tensor and returns it."""
    def arcsin(self, *, out: Any = None) -> Tensor:
        """Inverse sine, element-wise."""
    def arcsin_(self) -> Tensor:
        """In-place form of arcsin: changes this tensor and returns it."""
    def arcsinh(self, *, out: Any = None) -> Tensor:
        """Inverse hyperbolic sine element-wise."""
    def arcsinh_(self) -> Tensor:
        """In-place form of arcsinh: changes this tensor and returns it."""
    def arctan(self, *, out: Any = None) -> Tensor:
        """Trigonometric inverse tangent, element-wise."""
    def arctan2(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """Element-wise arc tangent of ``x1/x2`` choosing the quadrant correctly."""
    def arctan2_(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of arctan2: changes this tensor and returns it."""
    def arctan_(self) -> Tensor:
        """In-place form of arctan: changes this tensor and returns it."""
    def arctanh(self, *, out: Any = None) -> Tensor:
        """Inverse hyperbolic tangent element-wise."""
    def arctanh_(self) -> Tensor:
        """In-place form of arctanh: changes this tensor and returns it."""
    def argmax(self, dim: builtins.int | None = None, keepdim: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
        """The index of the maximum along `dim`, or in the flattened tensor; the first of equal ones."""
    def argmin(self, dim: builtins.int | None = None, keepdim: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
        """The index of the minimum along `dim`, or in the flattened tensor; the first of equal ones."""
    def argsort(self, dim: builtins.int = -1, descending: builtins.bool = False, stable: builtins.bool = False) -> Tensor:
        """The indices that sort along `dim`."""
    def argwhere(self) -> Tensor:
        """The indices of the nonzero elements, one row each."""
    def as_strided(
        self,
        size: Sequence[builtins.int],
        stride: Sequence[builtins.int],
        storage_offset: builtins.int | None = None,
    ) -> Tensor:
        """A view with the given shape, strides and offset, in elements."""
    def as_strided_(
        self,
        size: Sequence[builtins.int],
        stride: Sequence[builtins.int],
        storage_offset: builtins.int | None = None,
    ) -> Tensor:
        """Make the tensor itself a view of its memory with the given shape, strides and offset."""
    def as_strided_scatter(
        self,
        src: Tensor,
        size: Sequence[builtins.int],
        stride: Sequence[builtins.int],
        storage_offset: builtins.int | None = None,
    ) -> Tensor:
        """A copy with the elements that such a view sees replaced by `src`."""
    def as_subclass(self, cls: builtins.type[Tensor]) -> Tensor:
        """The same memory and history as another tensor class."""
    def asin(self, *, out: Any = None) -> Tensor:
        """Inverse sine, element-wise."""
    def asin_(self) -> Tensor:
        """In-place form of asin: changes this tensor and returns it."""
    def asinh(self, *, out: Any = None) -> Tensor:
        """Inverse hyperbolic sine element-wise."""
    def asinh_(self) -> Tensor:
        """In-place form of asinh: changes this tensor and returns it."""
    def atan(self, *, out: Any = None) -> Tensor:
        """Trigonometric inverse tangent, element-wise."""
    def atan2(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """Element-wise arc tangent of ``x1/x2`` choosing the quadrant correctly."""
    def atan2_(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of atan2: changes this tensor and returns it."""
    def atan_(self) -> Tensor:
        """In-place form of atan: changes this tensor and returns it."""
    def atanh(self, *, out: Any = None) -> Tensor:
        """Inverse hyperbolic tangent element-wise."""
    def atanh_(self) -> Tensor:
        """In-place form of atanh: changes this tensor and returns it."""
    def baddbmm(self, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
        """beta * c + alpha * (the product of a and b): torch.baddbmm."""
    def baddbmm_(self, *factors: Tensor, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None, **named: Tensor) -> Tensor:
        """In-place form of baddbmm: changes this tensor and returns it."""
    def bernoulli(
        self,
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
    def bernoulli_(self, p: Any = 0.5, *, generator: Any = None) -> Tensor:
        """Fill with 1 (probability p, a number or a tensor) and 0."""
    def bfloat16(self, memory_format: Any = None) -> Tensor:
        """Rounded to bfloat16; numpy has no such type, so the result is float32."""
    def bincount(self, weights: Tensor | None = None, minlength: builtins.int = 0) -> Tensor:
        """How often each whole number occurs, or the sum of its weights."""
    def bitwise_and(self, out: Any = None) -> Tensor:
        ...
    def bitwise_and_(self) -> Tensor:
        """In-place form of bitwise_and: changes this tensor and returns it."""
    def bitwise_left_shift(self, out: Any = None) -> Tensor:
        ...
    def bitwise_left_shift_(self) -> Tensor:
        """In-place form of bitwise_left_shift: changes this tensor and returns it."""
    def bitwise_not(self, out: Any = None) -> Tensor:
        ...
    def bitwise_not_(self) -> Tensor:
        """In-place form of bitwise_not: changes this tensor and returns it."""
    def bitwise_or(self, out: Any = None) -> Tensor:
        ...
    def bitwise_or_(self) -> Tensor:
        """In-place form of bitwise_or: changes this tensor and returns it."""
    def bitwise_right_shift(self, out: Any = None) -> Tensor:
        ...
    def bitwise_right_shift_(self) -> Tensor:
        """In-place form of bitwise_right_shift: changes this tensor and returns it."""
    def bitwise_xor(self, out: Any = None) -> Tensor:
        ...
    def bitwise_xor_(self) -> Tensor:
        """In-place form of bitwise_xor: changes this tensor and returns it."""
    def bmm(self, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
        """The products of two stacks of matrices."""
    def bool(self, memory_format: Any = None) -> Tensor:
        """The tensor as torch.bool."""
    def broadcast_to(self, *lengths: Any, size: Any = None) -> Tensor:
        """Expanded to a shape."""
    def byte(self, memory_format: Any = None) -> Tensor:
        """The tensor as torch.uint8."""
    def cauchy_(self, median: builtins.float = 0.0, sigma: builtins.float = 1.0, *, generator: Any = None) -> Tensor:
        """Fill with numbers of the Cauchy distribution."""
    def cdouble(self, memory_format: Any = None) -> Tensor:
        """The tensor as torch.complex128."""
    def ceil(self, *, out: Any = None) -> Tensor:
        """Return the ceiling of the input, element-wise."""
    def ceil_(self) -> Tensor:
        """In-place form of ceil: changes this tensor and returns it."""
    def cfloat(self, memory_format: Any = None) -> Tensor:
        """The tensor as torch.complex64."""
    def char(self, memory_format: Any = None) -> Tensor:
        """The tensor as torch.int8."""
    def cholesky(self, upper: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
        """As linalg.cholesky."""
    def cholesky_inverse(self, upper: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
        """The inverse of A, where input is its Cholesky factor."""
    def cholesky_solve(self, input2: Tensor, upper: builtins.bool = False, *, out: Tensor | None = None) -> Tensor:
        """x with A @ x = input, where input2 is the Cholesky factor of A."""
    def chunk(self, chunks: builtins.int, dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
        """At most `chunks` parts of equal size along `dim`, the last one shorter when they do not fit."""
    def clamp(self, min: Any = None, max: Any = None, *, out: Tensor | None = None) -> Tensor:
        """input within [min, max]; the gradient passes at the bounds. Raises RuntimeError when both are None."""
    def clamp_(self, min: Any = None, max: Any = None, *, out: Tensor | None = None) -> Tensor:
        """In-place form of clamp: changes this tensor and returns it."""
    def clamp_max(self, max: Any, *, out: Tensor | None = None) -> Tensor:
        """input, lowered to `max` where it is above."""
    def clamp_max_(self, max: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of clamp_max: changes this tensor and returns it."""
    def clamp_min(self, min: Any, *, out: Tensor | None = None) -> Tensor:
        """input, raised to `min` where it is below."""
    def clamp_min_(self, min: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of clamp_min: changes this tensor and returns it."""
    def clip(self, min: Any = None, max: Any = None, *, out: Tensor | None = None) -> Tensor:
        """input within [min, max]; the gradient passes at the bounds. Raises RuntimeError when both are None."""
    def clip_(self, min: Any = None, max: Any = None, *, out: Tensor | None = None) -> Tensor:
        """In-place form of clip: changes this tensor and returns it."""
    def clone(self, *, memory_format: Any = None) -> Tensor:
        """A copy that gradients flow through."""
    def conj(self) -> Tensor:
        """The complex conjugate; real tensors as they are."""
    def conj_physical(self, *, out: Tensor | None = None) -> Tensor:
        """The complex conjugate; real tensors as they are."""
    def conj_physical_(self) -> Tensor:
        """In-place form of conj_physical: changes this tensor and returns it."""
    def contiguous(self, memory_format: Any = None) -> Tensor:
        """The tensor itself when its elements are laid out row by row (or with channels last, if asked for), else a copy that is."""
    def copy_(self, src: Any, non_blocking: builtins.bool = False) -> Tensor:
        """Overwrite with the values of `src`, broadcast and cast; gradients then flow to `src`."""
    def copysign(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """The size of input with the sign of `other`, a tensor or a number."""
    def copysign_(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of copysign: changes this tensor and returns it."""
    def corrcoef(self) -> Tensor:
        """The matrix of correlation coefficients of variables (rows)."""
    def cos(self, *, out: Any = None) -> Tensor:
        """Cosine element-wise."""
    def cos_(self) -> Tensor:
        """In-place form of cos: changes this tensor and returns it."""
    def cosh(self, *, out: Any = None) -> Tensor:
        """Hyperbolic cosine, element-wise."""
    def cosh_(self) -> Tensor:
        """In-place form of cosh: changes this tensor and returns it."""
    def count_nonzero(self, dim: builtins.int | Sequence[builtins.int] | None = None) -> Tensor:
        """How many elements over `dim` are not zero."""
    def cov(self, *, correction: builtins.int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None) -> Tensor:
        """The covariance matrix of variables (rows) observed together (columns)."""
    def cpu(self, memory_format: Any = None) -> Tensor:
        """The tensor itself: everything is on the CPU."""
    def cross(self, other: Tensor, dim: builtins.int | None = None, *, out: Tensor | None = None) -> Tensor:
        """The vector product along `dim`, by default the first axis of length 3."""
    def cuda(self, device: Any = None, non_blocking: builtins.bool = False) -> Tensor:
        """Raises AssertionError: there is no GPU."""
    def cummax(self, dim: builtins.int, *, out: Any = None) -> Any:
        """(values, indices): the running maximum along `dim` and where it last occurred."""
    def cummin(self, dim: builtins.int, *, out: Any = None) -> Any:
        """(values, indices): the running minimum along `dim` and where it last occurred."""
    def cumprod(self, dim: builtins.int, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
        """The running product along `dim`; whole numbers multiply in int64."""
    def cumprod_(self, dim: builtins.int, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
        """In-place form of cumprod: changes this tensor and returns it."""
    def cumsum(self, dim: builtins.int, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
        """The running sum along `dim`; whole numbers add up in int64."""
    def cumsum_(self, dim: builtins.int, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
        """In-place form of cumsum: changes this tensor and returns it."""
    def data_ptr(self) -> builtins.int:
        """The address of the first element."""
    def deg2rad(self, *, out: Any = None) -> Tensor:
        ...
    def deg2rad_(self) -> Tensor:
        """In-place form of deg2rad: changes this tensor and returns it."""
    def det(self) -> Tensor:
        """The determinant of square matrices."""
    @property
    def device(self) -> Tensor: ...
    def diag(self, diagonal: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
        """The diagonal of a matrix as a vector, or a matrix with a vector on its diagonal."""
    def diag_embed(self, offset: builtins.int = 0, dim1: builtins.int = -2, dim2: builtins.int = -1) -> Tensor:
        """Matrices with the last axis on a diagonal, zeros elsewhere."""
    def diagflat(self, offset: builtins.int = 0) -> Tensor:
        """A matrix with all elements on its diagonal."""
    def diagonal(self, offset: builtins.int = 0, dim1: builtins.int = 0, dim2: builtins.int = 1) -> Tensor:
        """A view of a diagonal of two axes; it becomes the last axis."""
    def diagonal_scatter(self, src: Tensor, offset: builtins.int = 0, dim1: builtins.int = 0, dim2: builtins.int = 1) -> Tensor:
        """A copy with a diagonal replaced by `src`."""
    def diff(self, n: builtins.int = 1, dim: builtins.int = -1, prepend: Any = None, append: Any = None, *, out: Any = None) -> Tensor:
        """The n-th differences of neighbours along `dim`; for n = 0 a copy."""
    def digamma(self, *, out: Any = None) -> Tensor:
        """The logarithmic derivative of gamma; -inf at 0, NaN at the negative whole numbers."""
    def digamma_(self) -> Tensor:
        """In-place form of digamma: changes this tensor and returns it."""
    def dim(self) -> builtins.int:
        """The number of axes."""
    def dist(self, other: Tensor, p: builtins.float = 2) -> Tensor:
        """The p-norm of input - other."""
    def div(self, other: Any, *, rounding_mode: builtins.str | None = None, out: Tensor | None = None) -> Tensor:
        """input / other; rounding_mode "trunc" or "floor" rounds the quotient."""
    def div_(self, other: Any, *, rounding_mode: builtins.str | None = None, out: Tensor | None = None) -> Tensor:
        """In-place form of div: changes this tensor and returns it."""
    def divide(self, other: Any, *, rounding_mode: builtins.str | None = None, out: Tensor | None = None) -> Tensor:
        """input / other; rounding_mode "trunc" or "floor" rounds the quotient."""
    def divide_(self, other: Any, *, rounding_mode: builtins.str | None = None, out: Tensor | None = None) -> Tensor:
        """In-place form of divide: changes this tensor and returns it."""
    def dot(self, tensor: Tensor, *, out: Tensor | None = None) -> Tensor:
        """The sum of the products of two vectors' elements."""
    def double(self, memory_format: Any = None) -> Tensor:
        """The tensor as torch.float64."""
    def dsplit(self, indices_or_sections: Any) -> builtins.tuple[Tensor, ...]:
        ...
    def element_size(self) -> builtins.int:
        """Bytes per element."""
    def eq(self, other: Any, *, out: Any = None) -> Tensor:
        """Return (x1 == x2) element-wise."""
    def eq_(self, other: Any) -> Tensor:
        """In-place form of eq: changes this tensor and returns it."""
    def equal(self, other: Tensor) -> builtins.bool:
        """Whether both have the same shape and elements; NaN equals nothing."""
    def erf(self, *, out: Any = None) -> Tensor:
        """The error function, element by element in double precision (math.erf)."""
    def erf_(self) -> Tensor:
        """In-place form of erf: changes this tensor and returns it."""
    def erfc(self, *, out: Any = None) -> Tensor:
        """The complementary error function, element by element in double precision (math.erfc)."""
    def erfc_(self) -> Tensor:
        """In-place form of erfc: changes this tensor and returns it."""
    def erfinv(self, *, out: Any = None) -> Tensor:
        """The inverse of erf; infinite at -1 and 1, NaN outside. Near 0, where 1 + y rounds, by Newton's method on erf."""
    def erfinv_(self) -> Tensor:
        """In-place form of erfinv: changes this tensor and returns it."""
    def exp(self, *, out: Any = None) -> Tensor:
        """Calculate the exponential of all elements in the input array."""
    def exp2(self, *, out: Any = None) -> Tensor:
        """Calculate `2**p` for all `p` in the input array."""
    def exp2_(self) -> Tensor:
        """In-place form of exp2: changes this tensor and returns it."""
    def exp_(self) -> Tensor:
        """In-place form of exp: changes this tensor and returns it."""
    def expand(self, *lengths: Any, size: Any = None, implicit: builtins.bool = False) -> Tensor:
        """Axes of length 1 (and new ones in front) repeated to `size`; -1 leaves an axis as it is."""
    def expand_as(self, other: Tensor) -> Tensor:
        """Expanded to the shape of another tensor."""
    def expm1(self, *, out: Any = None) -> Tensor:
        """Calculate ``exp(x) - 1`` for all elements in the array."""
    def expm1_(self) -> Tensor:
        """In-place form of expm1: changes this tensor and returns it."""
    def exponential_(self, lambd: builtins.float = 1.0, *, generator: Any = None) -> Tensor:
        """Fill with exponentially distributed numbers."""
    def fill_(self, value: Any) -> Tensor:
        """Overwrite with one value: a number or a 0-d tensor."""
    def fill_diagonal_(self, fill_value: builtins.float, wrap: builtins.bool = False) -> Tensor:
        """Overwrite the main diagonal; `wrap` starts it again below, in tall matrices."""
    def fix(self, *, out: Any = None) -> Tensor:
        """Return the truncated value of the input, element-wise."""
    def fix_(self) -> Tensor:
        """In-place form of fix: changes this tensor and returns it."""
    def flatten(self, start_dim: builtins.int = 0, end_dim: builtins.int = -1) -> Tensor:
        """Axes start_dim to end_dim (included) joined into one."""
    def flip(self, *order: Any, dims: Any = None) -> Tensor:
        """The entries along the given axes in reverse order."""
    def fliplr(self) -> Tensor:
        """Columns in reverse order."""
    def flipud(self) -> Tensor:
        """Rows in reverse order."""
    def float(self, memory_format: Any = None) -> Tensor:
        """The tensor as torch.float32."""
    def float_power(self, exponent: Any, *, out: Tensor | None = None) -> Tensor:
        """input ** exponent, computed in double precision."""
    def float_power_(self, exponent: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of float_power: changes this tensor and returns it."""
    def floor(self, *, out: Any = None) -> Tensor:
        """Return the floor of the input, element-wise."""
    def floor_(self) -> Tensor:
        """In-place form of floor: changes this tensor and returns it."""
    def floor_divide(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """floor(input / other)."""
    def floor_divide_(self, other: Any) -> Tensor:
        """In-place form of floor_divide: changes this tensor and returns it."""
    def fmax(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        """Element-wise maximum of array elements."""
    def fmin(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        """Element-wise minimum of array elements."""
    def fmod(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """input - other * trunc(input / other): with the sign of `input`."""
    def fmod_(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of fmod: changes this tensor and returns it."""
    def frac(self, *, out: Any = None) -> Tensor:
        ...
    def frac_(self) -> Tensor:
        """In-place form of frac: changes this tensor and returns it."""
    def frexp(self, *, out: Any = None) -> Any:
        """(mantissa, exponent) with input = mantissa 2^exponent."""
    def gather(self, dim: builtins.int, index: Tensor, *, sparse_grad: builtins.bool = False, out: Tensor | None = None) -> Tensor:
        """y[i, j] = x[index[i, j], j] for dim 0, and so on. Raises RuntimeError for shapes or numbers that do not fit."""
    def gcd(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        ...
    def gcd_(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        """In-place form of gcd: changes this tensor and returns it."""
    def ge(self, other: Any, *, out: Any = None) -> Tensor:
        ...
    def ge_(self, other: Any) -> Tensor:
        """In-place form of ge: changes this tensor and returns it."""
    def geometric_(self, p: builtins.float, *, generator: Any = None) -> Tensor:
        """Fill with how many trials of probability p it takes to succeed."""
    def geqrf(self, *, out: Any = None) -> Tensor:
        """(R with the reflections below its diagonal, their scales): what householder_product takes; not differentiable."""
    def ger(self, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
        """input[i] * vec2[j]. Raises RuntimeError for anything but vectors."""
    def get_device(self) -> builtins.int:
        """-1: the CPU has no number."""
    def greater(self, other: Any, *, out: Any = None) -> Tensor:
        ...
    def greater_(self, other: Any) -> Tensor:
        """In-place form of greater: changes this tensor and returns it."""
    def greater_equal(self, other: Any, *, out: Any = None) -> Tensor:
        ...
    def greater_equal_(self, other: Any) -> Tensor:
        """In-place form of greater_equal: changes this tensor and returns it."""
    def gt(self, other: Any, *, out: Any = None) -> Tensor:
        ...
    def gt_(self, other: Any) -> Tensor:
        """In-place form of gt: changes this tensor and returns it."""
    def half(self, memory_format: Any = None) -> Tensor:
        """The tensor as torch.float16."""
    def hardshrink(self, lambd: builtins.float = 0.5) -> Tensor:
        """input outside of [-lambd, lambd], 0 inside."""
    def heaviside(self, values: Tensor, *, out: Tensor | None = None) -> Tensor:
        """0 for negative input, 1 for positive, `values` at 0; torch has no derivative of it."""
    def heaviside_(self, values: Tensor, *, out: Tensor | None = None) -> Tensor:
        """In-place form of heaviside: changes this tensor and returns it."""
    def histc(self, bins: builtins.int = 100, min: builtins.float = 0, max: builtins.float = 0, *, out: Tensor | None = None) -> Tensor:
        """How many elements fall into each of `bins` equal intervals of [min, max], by default of the data's range."""
    def histogram(
        self,
        bins: Any = 100,
        *,
        range: builtins.tuple[builtins.float, builtins.float] | None = None,
        weight: Tensor | None = None,
        density: builtins.bool = False,
        out: Any = None,
    ) -> Any:
        """(hist, bin_edges); bins: a number of equal intervals, or their edges."""
    def hsplit(self, indices_or_sections: Any) -> builtins.tuple[Tensor, ...]:
        ...
    def hypot(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """Given the "legs" of a right triangle, return its hypotenuse."""
    def hypot_(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of hypot: changes this tensor and returns it."""
    def i0(self, *, out: Any = None) -> Tensor:
        ...
    def i0_(self) -> Tensor:
        """In-place form of i0: changes this tensor and returns it."""
    def igamma(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """The regularised lower incomplete gamma function P(a, x): a series for small x, 1 - Q for large."""
    def igamma_(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of igamma: changes this tensor and returns it."""
    def igammac(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x)."""
    def igammac_(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of igammac: changes this tensor and returns it."""
    @property
    def imag(self) -> Tensor: ...
    @imag.setter
    def imag(self, value: Any) -> None: ...
    def index_add(self, dim: builtins.int, index: Tensor, source: Tensor, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
        """A copy with alpha times the entries of `source` added to the entries `index` of an axis."""
    def index_add_(self, dim: builtins.int, index: Tensor, source: Tensor, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
        """In-place form of index_add: changes this tensor and returns it."""
    def index_copy(self, dim: builtins.int, index: Tensor, source: Tensor, *, out: Tensor | None = None) -> Tensor:
        """A copy with the entries `index` of an axis replaced by those of `source`."""
    def index_copy_(self, dim: builtins.int, index: Tensor, source: Tensor, *, out: Tensor | None = None) -> Tensor:
        """In-place form of index_copy: changes this tensor and returns it."""
    def index_fill(self, dim: builtins.int, index: Tensor, value: Any) -> Tensor:
        """A copy with one value (a number or a 0-d tensor) in the entries `index` of an axis."""
    def index_fill_(self, dim: builtins.int, index: Tensor, value: Any) -> Tensor:
        """In-place form of index_fill: changes this tensor and returns it."""
    def index_put(self, indices: Sequence[Any], values: Tensor, accumulate: builtins.bool = False) -> Tensor:
        """A copy with `values` at the indices, or added there."""
    def index_put_(self, indices: Sequence[Any], values: Tensor, accumulate: builtins.bool = False) -> Tensor:
        """In-place form of index_put: changes this tensor and returns it."""
    def index_reduce(
        self,
        dim: builtins.int,
        index: Tensor,
        source: Tensor,
        reduce: builtins.str,
        *,
        include_self: builtins.bool = True,
        out: Tensor | None = None,
    ) -> Tensor:
        """A copy with the entries `index` of an axis combined with those of `source`: prod, mean, amax or amin."""
    def index_reduce_(
        self,
        dim: builtins.int,
        index: Tensor,
        source: Tensor,
        reduce: builtins.str,
        *,
        include_self: builtins.bool = True,
        out: Tensor | None = None,
    ) -> Tensor:
        """In-place form of index_reduce: changes this tensor and returns it."""
    def index_select(self, dim: builtins.int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
        """The entries of `dim` whose numbers are in the vector `index`."""
    def inner(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        """The products of rows: summed over the last axis of both; of numbers, the plain product."""
    def int(self, memory_format: Any = None) -> Tensor:
        """The tensor as torch.int32."""
    def inverse(self, *, out: Tensor | None = None) -> Tensor:
        """The inverse of square matrices."""
    def is_coalesced(self) -> builtins.bool:
        """False: there is nothing of the kind here."""
    def is_complex(self) -> builtins.bool:
        """Whether the elements are complex."""
    def is_conj(self) -> builtins.bool:
        """Whether torch would still have the conjugate to compute: true of what conj() returns, though here it is computed at
        once.
        """
    def is_contiguous(self, memory_format: Any = None) -> builtins.bool:
        """Whether the elements are laid out row by row, or with channels last if asked for."""
    @property
    def is_cpu(self) -> Tensor: ...
    @property
    def is_cuda(self) -> Tensor: ...
    def is_distributed(self) -> builtins.bool:
        """False: there is nothing of the kind here."""
    def is_floating_point(self) -> builtins.bool:
        """Whether the elements are real floating point numbers."""
    @property
    def is_meta(self) -> Tensor: ...
    @property
    def is_mkldnn(self) -> Tensor: ...
    @property
    def is_mps(self) -> Tensor: ...
    def is_neg(self) -> builtins.bool:
        """False: there is nothing of the kind here."""
    @property
    def is_nested(self) -> Tensor: ...
    def is_nonzero(self) -> builtins.bool:
        """Whether the only element is not zero. Raises RuntimeError for other sizes."""
    def is_pinned(self) -> builtins.bool:
        """False: there is nothing of the kind here."""
    @property
    def is_quantized(self) -> Tensor: ...
    def is_same_size(self, other: Tensor) -> builtins.bool:
        """Whether two tensors have the same shape."""
    def is_set_to(self, tensor: Tensor) -> builtins.bool:
        """Whether two tensors look at the same memory in the same way."""
    def is_shared(self) -> builtins.bool:
        """False: there is nothing of the kind here."""
    def is_signed(self) -> builtins.bool:
        """Whether the type has negative numbers."""
    @property
    def is_sparse_csr(self) -> Tensor: ...
    @property
    def is_xpu(self) -> Tensor: ...
    def isclose(
        self,
        other: Tensor,
        rtol: builtins.float = 1e-05,
        atol: builtins.float = 1e-08,
        equal_nan: builtins.bool = False,
    ) -> Tensor:
        """Whether |input - other| <= atol + rtol |other|, element by element."""
    def isfinite(self, *, out: Any = None) -> Tensor:
        """Test element-wise for finiteness (not infinity and not Not a Number)."""
    def isinf(self, *, out: Any = None) -> Tensor:
        """Test element-wise for positive or negative infinity."""
    def isnan(self, *, out: Any = None) -> Tensor:
        """Test element-wise for NaN and return result as a boolean array."""
    def isneginf(self, out: Any = None) -> Tensor:
        """Test element-wise for negative infinity, return result as bool array."""
    def isposinf(self, out: Any = None) -> Tensor:
        """Test element-wise for positive infinity, return result as bool array."""
    def isreal(self, out: Any = None) -> Tensor:
        """Returns a bool array, where True if input element is real."""
    def istft(
        self,
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
    @property
    def itemsize(self) -> builtins.int: ...
    def kron(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        """The Kronecker product: blocks input[i, j] * other."""
    def kthvalue(self, k: builtins.int, dim: builtins.int = -1, keepdim: builtins.bool = False, *, out: Any = None) -> Any:
        """(values, indices) of the k-th smallest (from 1) along `dim`."""
    @property
    def layout(self) -> Tensor: ...
    def lcm(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        ...
    def lcm_(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        """In-place form of lcm: changes this tensor and returns it."""
    def ldexp(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        ...
    def ldexp_(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of ldexp: changes this tensor and returns it."""
    def le(self, other: Any, *, out: Any = None) -> Tensor:
        ...
    def le_(self, other: Any) -> Tensor:
        """In-place form of le: changes this tensor and returns it."""
    def lerp(self, end: Tensor, weight: Any, *, out: Tensor | None = None) -> Tensor:
        """input + weight (end - input); weight: a number or a tensor."""
    def lerp_(self, end: Tensor, weight: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of lerp: changes this tensor and returns it."""
    def less(self, other: Any, *, out: Any = None) -> Tensor:
        ...
    def less_(self, other: Any) -> Tensor:
        """In-place form of less: changes this tensor and returns it."""
    def less_equal(self, other: Any, *, out: Any = None) -> Tensor:
        ...
    def less_equal_(self, other: Any) -> Tensor:
        """In-place form of less_equal: changes this tensor and returns it."""
    def lgamma(self, *, out: Any = None) -> Tensor:
        """log |gamma(x)|, element by element in double precision (math.lgamma); inf at the poles."""
    def lgamma_(self) -> Tensor:
        """In-place form of lgamma: changes this tensor and returns it."""
    def log(self, *, out: Any = None) -> Tensor:
        """Natural logarithm, element-wise."""
    def log10(self, *, out: Any = None) -> Tensor:
        """Return the base 10 logarithm of the input array, element-wise."""
    def log10_(self) -> Tensor:
        """In-place form of log10: changes this tensor and returns it."""
    def log1p(self, *, out: Any = None) -> Tensor:
        """Return the natural logarithm of one plus the input array, element-wise."""
    def log1p_(self) -> Tensor:
        """In-place form of log1p: changes this tensor and returns it."""
    def log2(self, *, out: Any = None) -> Tensor:
        """Base-2 logarithm of `x`."""
    def log2_(self) -> Tensor:
        """In-place form of log2: changes this tensor and returns it."""
    def log_(self) -> Tensor:
        """In-place form of log: changes this tensor and returns it."""
    def log_normal_(self, mean: builtins.float = 1.0, std: builtins.float = 2.0, *, generator: Any = None) -> Tensor:
        """Fill with numbers whose logarithm is normal."""
    def log_softmax(self, dim: builtins.int, dtype: Any = None, *, out: Tensor | None = None) -> Tensor:
        """The logarithm of softmax along `dim`."""
    def logaddexp(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """log(exp(a) + exp(b)), without overflow."""
    def logaddexp2(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """Logarithm of the sum of exponentiations of the inputs in base-2."""
    def logcumsumexp(self, dim: builtins.int, *, out: Tensor | None = None) -> Tensor:
        """log(cumsum(exp(input))) along `dim`, without overflow."""
    def logdet(self) -> Tensor:
        """The logarithm of the determinant; NaN where that is negative."""
    def logical_and(self, other: Any, *, out: Any = None) -> Tensor:
        """Compute the truth value of x1 AND x2 element-wise."""
    def logical_and_(self, other: Any) -> Tensor:
        """In-place form of logical_and: changes this tensor and returns it."""
    def logical_not(self, *, out: Any = None) -> Tensor:
        """Compute the truth value of NOT x element-wise."""
    def logical_not_(self) -> Tensor:
        """In-place form of logical_not: changes this tensor and returns it."""
    def logical_or(self, other: Any, *, out: Any = None) -> Tensor:
        """Compute the truth value of x1 OR x2 element-wise."""
    def logical_or_(self, other: Any) -> Tensor:
        """In-place form of logical_or: changes this tensor and returns it."""
    def logical_xor(self, other: Any, *, out: Any = None) -> Tensor:
        """Compute the truth value of x1 XOR x2, element-wise."""
    def logical_xor_(self, other: Any) -> Tensor:
        """In-place form of logical_xor: changes this tensor and returns it."""
    def logit(self, eps: builtins.float | None = None, *, out: Tensor | None = None) -> Tensor:
        """log(input / (1 - input)), input first brought into [eps, 1 - eps] if eps is given."""
    def logit_(self, eps: builtins.float | None = None, *, out: Tensor | None = None) -> Tensor:
        """In-place form of logit: changes this tensor and returns it."""
    def logsumexp(
        self,
        dim: builtins.int | Sequence[builtins.int] | None,
        keepdim: builtins.bool = False,
        *,
        out: Tensor | None = None,
    ) -> Tensor:
        """log(sum(exp(input))) over `dim`, without overflow."""
    def long(self, memory_format: Any = None) -> Tensor:
        """The tensor as torch.int64."""
    def lt(self, other: Any, *, out: Any = None) -> Tensor:
        ...
    def lt_(self, other: Any) -> Tensor:
        """In-place form of lt: changes this tensor and returns it."""
    def lu(self, pivot: builtins.bool = True, get_infos: builtins.bool = False) -> Any:
        """What linalg.lu_factor returns, as a plain tuple."""
    def lu_solve(self, LU_data: Tensor, LU_pivots: Tensor, *, out: Tensor | None = None) -> Tensor:
        """X with A @ X = input; A is given as lu_factor returns it."""
    @property
    def mH(self) -> Tensor: ...
    @property
    def mT(self) -> Tensor: ...
    def map_(self, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
        """Replace every element by callable(element, element of the other tensor); outside the graph."""
    def masked_fill(self, mask: Tensor, value: Any) -> Tensor:
        """`value` (a number or a 0-d tensor) wherever `mask` is true. Raises RuntimeError for masks that are not boolean."""
    def masked_fill_(self, mask: Tensor, value: Any) -> Tensor:
        """In-place form of masked_fill: changes this tensor and returns it."""
    def masked_scatter(self, mask: Tensor, source: Tensor) -> Tensor:
        """The elements of `source`, in order, wherever `mask` is true. Raises RuntimeError when there are too few."""
    def masked_scatter_(self, mask: Tensor, source: Tensor) -> Tensor:
        """In-place form of masked_scatter: changes this tensor and returns it."""
    def masked_select(self, mask: Tensor, *, out: Tensor | None = None) -> Tensor:
        """The elements where `mask` is true, as a vector."""
    def matmul(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """The matrix product: vectors, matrices and stacks of them, broadcast against each other."""
    def matrix_exp(self) -> Tensor:
        """The exponential of square matrices."""
    def matrix_power(self, n: builtins.int, *, out: Tensor | None = None) -> Tensor:
        """Square matrices multiplied n times, by repeated squaring; negative powers by the inverse."""
    def max(self, dim: Any = None, keepdim: builtins.bool = False, *, other: Any = None, out: Any = None) -> Any:
        """The maximum of all elements, (values, indices) along `dim`, or the elementwise maximum of two tensors."""
    def maximum(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        """Element-wise maximum of array elements."""
    def mean(
        self,
        dim: builtins.int | Sequence[builtins.int] | None = None,
        keepdim: builtins.bool = False,
        *,
        dtype: Any = None,
        out: Tensor | None = None,
    ) -> Tensor:
        """The mean over `dim`. Raises RuntimeError for whole numbers."""
    def median(self, dim: builtins.int | None = None, keepdim: builtins.bool = False, *, out: Any = None) -> Any:
        """The lower median of all elements, or (values, indices) along `dim`."""
    def min(self, dim: Any = None, keepdim: builtins.bool = False, *, other: Any = None, out: Any = None) -> Any:
        """The minimum of all elements, (values, indices) along `dim`, or the elementwise minimum of two tensors."""
    def minimum(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        """Element-wise minimum of array elements."""
    def mm(self, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
        """The product of two matrices."""
    def mode(self, dim: builtins.int = -1, keepdim: builtins.bool = False, *, out: Any = None) -> Any:
        """(values, indices) of the most frequent element along `dim`."""
    def moveaxis(self, source: Any, destination: Any) -> Tensor:
        """Axes `source` moved to the places `destination`; the others keep their order."""
    def movedim(self, source: Any, destination: Any) -> Tensor:
        """Axes `source` moved to the places `destination`; the others keep their order."""
    def msort(self, *, out: Tensor | None = None) -> Tensor:
        """input sorted along its first axis."""
    def mul(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """input * other."""
    def mul_(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of mul: changes this tensor and returns it."""
    def multinomial(
        self,
        num_samples: builtins.int,
        replacement: builtins.bool = False,
        *,
        generator: Any = None,
        out: Tensor | None = None,
    ) -> Tensor:
        """Indices drawn with the given weights, per row. Raises RuntimeError for weights or numbers of samples that make no sense."""
    def multiply(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """input * other."""
    def multiply_(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of multiply: changes this tensor and returns it."""
    def mv(self, vec: Tensor, *, out: Tensor | None = None) -> Tensor:
        """The product of a matrix and a vector."""
    def mvlgamma(self, p: builtins.int, *, out: Tensor | None = None) -> Tensor:
        """The multivariate log gamma function of dimension p."""
    def mvlgamma_(self, p: builtins.int, *, out: Tensor | None = None) -> Tensor:
        """In-place form of mvlgamma: changes this tensor and returns it."""
    @property
    def name(self) -> Tensor: ...
    @property
    def names(self) -> Tensor: ...
    def nan_to_num(
        self,
        nan: builtins.float | None = None,
        posinf: builtins.float | None = None,
        neginf: builtins.float | None = None,
        *,
        out: Tensor | None = None,
    ) -> Tensor:
        """input with finite numbers in place of NaN and the infinities."""
    def nan_to_num_(
        self,
        nan: builtins.float | None = None,
        posinf: builtins.float | None = None,
        neginf: builtins.float | None = None,
        *,
        out: Tensor | None = None,
    ) -> Tensor:
        """In-place form of nan_to_num: changes this tensor and returns it."""
    def nanmean(
        self,
        dim: builtins.int | Sequence[builtins.int] | None = None,
        keepdim: builtins.bool = False,
        *,
        dtype: Any = None,
        out: Tensor | None = None,
    ) -> Tensor:
        """The mean over `dim` of what is not NaN. Raises RuntimeError for whole numbers."""
    def nanmedian(self, dim: builtins.int | None = None, keepdim: builtins.bool = False, *, out: Any = None) -> Any:
        """The lower nanmedian of all elements, or (values, indices) along `dim`."""
    def nanquantile(
        self,
        q: Any,
        dim: builtins.int | None = None,
        keepdim: builtins.bool = False,
        *,
        interpolation: builtins.str = 'linear',
        out: Tensor | None = None,
    ) -> Tensor:
        """The q-th quantiles along `dim`, or of all elements, of what is not NaN."""
    def nansum(
        self,
        dim: builtins.int | Sequence[builtins.int] | None = None,
        keepdim: builtins.bool = False,
        *,
        dtype: Any = None,
        out: Tensor | None = None,
    ) -> Tensor:
        """The sum over `dim` of what is not NaN."""
    def narrow(self, dim: builtins.int, start: Any, length: builtins.int) -> Tensor:
        """`length` entries from `start` along `dim`. Raises RuntimeError when they reach over the end."""
    def narrow_copy(self, dim: builtins.int, start: builtins.int, length: builtins.int, *, out: Tensor | None = None) -> Tensor:
        """A copy of `length` entries from `start` along `dim`."""
    @property
    def nbytes(self) -> Tensor: ...
    def ndimension(self) -> builtins.int:
        """The number of axes."""
    def ne(self, other: Any, *, out: Any = None) -> Tensor:
        """Return (x1 != x2) element-wise."""
    def ne_(self, other: Any) -> Tensor:
        """In-place form of ne: changes this tensor and returns it."""
    def neg(self, *, out: Any = None) -> Tensor:
        """-x. Raises RuntimeError for booleans."""
    def neg_(self) -> Tensor:
        """In-place form of neg: changes this tensor and returns it."""
    def negative(self, *, out: Any = None) -> Tensor:
        """-x. Raises RuntimeError for booleans."""
    def negative_(self) -> Tensor:
        """In-place form of negative: changes this tensor and returns it."""
    def nelement(self) -> builtins.int:
        """The number of elements."""
    def new(self, *args: Any) -> Tensor:
        """The old form of new_empty(*sizes), of new_tensor([...]), and of detach: new(tensor)."""
    def new_empty(
        self,
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
        """Zeros in this tensor's type."""
    def new_full(
        self,
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
        """One value in this tensor's type."""
    def new_ones(
        self,
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
        """Ones in this tensor's type."""
    def new_tensor(self, data: Any, *, dtype: Any = None, requires_grad: builtins.bool = False) -> Tensor:
        """A copy of data in this tensor's type."""
    def new_zeros(
        self,
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
        """Zeros in this tensor's type."""
    def nextafter(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        ...
    def nextafter_(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        """In-place form of nextafter: changes this tensor and returns it."""
    def nonzero(self, *, out: Tensor | None = None, as_tuple: builtins.bool = False) -> Any:
        """The indices of the nonzero elements: one row each, or one vector per axis."""
    def nonzero_static(self, *, size: builtins.int, fill_value: builtins.int = -1) -> Tensor:
        """The indices of the first `size` nonzero elements, rows of `fill_value` where there are fewer."""
    def norm(self, p: Any = 'fro', dim: Any = None, keepdim: builtins.bool = False, dtype: Any = None) -> Tensor:
        """The p-norm over `dim`."""
    def normal_(self, mean: builtins.float = 0.0, std: builtins.float = 1.0, *, generator: Any = None) -> Tensor:
        """Fill with normal numbers."""
    def not_equal(self, other: Any, *, out: Any = None) -> Tensor:
        """Return (x1 != x2) element-wise."""
    def not_equal_(self, other: Any) -> Tensor:
        """In-place form of not_equal: changes this tensor and returns it."""
    def numel(self) -> builtins.int:
        """The number of elements."""
    def orgqr(self, input2: Tensor, *, out: Tensor | None = None) -> Tensor:
        """linalg.householder_product, under its old name."""
    def ormqr(
        self,
        input2: Tensor,
        input3: Tensor,
        left: builtins.bool = True,
        transpose: builtins.bool = False,
        *,
        out: Tensor | None = None,
    ) -> Tensor:
        """Q @ input3, Q the product of all reflections (Q^H with `transpose`); input3 @ Q unless `left`."""
    def outer(self, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
        """input[i] * vec2[j]. Raises RuntimeError for anything but vectors."""
    def permute(self, *order: Any, dims: Any = None) -> Tensor:
        """The axes in another order: permute(2, 0, 1). Raises RuntimeError unless every axis is named once."""
    def pin_memory(self) -> Tensor:
        """The tensor itself."""
    def pinverse(self, rcond: builtins.float = 1e-15) -> Tensor:
        """The pseudoinverse."""
    def polygamma(self, n: builtins.int) -> Tensor:
        """The n-th derivative of digamma."""
    def polygamma_(self, n: builtins.int) -> Tensor:
        """In-place form of polygamma: changes this tensor and returns it."""
    def positive(self) -> Tensor:
        """The tensor itself. Raises RuntimeError for booleans."""
    def pow(self, exponent: Any, *, out: Tensor | None = None) -> Tensor:
        """input ** exponent, either one a tensor."""
    def pow_(self, exponent: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of pow: changes this tensor and returns it."""
    def prelu(self, weight: Tensor) -> Tensor:
        """input where positive, elsewhere weight * input; one weight, or one per channel (axis 1)."""
    def prod(self, dim: Any = None, keepdim: builtins.bool = False, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
        """The product over `dim` (one axis) or of all elements; whole numbers multiply in int64."""
    def put(self, index: Tensor, source: Tensor, accumulate: builtins.bool = False) -> Tensor:
        """A copy with elements replaced (or added to), by their place in the flattened tensor."""
    def put_(self, index: Tensor, source: Tensor, accumulate: builtins.bool = False) -> Tensor:
        """In-place form of put: changes this tensor and returns it."""
    def qr(self, some: builtins.bool = True) -> Any:
        """As linalg.qr; `some`: reduced."""
    def quantile(
        self,
        q: Any,
        dim: builtins.int | None = None,
        keepdim: builtins.bool = False,
        *,
        interpolation: builtins.str = 'linear',
        out: Tensor | None = None,
    ) -> Tensor:
        """The q-th quantiles along `dim`, or of all elements; NaN where there is one."""
    def rad2deg(self, *, out: Any = None) -> Tensor:
        ...
    def rad2deg_(self) -> Tensor:
        """In-place form of rad2deg: changes this tensor and returns it."""
    def random_(self, *limits: builtins.int | None, generator: Any = None, **named: builtins.int | None) -> Tensor:
        """Fill with whole numbers: random_(), all that the type can hold, random_(to), from 0, or random_(from, to); None for the
        end of them.
        """
    def ravel(self) -> Tensor:
        """All elements along one axis."""
    @property
    def real(self) -> Tensor: ...
    @real.setter
    def real(self, value: Any) -> None: ...
    def reciprocal(self, *, out: Any = None) -> Tensor:
        """Return the reciprocal of the argument, element-wise."""
    def reciprocal_(self) -> Tensor:
        """In-place form of reciprocal: changes this tensor and returns it."""
    def relu(self) -> Tensor:
        """max(input, 0); the gradient at 0 is 0."""
    def relu_(self) -> Tensor:
        """In-place form of relu: changes this tensor and returns it."""
    def remainder(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """input - other * floor(input / other): with the sign of `other`."""
    def remainder_(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of remainder: changes this tensor and returns it."""
    def renorm(self, p: builtins.float, dim: builtins.int, maxnorm: builtins.float, *, out: Tensor | None = None) -> Tensor:
        """Each slice along `dim` shrunk to the p-norm `maxnorm` where it is longer."""
    def renorm_(self, p: builtins.float, dim: builtins.int, maxnorm: builtins.float, *, out: Tensor | None = None) -> Tensor:
        """In-place form of renorm: changes this tensor and returns it."""
    def repeat(self, *lengths: Any, repeats: Any = None) -> Tensor:
        """Copies along each axis: repeat(2, 3). Raises RuntimeError for fewer numbers than axes."""
    def repeat_interleave(
        self,
        repeats: Any = None,
        dim: builtins.int | None = None,
        *,
        output_size: builtins.int | None = None,
    ) -> Tensor:
        """Every entry along `dim` (of the flattened tensor by default) repeated: all as often, or each by its own number."""
    def reshape(self, *lengths: Any, shape: Any = None) -> Tensor:
        """The elements in another shape: a view where one can be had, else a copy."""
    def reshape_as(self, other: Tensor) -> Tensor:
        """The elements in the shape of another tensor."""
    def resize_(self, *sizes: Any, memory_format: Any = None) -> Tensor:
        """Another shape, in place; new elements are zeros. Raises RuntimeError for tensors that require grad."""
    def resize_as_(self, other: Tensor) -> Tensor:
        """The shape of another tensor, in place."""
    def resolve_conj(self) -> Tensor:
        """The tensor itself, or a copy that is_conj() is not true of."""
    def resolve_neg(self) -> Tensor:
        """The tensor itself: negatives are computed at once."""
    def roll(self, shifts: Any, dims: Any = None) -> Tensor:
        """The entries moved along the axes (of the flattened tensor by default); what leaves at the end comes in at the front."""
    def rot90(self, k: builtins.int = 1, dims: Sequence[builtins.int] = ...) -> Tensor:
        """k quarter turns from the first of two axes to the second."""
    def round(self, *, decimals: builtins.int | None = None, out: Tensor | None = None) -> Tensor:
        """input rounded to whole numbers, or to `decimals` digits; halves to even."""
    def round_(self, *, decimals: builtins.int | None = None, out: Tensor | None = None) -> Tensor:
        """In-place form of round: changes this tensor and returns it."""
    def rsqrt(self, *, out: Any = None) -> Tensor:
        ...
    def rsqrt_(self) -> Tensor:
        """In-place form of rsqrt: changes this tensor and returns it."""
    def scatter(
        self,
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
    def scatter_(
        self,
        dim: builtins.int,
        index: Tensor,
        src: Any = None,
        value: Any = None,
        *,
        reduce: builtins.str | None = None,
        out: Tensor | None = None,
    ) -> Tensor:
        """In-place form of scatter: changes this tensor and returns it."""
    def scatter_add(self, dim: builtins.int, index: Tensor, src: Tensor, *, out: Tensor | None = None) -> Tensor:
        """A copy with src[i, j] added at place index[i, j] along `dim`."""
    def scatter_add_(self, dim: builtins.int, index: Tensor, src: Tensor, *, out: Tensor | None = None) -> Tensor:
        """In-place form of scatter_add: changes this tensor and returns it."""
    def scatter_reduce(
        self,
        dim: builtins.int,
        index: Tensor,
        src: Tensor,
        reduce: builtins.str,
        *,
        include_self: builtins.bool = True,
        out: Tensor | None = None,
    ) -> Tensor:
        """A copy combined, at place index[i, j] along `dim`, with src[i, j]: sum, prod, mean, amax or amin."""
    def scatter_reduce_(
        self,
        dim: builtins.int,
        index: Tensor,
        src: Tensor,
        reduce: builtins.str,
        *,
        include_self: builtins.bool = True,
        out: Tensor | None = None,
    ) -> Tensor:
        """In-place form of scatter_reduce: changes this tensor and returns it."""
    def select(self, dim: builtins.int, index: Any) -> Tensor:
        """Entry `index` along `dim`; negative ones count from the end. Raises IndexError outside the axis."""
    def select_scatter(self, src: Tensor, dim: builtins.int, index: builtins.int) -> Tensor:
        """A copy with entry `index` along `dim` replaced by `src`."""
    def set_(self, source: Tensor) -> Tensor:
        """Look at the memory of another tensor from now on."""
    def sgn(self, *, out: Any = None) -> Tensor:
        """-1, 0 or 1, or z/|z| for complex numbers; 0 for NaN, as in torch."""
    def sgn_(self) -> Tensor:
        """In-place form of sgn: changes this tensor and returns it."""
    def share_memory_(self) -> Tensor:
        """The tensor itself."""
    def short(self, memory_format: Any = None) -> Tensor:
        """The tensor as torch.int16."""
    def sigmoid(self, *, out: Any = None) -> Tensor:
        """1 / (1 + exp(-x)), without overflow on either side."""
    def sigmoid_(self) -> Tensor:
        """In-place form of sigmoid: changes this tensor and returns it."""
    def sign(self, *, out: Any = None) -> Tensor:
        """The sign of each element."""
    def sign_(self) -> Tensor:
        """In-place form of sign: changes this tensor and returns it."""
    def signbit(self, *, out: Any = None) -> Tensor:
        """Returns element-wise True where signbit is set (less than zero)."""
    def sin(self, *, out: Any = None) -> Tensor:
        """Trigonometric sine, element-wise."""
    def sin_(self) -> Tensor:
        """In-place form of sin: changes this tensor and returns it."""
    def sinc(self, *, out: Any = None) -> Tensor:
        """Return the normalized sinc function."""
    def sinc_(self) -> Tensor:
        """In-place form of sinc: changes this tensor and returns it."""
    def sinh(self, *, out: Any = None) -> Tensor:
        """Hyperbolic sine, element-wise."""
    def sinh_(self) -> Tensor:
        """In-place form of sinh: changes this tensor and returns it."""
    def size(self, dim: builtins.int | None = None) -> Any:
        """The shape, or the length of one axis."""
    def slice_scatter(
        self,
        src: Tensor,
        dim: builtins.int = 0,
        start: builtins.int | None = None,
        end: builtins.int | None = None,
        step: builtins.int = 1,
        *,
        out: Tensor | None = None,
    ) -> Tensor:
        """A copy with entries start, start + step, ... below end along `dim` replaced by `src`."""
    def slogdet(self) -> Any:
        """Sign and logarithm of the determinant of square matrices."""
    def softmax(self, dim: builtins.int, dtype: Any = None, *, out: Tensor | None = None) -> Tensor:
        """exp(input) over its sum along `dim`."""
    def sort(
        self,
        dim: builtins.int = -1,
        descending: builtins.bool = False,
        stable: builtins.bool | None = None,
        *,
        out: Any = None,
    ) -> Any:
        """(values, indices) sorted along `dim`; equal elements keep their order."""
    def split(self, split_size_or_sections: Any, dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
        """Parts of a given size along `dim`, or of the sizes in a list. Raises RuntimeError when sizes do not add up."""
    def split_with_sizes(self, split_sizes: Sequence[builtins.int], dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
        """Parts of the given sizes along `dim`, which must add up to its length."""
    def sqrt(self, *, out: Any = None) -> Tensor:
        """Return the non-negative square-root of an array, element-wise."""
    def sqrt_(self) -> Tensor:
        """In-place form of sqrt: changes this tensor and returns it."""
    def square(self, *, out: Tensor | None = None) -> Tensor:
        """input ** 2."""
    def square_(self, *, out: Tensor | None = None) -> Tensor:
        """In-place form of square: changes this tensor and returns it."""
    def squeeze(self, dim: Any = None) -> Tensor:
        """Axes of length 1 left out: all of them, or those in `dim` that have length 1."""
    def squeeze_(self, dim: Any = None) -> Tensor:
        """In-place form of squeeze: changes the shape of this tensor and returns it."""
    def std(
        self,
        dim: Any = None,
        unbiased: Any = None,
        keepdim: builtins.bool = False,
        *,
        correction: Any = None,
        out: Any = None,
    ) -> Tensor:
        """The standard deviation over `dim`, with n - correction (default 1) in the denominator."""
    def stft(
        self,
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
    def storage(self) -> Storage:
        """The memory behind the tensor."""
    def storage_offset(self) -> builtins.int:
        """How many elements of the memory come before the first one."""
    def stride(self, dim: builtins.int | None = None) -> Any:
        """How many elements apart neighbours along each axis are, or along one axis."""
    def sub(self, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
        """input - alpha * other."""
    def sub_(self, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
        """In-place form of sub: changes this tensor and returns it."""
    def subtract(self, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
        """input - alpha * other."""
    def subtract_(self, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
        """In-place form of subtract: changes this tensor and returns it."""
    def sum(
        self,
        dim: builtins.int | Sequence[builtins.int] | None = None,
        keepdim: builtins.bool = False,
        *,
        dtype: Any = None,
        out: Tensor | None = None,
    ) -> Tensor:
        """The sum over `dim`; whole numbers and booleans add up in int64."""
    def sum_to_size(self, *lengths: Any, size: Any = None) -> Tensor:
        """Summed over the axes along which a tensor of shape `size` would be broadcast. Raises RuntimeError when it would not."""
    def svd(self, some: builtins.bool = True, compute_uv: builtins.bool = True) -> Any:
        """U, singular values and V (not V^H); `some`: reduced."""
    def swapaxes(self, dim0: builtins.int, dim1: builtins.int) -> Tensor:
        """Two axes exchanged."""
    def swapaxes_(self, dim0: builtins.int, dim1: builtins.int) -> Tensor:
        """In-place form of swapaxes: changes the shape of this tensor and returns it."""
    def swapdims(self, dim0: builtins.int, dim1: builtins.int) -> Tensor:
        """Two axes exchanged."""
    def swapdims_(self, dim0: builtins.int, dim1: builtins.int) -> Tensor:
        """In-place form of swapdims: changes the shape of this tensor and returns it."""
    def t(self) -> Tensor:
        """A matrix transposed. Raises RuntimeError beyond two axes."""
    def t_(self) -> Tensor:
        """In-place form of t: changes the shape of this tensor and returns it."""
    def take(self, index: Tensor, *, out: Tensor | None = None) -> Tensor:
        """Elements by their place in the flattened tensor; the shape is that of `index`."""
    def take_along_dim(self, indices: Tensor, dim: builtins.int | None = None, *, out: Tensor | None = None) -> Tensor:
        """The elements at `indices` along `dim`, both broadcast elsewhere; of the flattened tensor without `dim`."""
    def tan(self, *, out: Any = None) -> Tensor:
        """Compute tangent element-wise."""
    def tan_(self) -> Tensor:
        """In-place form of tan: changes this tensor and returns it."""
    def tanh(self, *, out: Any = None) -> Tensor:
        """Compute hyperbolic tangent element-wise."""
    def tanh_(self) -> Tensor:
        """In-place form of tanh: changes this tensor and returns it."""
    def tensor_split(self, indices_or_sections: Any, dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
        """Parts of nearly equal size, or cut before the given indices."""
    def tile(self, *lengths: Any, dims: Any = None) -> Tensor:
        """Copies along each axis; missing numbers in front count as 1."""
    def to(self, *args: Any, copy: builtins.bool = False, **named: Any) -> Tensor:
        """In another dtype, on a device (the CPU), or as another tensor; the tensor itself where nothing changes."""
    def topk(
        self,
        k: builtins.int,
        dim: builtins.int = -1,
        largest: builtins.bool = True,
        sorted: builtins.bool = True,
        *,
        out: Any = None,
    ) -> Any:
        """(values, indices) of the k largest, or smallest, along `dim`; always in order."""
    def trace(self) -> Tensor:
        """The sum of the diagonal of a matrix. Raises RuntimeError for other numbers of axes."""
    def transpose(self, dim0: builtins.int, dim1: builtins.int) -> Tensor:
        """Two axes exchanged."""
    def transpose_(self, dim0: builtins.int, dim1: builtins.int) -> Tensor:
        """In-place form of transpose: changes the shape of this tensor and returns it."""
    def triangular_solve(
        self,
        A: Tensor,
        upper: builtins.bool = True,
        transpose: builtins.bool = False,
        unitriangular: builtins.bool = False,
    ) -> Any:
        """x with A @ x = input (A^T @ x = input with `transpose`), and A, as torch.triangular_solve."""
    def tril(self, diagonal: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
        """The elements on and below a diagonal, zeros above."""
    def tril_(self, diagonal: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
        """In-place form of tril: changes this tensor and returns it."""
    def triu(self, diagonal: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
        """The elements on and above a diagonal, zeros below."""
    def triu_(self, diagonal: builtins.int = 0, *, out: Tensor | None = None) -> Tensor:
        """In-place form of triu: changes this tensor and returns it."""
    def true_divide(self, other: Any, *, rounding_mode: builtins.str | None = None, out: Tensor | None = None) -> Tensor:
        """input / other; rounding_mode "trunc" or "floor" rounds the quotient."""
    def true_divide_(self, other: Any, *, rounding_mode: builtins.str | None = None, out: Tensor | None = None) -> Tensor:
        """In-place form of true_divide: changes this tensor and returns it."""
    def trunc(self, *, out: Any = None) -> Tensor:
        """Return the truncated value of the input, element-wise."""
    def trunc_(self) -> Tensor:
        """In-place form of trunc: changes this tensor and returns it."""
    def type(self, dtype: Any = None, non_blocking: builtins.bool = False) -> Any:
        """The name of its type ("torch.FloatTensor"), or the tensor in another type."""
    def type_as(self, other: Tensor) -> Tensor:
        """In the type of another tensor."""
    def unbind(self, dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
        """The entries along `dim`, as a tuple."""
    def unflatten(self, dim: builtins.int, sizes: Sequence[builtins.int]) -> Tensor:
        """Axis `dim` split into several. Raises RuntimeError when the lengths do not multiply to its length."""
    def unfold(self, dimension: builtins.int, size: builtins.int, step: builtins.int) -> Tensor:
        """All windows of `size` entries along an axis, `step` apart, as a view with one more axis at the end."""
    def uniform_(self, a: builtins.float = 0.0, to: builtins.float = 1.0, *, generator: Any = None, **named: builtins.float) -> Tensor:
        """Fill with uniform numbers in [a, to); `a` is called `from` where it is named."""
    def unique(
        self,
        sorted: builtins.bool = True,
        return_inverse: builtins.bool = False,
        return_counts: builtins.bool = False,
        dim: builtins.int | None = None,
    ) -> Any:
        """The distinct elements (or slices along `dim`), always sorted; with where each one went and how often it occurs."""
    def unique_consecutive(
        self,
        return_inverse: builtins.bool = False,
        return_counts: builtins.bool = False,
        dim: builtins.int | None = None,
    ) -> Any:
        """The elements (or slices along `dim`) without immediate repetitions."""
    def unsafe_chunk(self, chunks: builtins.int, dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
        """As chunk, but the parts may be changed in place."""
    def unsafe_split(self, split_size: builtins.int, dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
        """As split, but the parts may be changed in place."""
    def unsafe_split_with_sizes(self, split_sizes: Sequence[builtins.int], dim: builtins.int = 0) -> builtins.tuple[Tensor, ...]:
        """As split_with_sizes, but the parts may be changed in place."""
    def unsqueeze(self, dim: builtins.int) -> Tensor:
        """A new axis of length 1 at `dim`."""
    def unsqueeze_(self, dim: builtins.int) -> Tensor:
        """In-place form of unsqueeze: changes the shape of this tensor and returns it."""
    def untyped_storage(self) -> Storage:
        """The memory behind the tensor."""
    def var(
        self,
        dim: Any = None,
        unbiased: Any = None,
        keepdim: builtins.bool = False,
        *,
        correction: Any = None,
        out: Any = None,
    ) -> Tensor:
        """The variance over `dim`, with n - correction (default 1) in the denominator."""
    def vdot(self, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        """The same with the first vector conjugated."""
    def view(self, *shape: Any, dtype: Any = None, size: Any = None) -> Tensor:
        """The same memory under another shape, or as another dtype. Raises RuntimeError when that would need a copy."""
    def view_as(self, other: Tensor) -> Tensor:
        """A view in the shape of another tensor."""
    def vsplit(self, indices_or_sections: Any) -> builtins.tuple[Tensor, ...]:
        ...
    def where(self, condition: Tensor, other: Any) -> Any:
        """self where the condition holds, elsewhere other."""
    def xlogy(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """input log(other), 0 where input is 0."""
    def xlogy_(self, other: Any, *, out: Tensor | None = None) -> Tensor:
        """In-place form of xlogy: changes this tensor and returns it."""
    def zero_(self) -> Tensor:
        """Overwrite with zeros."""
