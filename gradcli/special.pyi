# made by `python -m gradcli.autograd.stubs`: change the functions, not this file
"""The functions of torch.special."""

import builtins
from collections.abc import Sequence
from typing import Any

from gradcli.autograd.tensor import Tensor

def bessel_j0(input: Any, *, out: Any = None) -> Tensor:
    ...
def bessel_j1(input: Any, *, out: Any = None) -> Tensor:
    ...
def bessel_y0(input: Any, *, out: Any = None) -> Tensor:
    ...
def bessel_y1(input: Any, *, out: Any = None) -> Tensor:
    ...
def chebyshev_polynomial_t(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
    """The chebyshev polynomial t of degree n."""
def chebyshev_polynomial_u(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
    """The chebyshev polynomial u of degree n."""
def chebyshev_polynomial_v(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
    """The chebyshev polynomial v of degree n."""
def chebyshev_polynomial_w(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
    """The chebyshev polynomial w of degree n."""
def digamma(input: Any, *, out: Any = None) -> Tensor:
    """The logarithmic derivative of gamma; -inf at 0, NaN at the negative whole numbers."""
def entr(input: Any, *, out: Any = None) -> Tensor:
    """-x log x; 0 at 0, -inf for negative x."""
def erf(input: Any, *, out: Any = None) -> Tensor:
    """The error function, element by element in double precision (math.erf)."""
def erfc(input: Any, *, out: Any = None) -> Tensor:
    """The complementary error function, element by element in double precision (math.erfc)."""
def erfcx(input: Any, *, out: Any = None) -> Tensor:
    """exp(x^2) erfc(x), without overflow for large x: an asymptotic series from 10 on."""
def erfinv(input: Any, *, out: Any = None) -> Tensor:
    """The inverse of erf; infinite at -1 and 1, NaN outside. Near 0, where 1 + y rounds, by Newton's method on erf."""
def exp2(input: Any, *, out: Any = None) -> Tensor:
    """Calculate `2**p` for all `p` in the input array."""
def expit(input: Any, *, out: Any = None) -> Tensor:
    """1 / (1 + exp(-x)), without overflow on either side."""
def expm1(input: Any, *, out: Any = None) -> Tensor:
    """Calculate ``exp(x) - 1`` for all elements in the array."""
def gammainc(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """The regularised lower incomplete gamma function P(a, x): a series for small x, 1 - Q for large."""
def gammaincc(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x)."""
def gammaln(input: Any, *, out: Any = None) -> Tensor:
    """log |gamma(x)|, element by element in double precision (math.lgamma); inf at the poles."""
def hermite_polynomial_h(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
    """The hermite polynomial h of degree n."""
def hermite_polynomial_he(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
    """The hermite polynomial he of degree n."""
def i0(input: Any, *, out: Any = None) -> Tensor:
    ...
def i0e(input: Any, *, out: Any = None) -> Tensor:
    ...
def i1(input: Any, *, out: Any = None) -> Tensor:
    ...
def i1e(input: Any, *, out: Any = None) -> Tensor:
    ...
def laguerre_polynomial_l(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
    """The laguerre polynomial l of degree n."""
def legendre_polynomial_p(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
    """The legendre polynomial p of degree n."""
def log1p(input: Any, *, out: Any = None) -> Tensor:
    """Return the natural logarithm of one plus the input array, element-wise."""
def log_ndtr(input: Any, *, out: Any = None) -> Tensor:
    """log ndtr(x), exact in both tails."""
def log_softmax(input: Tensor, dim: builtins.int, dtype: Any = None, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of softmax along `dim`."""
def logit(input: Tensor, eps: builtins.float | None = None, *, out: Tensor | None = None) -> Tensor:
    """log(input / (1 - input)), input first brought into [eps, 1 - eps] if eps is given."""
def logsumexp(
    input: Tensor,
    dim: builtins.int | Sequence[builtins.int] | None,
    keepdim: builtins.bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """log(sum(exp(input))) over `dim`, without overflow."""
def modified_bessel_i0(input: Any, *, out: Any = None) -> Tensor:
    ...
def modified_bessel_i1(input: Any, *, out: Any = None) -> Tensor:
    ...
def modified_bessel_k0(input: Any, *, out: Any = None) -> Tensor:
    ...
def modified_bessel_k1(input: Any, *, out: Any = None) -> Tensor:
    ...
def multigammaln(input: Tensor, p: builtins.int, *, out: Tensor | None = None) -> Tensor:
    """The multivariate log gamma function of dimension p."""
def ndtr(input: Any, *, out: Any = None) -> Tensor:
    """The distribution function of the standard normal."""
def ndtri(input: Any, *, out: Any = None) -> Tensor:
    """The inverse of ndtr: a rational start, then Newton's method on log ndtr in the lower half; infinite at 0 and 1, NaN
    outside.
    """
def polygamma(n: builtins.int, input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The n-th derivative of digamma. Raises RuntimeError for negative n."""
def psi(input: Any, *, out: Any = None) -> Tensor:
    """The logarithmic derivative of gamma; -inf at 0, NaN at the negative whole numbers."""
def round(input: Tensor, *, decimals: builtins.int = 0, out: Tensor | None = None) -> Tensor:
    """input rounded to `decimals` digits; halves to even."""
def scaled_modified_bessel_k0(input: Any, *, out: Any = None) -> Tensor:
    ...
def scaled_modified_bessel_k1(input: Any, *, out: Any = None) -> Tensor:
    ...
def shifted_chebyshev_polynomial_t(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
    """The chebyshev polynomial t of degree n at 2 x - 1."""
def shifted_chebyshev_polynomial_u(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
    """The chebyshev polynomial u of degree n at 2 x - 1."""
def shifted_chebyshev_polynomial_v(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
    """The chebyshev polynomial v of degree n at 2 x - 1."""
def shifted_chebyshev_polynomial_w(x: Any, n: Any, *, out: Tensor | None = None) -> Tensor:
    """The chebyshev polynomial w of degree n at 2 x - 1."""
def sinc(input: Any, *, out: Any = None) -> Tensor:
    """Return the normalized sinc function."""
def softmax(input: Tensor, dim: builtins.int, dtype: Any = None, *, out: Tensor | None = None) -> Tensor:
    """exp(input) over its sum along `dim`."""
def spherical_bessel_j0(x: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sin(x) / x."""
def xlog1py(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """input log(1 + other), 0 where input is 0."""
def xlogy(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """input log(other), 0 where input is 0."""
def zeta(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Hurwitz' zeta, sum over k of (q + k)^-s, by Euler and Maclaurin; inf at the poles, NaN where it is not defined."""
